// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_awareness.c - invented campaigns, a baseline survey with answers and its repeat, courses and who followed them.
// Made with the forms of the platform; only the answers to the survey come in without one, for they have no account.
#include "awareness/survey.h"
#include "commands/demo_life.h"
#include "crypt/crypt.h"

#define KEEPER "kern.programma"
enum { ACT_MEMORY_MB = 4, ANSWERED = 180 };

typedef struct Given {
    const char *name, *value;
} Given;

// One form; list fields (several codes with a space between) begin with a '+'.
static Err post(const World *w, const char *who, Str path, Time at, const Given *fields, int64_t *ret_made)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(ACT_MEMORY_MB));
    Act *a = NEW(mem, Act);
    for (; fields->name; fields++)
        if (fields->name[0] == '+') act_ticks(a, fields->name + 1, fields->value);
        else act_field(a, fields->name, str_c(fields->value));
    TRY(act_do(w, mem, a, who, str_dup(mem, path), at));
    if (ret_made) *ret_made = a->made;
    return OK;
}

static Time days_ago(const World *w, int days) { return w->now - DAYS(days); }

static const char *day_text(Arena *mem, Time t) { return str_z(mem, date_iso(mem, date_nl(t))); }

// ---- campaigns ----------------------------------------------------------------------------------------------------

typedef struct DemoCampaign {
    const char *title, *runs, *groups, *forms, *means, *area;
    int from, until; // days ago; until 0: runs on
    const char *reach, *counted, *evidence, *effect;
} DemoCampaign;

static const DemoCampaign campaigns[] = {
    {"Voorbeeld: Zie jij het?", "Een gemeente en een school in de demo", "young schools", "sexual criminal",
     "lesson social", "Rotterdam-Rijnmond", 420, 60, "1840", "leerlingen in de les", "before_after",
     "Na de les noemde een groter deel van de leerlingen iemand die zij om hulp zouden vragen. Zonder vergelijking met "
     "andere scholen."},
    {"Voorbeeld: Werk is geen val", "Een branche in de demo", "migrants employers", "labour", "posters outreach", "",
     300, 0, "5200", "folders uitgedeeld", "reach", ""},
    {"Voorbeeld: Wat doe jij met je signaal?", "Landelijk coördinatiepunt in de demo", "care municipal police",
     "sexual labour criminal", "event online", "", 200, 0, "", "", "none", ""},
    {"Voorbeeld: Achter de voordeur", "Zorgorganisaties in de demo", "care lvb", "sexual", "event", "Brabant-Zuidoost",
     700, 500, "310", "hulpverleners op een bijeenkomst", "reach", ""},
};

static Err make_campaigns(const World *w, Arena *mem)
{
    for (size_t i = 0; i < COUNT(campaigns); i++) {
        const DemoCampaign *c = &campaigns[i];
        const Given fields[] = {{"naam", c->title},
                                {"wie", c->runs},
                                {"+groepen", c->groups},
                                {"+vormen", c->forms},
                                {"+middelen", c->means},
                                {"waar", c->area},
                                {"van", day_text(mem, days_ago(w, c->from))},
                                {"tot", c->until ? day_text(mem, days_ago(w, c->until)) : ""},
                                {"bereik", c->reach},
                                {"geteld", c->counted},
                                {"meting", c->evidence},
                                {"effect", c->effect},
                                {"bron", "Verzonnen voor de demo."},
                                {0}};
        TRY(post(w, KEEPER, S("/bewustwording/campagnes/nieuw"), days_ago(w, 40) + MINUTES((Time)i), fields, NULL));
    }
    static const struct {
        int days;
        const char *target, *message, *channel, *who;
    } moments[] = {
        {-20, "young", "Voorbeeld: filmpje over snel geld verdienen.", "social", "Een gemeente in de demo"},
        {-3, "care", "Voorbeeld: nieuwsbrief over het informatiepunt.", "online", "Een koepel in de demo"},
        {14, "migrants", "Voorbeeld: kaartjes in vijf talen bij de supermarkt.", "posters", "Een branche in de demo"},
        {60, "schools", "Voorbeeld: lesbrief voor mentoren.", "lesson", "Een school in de demo"}};
    for (size_t i = 0; i < COUNT(moments); i++) {
        const Given fields[] = {{"dag", day_text(mem, w->now + DAYS(moments[i].days))},
                                {"doelgroep", moments[i].target},
                                {"boodschap", moments[i].message},
                                {"kanaal", moments[i].channel},
                                {"organisatie", moments[i].who},
                                {"campagne", "0"},
                                {0}};
        TRY(post(w, KEEPER, S("/bewustwording/kalender"), days_ago(w, 30), fields, NULL));
    }
    return OK;
}

// ---- the survey ---------------------------------------------------------------------------------------------------

static const Given questions[][7] = {
    {{"vraag", "Waar werk je?"},
     {"lijst", "own"},
     {"antwoorden", "Gemeente\nPolitie of toezicht\nZorg of hulpverlening\nOnderwijs"},
     {"splitst", "1"},
     {0}},
    {{"vraag", "Kwam je het afgelopen jaar iets tegen dat op mensenhandel leek?"}, {"lijst", "yesno"}, {0}},
    {{"vraag", "Een verdachte van diefstal moest van anderen stelen. Kan die zelf slachtoffer zijn?"},
     {"lijst", "own"},
     {"antwoorden", "*Ja\nNee\nWeet ik niet"},
     {0}},
    {{"vraag", "Waar zou je een signaal melden?"},
     {"lijst", "own"},
     {"antwoorden", "Bij de aandachtsfunctionaris van de gemeente\nBij de politie\nBij Veilig Thuis\nBij een "
                    "collega\nDat weet ik niet"},
     {"meer", "1"},
     {0}},
    {{"vraag", "Ik weet genoeg om mensenhandel te herkennen."}, {"lijst", "agree"}, {0}},
};

static const int weights[COUNT(questions)][SURVEY_OPTIONS_MAX] = {
    {4, 3, 6, 3}, {3, 6, 2}, {6, 2, 3}, {4, 4, 3, 3, 2}, {1, 4, 3, 3, 1}};

static Err add_answers(App *app, Db *db, Arena *mem, void *arg)
{
    const int64_t *id = arg;
    Dice dice = {DEMO_SEED};
    Survey s;
    TRY(survey_load(db, mem, *id, &s));
    for (int i = 0; i < ANSWERED; i++) {
        Filled f = {0};
        bool added;
        for (size_t k = 0; k < s.count; k++)
            f.chosen[k] = UINT32_C(1) << dice_weighted(&dice, weights[k], s.questions[k].count);
        TRY(survey_add(db, &s, submission_new(mem), &f, &added));
    }
    return app_log(app, db, &(Entry){.action = S("survey.fill"), .object = S("survey"), .object_id = *id});
}

static Str survey_path(Arena *mem, int64_t id, const char *rest)
{
    return str_fmt(mem, "/bewustwording/peilingen/%lld%s", (long long)id, rest);
}

static Err make_surveys(const World *w, Arena *mem)
{
    int64_t id, again;
    Time at = days_ago(w, 120);
    static const Given none[] = {{0}};
    const Given about[] = {{"naam", "Voorbeeld: wat weten professionals van mensenhandel?"},
                           {"inleiding", "Wij willen weten wat professionals nu weten, om scholing daarop te richten."},
                           {0}};
    TRY(post(w, KEEPER, S("/bewustwording/peilingen/nieuw"), at, about, &id));
    for (size_t i = 0; i < COUNT(questions); i++)
        TRY(post(w, KEEPER, survey_path(mem, id, "/vraag"), at + MINUTES((Time)i), questions[i], NULL));
    TRY(post(w, KEEPER, survey_path(mem, id, "/open"), at + HOURS(1), none, NULL));
    TRY(app_write(w->app, add_answers, &id, w->why));
    TRY(post(w, KEEPER, survey_path(mem, id, "/sluiten"), at + DAYS(30), none, NULL));
    TRY(post(w, KEEPER, survey_path(mem, id, "/herhalen"), days_ago(w, 10), none, &again));
    return post(w, KEEPER, survey_path(mem, again, "/open"), days_ago(w, 9), none, NULL);
}

// ---- training -----------------------------------------------------------------------------------------------------

typedef struct DemoCourse {
    const char *title, *role, *months;
    int held, coming; // days ago; days from now
    const char *people[8];
} DemoCourse;

static const DemoCourse courses[] = {
    {"Voorbeeld: basis voor de aandachtsfunctionaris",
     "focal_point",
     "24",
     700,
     21,
     {"aandacht.capelle", "aandacht.rotterdam", "aandacht.schiedam", "aandacht.amsterdam", "aandacht.utrecht"}},
    {"Voorbeeld: basistraining ketenregisseur", "chain_director", "36", 200, 45, {"keten.rijnmond", "keten.zvh"}},
    {"Voorbeeld: verdachte of slachtoffer", "investigator", "12", 320, 30, {"opsporing.avim"}},
};

static Err course_session(const World *w, Arena *mem, int64_t course, Time starts, Time at, int64_t *ret_session)
{
    const Given fields[] = {
        {"dag", day_text(mem, starts)}, {"tijd", "09:30"}, {"plaats", "Online"}, {"stoelen", "20"}, {0}};
    return post(w, KEEPER, str_fmt(mem, "/scholing/cursussen/%lld/bijeenkomsten", (long long)course), at, fields,
                ret_session);
}

static Err make_course(const World *w, Arena *mem, const DemoCourse *c)
{
    int64_t course, id;
    Time held = days_ago(w, c->held), planned = held - DAYS(30);
    static const Given none[] = {{0}};
    const Given fields[] = {{"naam", c->title},     {"door", "Een opleider in de demo"},
                            {"functie", c->role},   {"inhoud", "Verzonnen voor de demo."},
                            {"maanden", c->months}, {0}};
    TRY(post(w, KEEPER, S("/scholing/cursussen"), planned, fields, &course));
    TRY(course_session(w, mem, course, held, planned, &id));
    Buf was = buf_new(mem, KB(1));
    for (size_t i = 0; i < COUNT(c->people) && c->people[i]; i++) {
        TRY(post(w, c->people[i], str_fmt(mem, "/scholing/bijeenkomsten/%lld/aanmelden", (long long)id),
                 planned + DAYS(1), none, NULL));
        size_t at = 0;
        while (!str_eq_c(str_c(demo_accounts[at].username), c->people[i])) at++;
        buf_fmt(&was, "%s%lld", i ? " " : "", (long long)w->people->accounts[at].v);
    }
    const Given present[] = {{"+was", str_z(mem, buf_str(&was))}, {0}};
    TRY(post(w, KEEPER, str_fmt(mem, "/scholing/bijeenkomsten/%lld/aanwezig", (long long)id), held + DAYS(1), present,
             NULL));
    return course_session(w, mem, course, w->now + DAYS(c->coming), days_ago(w, 20), NULL);
}

Err demo_awareness(const World *w, Arena *mem)
{
    TRY(make_campaigns(w, mem));
    TRY(make_surveys(w, mem));
    for (size_t i = 0; i < COUNT(courses); i++) TRY(make_course(w, mem, &courses[i]));
    return OK;
}

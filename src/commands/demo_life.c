// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_life.c - the steps of a signal, from the report to the last answer.
#include "commands/demo_life.h"
#include "directory/directory.h"
#include "signal/referral.h"
#include "signal/triage.h"
#include "signal/work.h"
#include <string.h>

const char *step_name(StepKind k)
{
    static const char *const names[] = {
#define X(name) #name,
        STEPS(X)
#undef X
    };
    return names[k];
}

// ---- planning
// -----------------------------------------------------------------------------------------------------------

void life_add(Life *l, Time at, StepKind kind, const char *text)
{
    if (l->step_count == LIFE_STEPS_MAX) return;
    size_t i = l->step_count++;
    for (; i > l->done && l->steps[i - 1].at > at; i--) l->steps[i] = l->steps[i - 1];
    l->steps[i] = (Step){at, kind, text};
}

static Time after(Life *l, Time from, int min_hours, int max_hours)
{
    int64_t minutes = (int64_t)(max_hours - min_hours) * 60;
    return from + HOURS(min_hours) + MINUTES((int64_t)dice_below(&l->dice, (size_t)minutes));
}

static void plan_enrichment(Life *l, Time begun, Time decided)
{
    int span = (int)((decided - begun) / HOURS(1));
    if (span < 4) span = 4;
    Dice *d = &l->dice;
    life_add(l, after(l, begun, 1, span), STEP_indicators, NULL);
    if (dice_chance(d, 60)) life_add(l, after(l, begun, 1, span), STEP_fact, "plate");
    if (dice_chance(d, 25)) life_add(l, after(l, begun, 1, span), STEP_fact, "name");
    if (dice_chance(d, 15)) life_add(l, after(l, begun, 1, span), STEP_fact, "online");
    if (dice_chance(d, 55)) life_add(l, after(l, begun, 1, span), STEP_talk, NULL);
    if (dice_chance(d, 40)) life_add(l, after(l, begun, 1, span), STEP_note, NULL);
    if (dice_chance(d, 15)) life_add(l, after(l, begun, 1, span), STEP_wait, NULL);
    if (dice_chance(d, 15)) life_add(l, after(l, begun, 1, span), STEP_ask, NULL);
}

// Most in time, some late: as it goes.
static void plan_life(Life *l)
{
    Dice *d = &l->dice;
    Time t = l->plan.at;
    if (dice_chance(d, 3)) return; // nobody saw it
    Time begun = l->urgent ? after(l, t, 0, 6) : after(l, t, 2, 72);
    Time decided = l->urgent ? (dice_chance(d, 80) ? after(l, begun, 4, 16) : after(l, begun, 26, 60))
                             : (dice_chance(d, 76) ? after(l, begun, 30, 260) : after(l, begun, 340, 720));
    life_add(l, begun, STEP_assign, NULL);
    life_add(l, dice_chance(d, 87) ? after(l, begun, 1, 70) : after(l, begun, 180, 380), STEP_reply,
             "bericht.medewerker");
    if (dice_chance(d, 35)) life_add(l, after(l, begun, 8, 300), STEP_hear, NULL);
    plan_enrichment(l, begun, decided);
    life_add(l, decided, STEP_decide, NULL);
    Time told = dice_chance(d, 85) ? after(l, decided, 24, 1300) : after(l, decided, 2300, 3000);
    life_add(l, told, dice_chance(d, 92) ? STEP_feedback : STEP_withhold, NULL);
    if (dice_chance(d, 92)) life_add(l, after(l, told, 20, 500), STEP_close, NULL);
}

static size_t owner_of(Str gm_code)
{
    for (size_t i = 0; gm_code.n && i < demo_org_count; i++)
        if (demo_orgs[i].kind == ORG_municipality && str_eq_c(gm_code, demo_orgs[i].code)) return i;
    return demo_org_at("landelijk");
}

void life_start(Life *l, const DemoSignal *plan)
{
    *l = (Life){.plan = *plan, .dice = {plan->seed ^ 0x5DEECE66Du}, .urgent = strcmp(plan->danger, "ja") == 0};
    l->org = owner_of(plan->gm_code);
    l->worker = demo_someone(&l->dice, l->org, ROLE_BIT(ROLE_focal_point));
    life_add(l, plan->at, STEP_report, NULL);
    plan_life(l);
}

// ---- the report and what the reporter writes
// ------------------------------------------------------------------------------

static Err prepare_report(const World *w, Arena *mem, Life *l, Act *a)
{
    Report r;
    TRY(demo_report(mem, w->stories, &l->plan, municipality_name(w->db, l->plan.gm_code), &r));
    l->police_ok = choice_is(r.police, "ja");
    Submission s;
    random_bytes(s.id, sizeof s.id);
    s.seed = secret_random();
    l->receipt = receipt_from(&s.seed);
    Err e = report_seal(w->app, w->db, mem, &r, &s, l->plan.channel, LANG_NL, &a->report);
    secret_wipe(&s.seed);
    return e;
}

static Err write_report(const World *w, Db *db, Arena *mem, Act *a)
{
    CLEANUP(stored_wipe) StoredReport stored = {0};
    TRY(report_store(db, mem, a->report, a->at, &stored));
    a->made = stored.id;
    const Entry entry = {.action = S("signal.receive"), .object = S("signal"), .object_id = stored.id};
    return app_log(w->app, db, &entry);
}

static Err prepare_hear(const World *w, Arena *mem, Life *l, Act *a)
{
    a->mailbox = NEW(mem, Mailbox);
    a->post = NEW(mem, MailboxPost);
    random_bytes(a->post->submission, sizeof a->post->submission);
    TRY(mailbox_open(w->app, w->db, mem, &l->receipt, a->mailbox));
    mailbox_seal(mem, a->mailbox, story_line(w->stories, &l->dice, "bericht.melder"), NULL, 0, a->post);
    return OK;
}

static Err write_hear(const World *w, Db *db, Arena *mem, Act *a)
{
    bool again = false;
    TRY(mailbox_store(db, mem, a->mailbox, a->post, a->at, &again));
    const Entry entry = {.action = S("message.receive"), .object = S("signal"), .object_id = a->life->signal};
    return app_log(w->app, db, &entry);
}

// ---- the work of the focal point
// ------------------------------------------------------------------------------------------

static Err form(const World *w, Arena *mem, Life *l, Act *a, const char *rest)
{
    return act_prepare(w, mem, a, l->worker, str_fmt(mem, "/signalen/%lld%s", (long long)l->signal, rest));
}

static Str line(const World *w, Life *l, const char *section) { return story_line(w->stories, &l->dice, section); }

static Err message(const World *w, Arena *mem, Life *l, Act *a, const char *thread, const char *section)
{
    act_field(a, "draad", str_c(thread));
    act_field(a, "tekst", line(w, l, section));
    return form(w, mem, l, a, "/bericht");
}

static Err indicators(const World *w, Arena *mem, Life *l, Act *a)
{
    Indicators *list;
    TRY(indicators_of(w->db, mem, l->signal, &list));
    size_t wanted = dice_below(&l->dice, 7);
    for (size_t i = 0; i < wanted && list->n; i++) {
        const Indicator *in = &list->v[dice_below(&l->dice, list->n)];
        bool twice = false;
        for (size_t k = 0; k < a->field_count; k++) twice |= str_eq(a->fields[k].value, in->code);
        if (!twice && (str_eq_c(in->form, l->plan.form) || str_eq(in->form, S("all")))) act_field(a, "code", in->code);
    }
    return form(w, mem, l, a, "/aanwijzingen");
}

// From small sets, so that now and then the same one comes up in two signals.
static Err fact(const World *w, Arena *mem, Life *l, Act *a, const char *kind)
{
    Dice *d = &l->dice;
    Str first = line(w, l, "voornaam"), last = line(w, l, "achternaam"), value;
    if (strcmp(kind, "plate") == 0) value = str_fmt(mem, "QA-%03zu-Y", dice_below(d, 400)); // as no Dutch plate is
    else if (strcmp(kind, "online") == 0)
        value = str_lower(mem, str_fmt(mem, "%.*s%zu.example", STR_ARG(first), dice_below(d, 60)));
    else value = str_fmt(mem, "%.*s %.*s", STR_ARG(first), STR_ARG(last));
    act_field(a, "soort", str_c(kind));
    act_field(a, "waarde", value);
    return form(w, mem, l, a, "/feiten");
}

static Err talk(const World *w, Arena *mem, Life *l, Act *a)
{
    static const char *const with[] = {"colleague", "municipal", "municipal", "care", "police", "veilig_thuis"};
    act_field(a, "met", str_c(with[dice_below(&l->dice, COUNT(with))]));
    act_field(a, "datum", date_iso(mem, date_nl(a->at)));
    act_field(a, "samenvatting", line(w, l, "overleg"));
    return form(w, mem, l, a, "/overleg");
}

static Err ask(const World *w, Arena *mem, Life *l, Act *a)
{
    size_t centre = demo_org_at("expertise");
    const Municipality *m;
    if (l->plan.gm_code.n == 0 || municipality_find(w->db, l->plan.gm_code, &m) != OK ||
        !demo_serves(centre, m->code, m->region_code, m->police_unit)) {
        a->skip = true;
        return OK;
    }
    act_int(mem, a, "aan", w->people->orgs[centre].v);
    act_field(a, "vraag", line(w, l, "advies.vraag"));
    act_field(a, "kenmerk", S("form"));
    act_field(a, "kenmerk", S("minor"));
    act_field(a, "kenmerk", S("indicators"));
    return form(w, mem, l, a, "/advies");
}

static Err advise(const World *w, Arena *mem, Life *l, Act *a)
{
    l->adviser = demo_someone(&l->dice, demo_org_at("expertise"), ROLE_BIT(ROLE_adviser));
    act_field(a, "antwoord", line(w, l, "advies.antwoord"));
    return act_prepare(w, mem, a, l->adviser, str_fmt(mem, "/adviezen/%lld", (long long)l->advice));
}

// ---- weighing
// -----------------------------------------------------------------------------------------------------------

static void differ(Life *l, Str *outcome, Str *table_code)
{
    static const char *const other[][2] = {
        {"care", "care"}, {"no_suspicion", "regular"}, {"care_criminal", "safety_house"}};
    size_t i = dice_below(&l->dice, COUNT(other));
    *outcome = str_c(other[i][0]);
    *table_code = str_c(other[i][1]);
}

static Str lasting(const Choice *list, Str code)
{
    const Choice *c = choice_find(list, code);
    return c ? str_c(c->code) : STR_NONE;
}

static Err decide(const World *w, Arena *mem, Life *l, Act *a)
{
    Dice *d = &l->dice;
    const Municipality *m = NULL;
    if (l->plan.gm_code.n) TRY(municipality_find(w->db, l->plan.gm_code, &m));
    Indicators *list;
    TRY(indicators_of(w->db, mem, l->signal, &list));
    TriageInputs in = {.score = list->score,
                       .count = list->ticked,
                       .minor = str_c(l->plan.minor),
                       .wants_case = dice_chance(d, 25) ? S("ja") : S("onbekend"),
                       .form = str_c(l->plan.form),
                       .danger = l->urgent,
                       .organised = dice_chance(d, 12),
                       .offence = dice_chance(d, 35)};
    TriageAdvice advice;
    TRY(triage_advise(mem, m ? m->police_unit : STR_NONE, &in, &advice, w->why));
    Str outcome = advice.outcome, table_code = advice.table_code;
    if (!triage_fits(outcome, table_code) || dice_chance(d, 10)) differ(l, &outcome, &table_code);
    if (!l->fixed) {
        l->outcome = lasting(triage_outcomes, outcome);
        l->table_code = lasting(triage_tables, table_code);
    }
    act_field(a, "bekeken", S("1"));
    act_field(a, "vorm", in.form);
    act_field(a, "minderjarig", in.minor);
    act_field(a, "strafzaak", in.wants_case);
    act_field(a, "gevaar", in.danger ? S("1") : S("0"));
    act_field(a, "strafbaar", in.offence ? S("1") : S("0"));
    act_field(a, "georganiseerd", in.organised ? S("1") : S("0"));
    act_field(a, "uitkomst", l->outcome);
    act_field(a, "tafel", l->table_code);
    act_field(a, "spoed", l->urgent ? S("1") : S("0"));
    act_field(a, "reden", line(w, l, "duiding"));
    return form(w, mem, l, a, "/duiding");
}

bool demo_serves(size_t org, Str gm_code, Str region_code, Str police_unit)
{
    const DemoOrg *o = &demo_orgs[org];
    switch (o->scope) {
    case SCOPE_municipality: return str_eq_c(gm_code, o->code);
    case SCOPE_region: return str_eq_c(region_code, o->code);
    case SCOPE_police_unit: return str_eq_c(police_unit, o->code);
    case SCOPE_national: return true;
    case SCOPE_COUNT: break;
    }
    return false;
}

static bool find_receiver(Life *l, const Municipality *m)
{
    if (l->fixed) return true;
    size_t seen = 0;
    for (const OrgKind *k = referral_kinds(l->table_code); *k != ORG_KIND_COUNT; k++)
        for (size_t i = 0; i < demo_org_count; i++) {
            if (demo_orgs[i].kind != *k || !demo_serves(i, m->code, m->region_code, m->police_unit)) continue;
            if (*k == ORG_police && (!l->police_ok || !dice_chance(&l->dice, 20))) continue;
            if (dice_below(&l->dice, ++seen) == 0) l->to_org = i;
        }
    return seen > 0;
}

static Err refer(const World *w, Arena *mem, Life *l, Act *a)
{
    const Municipality *m = NULL;
    a->skip = l->plan.gm_code.n == 0 || municipality_find(w->db, l->plan.gm_code, &m) != OK || !find_receiver(l, m);
    if (a->skip) return OK;
    const RoleSet answering = ROLE_BIT(ROLE_care_coordinator) | ROLE_BIT(ROLE_case_director) | ROLE_BIT(ROLE_helper) |
                              ROLE_BIT(ROLE_investigator);
    l->receiver = demo_someone(&l->dice, l->to_org, answering);
    OrgKind kind = demo_orgs[l->to_org].kind;
    act_field(a, "tafel", l->table_code);
    act_int(mem, a, "aan", w->people->orgs[l->to_org].v);
    act_field(a, "deel", S("story"));
    act_field(a, "deel", S("indicators"));
    if (dice_chance(&l->dice, 50)) act_field(a, "deel", S("facts"));
    act_field(a, "grond",
              kind == ORG_riec           ? S("riec")
              : kind == ORG_safety_house ? S("zvh")
              : kind == ORG_veilig_thuis ? S("meldrecht")
                                         : S("toestemming"));
    act_field(a, "termijn", S("180"));
    act_field(a, "bericht", line(w, l, "verwijzing"));
    return form(w, mem, l, a, "/verwijzen");
}

static Err answer(const World *w, Arena *mem, Life *l, const Step *s, Act *a)
{
    bool yes = strcmp(s->text, "aannemen") == 0;
    if (!yes) act_field(a, "reden", line(w, l, "verwijzing.afwijzing"));
    return act_prepare(w, mem, a, l->receiver, str_fmt(mem, "/verwijzingen/%lld/%s", (long long)l->referral, s->text));
}

static Err withhold(const World *w, Arena *mem, Life *l, Act *a)
{
    act_field(a, "grond", dice_chance(&l->dice, 50) ? S("investigation") : S("safety"));
    act_field(a, "reden", S("Overlegd met de zaak. We kijken later opnieuw."));
    return form(w, mem, l, a, "/terugkoppeling/niet");
}

static Err state(const World *w, Arena *mem, Life *l, Act *a, const char *to)
{
    act_field(a, "toestand", str_c(to));
    if (strcmp(to, "waiting") == 0)
        act_field(a, "waarop", dice_chance(&l->dice, 50) ? S("reporter") : S("consultation"));
    if (strcmp(to, "closed") == 0) act_field(a, "reden", line(w, l, "gesloten"));
    return form(w, mem, l, a, "/toestand");
}

// ---- one step
// -----------------------------------------------------------------------------------------------------------

Err life_prepare(const World *w, Arena *mem, Life *l, Act *ret_act)
{
    const Step *s = &l->steps[l->done];
    *ret_act = (Act){.life = l, .at = s->at};
    Act *a = ret_act;
    if (s->kind >= STEP_case_open) return case_prepare_step(w, mem, l, s, a);
    switch ((int)s->kind) {
    case STEP_report: return prepare_report(w, mem, l, a);
    case STEP_hear: return prepare_hear(w, mem, l, a);
    case STEP_assign:
        act_int(mem, a, "account", w->people->accounts[l->worker].v);
        return form(w, mem, l, a, "/toewijzen");
    case STEP_reply: return message(w, mem, l, a, THREAD_REPORTER, s->text);
    case STEP_note: return message(w, mem, l, a, THREAD_INTERNAL, "notitie");
    case STEP_indicators: return indicators(w, mem, l, a);
    case STEP_fact: return fact(w, mem, l, a, s->text);
    case STEP_talk: return talk(w, mem, l, a);
    case STEP_wait: return state(w, mem, l, a, "waiting");
    case STEP_ask: return ask(w, mem, l, a);
    case STEP_advise: return advise(w, mem, l, a);
    case STEP_decide: return decide(w, mem, l, a);
    case STEP_refer: return refer(w, mem, l, a);
    case STEP_answer: return answer(w, mem, l, s, a);
    case STEP_withhold: return withhold(w, mem, l, a);
    case STEP_feedback:
        act_field(a, "tekst", line(w, l, "terugkoppeling"));
        return form(w, mem, l, a, "/terugkoppeling");
    default: return state(w, mem, l, a, "closed");
    }
}

Err life_write(const World *w, Db *db, Arena *mem, Act *a)
{
    if (a->skip) return OK;
    if (a->report) return write_report(w, db, mem, a);
    if (a->post) return write_hear(w, db, mem, a);
    return act_write(w, db, a);
}

static void plan_answer(Life *l, Time sent)
{
    Dice *d = &l->dice;
    if (dice_chance(d, 7)) return; // no answer
    Time at = dice_chance(d, 85) ? after(l, sent, 4, 110) : after(l, sent, 130, 240);
    bool yes = dice_chance(d, 88);
    life_add(l, at, STEP_answer, yes ? "aannemen" : "afwijzen");
    bool directs = demo_orgs[l->to_org].kind != ORG_police;
    if (yes && directs && dice_chance(d, 75)) life_add(l, after(l, at, 1, 40), STEP_case_open, NULL);
}

static void take_notice(Life *l, StepKind did, int64_t made)
{
    if (did == STEP_report) l->signal = made;
    else if (did == STEP_ask) l->advice = made;
    else if (did == STEP_refer) l->referral = made;
    else if (did == STEP_case_open) l->case_id = made;
}

void life_after(Life *l, const Act *a)
{
    const Step s = l->steps[l->done++];
    if (a->skip) return;
    take_notice(l, s.kind, a->made);
    if (l->tour) return; // planned to the end
    Dice *d = &l->dice;
    if (s.kind == STEP_hear && dice_chance(d, 60))
        life_add(l, after(l, s.at, 4, 120), STEP_reply, "bericht.medewerker");
    if (s.kind == STEP_ask && dice_chance(d, 90)) life_add(l, after(l, s.at, 8, 150), STEP_advise, NULL);
    if (s.kind == STEP_decide && (!choice_is(l->outcome, "no_suspicion") || dice_chance(d, 40)))
        life_add(l, after(l, s.at, 1, 48), STEP_refer, NULL);
    if (s.kind == STEP_refer) plan_answer(l, s.at);
    if (s.kind == STEP_case_open) plan_case(l, s.at);
}

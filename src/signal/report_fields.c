// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// report_fields.c - the answers of a report: their names, topics and checks.
#include "signal/report.h"
#include <assert.h>
#include <string.h>

const Choice report_when[] = {{"now", "nu", N_("nu of steeds"), N_("Het gebeurt nu, of steeds weer"), ""},
                              {"week", "week", N_("afgelopen week"), N_("In de afgelopen week"), ""},
                              {"year", "jaar", N_("afgelopen jaar"), N_("In het afgelopen jaar"), ""},
                              {"longer", "langer", N_("langer geleden"), N_("Langer geleden"), ""},
                              {"unknown", "onbekend", N_("onbekend"), N_("Ik weet het niet"), ""},
                              {0}};

const Choice report_counts[] = {{"one", "een", N_("één"), N_("Eén"), ""},
                                {"few", "enkele", N_("twee tot vijf"), N_("Twee tot vijf"), ""},
                                {"many", "meer", N_("meer dan vijf"), N_("Meer dan vijf"), ""},
                                {"unknown", "onbekend", N_("onbekend"), N_("Ik weet het niet"), ""},
                                {0}};

const Choice report_steps[] = {{"done", "gedaan", N_("gedaan"), N_("Gedaan"), ""},
                               {"open", "nogNiet", N_("nog niet gedaan"), N_("Nog niet gedaan"), ""},
                               {"not_needed", "nietNodig", N_("niet nodig"), N_("Niet nodig of niet veilig"), ""},
                               {0}};

const Choice report_outcomes[] = {{"help", "hulp", N_("hulp"), N_("Hulp regelen"), ""},
                                  {"report", "melden", N_("melden"), N_("Melden"), ""},
                                  {"both", "beide", N_("hulp en melden"), N_("Hulp regelen en melden"), ""},
                                  {"later", "later", N_("nog niet beslist"), N_("Nog niet beslist"), ""},
                                  {0}};

#define FIELD(name, member, choices, max, topic, part, label)                                                          \
    {                                                                                                                  \
        name, offsetof(Report, member), choices, max, TOPIC_##topic, PART_##part, label                                \
    }
const ReportField report_fields[] = {
    FIELD("rol", role, signal_roles, 0, role, COLUMN, N_("Wie meldt")),
    FIELD("anonimiteit", anonymity, signal_anonymities, 0, anonymity, COLUMN, N_("Anoniem of op naam")),
    FIELD("gevaar", danger, signal_yes_no_unknown, 0, danger, COLUMN, N_("Nu gevaar")),
    FIELD("vorm", form, signal_forms, 0, form, COLUMN, N_("Vorm")),
    FIELD("tekst", story, NULL, REPORT_STORY_MAX, story, CONTENT, N_("Wat er aan de hand is")),
    FIELD("gemeente", gm_code, NULL, REPORT_LINE_MAX, place, COLUMN, N_("Gemeente")),
    FIELD("plaats", place, NULL, REPORT_TEXT_MAX, place, CONTENT, N_("Plek")),
    FIELD("wanneer", when, report_when, 0, when, CONTENT, N_("Wanneer")),
    FIELD("wanneerTekst", when_text, NULL, REPORT_TEXT_MAX, when, CONTENT, N_("Meer over wanneer")),
    FIELD("aantalSlachtoffers", victim_count, report_counts, 0, people, CONTENT, N_("Aantal slachtoffers")),
    FIELD("minderjarig", minor, signal_yes_no_unknown, 0, people, COLUMN, N_("Iemand jonger dan 18")),
    FIELD("slachtoffers", victims, NULL, REPORT_TEXT_MAX, people, CONTENT, N_("Over de slachtoffers")),
    FIELD("aantalVerdachten", suspect_count, report_counts, 0, people, CONTENT, N_("Aantal verdachten")),
    FIELD("verdachten", suspects, NULL, REPORT_TEXT_MAX, people, CONTENT, N_("Over wie het doet")),
    FIELD("stap1", step1, report_steps, 0, code_steps, CONTENT, N_("Stap 1: signalen op een rij zetten")),
    FIELD("stap2", step2, report_steps, 0, code_steps, CONTENT, N_("Stap 2: overleggen met een collega")),
    FIELD("stap3", step3, report_steps, 0, code_steps, CONTENT, N_("Stap 3: praten met degene om wie het gaat")),
    FIELD("stap4", step4, report_steps, 0, code_steps, CONTENT, N_("Stap 4: wegen hoe ernstig het is")),
    FIELD("stap5", step5, report_outcomes, 0, code_steps, CONTENT, N_("Stap 5: beslissen")),
    FIELD("meldcodeNotitie", step_note, NULL, REPORT_TEXT_MAX, code_steps, CONTENT, N_("Over de meldcode")),
    FIELD("naam", name, NULL, REPORT_LINE_MAX, contact, REPORTER, N_("Naam")),
    FIELD("telefoon", phone, NULL, REPORT_LINE_MAX, contact, REPORTER, N_("Telefoon")),
    FIELD("veiligBellen", safe_call, signal_yes_no, 0, contact, REPORTER, N_("Veilig om te bellen")),
    FIELD("veiligInspreken", safe_voice, signal_yes_no, 0, contact, REPORTER, N_("Veilig om in te spreken")),
    FIELD("email", email, NULL, REPORT_LINE_MAX, contact, REPORTER, N_("E-mail")),
    FIELD("veiligMailen", safe_mail, signal_yes_no, 0, contact, REPORTER, N_("Veilig om te mailen")),
    FIELD("veiligWanneer", safe_when, NULL, REPORT_LINE_MAX, contact, REPORTER, N_("Wanneer het veilig is")),
    FIELD("codewoord", code_word, NULL, REPORT_LINE_MAX, contact, REPORTER, N_("Codewoord")),
    FIELD("politie", police, signal_yes_no, 0, police, COLUMN, N_("Politie mag meekijken")),
    {0}};
#undef FIELD

const ReportField *report_field(Str name)
{
    for (const ReportField *f = report_fields; f->name; f++)
        if (str_eq_c(name, f->name)) return f;
    return NULL;
}

Str report_get(const Report *r, const ReportField *f)
{
    Str value;
    memcpy(&value, (const char *)r + f->at, sizeof value);
    return value;
}

void report_set(Report *r, const ReportField *f, Str value) { memcpy((char *)r + f->at, &value, sizeof value); }

// ---- topics -------------------------------------------------------------------------------------------------------

static const char *const topic_names[] = {
#define X(name, title) #name,
    REPORT_TOPICS(X)
#undef X
};
static const char *const topic_titles[] = {
#define X(name, title) title,
    REPORT_TOPICS(X)
#undef X
};

const char *topic_name(Topic t) { return topic_names[t]; }
const char *topic_title(Topic t) { return topic_titles[t]; }

bool topic_parse(Str name, Topic *ret_topic)
{
    for (size_t i = 0; i < TOPIC_COUNT; i++) {
        if (!str_eq_c(name, topic_names[i])) continue;
        *ret_topic = (Topic)i;
        return true;
    }
    return false;
}

bool topic_applies(const Report *r, Topic t)
{
    if (t == TOPIC_contact) return choice_is(r->anonymity, "confidential") || choice_is(r->anonymity, "named");
    if (t == TOPIC_code_steps) return choice_is(r->role, "professional");
    return true;
}

Topic topic_next(const Report *r, Topic t)
{
    for (size_t i = (size_t)t + 1; i < TOPIC_COUNT; i++)
        if (topic_applies(r, (Topic)i)) return (Topic)i;
    return TOPIC_summary;
}

Topic topic_before(const Report *r, Topic t)
{
    for (size_t i = (size_t)t; i > 0; i--)
        if (topic_applies(r, (Topic)(i - 1))) return (Topic)(i - 1);
    return t;
}

void topic_place(const Report *r, Topic t, int *ret_step, int *ret_steps)
{
    int step = 0, steps = 0;
    for (size_t i = 0; i < TOPIC_COUNT; i++) {
        if (!topic_applies(r, (Topic)i)) continue;
        steps++;
        if (i <= (size_t)t) step++;
    }
    *ret_step = step;
    *ret_steps = steps;
}

// ---- filling and checking -----------------------------------------------------------------------------------------

void field_error(FieldErrors *e, const char *field, const char *code, const char *text)
{
    for (size_t i = 0; i < e->n; i++)
        if (strcmp(e->v[i].field, field) == 0) return; // one message for each answer
    if (e->n < REPORT_ERRORS_MAX) e->v[e->n++] = (FieldError){field, code, text};
}

void report_fill(Arena *mem, Report *r, const ReportField *f, Str typed, FieldErrors *errors)
{
    Str value = str_trim(str_normal(mem, typed));
    if (!str_text_ok(value)) {
        field_error(errors, f->name, "not_text", N_("Dit zijn geen gewone letters. Typ het opnieuw."));
        return;
    }
    if (f->choices && value.n && !choice_find(f->choices, value)) {
        field_error(errors, f->name, "unknown_value", N_("Kies een van de antwoorden."));
        return;
    }
    if (!f->choices && value.n > f->max) {
        field_error(errors, f->name, "too_long", N_("Dit is te lang. Maak het korter. Het einde is er al af."));
        value = str_head(value, f->max);
    }
    report_set(r, f, value);
}

static bool phone_ok(Str s)
{
    int digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9') digits++;
        else if (!memchr("+-() .", s.p[i], 6)) return false;
    }
    return digits >= 8 && digits <= 15;
}

// Enough to catch a slip; whether it exists only sending can tell.
static bool email_ok(Str s)
{
    Str rest = s, local = str_cut(&rest, '@');
    return local.n > 0 && rest.n >= 3 && !memchr(rest.p, '@', rest.n) && memchr(rest.p, '.', rest.n) &&
           !memchr(s.p, ' ', s.n) && rest.p[0] != '.' && rest.p[rest.n - 1] != '.';
}

static void check_contact(const Report *r, FieldErrors *e)
{
    if (choice_is(r->anonymity, "named") && r->name.n == 0)
        field_error(e, "naam", "required", N_("Vul je naam in. Of ga terug en kies voor anoniem of vertrouwelijk."));
    if (r->phone.n && !phone_ok(r->phone))
        field_error(e, "telefoon", "format", N_("Controleer het telefoonnummer. Gebruik alleen cijfers."));
    if (r->email.n && !email_ok(r->email))
        field_error(e, "email", "format", N_("Controleer het e-mailadres. Er hoort een @ en een punt in."));
}

static void need(FieldErrors *e, Str value, const char *field, const char *text)
{
    if (value.n == 0) field_error(e, field, "required", text);
}

void report_check_topic(const Report *r, Topic t, FieldErrors *e)
{
    switch (t) {
    case TOPIC_role: need(e, r->role, "rol", N_("Kies wie je bent.")); break;
    case TOPIC_anonymity: need(e, r->anonymity, "anonimiteit", N_("Kies of we mogen weten wie je bent.")); break;
    case TOPIC_danger: need(e, r->danger, "gevaar", N_("Kies of er nu iemand in gevaar is.")); break;
    case TOPIC_form:
        need(e, r->form, "vorm", N_("Kies waar het op lijkt. Je mag ook kiezen: ik weet het niet."));
        break;
    case TOPIC_story: need(e, r->story, "tekst", N_("Vertel wat er aan de hand is.")); break;
    case TOPIC_contact: check_contact(r, e); break;
    case TOPIC_police: need(e, r->police, "politie", N_("Kies of de politie mag meekijken.")); break;
    case TOPIC_place:
    case TOPIC_when:
    case TOPIC_people:
    case TOPIC_code_steps:
    case TOPIC_files:
    case TOPIC_summary:
    case TOPIC_COUNT: break;
    }
}

void report_check(const Report *r, FieldErrors *errors)
{
    for (size_t i = 0; i < TOPIC_COUNT; i++)
        if (topic_applies(r, (Topic)i)) report_check_topic(r, (Topic)i, errors);
}

static void otherwise(Str *value, const char *code)
{
    if (value->n == 0) *value = str_c(code);
}

void report_defaults(Report *r)
{
    otherwise(&r->anonymity, "anonymous");
    otherwise(&r->danger, "nee");
    otherwise(&r->form, "unknown");
    otherwise(&r->minor, "onbekend");
    otherwise(&r->police, "nee");
}

void report_drop_unasked(Report *r)
{
    for (const ReportField *f = report_fields; f->name; f++)
        if (!topic_applies(r, f->topic)) report_set(r, f, STR_NONE);
}

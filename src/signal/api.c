// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// api.c - reporting and the mailbox for other programs. Handing in is the hot path: everything costly in prepare, on
// the writer one INSERT for the signal and a row each for its key, its clocks and the ledger.
#include "signal/api.h"
#include "assets/assets.h"
#include "base/json.h"
#include "directory/directory.h"
#include "signal/api_html.h"
#include "signal/mailbox.h"
#include "signal/report_pages.h"
#include <string.h>

// ---- reading a report ---------------------------------------------------------------------------------------------

typedef struct Reading {
    Req *rq;
    Report *report;
    ApiErrors *errors;
    bool anonymous, named, contact; // what was said
} Reading;

// What is shown of a name that we do not know; never half a character.
static Str api_name(const char *name) { return str_head(str_c(name), API_NAME_SHOWN); }

static Str pointer_of(Reading *in, const char *parent, const char *name)
{
    return str_fmt(in->rq->mem, "#/%s%s%.*s", parent, parent[0] ? "/" : "", STR_ARG(api_name(name)));
}

// A form goes by its full name as well: that is how people and other systems call it.
static Str short_form(Str word)
{
    static const struct {
        const char *full, *code;
    } names[] = {{"arbeidsuitbuiting", "labour"},      {"seksuele uitbuiting", "sexual"},
                 {"seksuele_uitbuiting", "sexual"},    {"criminele uitbuiting", "criminal"},
                 {"criminele_uitbuiting", "criminal"}, {"orgaanhandel", "organ_removal"}};
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq_c(word, names[i].full)) return str_c(names[i].code);
    return word;
}

static void read_value(Reading *in, const ReportField *f, Str pointer, const json_t *v)
{
    FieldErrors errors = {0};
    Str text;
    if (json_is_null(v)) return;
    if (json_is_boolean(v) && f->choices && choice_find(f->choices, S("ja"))) {
        text = json_is_true(v) ? S("ja") : S("nee");
    } else if (json_is_string(v)) {
        text = api_str(v);
        if (f->choices == signal_forms) text = short_form(text);
        const Choice *c = f->choices ? choice_find_api(f->choices, text) : NULL;
        if (c) text = str_c(c->code);
    } else {
        api_error(in->errors, pointer, "type", N_("Dit veld heeft een ander soort waarde."));
        return;
    }
    report_fill(in->rq->mem, in->report, f, text, &errors);
    for (size_t i = 0; i < errors.n; i++) api_error(in->errors, pointer, errors.v[i].code, errors.v[i].text);
}

static void read_flag(Reading *in, const char *name, const json_t *v, bool *ret_flag)
{
    if (json_is_boolean(v)) *ret_flag = json_is_true(v);
    else api_error(in->errors, pointer_of(in, "", name), "type", N_("Dit veld is true of false."));
}

static bool in_group(const ReportField *f, const char *group)
{
    if (strcmp(group, "contact") == 0) return f->part == PART_REPORTER;
    if (strcmp(group, "meldcode") == 0) return f->topic == TOPIC_code_steps;
    return f->part != PART_REPORTER && f->topic != TOPIC_code_steps && f->topic != TOPIC_anonymity;
}

static void read_member(Reading *in, const char *group, const char *name, const json_t *v)
{
    const char *field = strcmp(group, "meldcode") == 0 && strcmp(name, "notitie") == 0 ? "meldcodeNotitie" : name;
    const ReportField *f = report_field(str_c(field));
    if (f && in_group(f, group)) read_value(in, f, pointer_of(in, group, name), v);
    else api_error(in->errors, pointer_of(in, group, name), "unknown_field", N_("Dit veld kennen we niet."));
}

static void read_group(Reading *in, const char *group, json_t *object)
{
    const char *name;
    json_t *v;
    if (!json_is_object(object)) {
        api_error(in->errors, pointer_of(in, "", group), "type", N_("Dit veld is een object."));
        return;
    }
    json_object_foreach(object, name, v) read_member(in, group, name, v);
}

static void read_root(Reading *in, json_t *root)
{
    const char *name;
    json_t *v;
    json_object_foreach(root, name, v)
    {
        if (strcmp(name, "anoniem") == 0) read_flag(in, name, v, &in->anonymous);
        else if (strcmp(name, "opNaam") == 0) read_flag(in, name, v, &in->named);
        else if (strcmp(name, "contact") == 0) read_group(in, name, v), in->contact = json_object_size(v) > 0;
        else if (strcmp(name, "meldcode") == 0) read_group(in, name, v);
        else read_member(in, "", name, v);
    }
}

static void settle_anonymity(Reading *in)
{
    in->report->anonymity = in->anonymous ? S("anonymous") : in->named ? S("named") : S("confidential");
    if (in->anonymous && in->contact)
        api_error(in->errors, S("#/contact"), "conflict",
                  N_("Bij een anonieme melding nemen we geen contactgegevens aan."));
    if (in->anonymous && in->named)
        api_error(in->errors, S("#/opNaam"), "conflict", N_("Een melding is anoniem of op naam, niet allebei."));
}

static Err settle_place(Reading *in)
{
    const Municipality *m = NULL;
    if (in->report->gm_code.n == 0) return OK;
    Err e = municipality_find(in->rq->db, in->report->gm_code, &m);
    if (e == OK) in->report->gm_code = m->code;
    else if (e == E_NOTFOUND)
        api_error(in->errors, S("#/gemeente"), "unknown_value",
                  N_("Deze gemeente kennen we niet. Geef een code (GM0599) of een naam."));
    return e == E_NOTFOUND ? OK : e;
}

static void check(Reading *in)
{
    FieldErrors errors = {0};
    report_defaults(in->report);
    report_check(in->report, &errors);
    for (size_t i = 0; i < errors.n; i++) {
        const ReportField *f = report_field(str_c(errors.v[i].field));
        Str pointer = pointer_of(in, f->part == PART_REPORTER ? "contact" : "", f->name);
        api_error(in->errors, pointer, errors.v[i].code, errors.v[i].text);
    }
    report_drop_unasked(in->report);
}

// ---- sending safely again -----------------------------------------------------------------------------------------

// The header's text may be anything printable; without one each request is a new report.
static bool idempotency_key(Req *rq, Str *ret_key)
{
    Str key = http_header(rq->http, "Idempotency-Key");
    for (size_t i = 0; i < key.n; i++)
        if (key.p[i] < 0x20 || key.p[i] == 0x7F) return false;
    *ret_key = key;
    return key.n <= API_KEY_MAX;
}

static void submission_of(const Req *rq, Str key, const char name[8], Submission *s)
{
    if (key.n == 0) {
        random_bytes(s->id, sizeof s->id);
        s->seed = secret_random();
        return;
    }
    CLEANUP(secret_wipe) Secret id_key = secret_derive(&rq->app->pepper, name, 1);
    CLEANUP(secret_wipe) Secret seed_key = secret_derive(&rq->app->pepper, name, 2);
    Hash id = hash_keyed(&id_key, key), seed = hash_keyed(&seed_key, key);
    memcpy(s->id, id.b, sizeof s->id);
    memcpy(s->seed.b, seed.b, sizeof s->seed.b);
    memset(&seed, 0, sizeof seed);
}

static Err bad_key(Req *rq)
{
    return api_problem(rq, 400, N_("Dit klopt niet helemaal"),
                       N_("De Idempotency-Key is te lang of heeft vreemde tekens."), NULL);
}

static Err invalid(Req *rq, const ApiErrors *errors)
{
    return api_problem(rq, 400, N_("Dit klopt niet helemaal"),
                       N_("Een of meer velden kloppen niet. Ze staan bij errors."), errors);
}

// ---- reports ------------------------------------------------------------------------------------------------------

static Err report_prepare(Req *rq)
{
    TRY(req_limit(rq, "report", LIMIT_REPORTS_BURST, LIMIT_REPORTS_HOUR));
    CLEANUP(api_free) json_t *root = NULL;
    TRY(api_body(rq, &root));
    Str key;
    if (!idempotency_key(rq, &key)) return bad_key(rq);
    Report report = {0};
    ApiErrors errors = {0};
    Reading in = {.rq = rq, .report = &report, .errors = &errors, .anonymous = true};
    read_root(&in, root);
    settle_anonymity(&in);
    TRY(settle_place(&in));
    check(&in);
    if (errors.n) return invalid(rq, &errors);
    CLEANUP(secret_wipe) Secret unused = {{0}};
    Submission s = {.seed = unused};
    submission_of(rq, key, "apireprt", &s);
    SealedReport *sealed;
    Err e = report_seal(rq->app, rq->db, rq->mem, &report, &s, "api", rq->lang, &sealed);
    secret_wipe(&s.seed);
    if (e == E_NOTFOUND) return req_fail(rq, E_BUSY, N_("Er is nog geen organisatie die meldingen aanneemt."));
    rq->prepared = sealed;
    return e;
}

static Err report_handle(Req *rq)
{
    CLEANUP(stored_wipe) StoredReport stored = {0};
    TRY(report_store(rq->db, rq->mem, rq->prepared, rq->now, &stored));
    if (stored.differs)
        return api_problem(
            rq, STATUS_UNPROCESSABLE, N_("Deze sleutel is al gebruikt"),
            N_("Met deze Idempotency-Key is al een andere melding gedaan. Gebruik voor elke melding een nieuwe."),
            NULL);
    if (!stored.again) req_log(rq, "signal.receive", "signal", stored.id, "", STR_NONE);
    Json j = json_to(req_json_out(rq));
    json_obj(&j);
    json_kstr(&j, "meldingsnummer", stored.number);
    json_kstr(&j, "ontvangstcode", receipt_text(rq->mem, &stored.receipt));
    json_end(&j);
    return req_json(rq, STATUS_CREATED);
}

// ---- the mailbox --------------------------------------------------------------------------------------------------

typedef struct ApiVisit {
    Receipt receipt;
    Mailbox box;
    MailboxPost post;
    const char *failure;
} ApiVisit;

// Strings of a flat object, by name; others are errors.
static void read_strings(Req *rq, json_t *root, const char *const *names, Str *ret_values, ApiErrors *errors)
{
    const char *name;
    json_t *v;
    json_object_foreach(root, name, v)
    {
        Str pointer = str_fmt(rq->mem, "#/%.*s", STR_ARG(api_name(name)));
        size_t i = 0;
        while (names[i] && strcmp(names[i], name) != 0) i++;
        if (!names[i]) api_error(errors, pointer, "unknown_field", N_("Dit veld kennen we niet."));
        else if (!json_is_string(v)) api_error(errors, pointer, "type", N_("Dit veld is tekst."));
        else ret_values[i] = str_trim(str_normal(rq->mem, str_dup(rq->mem, api_str(v))));
    }
    for (size_t i = 0; names[i]; i++)
        if (ret_values[i].n == 0)
            api_error(errors, str_fmt(rq->mem, "#/%s", names[i]), "required", N_("Dit veld is verplicht."));
}

// Opens the mailbox of the code; else v->failure tells which kind of wrong, to be counted on the writer.
static Err visit(Req *rq, Str code, ApiVisit *v)
{
    TRY(req_limit(rq, "receipt", LIMIT_RECEIPT_BURST, LIMIT_RECEIPT_HOUR));
    TRY(req_guess(rq, "receipt", GUESSES_RECEIPT));
    rq->prepared = v;
    v->failure = "mistyped";
    if (receipt_parse(code, &v->receipt) != OK) return OK;
    v->failure = "unknown";
    Err e = mailbox_open(rq->app, rq->db, rq->mem, &v->receipt, &v->box);
    if (e == E_NOTFOUND) return OK;
    v->failure = NULL;
    return e;
}

static Err write_mailbox(Req *rq, const Mailbox *m)
{
    const Choice *state = choice_find(signal_public_states, m->public_state);
    Json j = json_to(req_json_out(rq));
    json_obj(&j);
    json_kstr(&j, "meldingsnummer", m->number);
    json_kstr(&j, "ontvangstdatum", date_iso(rq->mem, m->received));
    json_kstr(&j, "status", str_c(state->api));
    json_kstr(&j, "toelichting", str_c(tr(rq->lang, state->hint)));
    json_kbool(&j, "politieMagMeekijken", m->police_ok);
    json_key(&j, "berichten");
    json_arr(&j);
    for (size_t i = 0; i < m->message_count; i++) {
        const MailboxMessage *b = &m->messages[i];
        json_obj(&j);
        json_kstr(&j, "van", b->mine ? S("melder") : S("medewerker"));
        json_kstr(&j, "verzenddatum", date_iso(rq->mem, b->day));
        json_kstr(&j, "tekst", b->body);
        json_kint(&j, "aantalBestanden", b->files);
        json_end(&j);
    }
    json_arr_end(&j);
    json_end(&j);
    return req_json(rq, 200);
}

static Err open_prepare(Req *rq)
{
    static const char *const names[] = {"ontvangstcode", NULL};
    CLEANUP(api_free) json_t *root = NULL;
    TRY(api_body(rq, &root));
    ApiErrors errors = {0};
    Str values[1] = {0};
    read_strings(rq, root, names, values, &errors);
    if (errors.n) return invalid(rq, &errors);
    ApiVisit *v = NEW(rq->mem, ApiVisit);
    TRY(visit(rq, values[0], v));
    return v->failure ? OK : write_mailbox(rq, &v->box);
}

static Err count_failure(Req *rq)
{
    const ApiVisit *v = rq->prepared;
    TRY(mailbox_count_failure(rq->db, v->failure, rq->now));
    req_log(rq, "mailbox.refuse", "mailbox", 0, "", str_c(v->failure));
    if (strcmp(v->failure, "unknown") == 0) TRY(req_guess_wrong(rq, "receipt"));
    if (strcmp(v->failure, "unknown") == 0)
        return api_problem(rq, 404, N_("Geen postvak"), N_("Bij deze code hoort geen postvak."), NULL);
    ApiErrors errors = {0};
    api_error(&errors, S("#/ontvangstcode"), "format", N_("Dit is geen ontvangstcode. Een code heeft 25 cijfers."));
    return invalid(rq, &errors);
}

static Err message_prepare(Req *rq)
{
    static const char *const names[] = {"ontvangstcode", "tekst", NULL};
    CLEANUP(api_free) json_t *root = NULL;
    TRY(api_body(rq, &root));
    Str key;
    if (!idempotency_key(rq, &key)) return bad_key(rq);
    ApiErrors errors = {0};
    Str values[2] = {0};
    read_strings(rq, root, names, values, &errors);
    if (values[1].n > MAILBOX_MESSAGE_MAX)
        api_error(&errors, S("#/tekst"), "too_long", N_("Dit is te lang. Maak er twee berichten van."));
    if (errors.n) return invalid(rq, &errors);
    ApiVisit *v = NEW(rq->mem, ApiVisit);
    TRY(visit(rq, values[0], v));
    if (v->failure) return OK;
    Submission s = {{0}, {{0}}};
    // Bound to the mailbox: the same key elsewhere is another message.
    if (key.n) key = str_fmt(rq->mem, "%s %.*s", v->receipt.digits, STR_ARG(key));
    submission_of(rq, key, "apimessg", &s);
    memcpy(v->post.submission, s.id, sizeof v->post.submission);
    secret_wipe(&s.seed);
    mailbox_seal(rq->mem, &v->box, values[1], NULL, 0, &v->post);
    return OK;
}

static Err message_handle(Req *rq)
{
    const ApiVisit *v = rq->prepared;
    if (v->failure) return count_failure(rq);
    bool again = false;
    TRY(mailbox_store(rq->db, rq->mem, &v->box, &v->post, rq->now, &again));
    if (!again) req_log(rq, "message.receive", "signal", v->box.signal, "", STR_NONE);
    Json j = json_to(req_json_out(rq));
    json_obj(&j);
    json_kstr(&j, "meldingsnummer", v->box.number);
    json_kstr(&j, "verzenddatum", date_iso(rq->mem, date_nl(rq->now)));
    json_end(&j);
    return req_json(rq, STATUS_CREATED);
}

// ---- the contract -------------------------------------------------------------------------------------------------

static Err openapi(Req *rq)
{
    const Asset *a = asset_find(S("data/openapi.json"));
    if (!a) return E_BUG;
    buf_add(req_json_out(rq), a->bytes);
    req_header(rq, "Access-Control-Allow-Origin", S("*"));
    return req_json(rq, 200);
}

#define EXAMPLE                                                                                                        \
    "curl -X POST https://baken.example/api/v1/meldingen \\\n"                                                         \
    "  -H 'Content-Type: application/json' \\\n"                                                                       \
    "  -H 'Idempotency-Key: 6a1f0c52-8c0e-4b55-9f0e-0e6d6b1f7c11' \\\n"                                                \
    "  -d '{\"rol\": \"professional\", \"vorm\": \"arbeid\", \"gemeente\": \"Rotterdam\",\n"                           \
    "       \"tekst\": \"Mensen slapen in de kas.\", \"anoniem\": true}'"

static Err docs(Req *rq)
{
    const Frame f = {.title = N_("API"), .section = ""};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    api_docs(o, S(EXAMPLE));
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

const Route signal_api_routes[] = {
    {M_POST, "/api/v1/meldingen", ACT_public, R_API | R_PUBLIC_POST, 0, report_prepare, report_handle},
    {M_POST, "/api/v1/postvak/_openen", ACT_public, R_API | R_PUBLIC_POST, 0, open_prepare, count_failure},
    {M_POST, "/api/v1/postvak/berichten", ACT_public, R_API | R_PUBLIC_POST, 0, message_prepare, message_handle},
    {M_GET, "/api/v1/openapi.json", ACT_public, R_API, 0, NULL, openapi},
    {M_GET, "/api", ACT_public, 0, 0, NULL, docs},
    {0}};

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// draft_pages.c - a draft on its way: what it changes, what the check says, what it would have changed; proposing,
// taking back, deciding, and looking at an emergency afterwards.
#include "decision/draft_html.h"
#include "decision/life_sql.h"
#include "decision/rules_pages.h"
#include "decision/rules_view.h"
#include "sys/clock.h"

enum { FORMS_MAX = 6, PAST_MS = 1500, CLOCK_TEXT = 5 };

Str draft_path(Arena *mem, int64_t id, const char *rest)
{
    return str_fmt(mem, "/beheer/regels/concept/%lld%s", (long long)id, rest);
}

Err draft_load(Req *rq, Draft *ret_draft)
{
    Err e = draft_get(rq->db, rq->mem, req_id(rq, 0), ret_draft);
    return e == E_NOTFOUND ? req_fail(rq, e, N_("Dit concept bestaat niet.")) : e;
}

Err draft_stale(Req *rq, Err e)
{
    if (e != E_CONFLICT) return e;
    return req_fail(
        rq, e, N_("Iemand veranderde dit intussen. Ga terug, bekijk het concept opnieuw en probeer het nog een keer."));
}

static Err may_do(Req *rq, Action does, Str region)
{
    Relation r;
    TRY(rules_relation(rq, region, &r));
    return req_may(rq, does, r);
}

// The revision that the person saw came along.
static Err as_seen(Req *rq, const Draft *d)
{
    int64_t seen = 0;
    TRY(req_number(rq, "stand", N_("Stand"), 1, INT64_MAX, &seen));
    return seen == d->revision ? OK : draft_stale(rq, E_CONFLICT);
}

Err draft_for_edit(Req *rq, Draft *ret_draft)
{
    TRY(draft_load(rq, ret_draft));
    TRY(may_do(rq, ACT_rules_edit, ret_draft->region));
    if (!str_eq_c(ret_draft->state, "draft"))
        return req_fail(rq, E_CONFLICT, N_("Alleen een concept kan veranderen. Haal een voorstel eerst terug."));
    if (str_eq_c(ret_draft->kind, "end"))
        return req_fail(rq, E_CONFLICT, N_("In een voorstel om te stoppen verandert de tabel niet."));
    return rq->http->method == M_GET ? OK : as_seen(rq, ret_draft);
}

// ---- the forms ------------------------------------------------------------------------------------------------------

static StaffForm form_of(Req *rq, const Draft *d, const char *id, const char *rest, const char *button)
{
    StaffForm f = form_start(rq, id, draft_path(rq->mem, d->id, rest), button);
    form_add(&f, FORM_HIDDEN, "stand", "")->value = str_fmt(rq->mem, "%lld", (long long)d->revision);
    return f;
}

static StaffForm form_propose(Req *rq, const Draft *d)
{
    StaffForm f = form_of(rq, d, "voorstel", "/voorstel", N_("Stel voor"));
    FormInput *reason = form_add(&f, FORM_TEXT, "reden", N_("Waarom moet dit veranderen?"));
    reason->hint = N_("Wie beoordeelt, leest dit. Noem geen namen van mensen.");
    reason->rows = 4;
    if (str_eq_c(d->kind, "end")) return f;
    FormInput *day = form_add(&f, FORM_DATE, "dag", N_("Vanaf welke dag?"));
    day->hint = N_("Laat leeg om te beginnen zodra het is goedgekeurd.");
    day->optional = true;
    FormInput *hour = form_add(&f, FORM_LINE, "tijd", N_("Vanaf hoe laat?"));
    hour->hint = N_("Bijvoorbeeld 09:00. Leeg is het begin van de dag.");
    hour->optional = true;
    return f;
}

static StaffForm form_decide(Req *rq, const Draft *d, int64_t live)
{
    static const Choice answers[] = {{"", "", N_("Kies"), "", ""},
                                     {"ja", "ja", N_("Ik keur het goed"), "", ""},
                                     {"nee", "nee", N_("Ik wijs het af"), "", ""},
                                     {0}};
    StaffForm f = form_of(rq, d, "oordeel", "/oordeel", N_("Leg mijn oordeel vast"));
    form_add(&f, FORM_HIDDEN, "tegen", "")->value = str_fmt(rq->mem, "%lld", (long long)live);
    form_choices(rq, form_add(&f, FORM_SELECT, "oordeel", N_("Jouw oordeel")), answers, STR_NONE);
    FormInput *in = form_add(&f, FORM_TEXT, "reden", N_("Toelichting"));
    in->hint = N_("Altijd nodig als je het afwijst.");
    in->rows = 3;
    in->optional = true;
    return f;
}

typedef struct Forms {
    StaffForm *v;
    const char **titles;
    size_t n;
} Forms;

static void add(Forms *f, const char *title, StaffForm form)
{
    f->titles[f->n] = title;
    f->v[f->n++] = form;
}

static void forms_of(Req *rq, const Draft *d, DraftView *v)
{
    Forms f = {NEW_ARRAY(rq->mem, StaffForm, FORMS_MAX), NEW_ARRAY(rq->mem, const char *, FORMS_MAX), 0};
    bool mine = rules_can(rq, ACT_rules_edit, d->region), decides = rules_can(rq, ACT_rules_approve, d->region);
    if (str_eq_c(d->state, "draft") && mine) {
        if (v->check.vetted->good || str_eq_c(d->kind, "end")) add(&f, N_("Stel dit voor"), form_propose(rq, d));
        StaffForm drop = form_of(rq, d, "weg", "/weg", N_("Gooi dit concept weg"));
        drop.secondary = true;
        add(&f, N_("Weggooien"), drop);
    }
    if (str_eq_c(d->state, "proposed") && decides && !v->why_not)
        add(&f, N_("Beoordeel dit voorstel"), form_decide(rq, d, v->live_version));
    if (str_eq_c(d->state, "proposed") && mine) {
        StaffForm back = form_of(rq, d, "terug", "/terug", N_("Haal het voorstel terug"));
        back.secondary = true;
        add(&f, N_("Terughalen"), back);
    }
    if (str_eq_c(d->kind, "emergency") && d->reviewed_at == 0 && decides && d->created_by.v != rq->actor.account.v)
        add(&f, N_("Kijk dit na"), form_of(rq, d, "nagekeken", "/nagekeken", N_("Ik heb dit nagekeken")));
    v->forms = f.v;
    v->form_titles = f.titles;
    v->form_count = f.n;
}

// ---- the page -------------------------------------------------------------------------------------------------------

static Err fill_people(Req *rq, const Draft *d, DraftView *v)
{
    DraftWritersRow *rows;
    size_t n;
    TRY(q_draft_writers(rq->db, rq->mem, d->id, &rows, &n));
    Buf b = buf_new(rq->mem, KB(4));
    for (size_t i = 0; i < n; i++) buf_fmt(&b, "%s%.*s", i ? ", " : "", STR_ARG(rows[i].name));
    v->writers = buf_str(&b);
    TRY(account_name(rq->db, rq->mem, d->proposed_by, &v->proposer));
    TRY(account_name(rq->db, rq->mem, d->decided_by, &v->decider));
    return account_name(rq->db, rq->mem, d->reviewed_by, &v->reviewer);
}

// The difference is with what is in use now; a first table of a region with the national one it would replace there.
static void fill_diff(Req *rq, Arena *mem, const Draft *d, DraftView *v)
{
    int64_t version = 0;
    const Rules *live = decision_rules(d->name, d->region, &version);
    bool national = !live && d->region.n;
    if (national) live = decision_rules(d->name, STR_NONE, &version);
    v->live_version = version;
    if (live) v->live_words = tr_fmt(mem, rq->lang, national ? "de landelijke versie %d" : "versie %d", (int)version);
    if (v->check.vetted->rules && !str_eq_c(d->kind, "end"))
        table_diff(mem, rq->lang, live ? rules_decision(live, 0) : NULL, v->decision, &v->diff);
}

static Err fill(Req *rq, Arena *mem, const Draft *d, const Vetted *vetted, DraftView *v)
{
    v->d = d;
    v->csrf = rq->csrf;
    v->kind = draft_kind_words(d->kind);
    v->state = draft_state_words(d->state, &v->css);
    bool draft = str_eq_c(d->state, "draft") && !str_eq_c(d->kind, "end");
    v->can_edit = draft && rules_can(rq, ACT_rules_edit, d->region);
    v->check = check_view(rq, mem, vetted, v->can_edit ? d : NULL);
    v->decision = vetted->decision;
    v->has_past = rules_can(rq, ACT_rules_edit, d->region) && past_source(d->name) != NULL && vetted->rules;
    fill_diff(rq, mem, d, v);
    TRY(fill_people(rq, d, v));
    if (str_eq_c(d->state, "proposed")) TRY(draft_may_decide(rq->db, rq->mem, d, rq->actor.account, &v->why_not));
    TableVersion was;
    if (d->based_on && decision_version(rq->db, rq->mem, d->based_on, &was) == OK) v->was_based_on = was.version;
    unsigned char bytes[SUBMISSION_SIZE];
    random_bytes(bytes, sizeof bytes);
    v->upload_submission = str_hex(rq->mem, bytes, sizeof bytes);
    forms_of(rq, d, v);
    return OK;
}

static Err page(Req *rq, bool tried)
{
    Draft d;
    TRY(draft_load(rq, &d));
    CLEANUP(arena_freep) Arena *mem = arena_new(RULES_ARENA);
    Vetted vetted;
    DraftView v = {0};
    vet(mem, rq->lang, d.name, d.xml, d.tests, &vetted);
    TRY(fill(rq, mem, &d, &vetted, &v));
    if (vetted.rules) {
        v.test = (TryView){.csrf = rq->csrf, .action = draft_path(rq->mem, d.id, "")};
        if (v.can_edit) v.test.keep = draft_path(rq->mem, d.id, "/proef");
        v.test.inputs = try_inputs(rq, mem, vetted.decision, &v.test.input_count);
        Err e = tried ? try_out(rq, mem, vetted.rules, vetted.decision, &v.test) : OK;
        if (e != OK && e != E_INPUT && e != E_LIMIT) return e;
        if (e != OK) v.test.fault = str_c(rq->why.text);
    }
    const Frame frame = {.title = N_("Concept van een regel"),
                         .section = "regels",
                         .back_path = "/beheer/regels",
                         .back_title = N_("Regels")};
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    draft_body(o, &v);
    page_end(rq, o, &frame);
    return req_html(rq, v.test.fault.n ? 422 : 200);
}

static Err show(Req *rq) { return page(rq, false); }
static Err tried(Req *rq) { return page(rq, true); }

static Err download(Req *rq, bool tests)
{
    Draft d;
    TRY(draft_load(rq, &d));
    Str name = str_fmt(rq->mem, "%.*s-concept%lld.%s", STR_ARG(d.name), (long long)d.id, tests ? "tests.json" : "dmn");
    return req_file(rq, tests ? d.tests : d.xml, "application/octet-stream", name);
}

static Err download_table(Req *rq) { return download(rq, false); }
static Err download_tests(Req *rq) { return download(rq, true); }

// ---- proposing ------------------------------------------------------------------------------------------------------

static Err again(Req *rq, StaffForm f, const char *field, const char *title, const Draft *d)
{
    return form_again(rq, &f, field, title, draft_path(rq->mem, d->id, ""));
}

// "09:00" on a Dutch day as a moment. The day may have 23 or 25 hours.
static Err moment(Str day, Str hour, Time *ret_t)
{
    Date d;
    int64_t h = 0, m = 0;
    TRY(date_parse(day, &d));
    if (hour.n) {
        Str rest = hour, hours = str_cut(&rest, ':');
        if (hour.n != CLOCK_TEXT || rest.n != 2) return E_INPUT;
        TRY(str_int(hours, 0, 23, &h));
        TRY(str_int(rest, 0, 59, &m));
    }
    Time t = time_of_date(d) + HOURS(h) + MINUTES(m);
    Civil c = civil_nl(t);
    *ret_t = t + HOURS(h - c.hour) + MINUTES(m - c.minute);
    return OK;
}

typedef struct Proposing {
    Draft d;
    Time live_from;
    Str reason;
} Proposing;

// The check takes longer than the writer has: it is made before, and the revision says that it is still the same text.
static Err prepare_proposal(Req *rq)
{
    Proposing *p = NEW(rq->mem, Proposing);
    rq->prepared = p;
    TRY(draft_load(rq, &p->d));
    TRY(may_do(rq, ACT_rules_edit, p->d.region));
    TRY(as_seen(rq, &p->d));
    const char *title = N_("Stel dit voor");
    p->reason = req_field(rq, "reden");
    if (p->reason.n < DRAFT_REASON_MIN || p->reason.n > DRAFT_REASON_MAX) {
        form_say(rq, N_("Schrijf op waarom, in minstens tien en hooguit duizend letters."));
        return again(rq, form_propose(rq, &p->d), "reden", title, &p->d);
    }
    Str day = req_field(rq, "dag");
    if (day.n && (moment(day, req_field(rq, "tijd"), &p->live_from) != OK ||
                  p->live_from > rq->now + DAYS(LIVE_FROM_DAYS_MAX))) {
        form_say(rq, N_("Vul een dag binnen een jaar in, en een tijd zoals 09:00."));
        return again(rq, form_propose(rq, &p->d), "dag", title, &p->d);
    }
    if (str_eq_c(p->d.kind, "end")) return OK;
    CLEANUP(arena_freep) Arena *mem = arena_new(RULES_ARENA);
    Vetted v;
    vet(mem, rq->lang, p->d.name, p->d.xml, p->d.tests, &v);
    return v.good ? OK : why(&rq->why, E_CONFLICT, "%.*s", STR_ARG(vet_words(mem, rq->lang, &v)));
}

static Err propose(Req *rq)
{
    const Proposing *p = rq->prepared;
    TRY(draft_stale(
        rq, draft_propose(rq->db, p->d.id, p->d.revision, rq->actor.account, p->reason, p->live_from, rq->now)));
    req_log(rq, "rules.propose", "rule_draft", p->d.id, GROUND_TASK, p->reason);
    return req_redirect(rq, draft_path(rq->mem, p->d.id, ""));
}

static Err take_back(Req *rq)
{
    Draft d;
    TRY(draft_load(rq, &d));
    TRY(may_do(rq, ACT_rules_edit, d.region));
    TRY(as_seen(rq, &d));
    TRY(draft_stale(rq, draft_take_back(rq->db, d.id, d.revision, rq->now)));
    req_log(rq, "rules.take_back", "rule_draft", d.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, draft_path(rq->mem, d.id, ""));
}

static Err drop(Req *rq)
{
    Draft d;
    TRY(draft_load(rq, &d));
    TRY(may_do(rq, ACT_rules_edit, d.region));
    TRY(as_seen(rq, &d));
    TRY(draft_stale(rq, draft_drop(rq->db, d.id, d.revision, rq->now)));
    req_log(rq, "rules.drop", "rule_draft", d.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, S("/beheer/regels"));
}

// ---- deciding -------------------------------------------------------------------------------------------------------

typedef struct Deciding {
    Draft d;
    bool approve;
    Str answer;
} Deciding;

static int64_t live_now(const Draft *d)
{
    int64_t version = 0;
    if (!decision_rules(d->name, d->region, &version) && d->region.n) (void)decision_rules(d->name, STR_NONE, &version);
    return version;
}

static Err prepare_decision(Req *rq)
{
    Deciding *p = NEW(rq->mem, Deciding);
    rq->prepared = p;
    TRY(draft_load(rq, &p->d));
    TRY(may_do(rq, ACT_rules_approve, p->d.region));
    TRY(as_seen(rq, &p->d));
    const char *why_not, *title = N_("Beoordeel dit voorstel");
    TRY(draft_may_decide(rq->db, rq->mem, &p->d, rq->actor.account, &why_not));
    if (why_not) return req_fail(rq, E_DENIED, why_not);
    Str said = req_field(rq, "oordeel");
    int64_t live = live_now(&p->d), seen = 0;
    p->answer = str_head(req_field(rq, "reden"), DRAFT_REASON_MAX);
    p->approve = str_eq_c(said, "ja");
    if (!p->approve && !str_eq_c(said, "nee")) {
        form_say(rq, N_("Kies of je het goedkeurt of afwijst."));
        return again(rq, form_decide(rq, &p->d, live), "oordeel", title, &p->d);
    }
    if (!p->approve && p->answer.n == 0) {
        form_say(rq, N_("Schrijf op waarom je het afwijst."));
        return again(rq, form_decide(rq, &p->d, live), "reden", title, &p->d);
    }
    TRY(req_number(rq, "tegen", N_("Versie"), 0, INT64_MAX, &seen));
    if (p->approve && seen != live)
        return req_fail(rq, E_CONFLICT, N_("Intussen is een andere versie in gebruik. Bekijk het verschil opnieuw."));
    if (!p->approve || str_eq_c(p->d.kind, "end")) return OK;
    CLEANUP(arena_freep) Arena *mem = arena_new(RULES_ARENA);
    Vetted v;
    vet(mem, rq->lang, p->d.name, p->d.xml, p->d.tests, &v);
    return v.good ? OK : why(&rq->why, E_CONFLICT, "%.*s", STR_ARG(vet_words(mem, rq->lang, &v)));
}

static Err decide(Req *rq)
{
    const Deciding *p = rq->prepared;
    Err e = draft_decide(rq->db, rq->mem, &p->d, p->approve, rq->actor.account, p->answer, rq->now, &rq->why);
    if (e == E_DENIED) return req_fail(rq, e, str_z(rq->mem, str_c(rq->why.text)));
    TRY(draft_stale(rq, e));
    Str what = str_fmt(rq->mem, "%.*s %.*s %.*s", STR_ARG(p->d.name), STR_ARG(p->d.region), STR_ARG(p->answer));
    req_log(rq, p->approve ? "rules.approve" : "rules.reject", "rule_draft", p->d.id, GROUND_TASK, what);
    if (p->approve) TRY(rules_take_over(rq));
    return req_redirect(rq, draft_path(rq->mem, p->d.id, ""));
}

static Err reviewed(Req *rq)
{
    Draft d;
    TRY(draft_load(rq, &d));
    TRY(may_do(rq, ACT_rules_approve, d.region));
    Err e = draft_reviewed(rq->db, &d, rq->actor.account, rq->now, &rq->why);
    if (e == E_DENIED) return req_fail(rq, e, str_z(rq->mem, str_c(rq->why.text)));
    TRY(draft_stale(rq, e));
    req_log(rq, "rules.review", "rule_draft", d.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, draft_path(rq->mem, d.id, ""));
}

// ---- what if --------------------------------------------------------------------------------------------------------

static int64_t asked(Req *rq, const char *name)
{
    int64_t v = 0;
    return str_int(req_query(rq, name), 0, INT64_MAX, &v) == OK ? v : 0;
}

// In steps, until enough were looked at or time is up; the rest on a next page, with what was counted so far.
static Err look_back(Req *rq, Arena *mem, const Draft *d, const PastDraft *draft, PastView *v)
{
    const PastSource *source = past_source(d->name);
    int64_t before = asked(rq, "voor"), looked = asked(rq, "gezien");
    Time until = clock_steady() + PAST_MS;
    PastInputs *rows;
    PastChange *list = NEW_ARRAY(mem, PastChange, PAST_LISTED + 1);
    v->done = false;
    while (!v->done && looked < PAST_MAX && clock_steady() < until) {
        size_t n;
        PastSums step;
        int64_t room = PAST_MAX - looked < PAST_STEP ? PAST_MAX - looked : PAST_STEP;
        TRY(source->list(rq->db, mem, &rq->actor, before, room, &rows, &n));
        past_try(mem, draft, rows, n, &step);
        for (size_t i = 0; i < step.listed; i++) {
            if (step.changes[i].past->path.n == 0 || v->sums.listed == PAST_LISTED) v->hidden++;
            else list[v->sums.listed++] = step.changes[i];
        }
        v->hidden += step.changed - step.listed;
        v->sums.changed += step.changed;
        v->sums.refused += step.refused;
        looked += (int64_t)n;
        v->done = (int64_t)n < room;
        if (n) before = rows[n - 1].id;
    }
    v->done = v->done || looked >= PAST_MAX;
    v->sums.changes = list;
    v->looked = (size_t)looked;
    v->changed = (size_t)asked(rq, "anders") + v->sums.changed;
    if (!v->done)
        v->next =
            str_fmt(rq->mem, "%.*s?voor=%lld&gezien=%zu&anders=%zu",
                    STR_ARG(draft_path(rq->mem, d->id, "/terugkijken")), (long long)before, v->looked, v->changed);
    return OK;
}

static Err past(Req *rq)
{
    Draft d;
    TRY(draft_load(rq, &d));
    TRY(may_do(rq, ACT_rules_edit, d.region));
    CLEANUP(arena_freep) Arena *mem = arena_new(RULES_ARENA);
    Rules *rules = NULL;
    if (!past_source(d.name)) return req_fail(rq, E_NOTFOUND, N_("Van deze tabel zijn geen besluiten bewaard."));
    bool ends = str_eq_c(d.kind, "end");
    if (!ends) TRY(rules_load(mem, d.xml, "tabel", &rules, &rq->why));
    if (!ends && (rules_decision_count(rules) == 0 || !rules_decision(rules, 0)->is_table))
        return req_fail(rq, E_INPUT, N_("De eerste beslissing in het bestand is geen tabel."));
    PastView v = {.d = &d};
    TRY(look_back(rq, mem, &d, &(PastDraft){.table = d.name, .region = d.region, .rules = rules}, &v));
    Str back = draft_path(rq->mem, d.id, "");
    const Frame frame = {.title = N_("Wat was er anders geweest?"),
                         .section = "regels",
                         .back_path = str_z(rq->mem, back),
                         .back_title = N_("Concept")};
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    past_body(o, &v);
    page_end(rq, o, &frame);
    return req_html(rq, 200);
}

#define D "/beheer/regels/concept/:id"
const Route draft_routes[] = {
    {M_GET, D, ACT_rules_view, 0, 0, NULL, show},
    {M_POST, D, ACT_rules_view, R_READ_POST, 0, NULL, tried},
    {M_GET, D "/bestand/tabel", ACT_rules_view, 0, 0, NULL, download_table},
    {M_GET, D "/bestand/proeven", ACT_rules_view, 0, 0, NULL, download_tests},
    {M_GET, D "/terugkijken", ACT_rules_edit, 0, 0, NULL, past},
    {M_POST, D "/voorstel", ACT_rules_edit, 0, 0, prepare_proposal, propose},
    {M_POST, D "/terug", ACT_rules_edit, 0, 0, NULL, take_back},
    {M_POST, D "/weg", ACT_rules_edit, 0, 0, NULL, drop},
    {M_POST, D "/oordeel", ACT_rules_approve, 0, 0, prepare_decision, decide},
    {M_POST, D "/nagekeken", ACT_rules_approve, 0, 0, NULL, reviewed},
    {0},
};

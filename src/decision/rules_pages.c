// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// rules_pages.c - the decision tables as they are and were: which are in use, every version with its rules, its test
// cases and what the analysis says, a form to try one out, and where a change begins.
#include "decision/rules_pages.h"
#include "decision/decision_sql.h"
#include "decision/life_sql.h"
#include "decision/rules_html.h"
#include "decision/rules_view.h"
#include "directory/directory.h"

enum { FORMS_MAX = 6, UNITS_MAX = 32 };

static const Frame list_frame = {.title = N_("Regels"), .section = "regels"};
static const Frame one_frame = {
    .title = N_("Regels"), .section = "regels", .back_path = "/beheer/regels", .back_title = N_("Regels")};

RuleRow rule_row(const TableVersion *t)
{
    bool live = str_eq_c(t->state, "live"), ready = str_eq_c(t->state, "ready");
    return (RuleRow){.id = t->id,
                     .version = t->version,
                     .name = t->name,
                     .region = t->region,
                     .origin = t->origin,
                     .status = decision_status_text(t->status),
                     .live_from = t->live_from,
                     .retired_at = t->retired_at,
                     .state = live                    ? N_("in gebruik")
                              : ready && t->live_from ? N_("goedgekeurd, begint later")
                              : ready                 ? N_("meegekomen, niet in gebruik")
                                                      : N_("oud"),
                     .css = live    ? "active"
                            : ready ? "neutral"
                                    : "inactive"};
}

const char *draft_kind_words(Str kind)
{
    if (str_eq_c(kind, "back")) return N_("terug naar een oudere versie");
    if (str_eq_c(kind, "end")) return N_("de tabel van de regio stopt");
    if (str_eq_c(kind, "emergency")) return N_("met spoed teruggezet");
    return N_("verandering");
}

const char *draft_state_words(Str state, const char **ret_css)
{
    *ret_css = "neutral";
    if (str_eq_c(state, "draft")) return N_("concept");
    *ret_css = "warning";
    if (str_eq_c(state, "proposed")) return N_("voorgesteld");
    *ret_css = "active";
    if (str_eq_c(state, "approved")) return N_("goedgekeurd");
    *ret_css = "inactive";
    return str_eq_c(state, "rejected") ? N_("afgewezen") : N_("weggegooid");
}

// ---- who stands how to it -------------------------------------------------------------------------------------------

static Str unit_code(Arena *mem, Str police_unit)
{
    char *code = str_z(mem, police_unit);
    for (char *c = code; *c; c++) *c = *c == ' ' ? '-' : *c;
    return str_c(code);
}

// The national level keeps every table; an organisation of a police unit those of that unit.
Err rules_relation(Req *rq, Str region, Relation *ret_relation)
{
    *ret_relation = REL_NONE;
    if (rq->actor.org_kind == ORG_platform || rq->actor.org_kind == ORG_national) *ret_relation = REL_OWN;
    if (*ret_relation == REL_OWN || region.n == 0) return OK;
    Area *areas;
    size_t n;
    TRY(org_areas(rq->db, rq->mem, rq->actor.org, &areas, &n));
    Str code = unit_code(rq->mem, region);
    for (size_t i = 0; i < n; i++)
        if (areas[i].scope == SCOPE_police_unit && str_eq(areas[i].code, code)) *ret_relation = REL_REGION;
    return OK;
}

bool rules_can(Req *rq, Action does, Str region)
{
    Relation r;
    return rules_relation(rq, region, &r) == OK && req_can(rq, does, r);
}

// ---- the list -------------------------------------------------------------------------------------------------------

static Err fill_versions(Req *rq, RulesView *v)
{
    TableVersion *tables;
    size_t n;
    TRY(decision_versions(rq->db, rq->mem, &tables, &n));
    RuleRow *live = NEW_ARRAY(rq->mem, RuleRow, n + 1), *others = NEW_ARRAY(rq->mem, RuleRow, n + 1);
    for (size_t i = 0; i < n; i++) {
        RuleRow row = rule_row(&tables[i]);
        if (str_eq_c(tables[i].state, "live")) live[v->live_count++] = row;
        else others[v->other_count++] = row;
    }
    v->live = live;
    v->others = others;
    return OK;
}

static Err fill_drafts(Req *rq, RulesView *v)
{
    DraftRow *rows;
    TRY(draft_list(rq->db, rq->mem, &rows, &v->draft_count));
    DraftLine *lines = NEW_ARRAY(rq->mem, DraftLine, v->draft_count + 1);
    for (size_t i = 0; i < v->draft_count; i++) {
        lines[i] = (DraftLine){.row = rows[i], .kind = draft_kind_words(rows[i].kind)};
        lines[i].state = draft_state_words(rows[i].state, &lines[i].css);
        if (!str_eq_c(rows[i].kind, "emergency")) continue;
        lines[i].state = N_("nog niet nagekeken");
        lines[i].css = "danger";
        v->emergencies++;
    }
    v->drafts = lines;
    return OK;
}

static Err list(Req *rq)
{
    RulesView v = {0};
    TRY(fill_versions(rq, &v));
    TRY(fill_drafts(rq, &v));
    Out *o = req_out(rq);
    page_begin(rq, o, &list_frame);
    rules_body(o, &v);
    page_end(rq, o, &list_frame);
    return req_html(rq, 200);
}

// Bounded by DRAFTS_SHOWN, as the list.
Err rules_to_decide(Req *rq, RulesWaiting *ret_waiting)
{
    RulesWaiting w = {0};
    DraftRow *rows;
    size_t n;
    TRY(draft_list(rq->db, rq->mem, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        Draft d;
        const char *why_not;
        if (str_eq_c(rows[i].state, "draft") || !rules_can(rq, ACT_rules_approve, rows[i].region)) continue;
        if (str_eq_c(rows[i].kind, "emergency")) {
            w.emergencies += rows[i].by != rq->actor.account.v;
            continue;
        }
        d = (Draft){.id = rows[i].id, .state = rows[i].state, .proposed_by = {rows[i].proposed_by}};
        TRY(draft_may_decide(rq->db, rq->mem, &d, rq->actor.account, &why_not));
        w.proposals += why_not == NULL;
    }
    *ret_waiting = w;
    return OK;
}

// ---- one version ----------------------------------------------------------------------------------------------------

static Str version_path(Arena *mem, int64_t id, const char *rest)
{
    return str_fmt(mem, "/beheer/regels/%lld%s", (long long)id, rest);
}

// For the region of the table; or, from a national one, for a region that wants another.
static Err add_regions(Req *rq, const TableVersion *t, StaffForm *f)
{
    FormInput *in = form_add(f, FORM_SELECT, "regio", N_("Voor welk gebied?"));
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, UNITS_MAX + 1);
    size_t n = 0;
    Str own = t->region.n ? t->region : str_c(T(rq->lang, "heel Nederland"));
    if (rules_can(rq, ACT_rules_edit, t->region)) options[n++] = (FormOption){.value = t->region, .label = own};
    const Municipality *const *list;
    size_t count;
    TRY(municipalities(rq->db, &list, &count));
    for (size_t i = 0; t->region.n == 0 && i < count && n < UNITS_MAX; i++) {
        bool there = false;
        for (size_t k = 0; k < n; k++) there = there || str_eq(options[k].value, list[i]->police_unit);
        if (there || !rules_can(rq, ACT_rules_edit, list[i]->police_unit)) continue;
        options[n++] = (FormOption){
            .value = list[i]->police_unit,
            .label = tr_fmt(rq->mem, rq->lang, "alleen politie-eenheid %s", str_z(rq->mem, list[i]->police_unit))};
    }
    in->options = options;
    in->option_count = n;
    return OK;
}

static StaffForm form_emergency(Req *rq, const TableVersion *t)
{
    StaffForm f = form_start(rq, "nood", version_path(rq->mem, t->id, "/nood"), N_("Zet nu terug"));
    f.danger = true;
    FormInput *in = form_add(&f, FORM_TEXT, "reden", N_("Wat gaat er mis?"));
    in->hint = N_("De vorige versie is meteen weer in gebruik. Iemand anders kijkt het daarna na. De reden komt in het "
                  "logboek. Noem geen namen.");
    in->rows = 3;
    return f;
}

static Err version_forms(Req *rq, const TableVersion *t, RuleView *v)
{
    StaffForm *forms = NEW_ARRAY(rq->mem, StaffForm, FORMS_MAX);
    const char **titles = NEW_ARRAY(rq->mem, const char *, FORMS_MAX);
    bool live = str_eq_c(t->state, "live"), mine = rules_can(rq, ACT_rules_edit, t->region);
    size_t n = 0;
    v->forms = forms;
    v->form_titles = titles;
    if (!may_ever(&rq->actor, ACT_rules_edit)) return OK;
    StaffForm start = form_start(rq, "concept", version_path(rq->mem, t->id, "/concept"), N_("Begin een concept"));
    TRY(add_regions(rq, t, &start));
    if (start.inputs[0].option_count) {
        titles[n] = live ? N_("Verander deze tabel") : N_("Stel deze versie opnieuw voor");
        forms[n++] = start;
    }
    if (mine && live && t->region.n) {
        titles[n] = N_("Stop met de tabel van deze regio");
        forms[n] =
            form_start(rq, "einde", version_path(rq->mem, t->id, "/einde"), N_("Maak een voorstel om te stoppen"));
        forms[n++].secondary = true;
    }
    if (mine && str_eq_c(t->state, "ready") && t->live_from > rq->now) {
        titles[n] = N_("Toch niet in gebruik nemen");
        forms[n] =
            form_start(rq, "niet", version_path(rq->mem, t->id, "/niet"), N_("Neem deze versie niet in gebruik"));
        forms[n++].secondary = true;
    }
    RuleBeforeRow before;
    if (mine && live && q_rule_before(rq->db, rq->mem, t->name, t->region, &before) == OK) {
        titles[n] = N_("Nood: terug naar de vorige versie");
        forms[n++] = form_emergency(rq, t);
    }
    if (rules_can(rq, ACT_rules_approve, t->region)) {
        forms[n] = lawyer_form(rq, t, &titles[n]);
        n++;
    }
    v->form_count = n;
    return OK;
}

static Err fill_story(Req *rq, const TableVersion *t, RuleView *v)
{
    if (t->draft == 0) return OK;
    Draft d;
    Str proposer, approver, reviewer;
    TRY(draft_get(rq->db, rq->mem, t->draft, &d));
    TRY(account_name(rq->db, rq->mem, d.proposed_by, &proposer));
    TRY(account_name(rq->db, rq->mem, d.decided_by, &approver));
    TRY(account_name(rq->db, rq->mem, d.reviewed_by, &reviewer));
    const char *when = str_z(rq->mem, text_datetime(rq->mem, rq->lang, d.decided_at)), *who = str_z(rq->mem, proposer);
    v->draft = d.id;
    v->reason = d.reason;
    if (!str_eq_c(d.kind, "emergency"))
        v->story = tr_fmt(rq->mem, rq->lang, "Voorgesteld door %s, goedgekeurd door %s op %s.", who,
                          str_z(rq->mem, approver), when);
    else if (d.reviewed_at)
        v->story = tr_fmt(rq->mem, rq->lang, "Met spoed teruggezet door %s op %s, nagekeken door %s.", who, when,
                          str_z(rq->mem, reviewer));
    else
        v->story =
            tr_fmt(rq->mem, rq->lang, "Met spoed teruggezet door %s op %s. Nog niemand anders keek het na.", who, when);
    return OK;
}

// What the file says of its own status is not what was written down here.
static Str without_status(Str description)
{
    if (!str_starts(description, S("Status: "))) return description;
    (void)str_cut(&description, '.');
    return str_trim(description);
}

static Err page(Req *rq, bool tried)
{
    TableVersion t;
    Err e = decision_version(rq->db, rq->mem, req_id(rq, 0), &t);
    if (e == E_NOTFOUND) return req_fail(rq, e, N_("Deze tabel bestaat niet."));
    TRY(e);
    CLEANUP(arena_freep) Arena *mem = arena_new(RULES_ARENA); // a table takes more than a request has
    Vetted vetted;
    vet(mem, rq->lang, t.name, t.xml, t.tests, &vetted);
    if (!vetted.rules) return why(&rq->why, E_INPUT, "%.*s", STR_ARG(vetted.load_fault));
    RuleView v = {.table = rule_row(&t),
                  .hash = t.hash,
                  .title = rules_title(vetted.rules),
                  .description = without_status(rules_description(vetted.rules)),
                  .decision = vetted.decision};
    v.check = check_view(rq, mem, &vetted, NULL);
    v.test = (TryView){.csrf = rq->csrf, .action = version_path(rq->mem, t.id, "")};
    v.test.inputs = try_inputs(rq, mem, v.decision, &v.test.input_count);
    if (tried && (e = try_out(rq, mem, vetted.rules, v.decision, &v.test)) != OK) {
        if (e != E_INPUT && e != E_LIMIT) return e;
        v.test.fault = str_c(rq->why.text);
    }
    TRY(fill_story(rq, &t, &v));
    TRY(lawyer_words(rq, &t, &v.lawyer));
    TRY(version_forms(rq, &t, &v));
    Out *o = req_out(rq);
    page_begin(rq, o, &one_frame);
    rule_body(o, &v);
    page_end(rq, o, &one_frame);
    return req_html(rq, v.test.fault.n ? 422 : 200);
}

static Err show(Req *rq) { return page(rq, false); }
static Err tried(Req *rq) { return page(rq, true); }

static Err download(Req *rq, bool tests)
{
    TableVersion t;
    Err e = decision_version(rq->db, rq->mem, req_id(rq, 0), &t);
    if (e == E_NOTFOUND) return req_fail(rq, e, N_("Deze tabel bestaat niet."));
    TRY(e);
    Str name = str_fmt(rq->mem, "%.*s%s%.*s-v%lld.%s", STR_ARG(t.name), t.region.n ? "-" : "",
                       STR_ARG(unit_code(rq->mem, t.region)), (long long)t.version, tests ? "tests.json" : "dmn");
    return req_file(rq, tests ? t.tests : t.xml, "application/octet-stream", name);
}

static Err download_table(Req *rq) { return download(rq, false); }
static Err download_tests(Req *rq) { return download(rq, true); }

// ---- where a change begins ------------------------------------------------------------------------------------------

static Err version_of(Req *rq, TableVersion *ret_t)
{
    Err e = decision_version(rq->db, rq->mem, req_id(rq, 0), ret_t);
    return e == E_NOTFOUND ? req_fail(rq, e, N_("Deze tabel bestaat niet.")) : e;
}

static Err may_edit(Req *rq, Str region)
{
    Relation r;
    TRY(rules_relation(rq, region, &r));
    return req_may(rq, ACT_rules_edit, r);
}

static bool a_police_unit(Req *rq, Str name)
{
    const Municipality *const *list;
    size_t n;
    if (municipalities(rq->db, &list, &n) != OK) return false;
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i]->police_unit, name)) return true;
    return false;
}

static Err begin(Req *rq, const TableVersion *t, const char *kind, Str region)
{
    const NewDraft n = {.submission = form_submission(rq),
                        .name = t->name,
                        .region = region,
                        .xml = t->xml,
                        .tests = t->tests,
                        .kind = kind,
                        .based_on = t->id,
                        .who = rq->actor.account};
    int64_t id;
    TRY(draft_start(rq->db, rq->mem, &n, rq->now, &id));
    req_log(rq, "rules.draft", "rule_draft", id, GROUND_TASK,
            str_fmt(rq->mem, "%.*s %.*s v%lld %s", STR_ARG(t->name), STR_ARG(region), (long long)t->version, kind));
    return req_redirect(rq, draft_path(rq->mem, id, ""));
}

static Err start(Req *rq)
{
    TableVersion t;
    TRY(version_of(rq, &t));
    Str region = req_field(rq, "regio");
    if (!str_eq(region, t.region) && (t.region.n || !a_police_unit(rq, region)))
        return req_fail(rq, E_INPUT, N_("Kies een gebied uit de lijst."));
    TRY(may_edit(rq, region));
    return begin(rq, &t, str_eq_c(t.state, "retired") ? "back" : "change", region);
}

static Err end_region(Req *rq)
{
    TableVersion t;
    TRY(version_of(rq, &t));
    TRY(may_edit(rq, t.region));
    if (t.region.n == 0 || !str_eq_c(t.state, "live"))
        return req_fail(rq, E_CONFLICT, N_("Alleen de tabel van een regio die in gebruik is, kan stoppen."));
    return begin(rq, &t, "end", t.region);
}

static Err cancel(Req *rq)
{
    TableVersion t;
    TRY(version_of(rq, &t));
    TRY(may_edit(rq, t.region));
    int64_t rows;
    TRY(q_rule_cancel(rq->db, t.id, rq->now, &rows));
    if (rows == 0) return req_fail(rq, E_CONFLICT, N_("Deze versie wacht niet meer."));
    req_log(rq, "rules.cancel", "rules", t.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, version_path(rq->mem, t.id, ""));
}

// The set that takes over when this is committed.
static void settled(Req *rq, Err e)
{
    if (e == OK) decision_install(rq->prepared);
    else decision_drop(rq->prepared);
    rq->prepared = NULL;
}

Err rules_take_over(Req *rq)
{
    DecisionSet *set;
    TRY(decision_compile(rq->db, &set, &rq->why));
    rq->prepared = set;
    rq->settled = settled;
    return OK;
}

static Err emergency(Req *rq)
{
    TableVersion t;
    TRY(version_of(rq, &t));
    TRY(may_edit(rq, t.region));
    Str reason = req_field(rq, "reden");
    if (reason.n < DRAFT_REASON_MIN || reason.n > DRAFT_REASON_MAX) {
        form_say(rq, N_("Schrijf op wat er misgaat, in minstens tien letters."));
        StaffForm f = form_emergency(rq, &t);
        return form_again(rq, &f, "reden", N_("Nood: terug naar de vorige versie"), version_path(rq->mem, t.id, ""));
    }
    if (!str_eq_c(t.state, "live")) return req_fail(rq, E_CONFLICT, N_("Deze versie is niet meer in gebruik."));
    const NewDraft n = {.submission = form_submission(rq),
                        .name = t.name,
                        .region = t.region,
                        .reason = reason,
                        .who = rq->actor.account};
    int64_t id;
    Err e = draft_emergency(rq->db, rq->mem, &n, rq->now, &id);
    if (e == E_NOTFOUND) return req_fail(rq, E_CONFLICT, N_("Er was geen vorige versie."));
    if (e == E_INPUT) return req_fail(rq, E_CONFLICT, N_("De tabel past niet bij wat het programma vraagt."));
    TRY(e);
    TRY(rules_take_over(rq));
    req_log(rq, "rules.emergency", "rule_draft", id, GROUND_TASK, reason);
    return req_redirect(rq, draft_path(rq->mem, id, ""));
}

const Route rules_routes[] = {
    {M_GET, "/beheer/regels", ACT_rules_view, 0, 0, NULL, list},
    {M_GET, "/beheer/regels/:id", ACT_rules_view, 0, 0, NULL, show},
    {M_POST, "/beheer/regels/:id", ACT_rules_view, R_READ_POST, 0, NULL, tried},
    {M_GET, "/beheer/regels/:id/bestand/tabel", ACT_rules_view, 0, 0, NULL, download_table},
    {M_GET, "/beheer/regels/:id/bestand/proeven", ACT_rules_view, 0, 0, NULL, download_tests},
    {M_POST, "/beheer/regels/:id/concept", ACT_rules_edit, 0, 0, NULL, start},
    {M_POST, "/beheer/regels/:id/einde", ACT_rules_edit, 0, 0, NULL, end_region},
    {M_POST, "/beheer/regels/:id/niet", ACT_rules_edit, 0, 0, NULL, cancel},
    {M_POST, "/beheer/regels/:id/nood", ACT_rules_edit, 0, 0, NULL, emergency},
    {0},
};

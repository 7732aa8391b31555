// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// edit_pages.c - changing a draft without JavaScript: one rule in a form, test cases, a file from a modeller.
//
// Every way ends in the same place: the text is saved in the draft, and the page of the draft shows what the check
// says. A draft may be wrong for a while; only what can't be read at all is refused when it comes out of a form.
#include "decision/edit_html.h"
#include "decision/load_words.h"
#include "decision/rules_pages.h"
#include "decision/rules_view.h"
#include "rules/rules_edit.h"
#include "rules/rules_json.h"
#include <string.h>

enum { CELLS_TOTAL_MAX = RULES_INPUTS_MAX + RULES_OUTPUTS_MAX + RULES_ANNOTATIONS_MAX, TEXT_BODY_MAX = 1024 * 1024 };

Err draft_saved(Req *rq)
{
    const Saving *s = rq->prepared;
    TRY(draft_stale(rq, draft_save(rq->db, s->d.id, s->d.revision, s->xml, s->tests, rq->actor.account, rq->now)));
    req_log(rq, "rules.edit", "rule_draft", s->d.id, GROUND_TASK, str_c(s->what));
    return req_redirect(rq, s->then);
}

Err draft_saving(Req *rq, const char *what, Saving **ret_s)
{
    Saving *s = NEW(rq->mem, Saving);
    rq->prepared = s;
    TRY(draft_for_edit(rq, &s->d));
    s->xml = s->d.xml;
    s->tests = s->d.tests;
    s->what = what;
    s->then = draft_path(rq->mem, s->d.id, "");
    *ret_s = s;
    return OK;
}

Err table_of(Req *rq, Arena *mem, Str xml, const Rules **ret_rules, const Decision **ret_d)
{
    Rules *rules;
    Why w;
    Err e = rules_load(mem, xml, "tabel", &rules, &w);
    if (e != OK) return why(&rq->why, e, "%.*s", STR_ARG(load_words(mem, rq->lang, str_c(w.text))));
    *ret_d = rules_decision_count(rules) ? rules_decision(rules, 0) : NULL;
    *ret_rules = rules;
    if (*ret_d && (*ret_d)->is_table) return OK;
    return req_fail(rq, E_INPUT, N_("De eerste beslissing in het bestand is geen tabel."));
}

// ---- one rule -------------------------------------------------------------------------------------------------------

static CellView *cells_of(Req *rq, Arena *mem, const Decision *d, size_t rule, size_t *ret_n)
{
    *ret_n = d->input_count + d->output_count + d->annotation_count;
    CellView *v = NEW_ARRAY(mem, CellView, *ret_n + 1);
    const TableRule *r = &d->rules[rule];
    bool sent = rq->http->method == M_POST;
    for (size_t i = 0; i < *ret_n; i++) {
        size_t in = i, out = i - d->input_count, note = out - d->output_count; // out and note wrap; used where they fit
        CellView *c = &v[i];
        c->field = str_fmt(mem, "c%zu", i);
        c->input = i < d->input_count;
        c->output = !c->input && i < d->input_count + d->output_count;
        if (c->input) {
            *c = (CellView){.field = c->field,
                            .input = true,
                            .label = d->inputs[in].label,
                            .value = r->inputs[in],
                            .hint = d->inputs[in].allowed,
                            .part = N_("als")};
            try_words(mem, d, in, false, &c->words, &c->word_count);
        } else if (c->output) {
            *c = (CellView){.field = c->field,
                            .output = true,
                            .value = r->outputs[out],
                            .label = d->outputs[out].name.n ? d->outputs[out].name : d->outputs[out].label,
                            .hint = d->outputs[out].allowed,
                            .part = N_("dan")};
            try_words(mem, d, out, true, &c->words, &c->word_count);
        } else {
            c->label = d->annotations[note];
            c->value = r->annotations[note];
            c->part = N_("uitleg");
        }
        if (sent) c->value = str_head(req_field(rq, str_z(mem, c->field)), CELL_MAX);
    }
    return v;
}

static Err rule_of(Req *rq, const Decision *d, size_t *ret_at)
{
    int64_t at = req_id(rq, 1);
    if (at < 1 || (size_t)at > d->rule_count) return req_fail(rq, E_NOTFOUND, N_("Deze regel bestaat niet."));
    *ret_at = (size_t)at - 1;
    return OK;
}

static Err rule_page(Req *rq, const Draft *d, Str fault)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(RULES_ARENA);
    const Rules *rules;
    const Decision *t;
    size_t at = 0;
    TRY(table_of(rq, mem, d->xml, &rules, &t));
    TRY(rule_of(rq, t, &at));
    RuleEditView v = {
        .d = d, .csrf = rq->csrf, .fault = fault, .rule = t->rules[at].id, .at = at + 1, .count = t->rule_count};
    v.action = draft_path(rq->mem, d->id, str_z(mem, str_fmt(mem, "/regel/%zu", at + 1)));
    v.cells = cells_of(rq, mem, t, at, &v.cell_count);
    Str back = draft_path(rq->mem, d->id, "");
    const Frame frame = {.title = N_("Verander een regel"),
                         .section = "regels",
                         .back_path = str_z(rq->mem, back),
                         .back_title = N_("Concept")};
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    rule_edit_body(o, &v);
    page_end(rq, o, &frame);
    return req_html(rq, fault.n ? 422 : 200);
}

static Err show_rule(Req *rq)
{
    Draft d;
    TRY(draft_for_edit(rq, &d));
    return rule_page(rq, &d, STR_NONE);
}

static const struct {
    const char *word;
    RuleEditKind kind;
} edits[] = {{"bewaar", RULE_SET}, {"erbij", RULE_ADD}, {"weg", RULE_REMOVE}, {"op", RULE_UP}, {"neer", RULE_DOWN}};

// What the engine would not read is shown again with everything that was typed.
static Err prepare_rule(Req *rq)
{
    Saving *s;
    TRY(draft_saving(rq, "rule", &s));
    CLEANUP(arena_freep) Arena *mem = arena_new(2 * (size_t)RULES_ARENA);
    const Rules *rules;
    const Decision *t;
    size_t at = 0, n, i = 0;
    TRY(table_of(rq, mem, s->d.xml, &rules, &t));
    TRY(rule_of(rq, t, &at));
    Str doing = req_field(rq, "doe"), *cells = NEW_ARRAY(mem, Str, CELLS_TOTAL_MAX);
    const CellView *typed = cells_of(rq, mem, t, at, &n);
    for (size_t k = 0; k < n; k++) cells[k] = typed[k].value.n || !typed[k].input ? typed[k].value : S("-");
    while (i < COUNT(edits) && !str_eq_c(doing, edits[i].word)) i++;
    if (i == COUNT(edits)) return req_fail(rq, E_INPUT, N_("Kies wat je met de regel wilt doen."));
    const RuleEdit edit = {.kind = edits[i].kind, .rule = at, .cells = cells, .cell_count = n};
    Str xml;
    size_t now_at = at;
    Err e = rules_edit(mem, s->d.xml, &edit, &xml, &now_at, &rq->why);
    if (e == OK && xml.n > TABLE_TEXT_MAX) e = req_fail(rq, E_LIMIT, N_("De tabel is te groot."));
    if (e == OK) e = table_of(rq, mem, xml, &rules, &t);
    if (e != OK) return rule_page(rq, &s->d, str_dup(rq->mem, str_c(rq->why.text)));
    s->xml = str_dup(rq->mem, xml);
    bool stays = edit.kind == RULE_ADD || edit.kind == RULE_UP || edit.kind == RULE_DOWN;
    if (stays) s->then = draft_path(rq->mem, s->d.id, str_z(mem, str_fmt(mem, "/regel/%zu", now_at + 1)));
    return OK;
}

// ---- test cases -----------------------------------------------------------------------------------------------------

static CellView *outputs_of(Req *rq, Arena *mem, const Decision *d)
{
    CellView *v = NEW_ARRAY(mem, CellView, d->output_count + 1);
    for (size_t i = 0; i < d->output_count; i++) {
        Str field = str_fmt(mem, "uit%zu", i);
        v[i] = (CellView){.field = field,
                          .value = str_head(req_field(rq, str_z(mem, field)), TRY_VALUE_MAX),
                          .label = d->outputs[i].name.n ? d->outputs[i].name : d->outputs[i].label,
                          .hint = d->outputs[i].allowed,
                          .part = N_("dan")};
        try_words(mem, d, i, true, &v[i].words, &v[i].word_count);
    }
    return v;
}

static Err case_page(Req *rq, const Draft *d, Str fault)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(RULES_ARENA);
    const Rules *rules;
    const Decision *t;
    TRY(table_of(rq, mem, d->xml, &rules, &t));
    CaseEditView v = {.d = d,
                      .csrf = rq->csrf,
                      .fault = fault,
                      .name = req_field(rq, "naam"),
                      .rules = req_field(rq, "regels"),
                      .output_count = t->output_count};
    v.inputs = try_inputs(rq, mem, t, &v.input_count);
    v.outputs = outputs_of(rq, mem, t);
    Str back = draft_path(rq->mem, d->id, "");
    const Frame frame = {.title = N_("Nieuwe proef"),
                         .section = "regels",
                         .back_path = str_z(rq->mem, back),
                         .back_title = N_("Concept")};
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    case_edit_body(o, &v);
    page_end(rq, o, &frame);
    return req_html(rq, fault.n ? 422 : 200);
}

static Err show_case(Req *rq)
{
    Draft d;
    TRY(draft_for_edit(rq, &d));
    return case_page(rq, &d, STR_NONE);
}

static void json_value(Json *j, Arena *mem, Str name, Value v)
{
    json_key(j, str_z(mem, name));
    value_to_json(j, v);
}

// "\"zorg\"" or zorg, 3, ja: as people type it beside the table.
static void json_typed(Json *j, Arena *mem, Str name, Type type, Str typed)
{
    Number n;
    if (type == TYPE_BOOL) json_value(j, mem, name, value_bool(str_eq_c(typed, "true") || str_eq_c(typed, "ja")));
    else if (type == TYPE_NUMBER && number_parse(typed, &n) == OK) json_value(j, mem, name, value_number(n));
    else if (typed.n >= 2 && typed.p[0] == '"' && typed.p[typed.n - 1] == '"')
        json_value(j, mem, name, value_str((Str){typed.p + 1, typed.n - 2}));
    else json_value(j, mem, name, value_str(typed));
}

static Err case_inputs(Req *rq, Arena *mem, const Decision *t, Str *ret_json, Binding **ret_bound)
{
    size_t n;
    const TryInput *inputs = try_inputs(rq, mem, t, &n);
    TRY(try_bind(rq, mem, t, inputs, ret_bound));
    Buf b = buf_new(mem, CASES_TEXT_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    for (size_t i = 0; i < n; i++)
        if ((*ret_bound)[i].value.kind != VALUE_NULL) json_value(&j, mem, (*ret_bound)[i].name, (*ret_bound)[i].value);
    json_end(&j);
    return buf_done(&b, ret_json);
}

// As the table answers now: every output, and the rules.
static Err as_now(Req *rq, Arena *mem, const Rules *rules, const Decision *t, const Binding *in, RuleCase *c)
{
    Result r;
    TRY(rules_eval(rules, t->id.n ? t->id : t->name, in, t->need_count, mem, &r, &rq->why));
    Str *ids = NEW_ARRAY(mem, Str, r.fired_count + 1);
    for (size_t i = 0; i < r.fired_count; i++) ids[i] = t->rules[r.fired[i]].id;
    Buf b = buf_new(mem, CASES_TEXT_MAX);
    Json j = json_to(&b);
    json_arr(&j);
    for (size_t row = 0; row < r.row_count; row++) {
        json_obj(&j);
        for (size_t k = 0; k < t->output_count; k++)
            json_value(&j, mem, t->outputs[k].name.n ? t->outputs[k].name : t->outputs[k].label,
                       r.rows[row * t->output_count + k]);
        json_end(&j);
    }
    json_arr_end(&j);
    c->rules = ids;
    c->rule_count = r.fired_count;
    c->has_rules = r.fired_count <= CASE_RULES_MAX;
    return buf_done(&b, &c->out);
}

static Err as_typed(Req *rq, Arena *mem, const Decision *t, RuleCase *c)
{
    const CellView *outputs = outputs_of(rq, mem, t);
    Buf b = buf_new(mem, CASES_TEXT_MAX);
    Json j = json_to(&b);
    bool any = false;
    json_arr(&j);
    json_obj(&j);
    for (size_t i = 0; i < t->output_count; i++) {
        if (outputs[i].value.n == 0) continue;
        json_typed(&j, mem, outputs[i].label, t->outputs[i].type, outputs[i].value);
        any = true;
    }
    json_end(&j);
    json_arr_end(&j);
    if (any) TRY(buf_done(&b, &c->out));
    Str *ids = NEW_ARRAY(mem, Str, CASE_RULES_MAX + 1);
    for (Str rest = req_field(rq, "regels"); rest.n && c->rule_count < CASE_RULES_MAX;) {
        Str id = str_trim(str_cut(&rest, ','));
        if (id.n) ids[c->rule_count++] = id;
    }
    c->rules = ids;
    c->has_rules = c->rule_count > 0;
    return any || c->has_rules ? OK : req_fail(rq, E_INPUT, N_("Vul een uitkomst in, of de regels die moeten gelden."));
}

static Err add_case(Req *rq, Arena *mem, Saving *s)
{
    const Rules *rules;
    const Decision *t;
    RuleCase *cases, c = {0};
    Binding *in;
    size_t n;
    TRY(table_of(rq, mem, s->d.xml, &rules, &t));
    TRY(req_text(rq, "naam", N_("naam van de proef"), CASE_NAME_MAX, &c.name));
    TRY(case_inputs(rq, mem, t, &c.in, &in));
    if (req_flag(rq, "nu")) TRY(as_now(rq, mem, rules, t, in, &c));
    else TRY(as_typed(rq, mem, t, &c));
    TRY(cases_parse(mem, rq->lang, s->d.tests, &cases, &n, &rq->why));
    if (n >= CASES_MAX) return req_fail(rq, E_LIMIT, N_("Er passen niet meer proeven bij deze tabel."));
    RuleCase *more = NEW_ARRAY(mem, RuleCase, n + 1);
    if (n) memcpy(more, cases, n * sizeof *more);
    more[n] = c;
    Str json;
    if (cases_write(mem, more, n + 1, &json) != OK)
        return req_fail(rq, E_LIMIT, N_("Er passen niet meer proeven bij deze tabel."));
    s->tests = str_dup(rq->mem, json);
    return OK;
}

static Err prepare_case(Req *rq)
{
    Saving *s;
    TRY(draft_saving(rq, "case", &s));
    CLEANUP(arena_freep) Arena *mem = arena_new(RULES_ARENA);
    Err e = add_case(rq, mem, s);
    return e == E_INPUT || e == E_LIMIT ? case_page(rq, &s->d, str_dup(rq->mem, str_c(rq->why.text))) : e;
}

static Err prepare_case_away(Req *rq)
{
    Saving *s;
    TRY(draft_saving(rq, "case away", &s));
    RuleCase *cases;
    size_t n, at = (size_t)req_id(rq, 1);
    TRY(cases_parse(rq->mem, rq->lang, s->d.tests, &cases, &n, &rq->why));
    if (at < 1 || at > n) return req_fail(rq, E_NOTFOUND, N_("Deze proef bestaat niet."));
    memmove(&cases[at - 1], &cases[at], (n - at) * sizeof *cases);
    return cases_write(rq->mem, cases, n - 1, &s->tests);
}

// ---- a whole text ---------------------------------------------------------------------------------------------------

static Err table_text(Req *rq, Saving *s, Str text)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(RULES_ARENA);
    const Rules *rules;
    const Decision *t;
    if (text.n == 0) return req_fail(rq, E_INPUT, N_("Het bestand is leeg."));
    if (text.n > TABLE_TEXT_MAX) return req_fail(rq, E_LIMIT, N_("De tabel is te groot."));
    TRY(table_of(rq, mem, text, &rules, &t));
    s->xml = text;
    return OK;
}

static Err tests_text(Req *rq, Saving *s, Str text)
{
    RuleCase *cases;
    size_t n;
    if (text.n > TABLE_TESTS_MAX) return req_fail(rq, E_LIMIT, N_("De proeven zijn samen te groot."));
    TRY(cases_parse(rq->mem, rq->lang, text, &cases, &n, &rq->why));
    s->tests = text;
    return OK;
}

static Err prepare_text(Req *rq)
{
    Saving *s;
    TRY(draft_saving(rq, "text", &s));
    Str xml = req_field(rq, "tabel"), tests = req_field(rq, "proeven");
    if (xml.n) TRY(table_text(rq, s, xml));
    else if (tests.n) TRY(tests_text(rq, s, tests));
    else return req_fail(rq, E_INPUT, N_("Er is geen tekst."));
    return OK;
}

// A .dmn file, or a .json file with test cases: told apart by how it begins.
static Err prepare_file(Req *rq)
{
    Saving *s;
    TRY(draft_saving(rq, "file", &s));
    Str plain = rq->text_file ? buf_str(rq->text_file) : STR_NONE;
    if (plain.n == 0) return req_fail(rq, E_INPUT, N_("Kies eerst een bestand."));
    if (!str_text_ok(plain)) return req_fail(rq, E_INPUT, N_("Dit bestand is geen tekst in UTF-8."));
    Str text = str_normal(rq->mem, plain), begin = str_trim(text);
    if (str_starts(begin, S("["))) return tests_text(rq, s, text);
    return table_text(rq, s, text);
}

#define D "/beheer/regels/concept/:id"
const Route draft_edit_routes[] = {
    {M_GET, D "/regel/:nr", ACT_rules_edit, 0, 0, NULL, show_rule},
    {M_POST, D "/regel/:nr", ACT_rules_edit, 0, 0, prepare_rule, draft_saved},
    {M_GET, D "/proef", ACT_rules_edit, 0, 0, NULL, show_case},
    {M_POST, D "/proef", ACT_rules_edit, 0, 0, prepare_case, draft_saved},
    {M_POST, D "/proef/:nr", ACT_rules_edit, 0, 0, prepare_case_away, draft_saved},
    {M_POST, D "/tekst", ACT_rules_edit, 0, TEXT_BODY_MAX, prepare_text, draft_saved},
    {M_POST, D "/upload", ACT_rules_edit, R_TEXT_FILE, TEXT_BODY_MAX, prepare_file, draft_saved},
    {0},
};

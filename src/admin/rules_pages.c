// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// rules_pages.c - the decision tables, as they are: which are live, every rule in a table, and a form to try one out.
//
// Trying out changes nothing and is not kept. Nobody should fill in a real person's data, and the page says so.
#include "admin/admin.h"
#include "admin/parts.h"
#include "admin/rules_html.h"
#include "decision/decision.h"

enum { WORDS_MAX = 40, TRY_VALUE_MAX = 200 };

static const Frame list_frame = {.title = N_("Regels"), .section = "regels"};
static const Frame one_frame = {
    .title = N_("Regels"), .section = "regels", .back_path = "/beheer/regels", .back_title = N_("Regels")};

static RuleRow row_of(const TableVersion *t)
{
    bool live = str_eq_c(t->state, "live");
    return (RuleRow){.id = t->id,
                     .version = t->version,
                     .name = t->name,
                     .region = t->region,
                     .origin = t->origin,
                     .status = decision_status_text(t->status),
                     .live_from = t->live_from,
                     .state = live                          ? N_("in gebruik")
                              : str_eq_c(t->state, "ready") ? N_("klaar")
                                                            : N_("oud"),
                     .css = live                          ? "active"
                            : str_eq_c(t->state, "ready") ? "neutral"
                                                          : "inactive"};
}

static Err list(Req *rq)
{
    TableVersion *tables;
    RulesView v;
    TRY(decision_versions(rq->db, rq->mem, &tables, &v.n));
    RuleRow *rows = NEW_ARRAY(rq->mem, RuleRow, v.n);
    for (size_t i = 0; i < v.n; i++) rows[i] = row_of(&tables[i]);
    v.rows = rows;
    Out *o = req_out(rq);
    page_begin(rq, o, &list_frame);
    rules_body(o, &v);
    page_end(rq, o, &list_frame);
    return req_html(rq, 200);
}

// ---- what one can fill in
// -----------------------------------------------------------------------------------------------

typedef struct Words {
    Str v[WORDS_MAX];
    size_t n;
    bool closed; // nothing else is allowed
} Words;

// The texts between quotes in a cell or a list of allowed values.
static void add_words(Words *w, Str cell)
{
    for (Str rest = cell; rest.n;) {
        (void)str_cut(&rest, '"');
        Str word = str_cut(&rest, '"');
        bool there = word.n == 0;
        for (size_t i = 0; i < w->n && !there; i++) there = str_eq(w->v[i], word);
        if (!there && w->n < WORDS_MAX) w->v[w->n++] = word;
    }
}

static Words words_of(const Decision *d, const DataInput *need)
{
    Words w = {.n = 0};
    add_words(&w, need->allowed);
    w.closed = w.n > 0;
    for (size_t c = 0; c < d->input_count && w.n == 0; c++) {
        if (!str_eq(d->inputs[c].expression, need->name)) continue;
        add_words(&w, d->inputs[c].allowed);
        w.closed = w.n > 0;
        for (size_t r = 0; r < d->rule_count && d->inputs[c].allowed.n == 0; r++) add_words(&w, d->rules[r].inputs[c]);
    }
    return w;
}

static const char *type_words(Type t)
{
    switch (t) {
    case TYPE_BOOL: return N_("ja of nee");
    case TYPE_NUMBER: return N_("getal");
    case TYPE_DATE: return N_("datum");
    case TYPE_ANY:
    case TYPE_STRING: break;
    }
    return N_("tekst");
}

static const TryInput *inputs_of(Req *rq, Arena *mem, const Decision *d, size_t *ret_n)
{
    TryInput *v = NEW_ARRAY(mem, TryInput, d->need_count);
    for (size_t i = 0; i < d->need_count; i++) {
        const DataInput *need = d->needs[i];
        Words words = words_of(d, need);
        Str *list = NEW_ARRAY(mem, Str, words.n);
        for (size_t k = 0; k < words.n; k++) list[k] = words.v[k];
        Str field = str_fmt(mem, "in%zu", i);
        v[i] = (TryInput){.field = field,
                          .label = need->name,
                          .value = req_field(rq, str_z(mem, field)),
                          .type = type_words(need->type),
                          .words = list,
                          .word_count = words.n,
                          .yes_no = need->type == TYPE_BOOL,
                          .number = need->type == TYPE_NUMBER,
                          .date = need->type == TYPE_DATE,
                          .choice = words.closed};
    }
    *ret_n = d->need_count;
    return v;
}

// ---- trying out
// ---------------------------------------------------------------------------------------------------------

static Err value_of(Arena *mem, const DataInput *need, Str typed, Value *ret_v)
{
    Number n;
    Date day;
    if (typed.n == 0) {
        *ret_v = value_null();
    } else if (need->type == TYPE_BOOL) {
        *ret_v = value_bool(str_eq(typed, S("ja")));
    } else if (need->type == TYPE_NUMBER) {
        TRY(number_parse(typed, &n));
        *ret_v = value_number(n);
    } else if (need->type == TYPE_DATE) {
        TRY(date_parse(typed, &day));
        *ret_v = value_date(day);
    } else {
        *ret_v = value_str(str_dup(mem, str_head(typed, TRY_VALUE_MAX)));
    }
    return OK;
}

static TryHit hit_of(Arena *mem, const Decision *d, const Result *result, size_t row, const Fired *fired)
{
    TryHit h = {.rule = fired ? d->rules[fired->rule].id : STR_NONE, .output_count = d->output_count};
    Str *outputs = NEW_ARRAY(mem, Str, d->output_count);
    for (size_t k = 0; k < d->output_count; k++) {
        Str value = value_text(mem, result_get(result, row, d->outputs[k].name));
        Str label = d->outputs[k].label.n ? d->outputs[k].label : d->outputs[k].name;
        outputs[k] = str_fmt(mem, "%.*s: %.*s", STR_ARG(label), STR_ARG(value));
    }
    Str *because = NEW_ARRAY(mem, Str, fired ? fired->match_count : 0);
    for (size_t m = 0; fired && m < fired->match_count; m++) because[h.because_count++] = fired->matches[m].words;
    h.outputs = outputs;
    h.because = because;
    return h;
}

static Err try_out(Req *rq, Arena *mem, const Rules *rules, RuleView *v)
{
    const Decision *d = v->decision;
    Binding *bound = NEW_ARRAY(mem, Binding, d->need_count);
    for (size_t i = 0; i < d->need_count; i++) {
        bound[i].name = d->needs[i]->name;
        if (value_of(mem, d->needs[i], v->inputs[i].value, &bound[i].value) != OK)
            return why(&rq->why, E_INPUT, T(rq->lang, "%.*s: dit is geen %s."), STR_ARG(d->needs[i]->name),
                       tr(rq->lang, v->inputs[i].type));
    }
    Result result;
    Explained x;
    TRY(rules_eval(rules, d->id, bound, d->need_count, mem, &result, &rq->why));
    rules_explain(rules, &result, rq->lang == LANG_EN ? RULES_EN : RULES_NL, mem, &x);
    TryHit *hits = NEW_ARRAY(mem, TryHit, result.row_count);
    for (size_t i = 0; i < result.row_count; i++)
        hits[i] = hit_of(mem, d, &result, i, i < x.fired_count ? &x.fired[i] : NULL);
    v->hits = hits;
    v->hit_count = result.row_count;
    v->tried = true;
    return OK;
}

static Err page(Req *rq, bool tried)
{
    TableVersion table;
    Err e = decision_version(rq->db, rq->mem, req_id(rq, 0), &table);
    if (e == E_NOTFOUND) return req_fail(rq, e, N_("Deze tabel bestaat niet."));
    TRY(e);
    CLEANUP(arena_freep) Arena *mem = arena_new(RULES_ARENA); // a table takes more than a request has
    Rules *rules;
    TRY(rules_load(mem, table.xml, "tabel", &rules, &rq->why));
    RuleView v = {.csrf = rq->csrf,
                  .table = row_of(&table),
                  .hash = table.hash,
                  .title = rules_title(rules),
                  .description = rules_description(rules),
                  .decision = rules_decision(rules, rules_decision_count(rules) - 1)};
    v.inputs = inputs_of(rq, mem, v.decision, &v.input_count);
    if (tried && (e = try_out(rq, mem, rules, &v)) != OK) {
        if (e != E_INPUT && e != E_LIMIT) return e;
        v.fault = fault_words(rq, &rq->why);
    }
    Out *o = req_out(rq);
    page_begin(rq, o, &one_frame);
    rule_body(o, &v);
    page_end(rq, o, &one_frame);
    return req_html(rq, v.fault.n ? 422 : 200);
}

static Err show(Req *rq) { return page(rq, false); }
static Err tried(Req *rq) { return page(rq, true); }

const Route rules_routes[] = {
    {M_GET, "/beheer/regels", ACT_rules_view, 0, 0, NULL, list},
    {M_GET, "/beheer/regels/:id", ACT_rules_view, 0, 0, NULL, show},
    {M_POST, "/beheer/regels/:id", ACT_rules_view, R_READ_POST, 0, NULL, tried},
    {0},
};

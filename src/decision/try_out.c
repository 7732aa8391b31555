// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// try_out.c - asking a table something made up, on its page. Nothing is kept, and the page says that no real person's
// data belong here.
#include "decision/rules_view.h"

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

// What the other cells of a column say, whole: what one most likely wants to write.
void try_words(Arena *mem, const Decision *d, size_t column, bool output, const Str **ret_words, size_t *ret_n)
{
    Str *list = NEW_ARRAY(mem, Str, WORDS_MAX);
    size_t n = 0;
    for (size_t r = 0; r < d->rule_count && n < WORDS_MAX; r++) {
        Str cell = output ? d->rules[r].outputs[column] : d->rules[r].inputs[column];
        bool there = cell.n == 0;
        for (size_t i = 0; i < n && !there; i++) there = str_eq(list[i], cell);
        if (!there) list[n++] = cell;
    }
    *ret_words = list;
    *ret_n = n;
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

const TryInput *try_inputs(Req *rq, Arena *mem, const Decision *d, size_t *ret_n)
{
    TryInput *v = NEW_ARRAY(mem, TryInput, d->need_count + 1);
    for (size_t i = 0; i < d->need_count; i++) {
        const DataInput *need = d->needs[i];
        Words words = words_of(d, need);
        Str *list = NEW_ARRAY(mem, Str, words.n + 1);
        for (size_t k = 0; k < words.n; k++) list[k] = words.v[k];
        Str field = str_fmt(mem, "in%zu", i);
        v[i] = (TryInput){.field = field,
                          .label = need->name,
                          .value = str_head(req_field(rq, str_z(mem, field)), TRY_VALUE_MAX),
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
        *ret_v = value_str(str_dup(mem, typed));
    }
    return OK;
}

Err try_bind(Req *rq, Arena *mem, const Decision *d, const TryInput *inputs, Binding **ret_bound)
{
    Binding *bound = NEW_ARRAY(mem, Binding, d->need_count + 1);
    for (size_t i = 0; i < d->need_count; i++) {
        bound[i].name = d->needs[i]->name;
        if (value_of(mem, d->needs[i], inputs[i].value, &bound[i].value) != OK)
            return why(&rq->why, E_INPUT, T(rq->lang, "%.*s: dit is geen %s."), STR_ARG(d->needs[i]->name),
                       tr(rq->lang, inputs[i].type));
    }
    *ret_bound = bound;
    return OK;
}

static TryHit hit_of(Arena *mem, const Decision *d, const Result *result, size_t row, const Fired *fired)
{
    TryHit h = {.rule = fired ? d->rules[fired->rule].id : STR_NONE, .output_count = d->output_count};
    Str *outputs = NEW_ARRAY(mem, Str, d->output_count + 1);
    for (size_t k = 0; k < d->output_count; k++) {
        Str value = value_text(mem, result->rows[row * d->output_count + k]);
        Str label = d->outputs[k].label.n ? d->outputs[k].label : d->outputs[k].name;
        outputs[k] = str_fmt(mem, "%.*s: %.*s", STR_ARG(label), STR_ARG(value));
    }
    Str *because = NEW_ARRAY(mem, Str, fired ? fired->match_count + 1 : 1);
    for (size_t m = 0; fired && m < fired->match_count; m++) because[h.because_count++] = fired->matches[m].words;
    h.outputs = outputs;
    h.because = because;
    return h;
}

Err try_out(Req *rq, Arena *mem, const Rules *rules, const Decision *d, TryView *v)
{
    Binding *bound;
    Result result;
    Explained x;
    TRY(try_bind(rq, mem, d, v->inputs, &bound));
    TRY(rules_eval(rules, d->id, bound, d->need_count, mem, &result, &rq->why));
    rules_explain(rules, &result, rq->lang == LANG_EN ? RULES_EN : RULES_NL, mem, &x);
    TryHit *hits = NEW_ARRAY(mem, TryHit, result.row_count + 1);
    for (size_t i = 0; i < result.row_count; i++)
        hits[i] = hit_of(mem, d, &result, i, i < x.fired_count ? &x.fired[i] : NULL);
    Str *near = NEW_ARRAY(mem, Str, x.near_count + 1);
    for (size_t i = 0; i < x.near_count; i++)
        near[i] = tr_fmt(mem, rq->lang, "Regel %s past net niet: %s.", str_z(mem, d->rules[x.near[i].rule].id),
                         str_z(mem, x.near[i].failed.words));
    v->hits = hits;
    v->hit_count = result.row_count;
    v->near = near;
    v->near_count = x.near_count;
    v->tried = true;
    return OK;
}

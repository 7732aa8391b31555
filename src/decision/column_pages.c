// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// column_pages.c - columns of a draft, more or less, without a modeller. A column that asks something takes a given of
// the program: those that the table of this name which came with the program knows.
#include "decision/edit_html.h"
#include "decision/rules_pages.h"
#include "decision/rules_view.h"
#include "rules/rules_edit.h"

enum { GIVENS_MAX = 64, COLUMN_FORMS = 3 };

static const struct {
    const char *code, *part;
} kinds[] = {{"als", N_("als")}, {"dan", N_("dan")}, {"uitleg", N_("uitleg")}};

static const Choice types[] = {{"string", "string", N_("tekst"), "", ""},
                               {"number", "number", N_("getal"), "", ""},
                               {"boolean", "boolean", N_("ja of nee"), "", ""},
                               {"date", "date", N_("datum"), "", ""},
                               {0}};

static Type type_of(Str code)
{
    for (int t = TYPE_BOOL; t <= TYPE_DATE; t++)
        if (str_eq_c(code, type_name((Type)t))) return (Type)t;
    return TYPE_ANY;
}

static const char *type_words(Type t) { return t == TYPE_ANY ? N_("alles") : choice_label(types, str_c(type_name(t))); }

static StaffForm form_of(Req *rq, const Draft *d, const char *id, const char *button)
{
    StaffForm f = form_start(rq, id, draft_path(rq->mem, d->id, "/kolommen"), button);
    form_add(&f, FORM_HIDDEN, "stand", "")->value = str_fmt(rq->mem, "%lld", (long long)d->revision);
    return f;
}

// ---- the forms ------------------------------------------------------------------------------------------------------

// What the program gives a table of this name; needs lives in mem.
static Err givens(Arena *mem, Str name, const DataInput *const **ret_needs, size_t *ret_n, Why *w)
{
    Rules *rules;
    Str tests, xml = decision_built_in(name, &tests);
    *ret_n = 0;
    if (xml.n == 0) return OK;
    TRY(rules_load(mem, xml, "tabel", &rules, w));
    *ret_needs = rules_decision(rules, 0)->needs;
    *ret_n = rules_decision(rules, 0)->need_count;
    return OK;
}

static Err form_input(Req *rq, Arena *mem, const Draft *d, StaffForm *ret_f)
{
    const DataInput *const *needs = NULL;
    size_t n;
    TRY(givens(mem, d->name, &needs, &n, &rq->why));
    StaffForm f = form_of(rq, d, "als", N_("Voeg deze voorwaarde toe"));
    form_add(&f, FORM_HIDDEN, "soort", "")->value = S("als");
    FormInput *in = form_add(&f, FORM_SELECT, "naam", N_("Welk gegeven?"));
    in->hint = N_("Dit geeft het programma aan de tabel. In elke regel staat eerst een streepje: maakt niet uit.");
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, GIVENS_MAX + 1);
    for (; in->option_count < n && in->option_count < GIVENS_MAX; in->option_count++) {
        Str name = str_dup(rq->mem, needs[in->option_count]->name);
        options[in->option_count] = (FormOption){.value = name, .label = name};
    }
    in->options = options;
    FormInput *allowed = form_add(&f, FORM_LINE, "waarden", N_("Toegestane waarden"));
    allowed->hint = N_("Bijvoorbeeld \"ja\",\"nee\",\"onbekend\". Leeg: alles mag.");
    allowed->optional = true;
    *ret_f = f;
    return OK;
}

static StaffForm form_output(Req *rq, const Draft *d)
{
    StaffForm f = form_of(rq, d, "dan", N_("Voeg deze uitkomst toe"));
    form_add(&f, FORM_HIDDEN, "soort", "")->value = S("dan");
    form_add(&f, FORM_LINE, "naam", N_("Naam van de uitkomst"))->hint =
        N_("Het programma gebruikt alleen uitkomsten die het kent. Een andere is er voor wie de tabel leest.");
    form_choices(rq, form_add(&f, FORM_SELECT, "type", N_("Soort")), types, S("string"));
    form_add(&f, FORM_LINE, "cel", N_("Wat zegt elke regel?"))->hint =
        N_("Zet tekst tussen aanhalingstekens. Daarna verander je het per regel.");
    return f;
}

static StaffForm form_note(Req *rq, const Draft *d)
{
    StaffForm f = form_of(rq, d, "uitleg", N_("Voeg deze uitleg toe"));
    form_add(&f, FORM_HIDDEN, "soort", "")->value = S("uitleg");
    form_add(&f, FORM_LINE, "naam", N_("Naam van de kolom"))->hint = "";
    return f;
}

static Err forms_of(Req *rq, Arena *mem, const Draft *d, StaffForm *forms)
{
    TRY(form_input(rq, mem, d, &forms[COLUMN_INPUT]));
    forms[COLUMN_OUTPUT] = form_output(rq, d);
    forms[COLUMN_ANNOTATION] = form_note(rq, d);
    return OK;
}

static const char *const titles[] = {N_("Een voorwaarde"), N_("Een uitkomst"), N_("Uitleg")};

// ---- the page -------------------------------------------------------------------------------------------------------

static StaffForm form_remove(Req *rq, const Draft *d, ColumnKind kind, size_t at)
{
    Str id = str_fmt(rq->mem, "weg-%s%zu", kinds[kind].code, at);
    StaffForm f = form_of(rq, d, str_z(rq->mem, id), N_("Haal weg"));
    form_add(&f, FORM_HIDDEN, "soort", "")->value = str_c(kinds[kind].code);
    form_add(&f, FORM_HIDDEN, "weg", "")->value = str_fmt(rq->mem, "%zu", at + 1);
    return f;
}

static ColumnLine *lines_of(Req *rq, Arena *mem, const Draft *d, const Decision *t, size_t *ret_n)
{
    ColumnLine *lines = NEW_ARRAY(mem, ColumnLine, t->input_count + t->output_count + t->annotation_count + 1);
    size_t n = 0;
    for (size_t i = 0; i < t->input_count; i++)
        lines[n++] = (ColumnLine){.name = t->inputs[i].label,
                                  .allowed = t->inputs[i].allowed,
                                  .type = type_words(t->inputs[i].type),
                                  .part = kinds[COLUMN_INPUT].part,
                                  .last = t->input_count == 1,
                                  .remove = form_remove(rq, d, COLUMN_INPUT, i)};
    for (size_t i = 0; i < t->output_count; i++)
        lines[n++] = (ColumnLine){.name = t->outputs[i].name.n ? t->outputs[i].name : t->outputs[i].label,
                                  .allowed = t->outputs[i].allowed,
                                  .type = type_words(t->outputs[i].type),
                                  .part = kinds[COLUMN_OUTPUT].part,
                                  .last = t->output_count == 1,
                                  .remove = form_remove(rq, d, COLUMN_OUTPUT, i)};
    for (size_t i = 0; i < t->annotation_count; i++)
        lines[n++] = (ColumnLine){.name = t->annotations[i],
                                  .type = N_("tekst"),
                                  .part = kinds[COLUMN_ANNOTATION].part,
                                  .remove = form_remove(rq, d, COLUMN_ANNOTATION, i)};
    *ret_n = n;
    return lines;
}

static Err show(Req *rq)
{
    Draft d;
    const Rules *rules;
    const Decision *t;
    StaffForm forms[COLUMN_FORMS];
    CLEANUP(arena_freep) Arena *mem = arena_new(2 * (size_t)RULES_ARENA);
    TRY(draft_for_edit(rq, &d));
    TRY(table_of(rq, mem, d.xml, &rules, &t));
    TRY(forms_of(rq, mem, &d, forms));
    ColumnsView v = {.d = &d, .forms = forms, .form_titles = titles, .form_count = COLUMN_FORMS};
    v.lines = lines_of(rq, mem, &d, t, &v.count);
    Str back = draft_path(rq->mem, d.id, "");
    const Frame frame = {.title = N_("Kolommen van de tabel"),
                         .section = "regels",
                         .back_path = str_z(rq->mem, back),
                         .back_title = N_("Concept")};
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    columns_body(o, &v);
    page_end(rq, o, &frame);
    return req_html(rq, 200);
}

// ---- saving ---------------------------------------------------------------------------------------------------------

static Err asked_edit(Req *rq, Arena *mem, const Draft *d, ColumnEdit *e)
{
    int64_t at = 0;
    Str kind = req_field(rq, "soort");
    size_t k = 0;
    while (k < COUNT(kinds) && !str_eq_c(kind, kinds[k].code)) k++;
    if (k == COUNT(kinds)) return req_fail(rq, E_INPUT, N_("Kies wat voor kolom het is."));
    *e = (ColumnEdit){.kind = (ColumnKind)k, .remove = req_field(rq, "weg").n > 0};
    if (e->remove) {
        TRY(req_number(rq, "weg", N_("kolom"), 1, RULES_INPUTS_MAX, &at));
        e->at = (size_t)at - 1;
        return OK;
    }
    TRY(req_text(rq, "naam", N_("naam van de kolom"), RULES_NAME_MAX, &e->name));
    e->allowed = str_trim(str_head(req_field(rq, "waarden"), CELL_MAX));
    e->type = e->kind == COLUMN_OUTPUT ? type_of(req_field(rq, "type")) : TYPE_ANY;
    e->cell = e->kind == COLUMN_INPUT ? S("-") : str_trim(str_head(req_field(rq, "cel"), CELL_MAX));
    if (e->kind != COLUMN_INPUT) return OK;
    const DataInput *const *needs = NULL;
    size_t n, i = 0;
    TRY(givens(mem, d->name, &needs, &n, &rq->why));
    while (i < n && !str_eq(needs[i]->name, e->name)) i++;
    if (i == n) return req_fail(rq, E_INPUT, N_("Dit gegeven geeft het programma niet."));
    e->type = needs[i]->type;
    return OK;
}

static Err edited(Req *rq, Arena *mem, Saving *s, const ColumnEdit *e)
{
    Str xml;
    const Rules *rules;
    const Decision *t;
    TRY(rules_edit_column(mem, s->d.xml, e, &xml, &rq->why));
    if (xml.n > TABLE_TEXT_MAX) return req_fail(rq, E_LIMIT, N_("De tabel is te groot."));
    TRY(table_of(rq, mem, xml, &rules, &t));
    s->xml = str_dup(rq->mem, xml);
    return OK;
}

// What the engine would not read comes back with everything that was typed.
static Err prepare(Req *rq)
{
    Saving *s;
    ColumnEdit e = {.remove = true}; // until it is known what was asked
    StaffForm forms[COLUMN_FORMS];
    TRY(draft_saving(rq, "columns", &s));
    CLEANUP(arena_freep) Arena *mem = arena_new(3 * (size_t)RULES_ARENA);
    s->then = draft_path(rq->mem, s->d.id, "/kolommen");
    TRY(forms_of(rq, mem, &s->d, forms));
    Err fault = asked_edit(rq, mem, &s->d, &e);
    if (fault == OK) fault = edited(rq, mem, s, &e);
    if ((fault != E_INPUT && fault != E_LIMIT) || e.remove) return fault;
    return form_again(rq, &forms[e.kind], e.kind == COLUMN_OUTPUT ? "cel" : "naam", titles[e.kind], s->then);
}

#define D "/beheer/regels/concept/:id"
const Route column_routes[] = {
    {M_GET, D "/kolommen", ACT_rules_edit, 0, 0, NULL, show},
    {M_POST, D "/kolommen", ACT_rules_edit, 0, 0, prepare, draft_saved},
    {0},
};

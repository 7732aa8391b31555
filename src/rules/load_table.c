// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// <decisionTable> into Decision (what screens show) and Table (what is evaluated).
#include "rules/load.h"

// Cells being gathered: each text of a column once.
typedef struct Cells {
    Tests *tests;
    uint16_t *columns;
    Str *texts;
    uint32_t *slots; // open addressing; 0 = free, as cell 0 is "-"
    size_t count, slot_count;
} Cells;

static const char *const hit_names[] = {
    [HIT_UNIQUE] = "UNIQUE",         [HIT_ANY] = "ANY",
    [HIT_PRIORITY] = "PRIORITY",     [HIT_FIRST] = "FIRST",
    [HIT_RULE_ORDER] = "RULE ORDER", [HIT_OUTPUT_ORDER] = "OUTPUT ORDER",
    [HIT_COLLECT] = "COLLECT",
};
static const char *const aggregation_names[] = {
    [AGGREGATE_NONE] = "",   [AGGREGATE_SUM] = "SUM",     [AGGREGATE_MIN] = "MIN",
    [AGGREGATE_MAX] = "MAX", [AGGREGATE_COUNT] = "COUNT",
};

const char *hit_policy_name(HitPolicy p) { return hit_names[p]; }
const char *aggregation_name(Aggregation a) { return aggregation_names[a]; }

const char *type_name(Type t)
{
    static const char *const names[] = {"Any", "boolean", "number", "string", "date"};
    return names[t];
}

static Err read_policy(const Load *l, const xmlNode *node, Decision *d)
{
    Str policy = xml_attr(l->scratch, node, "hitPolicy"), aggregation = xml_attr(l->scratch, node, "aggregation");
    bool found = policy.n == 0; // UNIQUE is the default
    for (size_t i = 0; i < COUNT(hit_names); i++) {
        if (!str_eq_c(policy, hit_names[i])) continue;
        d->hit_policy = (HitPolicy)i;
        found = true;
    }
    if (!found)
        return load_fail(l, node, E_INPUT, "the hit policy '%.*s' does not exist", STR_ARG(str_head(policy, 40)));
    found = false;
    for (size_t i = 0; i < COUNT(aggregation_names); i++) {
        if (!str_eq_c(aggregation, aggregation_names[i])) continue;
        d->aggregation = (Aggregation)i;
        found = true;
    }
    if (!found || (d->aggregation != AGGREGATE_NONE && d->hit_policy != HIT_COLLECT))
        return load_fail(l, node, E_INPUT, "the aggregation '%.*s' does not go with hit policy %s",
                         STR_ARG(str_head(aggregation, 40)), hit_policy_name(d->hit_policy));
    return OK;
}

static Err read_inputs(const Load *l, const xmlNode *node, Decision *d, Table *t)
{
    size_t count = xml_count(node, "input"), i = 0;
    if (count > RULES_INPUTS_MAX) return load_fail(l, node, E_LIMIT, "more than %d inputs", RULES_INPUTS_MAX);
    TableInput *inputs = NEW_ARRAY(l->mem, TableInput, count);
    Expr *exprs = NEW_ARRAY(l->mem, Expr, count);
    Tests *allowed = NEW_ARRAY(l->mem, Tests, count);
    for (const xmlNode *n = xml_first(node, "input"); n; n = xml_next(n, "input"), i++) {
        TableInput *in = &inputs[i];
        const xmlNode *expression = xml_first(n, "inputExpression"), *values = xml_first(n, "inputValues");
        if (!expression) return load_fail(l, n, E_INPUT, "input %zu has no expression", i + 1);
        TRY(load_text(l, n, "id", &in->id));
        TRY(load_text(l, n, "label", &in->label));
        TRY(load_language(l, expression));
        in->expression = xml_child_content(l->mem, expression, "text");
        if (in->label.n == 0) in->label = str_head(in->expression, RULES_NAME_MAX);
        Str where = str_fmt(l->scratch, "decision \"%.*s\", input \"%.*s\"", STR_ARG(l->decision), STR_ARG(in->label));
        TRY(load_expression(l, expression, in->expression, where, &exprs[i]));
        const Node *root = exprs[i].root;
        bool is_data = root->kind == NODE_SLOT && root->index < l->rules->data_count;
        if (is_data) in->type = l->rules->data[root->index].type;
        Str ref = xml_attr(l->scratch, expression, "typeRef");
        if (ref.n) TRY(load_type(l, expression, ref, &in->type, &in->allowed));
        if (values) in->allowed = xml_child_content(l->mem, values, "text");
        TRY(load_tests(l, n, in->allowed, where, &allowed[i]));
        allowed[i].exact = l->lenient;
        TRY(load_tests_kind(l, n, where, &allowed[i], in->type));
    }
    d->inputs = inputs;
    d->input_count = count;
    t->input_exprs = exprs;
    t->input_allowed = allowed;
    return OK;
}

// Allowed values in their order: what PRIORITY and OUTPUT ORDER sort by.
static const Value *listed(const Load *l, const Tests *t, size_t *ret_count)
{
    Value *list = NEW_ARRAY(l->mem, Value, t->count);
    for (size_t i = 0; i < t->count; i++) {
        const Test *one = &t->list[i];
        if (t->negated || one->kind != TEST_EQ || !one->lo.constant) return NULL;
        list[i] = one->lo.root->value;
    }
    *ret_count = t->count;
    return t->count ? list : NULL;
}

static Err read_output(const Load *l, const xmlNode *n, size_t i, Decision *d, TableOutput *out, Expr *fallback,
                       Tests *allowed)
{
    const xmlNode *values = xml_first(n, "outputValues"), *entry = xml_first(n, "defaultOutputEntry");
    TRY(load_text(l, n, "id", &out->id));
    TRY(load_text(l, n, "name", &out->name));
    TRY(load_text(l, n, "label", &out->label));
    out->name = feel_name(l->mem, out->name);
    if (out->name.n == 0 && d->output_count > 1)
        return load_fail(l, n, E_INPUT, "output %zu has no name; with several outputs each needs one", i + 1);
    if (out->label.n == 0) out->label = out->name.n ? out->name : l->decision;
    TRY(load_type(l, n, xml_attr(l->scratch, n, "typeRef"), &out->type, &out->allowed));
    if (values) out->allowed = xml_child_content(l->mem, values, "text");
    Str where = str_fmt(l->scratch, "decision \"%.*s\", output \"%.*s\"", STR_ARG(l->decision), STR_ARG(out->label));
    TRY(load_tests(l, n, out->allowed, where, allowed));
    TRY(load_tests_kind(l, n, where, allowed, out->type));
    if (!entry) return OK;
    out->fallback = xml_child_content(l->mem, entry, "text");
    if (out->fallback.n == 0) return OK;
    TRY(load_expression(l, entry, out->fallback, where, fallback));
    return load_kind(l, entry, where, fallback, out->type);
}

// What its columns ask of what a rule gives.
typedef struct Outputs {
    Tests *allowed;
    const FeelType **types; // NULL: any
} Outputs;

// The test kit expects null for what is not one of the values of the column.
static Err output_type(const Load *l, const xmlNode *n, const Tests *allowed, const FeelType **ret_type)
{
    TRY(load_full_type(l, n, xml_attr(l->scratch, n, "typeRef"), ret_type));
    if (!l->lenient || allowed->count == 0 || (*ret_type && (*ret_type)->kind == KIND_LIST)) return OK;
    FeelType *type = NEW(l->mem, FeelType);
    Tests *tests = NEW(l->mem, Tests);
    if (*ret_type) *type = **ret_type;
    *tests = *allowed;
    type->allowed = tests;
    *ret_type = type;
    return OK;
}

static Err read_outputs(const Load *l, const xmlNode *node, Decision *d, Table *t, const Outputs *asked)
{
    Tests *allowed = asked->allowed;
    size_t count = xml_count(node, "output"), i = 0;
    if (count == 0) return load_fail(l, node, E_INPUT, "the table has no output");
    if (count > RULES_OUTPUTS_MAX) return load_fail(l, node, E_LIMIT, "more than %d outputs", RULES_OUTPUTS_MAX);
    if (count > 1 && d->aggregation != AGGREGATE_NONE)
        return load_fail(l, node, E_INPUT, "%s goes with one output, not with %zu", aggregation_name(d->aggregation),
                         count);
    TableOutput *outputs = NEW_ARRAY(l->mem, TableOutput, count);
    Expr *fallbacks = NEW_ARRAY(l->mem, Expr, count);
    const Value **priorities = NEW_ARRAY(l->mem, const Value *, count);
    size_t *counts = NEW_ARRAY(l->mem, size_t, count);
    bool ordered = false;
    d->output_count = count;
    for (const xmlNode *n = xml_first(node, "output"); n; n = xml_next(n, "output"), i++) {
        TRY(read_output(l, n, i, d, &outputs[i], &fallbacks[i], &allowed[i]));
        TRY(output_type(l, n, &allowed[i], &asked->types[i]));
        t->has_fallback = t->has_fallback || fallbacks[i].root != NULL;
        for (size_t k = 0; k < i; k++)
            if (str_eq(outputs[k].name, outputs[i].name))
                return load_fail(l, n, E_INPUT, "two outputs are called \"%.*s\"", STR_ARG(outputs[i].name));
        priorities[i] = listed(l, &allowed[i], &counts[i]);
        ordered = ordered || priorities[i];
    }
    if ((d->hit_policy == HIT_PRIORITY || d->hit_policy == HIT_OUTPUT_ORDER) && !ordered)
        return load_fail(l, node, E_INPUT, "hit policy %s needs a list of output values to order by",
                         hit_policy_name(d->hit_policy));
    d->outputs = outputs;
    t->fallbacks = fallbacks;
    t->priorities = priorities;
    t->priority_counts = counts;
    return OK;
}

static uint32_t cell_slot(const Cells *cells, size_t column, Str text)
{
    uint32_t h = (uint32_t)column * 2654435761u;
    for (size_t i = 0; i < text.n; i++) h = (h ^ (unsigned char)text.p[i]) * 16777619u;
    for (;; h++) {
        uint32_t at = h & (uint32_t)(cells->slot_count - 1), cell = cells->slots[at];
        if (cell == 0 || (cells->columns[cell] == column && str_eq(cells->texts[cell], text))) return at;
    }
}

static Err read_cell(const Load *l, const xmlNode *node, Str where, Type type, size_t column, Cells *cells,
                     Str *ret_text, uint32_t *ret_cell)
{
    Str text = xml_child_content(l->mem, node, "text");
    TRY(load_language(l, node));
    *ret_text = text.n ? text : S("-");
    if (text.n == 0 || str_eq_c(text, "-")) {
        *ret_cell = CELL_ANY;
        return OK;
    }
    uint32_t at = cell_slot(cells, column, text), cell = cells->slots[at];
    if (cell == 0) {
        Tests tests;
        TRY(load_tests(l, node, text, where, &tests));
        TRY(load_tests_kind(l, node, where, &tests, type));
        cell = (uint32_t)cells->count++;
        cells->tests[cell] = tests;
        cells->columns[cell] = (uint16_t)column;
        cells->texts[cell] = text;
        cells->slots[at] = cell;
    }
    *ret_cell = cell;
    return OK;
}

// Constants were checked, but for the test kit.
static void typed(const Load *l, const FeelType *type, Expr *e)
{
    if (!type || !e->root || (e->constant && !l->lenient)) return;
    Node *n = NEW(l->mem, Node);
    *n = (Node){.kind = NODE_COERCE, .a = e->root, .type = type};
    *e = (Expr){.root = n};
}

static Err read_outcome(const Load *l, const xmlNode *node, Str where, const TableOutput *out, const Tests *allowed,
                        Str *ret_text, Expr *ret_e)
{
    TRY(load_language(l, node));
    *ret_text = xml_child_content(l->mem, node, "text");
    if (ret_text->n == 0) return OK; // null
    TRY(load_expression(l, node, *ret_text, where, ret_e));
    TRY(load_kind(l, node, where, ret_e, out->type));
    if (!ret_e->constant || allowed->count == 0) return OK;
    Value v = ret_e->root->value;
    Eval ev = {.mem = l->scratch};
    if (l->lenient || v.kind == VALUE_NULL || feel_test(allowed, v, &ev, NULL) == YES) return OK;
    return load_fail(l, node, E_INPUT, "%.*s: %.*s is not one of the output values", STR_ARG(where),
                     STR_ARG(str_head(*ret_text, 80)));
}

typedef struct Reading {
    const Decision *d;
    Table *t;
    const Outputs *asked;
    Cells cells;
    uint32_t *grid;
    Expr *outcomes;
} Reading;

static Err read_rule(const Load *l, const xmlNode *node, size_t index, Reading *r, TableRule *rule)
{
    const Decision *d = r->d;
    rule->line = xml_line(node);
    TRY(load_text(l, node, "id", &rule->id));
    if (rule->id.n == 0) rule->id = str_fmt(l->mem, "rule %zu", index + 1);
    rule->description = xml_child_content(l->mem, node, "description");
    if (xml_count(node, "inputEntry") != d->input_count || xml_count(node, "outputEntry") != d->output_count)
        return load_fail(l, node, E_INPUT, "%.*s must have %zu input and %zu output cells", STR_ARG(rule->id),
                         d->input_count, d->output_count);
    if (xml_count(node, "annotationEntry") > d->annotation_count && !l->lenient)
        return load_fail(l, node, E_INPUT, "%.*s has more annotations than the table has columns", STR_ARG(rule->id));
    Str *in = NEW_ARRAY(l->mem, Str, d->input_count), *out = NEW_ARRAY(l->mem, Str, d->output_count);
    Str *notes = NEW_ARRAY(l->mem, Str, d->annotation_count);
    size_t i = 0;
    for (const xmlNode *n = xml_first(node, "inputEntry"); n; n = xml_next(n, "inputEntry"), i++) {
        Str where = str_fmt(l->scratch, "%.*s, input \"%.*s\"", STR_ARG(rule->id), STR_ARG(d->inputs[i].label));
        uint32_t *cell = &r->grid[index * d->input_count + i];
        TRY(read_cell(l, n, where, d->inputs[i].type, i, &r->cells, &in[i], cell));
    }
    i = 0;
    for (const xmlNode *n = xml_first(node, "outputEntry"); n; n = xml_next(n, "outputEntry"), i++) {
        Str where = str_fmt(l->scratch, "%.*s, output \"%.*s\"", STR_ARG(rule->id), STR_ARG(d->outputs[i].label));
        Expr *outcome = &r->outcomes[index * d->output_count + i];
        const FeelType *own;
        TRY(read_outcome(l, n, where, &d->outputs[i], &r->asked->allowed[i], &out[i], outcome));
        TRY(load_full_type(l, n, xml_attr(l->scratch, n, "typeRef"), &own));
        typed(l, own, outcome);
        typed(l, r->asked->types[i], outcome);
    }
    i = 0;
    for (const xmlNode *n = xml_first(node, "annotationEntry"); n && i < d->annotation_count;
         n = xml_next(n, "annotationEntry"), i++)
        notes[i] = xml_child_content(l->mem, n, "text");
    rule->inputs = in;
    rule->outputs = out;
    rule->annotations = notes;
    return OK;
}

static Err read_annotations(const Load *l, const xmlNode *node, Decision *d)
{
    size_t count = xml_count(node, "annotation"), i = 0;
    if (count > RULES_ANNOTATIONS_MAX)
        return load_fail(l, node, E_LIMIT, "more than %d annotations", RULES_ANNOTATIONS_MAX);
    Str *names = NEW_ARRAY(l->mem, Str, count);
    for (const xmlNode *n = xml_first(node, "annotation"); n; n = xml_next(n, "annotation"), i++)
        TRY(load_text(l, n, "name", &names[i]));
    d->annotations = names;
    d->annotation_count = count;
    return OK;
}

static Cells cells_new(Arena *mem, size_t most)
{
    size_t slots = 16;
    while (slots < 2 * most) slots *= 2;
    return (Cells){.tests = NEW_ARRAY(mem, Tests, most + 1),
                   .columns = NEW_ARRAY(mem, uint16_t, most + 1),
                   .texts = NEW_ARRAY(mem, Str, most + 1),
                   .slots = NEW_ARRAY(mem, uint32_t, slots),
                   .count = 1,
                   .slot_count = slots};
}

static Err read_rules(const Load *l, const xmlNode *node, Decision *d, Table *t, const Outputs *asked)
{
    size_t count = xml_count(node, "rule"), i = 0;
    if (count > RULES_RULES_MAX) return load_fail(l, node, E_LIMIT, "more than %d rules", RULES_RULES_MAX);
    // no more cells than the file has elements for; a rule without them is refused by read_rule
    size_t most = count * d->input_count;
    if (most > RULES_FILE_MAX / sizeof("<inputEntry/>"))
        return load_fail(l, node, E_LIMIT, "the table has too many cells");
    Reading r = {.d = d, .t = t, .asked = asked, .cells = cells_new(l->scratch, most)};
    r.cells.tests[CELL_ANY].any = true;
    r.grid = NEW_ARRAY(l->mem, uint32_t, most);
    if (count * d->output_count > RULES_FILE_MAX / sizeof("<outputEntry/>"))
        return load_fail(l, node, E_LIMIT, "the table has too many cells");
    r.outcomes = NEW_ARRAY(l->mem, Expr, count * d->output_count);
    TableRule *rules = NEW_ARRAY(l->mem, TableRule, count);
    for (const xmlNode *n = xml_first(node, "rule"); n; n = xml_next(n, "rule"), i++) {
        TRY(read_rule(l, n, i, &r, &rules[i]));
        for (size_t k = 0; k < i; k++)
            if (!l->lenient && str_eq(rules[k].id, rules[i].id))
                return load_fail(l, n, E_INPUT, "two rules have the id %.*s", STR_ARG(rules[i].id));
    }
    Tests *cells = NEW_ARRAY(l->mem, Tests, r.cells.count);
    uint16_t *columns = NEW_ARRAY(l->mem, uint16_t, r.cells.count);
    for (i = 0; i < r.cells.count; i++) {
        cells[i] = r.cells.tests[i];
        columns[i] = r.cells.columns[i];
    }
    t->cells = cells;
    t->cell_columns = columns;
    t->cell_count = r.cells.count;
    t->grid = r.grid;
    t->outputs = r.outcomes;
    d->rules = rules;
    d->rule_count = count;
    index_make(l->mem, l->scratch, d, t, l->index_left);
    return OK;
}

Err load_table(Load *l, const xmlNode *node, Decision *d, Table *t)
{
    Outputs asked = {.allowed = NEW_ARRAY(l->scratch, Tests, RULES_OUTPUTS_MAX),
                     .types = NEW_ARRAY(l->scratch, const FeelType *, RULES_OUTPUTS_MAX)};
    d->is_table = true;
    t->lenient = l->lenient;
    TRY(read_policy(l, node, d));
    TRY(read_inputs(l, node, d, t));
    TRY(read_outputs(l, node, d, t, &asked));
    TRY(read_annotations(l, node, d));
    return read_rules(l, node, d, t, &asked);
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// What an element requires, and the functions of a file: business knowledge models and decision services.
#include "rules/load.h"

// All names, hidden until required.
static void hide_names(Load *l, Name *names)
{
    for (size_t i = 0; i < l->element_count; i++)
        names[i] = (Name){.name = load_visible_name(l, i), .slot = (uint32_t)i, .hidden = true};
    l->scope.names = names;
    l->scope.count = l->element_count;
}

static Err read_requirement(const Load *l, const xmlNode *n, const char *const *tags, uint32_t *ret_slot)
{
    const xmlNode *to = xml_first(n, tags[0]);
    if (!to) to = xml_first(n, tags[1]);
    if (!to) return load_fail(l, n, E_INPUT, "a requirement names nothing");
    Str href = xml_attr(l->scratch, to, "href");
    if (load_slot(l, href, ret_slot)) return OK;
    return load_fail(l, to, E_INPUT, "\"%.*s\" requires '%.*s', which is not in this file", STR_ARG(l->decision),
                     STR_ARG(str_head(href, 100)));
}

Err load_requirements(Load *l, const xmlNode *node, Name *names, const uint32_t **ret_required, size_t *ret_count)
{
    static const char *const facts[] = {"requiredInput", "requiredDecision"};
    static const char *const models[] = {"requiredKnowledge", "requiredKnowledge"};
    size_t first = l->rules->data_count + l->rules->decision_count, count = 0;
    hide_names(l, names);
    uint32_t *required = NEW_ARRAY(l->mem, uint32_t, xml_count(node, "informationRequirement"));
    for (const xmlNode *n = xml_first(node, NULL); n; n = xml_next(n, NULL)) {
        bool fact = xml_is(n, "informationRequirement");
        if (!fact && !xml_is(n, "knowledgeRequirement")) continue;
        uint32_t slot = 0;
        Err e = read_requirement(l, n, fact ? facts : models, &slot);
        if (e == E_INPUT && l->lenient) continue;
        TRY(e);
        if (!names[slot].hidden) continue; // said twice
        names[slot].hidden = false;
        if (fact != (slot < first) && l->lenient) continue;
        if (fact != (slot < first))
            return load_fail(l, n, E_INPUT, "\"%.*s\" requires something of the wrong kind", STR_ARG(l->decision));
        if (fact) required[count++] = slot;
    }
    if (ret_required) *ret_required = required;
    if (ret_count) *ret_count = count;
    return OK;
}

// The type of a variable of a function, or of its logic: what it takes and gives; in DMN 1.1 written as the type of
// the outcome.
static Err function_type(const Load *l, const xmlNode *node, Function *f)
{
    const FeelType *type = NULL;
    if (!node) return OK;
    TRY(load_full_type(l, node, xml_attr(l->scratch, node, "typeRef"), &type));
    feel_function_type(l->mem, f, type);
    if (type && type->kind != KIND_FUNCTION && xml_is(node, "variable")) f->returns = type;
    return OK;
}

static Err read_model(Load *l, const xmlNode *node, Function **ret_f)
{
    const xmlNode *logic = xml_first(node, "encapsulatedLogic");
    if (!logic) return load_fail(l, node, E_INPUT, "\"%.*s\" has no logic", STR_ARG(l->decision));
    TRY(load_function(l, logic, ret_f));
    TRY(function_type(l, logic, *ret_f));
    return function_type(l, xml_first(node, "variable"), *ret_f);
}

static Err slots_of(const Load *l, const xmlNode *node, const char *tag, uint32_t *slots, size_t *count)
{
    for (const xmlNode *n = xml_first(node, tag); n; n = xml_next(n, tag)) {
        Str href = xml_attr(l->scratch, n, "href");
        uint32_t slot;
        if (!load_slot(l, href, &slot) || slot >= l->rules->data_count + l->rules->decision_count)
            return load_fail(l, n, E_INPUT, "\"%.*s\" names '%.*s', which is not in this file", STR_ARG(l->decision),
                             STR_ARG(str_head(href, 100)));
        slots[(*count)++] = slot;
    }
    return OK;
}

// A function of its input data, then its input decisions, that gives its output decisions.
static Err read_service(Load *l, const xmlNode *node, Function **ret_f)
{
    size_t most = xml_count(node, "inputDecision") + xml_count(node, "inputData");
    Service *s = NEW(l->mem, Service);
    uint32_t *params = NEW_ARRAY(l->mem, uint32_t, most);
    uint32_t *outputs = NEW_ARRAY(l->mem, uint32_t, xml_count(node, "outputDecision"));
    s->rules = l->rules;
    TRY(slots_of(l, node, "inputData", params, &s->param_count));
    TRY(slots_of(l, node, "inputDecision", params, &s->param_count));
    TRY(slots_of(l, node, "outputDecision", outputs, &s->output_count));
    if (s->output_count == 0) return load_fail(l, node, E_INPUT, "\"%.*s\" gives nothing", STR_ARG(l->decision));
    Str *names = NEW_ARRAY(l->mem, Str, s->output_count), *given = NEW_ARRAY(l->mem, Str, most);
    for (size_t i = 0; i < s->output_count; i++) {
        if (outputs[i] < l->rules->data_count)
            return load_fail(l, node, E_INPUT, "\"%.*s\" gives something that is no decision", STR_ARG(l->decision));
        names[i] = load_visible_name(l, outputs[i]);
        if (names[i].n == 0) names[i] = l->elements[outputs[i]].name;
    }
    Function *f = NEW(l->mem, Function);
    f->types = NEW_ARRAY(l->mem, const FeelType *, most);
    for (size_t i = 0; i < most; i++) {
        const xmlNode *variable = xml_first(l->elements[params[i]].node, "variable");
        given[i] = l->elements[params[i]].name;
        if (variable) TRY(load_full_type(l, variable, xml_attr(l->scratch, variable, "typeRef"), &f->types[i]));
    }
    s->params = params;
    s->outputs = outputs;
    s->names = names;
    f->params = given;
    f->count = most;
    Node *body = NEW(l->mem, Node);
    *body = (Node){.kind = NODE_SERVICE, .service = s};
    f->body = body;
    *ret_f = f;
    return function_type(l, xml_first(node, "variable"), f);
}

Err load_functions(Load *l)
{
    Rules *r = l->rules;
    size_t first = r->data_count + r->decision_count;
    Name *names = NEW_ARRAY(l->scratch, Name, l->element_count);
    Str *own = NEW_ARRAY(l->mem, Str, r->function_count);
    r->functions = NEW_ARRAY(l->mem, Value, r->function_count);
    r->function_names = own;
    for (size_t i = 0; i < r->function_count; i++) {
        const Element *e = &l->elements[first + i];
        Function *f = NULL;
        l->decision = own[i] = e->name;
        load_use(l, e->model);
        TRY(load_requirements(l, e->node, names, NULL, NULL));
        names[first + i].hidden = false; // it may call itself
        Err bad = xml_is(e->node, "decisionService") ? read_service(l, e->node, &f) : read_model(l, e->node, &f);
        if (bad == E_INPUT && l->lenient) continue;
        TRY(bad);
        r->functions[i] = (Value){.kind = VALUE_FUNCTION};
        r->functions[i].function = f;
    }
    return OK;
}

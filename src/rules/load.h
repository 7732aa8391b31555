// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// load.h - what the parts of loading a file share, inside the rules engine only.
#pragma once
#include "rules/model.h"
#include "rules/xml.h"

typedef struct ItemType {
    Str name;
    Type type;
    Str allowed;
    const FeelType *full;
} ItemType;

// One file: the one that is asked for, and those that it imports.
typedef struct Import {
    Str alias; // before the dot; empty: its names are used as they are
    size_t model;
} Import;

typedef struct Model {
    const xmlNode *root;
    Str ns;
    const Import *imports;
    size_t import_count;
    size_t *joined, joined_count; // itself, and what it imports without a name, also through others
    ItemType *items; // its own, and those it imports, with the alias before their names
    NamedType *types;
    size_t item_count, own_count;
} Model;

enum { KIT_ELEMENTS_MAX = 4096 }; // of a kind, in a model of the test kit

// Something that has a slot, and where it stands.
typedef struct Element {
    const xmlNode *node;
    size_t model;
    Str id, name;
} Element;

typedef struct Load {
    Arena *mem;     // what stays
    Arena *scratch; // what goes when loading ends
    const char *name;
    Why *w;
    Rules *rules;
    Model *models;
    size_t model_count, model; // model: the one being read
    ItemType *items;
    size_t item_count, taken_count; // taken: imported, they come first
    Element *elements; // one for each slot
    size_t element_count;
    Scope scope; // of the decision being read
    Str decision;
    bool lenient; // what can't be read is null, as the test kit expects of expressions that are wrong
    NamedType *types;
    size_t *index_left; // bytes that indexes may still take
} Load;

// "NAME:LINE: message"
Err load_fail(const Load *l, const xmlNode *node, Err e, const char *fmt, ...) PRINTF_LIKE(4, 5);
Err load_name(const Load *l, const xmlNode *node, Str *ret_name) MUST_USE; // the name attribute, required
Err load_text(const Load *l, const xmlNode *node, const char *attr, Str *ret_text) MUST_USE; // capped attribute
// The type a typeRef names; no typeRef is TYPE_ANY. allowed may be NULL.
Err load_type(const Load *l, const xmlNode *node, Str ref, Type *ret_type, Str *ret_allowed) MUST_USE;
Err load_language(const Load *l, const xmlNode *node) MUST_USE; // expressionLanguage must be FEEL
// Cell or expression text, with `where` ("rule nl_01, input \"rol\"") in the message.
Err load_expression(const Load *l, const xmlNode *node, Str text, Str where, Expr *ret_e) MUST_USE;
Err load_tests(const Load *l, const xmlNode *node, Str text, Str where, Tests *ret_t) MUST_USE;
// A constant of another kind than the type is refused.
Err load_kind(const Load *l, const xmlNode *node, Str where, const Expr *e, Type type) MUST_USE;
Err load_tests_kind(const Load *l, const xmlNode *node, Str where, const Tests *t, Type type) MUST_USE;

// The type in full; NULL: no typeRef.
Err load_full_type(const Load *l, const xmlNode *node, Str ref, const FeelType **ret_type) MUST_USE;

// load_models.c: the files, what has a slot in them, and what an href means
Err load_models(Load *l, const xmlDoc *const *docs, size_t count) MUST_USE;
void load_use(Load *l, size_t model);
Err load_elements(Load *l) MUST_USE;
bool load_slot(const Load *l, Str href, uint32_t *ret_slot);
Str load_visible_name(const Load *l, size_t slot); // as the model being read calls it; empty: not at all
// load_functions.c: business knowledge models and decision services
Err load_functions(Load *l) MUST_USE;
// What the element requires becomes what its expressions may name; ret_required may be NULL.
Err load_requirements(Load *l, const xmlNode *node, Name *names, const uint32_t **ret_required,
                      size_t *ret_count) MUST_USE;

// load_types.c: item definitions, and the names of their parts
Err load_items(Load *l) MUST_USE; // of the model being read
Err load_vocabulary(Load *l) MUST_USE;

// load_boxed.c: any logic but the table of a decision itself
Err load_logic(Load *l, const xmlNode *node, const Node **ret_n) MUST_USE;
// formalParameter and body, of a function or a business knowledge model
Err load_function(Load *l, const xmlNode *node, Function **ret_f) MUST_USE;
const xmlNode *load_logic_in(const xmlNode *parent, const xmlNode *after); // the next child that is logic

// load_table.c
Err load_table(Load *l, const xmlNode *node, Decision *d, Table *t) MUST_USE;

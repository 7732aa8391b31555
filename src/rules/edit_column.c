// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// edit_column.c - the text of a table with one column more or less.
#include "rules/editing.h"
#include "rules/rules_edit.h"
#include "rules/value.h"

enum { IDS_TRIED_MAX = 100000 };

static const struct {
    const char *head, *entry, *id;
} tags[] = {
    {"input", "inputEntry", "kolom"}, {"output", "outputEntry", "uitkomst"}, {"annotation", "annotationEntry", ""}};

typedef struct Editing {
    Arena *mem;
    const xmlNode *root, *decision, *table;
    const ColumnEdit *e;
    Why *w;
} Editing;

static const xmlNode *nth(const xmlNode *parent, const char *tag, size_t at)
{
    const xmlNode *n = xml_first(parent, tag);
    for (size_t i = 0; n && i < at; i++) n = xml_next(n, tag);
    return n;
}

static const xmlNode *last(const xmlNode *parent, const char *tag)
{
    const xmlNode *found = NULL;
    for (const xmlNode *n = xml_first(parent, tag); n; n = xml_next(n, tag)) found = n;
    return found;
}

static void set(const Editing *x, xmlNode *n, const char *attr, Str value)
{
    if (value.n) xmlSetProp(n, (const xmlChar *)attr, (const xmlChar *)str_z(x->mem, value));
}

static xmlNode *child(xmlNode *parent, const char *tag)
{
    return xmlNewChild(parent, parent->ns, (const xmlChar *)tag, NULL);
}

static Str fresh_id(const Editing *x, const char *begin)
{
    Str id = STR_NONE;
    for (size_t n = 1; n < IDS_TRIED_MAX; n++) {
        id = str_fmt(x->mem, "%s_%zu", begin, n);
        if (!edit_id_taken(x->mem, x->root, id)) break;
    }
    return id;
}

static Str type_ref(Type t) { return t == TYPE_ANY ? STR_NONE : str_c(type_name(t)); }

// ---- removing -------------------------------------------------------------------------------------------------------

static Err remove_column(const Editing *x)
{
    const char *head = tags[x->e->kind].head, *entry = tags[x->e->kind].entry;
    const xmlNode *column = nth(x->table, head, x->e->at);
    if (!column) return why(x->w, E_INPUT, "there is no such column");
    if (x->e->kind != COLUMN_ANNOTATION && xml_count(x->table, head) == 1)
        return why(x->w, E_INPUT, "a table needs at least one %s", head);
    edit_remove(edit_own(column));
    for (const xmlNode *r = xml_first(x->table, "rule"); r; r = xml_next(r, "rule")) {
        const xmlNode *cell = nth(r, entry, x->e->at);
        if (cell) edit_remove(edit_own(cell));
    }
    return OK;
}

// ---- adding ---------------------------------------------------------------------------------------------------------

static const xmlNode *named(const Editing *x, const char *tag, Str name)
{
    for (const xmlNode *n = xml_first(x->root, tag); n; n = xml_next(n, tag))
        if (str_eq(str_trim(xml_attr(x->mem, n, "name")), name)) return n;
    return NULL;
}

// An element of the standard's own namespace, right behind another one, or before it.
static Err beside(const Editing *x, const xmlNode *other, const char *tag, bool before, xmlNode **ret_n)
{
    xmlNode *n = xmlNewDocNode(edit_own(x->root)->doc, x->root->ns, (const xmlChar *)tag, NULL);
    if (!n) return why(x->w, E_BUG, "no memory for a column");
    if (before) xmlAddPrevSibling(edit_own(other), n);
    else xmlAddNextSibling(edit_own(other), n);
    *ret_n = n;
    return OK;
}

// The decision requires the input data that the column asks; both are made when they are not there.
static Err require(const Editing *x)
{
    const xmlNode *data = named(x, "inputData", x->e->name);
    xmlNode *n;
    if (!data) {
        TRY(beside(x, x->decision, "inputData", true, &n));
        set(x, n, "id", fresh_id(x, "gegeven"));
        set(x, n, "name", x->e->name);
        xmlNode *variable = child(n, "variable");
        set(x, variable, "name", x->e->name);
        set(x, variable, "typeRef", type_ref(x->e->type));
        data = n;
    }
    Str href = str_fmt(x->mem, "#%.*s", STR_ARG(xml_attr(x->mem, data, "id")));
    for (const xmlNode *r = xml_first(x->decision, "informationRequirement"); r;
         r = xml_next(r, "informationRequirement")) {
        const xmlNode *to = xml_first(r, "requiredInput");
        if (to && str_eq(xml_attr(x->mem, to, "href"), href)) return OK;
    }
    const xmlNode *after = last(x->decision, "informationRequirement");
    if (!after) after = xml_first(x->decision, "variable");
    TRY(beside(x, after ? after : x->table, "informationRequirement", !after, &n));
    set(x, n, "id", fresh_id(x, "eis"));
    set(x, child(n, "requiredInput"), "href", href);
    return OK;
}

static void fill_head(const Editing *x, xmlNode *n)
{
    const ColumnEdit *e = x->e;
    if (e->kind != COLUMN_ANNOTATION) set(x, n, "id", fresh_id(x, tags[e->kind].id));
    if (e->kind == COLUMN_INPUT) {
        set(x, n, "label", e->name);
        xmlNode *expression = child(n, "inputExpression");
        set(x, expression, "typeRef", type_ref(e->type));
        edit_text(x->mem, expression, e->name);
    } else {
        set(x, n, "name", e->name);
        if (e->kind == COLUMN_OUTPUT) set(x, n, "typeRef", type_ref(e->type));
    }
    if (e->allowed.n && e->kind != COLUMN_ANNOTATION)
        edit_text(x->mem, child(n, e->kind == COLUMN_INPUT ? "inputValues" : "outputValues"), e->allowed);
}

// Behind the last cell of its kind; entries of annotations may be missing at the end of a rule, and come along.
static Err add_cells(const Editing *x, size_t columns)
{
    const char *entry = tags[x->e->kind].entry;
    for (const xmlNode *r = xml_first(x->table, "rule"); r; r = xml_next(r, "rule"))
        for (size_t have = xml_count(r, entry); have < columns; have++) {
            const xmlNode *after = last(r, entry);
            for (int k = (int)x->e->kind - 1; !after && k >= 0; k--) after = last(r, tags[k].entry);
            if (!after) return why(x->w, E_INPUT, "a rule has no cells");
            xmlNode *cell;
            TRY(beside(x, after, entry, false, &cell));
            edit_text(x->mem, cell, have + 1 == columns ? x->e->cell : STR_NONE);
        }
    return OK;
}

static Err add_column(const Editing *x)
{
    const xmlNode *after = NULL;
    xmlNode *head;
    if (x->e->name.n == 0) return why(x->w, E_INPUT, "the column has no name");
    if (x->e->kind == COLUMN_INPUT) TRY(require(x));
    for (int k = (int)x->e->kind; !after && k >= 0; k--) after = last(x->table, tags[k].head);
    if (!after) return why(x->w, E_INPUT, "the table has no columns");
    size_t columns = xml_count(x->table, tags[x->e->kind].head) + 1;
    TRY(beside(x, after, tags[x->e->kind].head, false, &head));
    fill_head(x, head);
    return add_cells(x, columns);
}

Err rules_edit_column(Arena *mem, Str xml, const ColumnEdit *edit, Str *ret_xml, Why *w)
{
    CLEANUP(xml_close) xmlDoc *doc = NULL;
    TRY(xml_open(xml, "table", RULES_FILE_MAX, &doc, w));
    const xmlNode *table = edit_table(doc);
    if (!table) return why(w, E_INPUT, "the first decision of this file is no table");
    const Editing x = {.mem = mem,
                       .root = xml_root(doc),
                       .decision = xml_first(xml_root(doc), "decision"),
                       .table = table,
                       .e = edit,
                       .w = w};
    TRY(edit->remove ? remove_column(&x) : add_column(&x));
    return edit_written(mem, doc, ret_xml, w);
}

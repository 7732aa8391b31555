// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/rules_edit.h"
#include "rules/editing.h"
#include <string.h>

enum { IDS_TRIED_MAX = 100000 };

// xml.h hands out what it reads as const.
xmlNode *edit_own(const xmlNode *node)
{
    union {
        const xmlNode *in;
        xmlNode *out;
    } u = {.in = node};
    return u.out;
}

const xmlNode *edit_table(const xmlDoc *doc)
{
    const xmlNode *decision = xml_first(xml_root(doc), "decision");
    return decision ? xml_first(decision, "decisionTable") : NULL;
}

static const xmlNode *rule_at(const xmlNode *table, size_t at)
{
    const xmlNode *r = xml_first(table, "rule");
    for (size_t i = 0; r && i < at; i++) r = xml_next(r, "rule");
    return r;
}

static const xmlChar *z(Arena *mem, Str s) { return (const xmlChar *)str_z(mem, s); }

void edit_text(Arena *mem, xmlNode *element, Str value)
{
    const xmlNode *old = xml_first(element, "text");
    xmlNode *text = old ? edit_own(old) : xmlNewChild(element, element->ns, (const xmlChar *)"text", NULL);
    if (!text) return;
    while (text->children) {
        xmlNode *child = text->children;
        xmlUnlinkNode(child);
        xmlFreeNode(child);
    }
    xmlNode *content = xmlNewDocText(element->doc, z(mem, value));
    if (content) xmlAddChild(text, content);
}

// The text inside one entry; entries of annotations may be missing at the end of a rule.
static void set_text(Arena *mem, xmlNode *rule, const char *tag, size_t at, Str value)
{
    const xmlNode *entry = xml_first(rule, tag);
    for (size_t i = 0; entry && i < at; i++) entry = xml_next(entry, tag);
    xmlNode *e = edit_own(entry);
    if (!e) e = xmlNewChild(rule, rule->ns, (const xmlChar *)tag, NULL);
    if (e) edit_text(mem, e, value);
}

static Err set_cells(Arena *mem, const xmlNode *table, xmlNode *rule, const RuleEdit *e, Why *w)
{
    size_t in = xml_count(table, "input"), out = xml_count(table, "output"), notes = xml_count(table, "annotation");
    if (e->cell_count != in + out + notes)
        return why(w, E_INPUT, "a rule of this table has %zu cells", in + out + notes);
    for (size_t i = 0; i < e->cell_count; i++) {
        if (i < in) set_text(mem, rule, "inputEntry", i, e->cells[i]);
        else if (i < in + out) set_text(mem, rule, "outputEntry", i - in, e->cells[i]);
        else set_text(mem, rule, "annotationEntry", i - in - out, e->cells[i]);
    }
    return OK;
}

bool edit_id_taken(Arena *mem, const xmlNode *from, Str id)
{
    if (str_eq(xml_attr(mem, from, "id"), id)) return true;
    for (const xmlNode *n = xml_first(from, NULL); n; n = xml_next(n, NULL))
        if (edit_id_taken(mem, n, id)) return true;
    return false;
}

// A copy takes the form of its neighbour, with ids of its own.
static Err add_rule(Arena *mem, const xmlNode *table, xmlNode *after, xmlNode **ret_rule, Why *w)
{
    Str id = STR_NONE;
    for (size_t n = xml_count(table, "rule") + 1; n < IDS_TRIED_MAX; n++) {
        id = str_fmt(mem, "regel_%zu", n);
        if (!edit_id_taken(mem, table, id)) break;
    }
    xmlNode *rule = xmlDocCopyNode(after, after->doc, 1);
    if (!rule) return why(w, E_BUG, "no memory for a rule");
    xmlSetProp(rule, (const xmlChar *)"id", z(mem, id));
    size_t k = 0;
    for (xmlNode *entry = rule->children; entry; entry = entry->next)
        if (entry->type == XML_ELEMENT_NODE && xmlHasProp(entry, (const xmlChar *)"id"))
            xmlSetProp(entry, (const xmlChar *)"id", z(mem, str_fmt(mem, "%.*s_%zu", STR_ARG(id), ++k)));
    xmlNode *space = xmlNewDocText(after->doc, (const xmlChar *)"\n      ");
    xmlAddNextSibling(after, rule);
    if (space) xmlAddNextSibling(after, space);
    *ret_rule = rule;
    return OK;
}

static bool only_space(const xmlNode *n) { return n && n->type == XML_TEXT_NODE && xmlIsBlankNode(n); }

void edit_remove(xmlNode *node)
{
    xmlNode *before = node->prev;
    xmlUnlinkNode(node);
    xmlFreeNode(node);
    if (!only_space(before)) return;
    xmlUnlinkNode(before);
    xmlFreeNode(before);
}

static Err move(const xmlNode *table, xmlNode *rule, const RuleEdit *e, size_t *ret_rule, Why *w)
{
    size_t to = e->kind == RULE_UP ? e->rule - 1 : e->rule + 1; // 0 - 1 is nowhere
    const xmlNode *other = rule_at(table, to);
    if (!other) return why(w, E_INPUT, "the rule stands at the end already");
    xmlUnlinkNode(rule);
    if (e->kind == RULE_UP) xmlAddPrevSibling(edit_own(other), rule);
    else xmlAddNextSibling(edit_own(other), rule);
    *ret_rule = to;
    return OK;
}

static Err change(Arena *mem, const xmlNode *table, const RuleEdit *e, size_t *ret_rule, Why *w)
{
    xmlNode *rule = edit_own(rule_at(table, e->rule)), *fresh = NULL;
    if (!rule) return why(w, E_NOTFOUND, "there is no such rule");
    *ret_rule = e->rule;
    switch (e->kind) {
    case RULE_SET: return set_cells(mem, table, rule, e, w);
    case RULE_ADD:
        *ret_rule = e->rule + 1;
        TRY(add_rule(mem, table, rule, &fresh, w));
        return set_cells(mem, table, fresh, e, w);
    case RULE_REMOVE:
        if (xml_count(table, "rule") == 1) return why(w, E_INPUT, "a table needs at least one rule");
        *ret_rule = e->rule ? e->rule - 1 : 0;
        edit_remove(rule);
        return OK;
    case RULE_UP:
    case RULE_DOWN: break;
    }
    if (e->kind == RULE_UP && e->rule == 0) return why(w, E_INPUT, "the rule stands at the end already");
    return move(table, rule, e, ret_rule, w);
}

Err edit_written(Arena *mem, xmlDoc *doc, Str *ret_xml, Why *w)
{
    xmlChar *text = NULL;
    int size = 0;
    xmlDocDumpMemoryEnc(doc, &text, &size, "UTF-8");
    if (!text) return why(w, E_BUG, "the table could not be written");
    *ret_xml = str_dup(mem, (Str){(const char *)text, (size_t)size});
    xmlFree(text);
    return OK;
}

Err rules_edit(Arena *mem, Str xml, const RuleEdit *edit, Str *ret_xml, size_t *ret_rule, Why *w)
{
    CLEANUP(xml_close) xmlDoc *doc = NULL;
    TRY(xml_open(xml, "table", RULES_FILE_MAX, &doc, w));
    const xmlNode *table = edit_table(doc);
    if (!table) return why(w, E_INPUT, "the first decision of this file is no table");
    size_t at = 0;
    TRY(change(mem, table, edit, &at, w));
    TRY(edit_written(mem, doc, ret_xml, w));
    *ret_rule = at;
    return OK;
}

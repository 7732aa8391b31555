// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/xml.h"
#include <libxml/parser.h>

// What happened while parsing: libxml2 goes on after an error, and the first one says what is wrong.
typedef struct Watch {
    bool doctype, failed;
    int line;
    char text[WHY_MAX];
} Watch;

static void doctype(void *ctx, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    xmlParserCtxt *parser = ctx;
    ((Watch *)parser->_private)->doctype = true;
    xmlStopParser(parser);
}

// libxml2 ends its messages with a newline and may quote the file's bytes; keep clean ASCII.
static void problem(void *ctx, xmlError *e)
{
    xmlParserCtxt *parser = ctx;
    Watch *watch = parser->_private;
    if (watch->failed || e->level < XML_ERR_ERROR) return;
    watch->failed = true;
    watch->line = e->line;
    size_t n = 0;
    for (const char *p = e->message ? e->message : ""; *p && n + 1 < sizeof watch->text; p++)
        watch->text[n++] = (*p >= ' ' && *p < 0x7F) ? *p : ' ';
    watch->text[n] = '\0';
}

Err xml_open(Str text, const char *name, size_t max, xmlDoc **ret_doc, Why *w)
{
    if (text.n > max) return why(w, E_LIMIT, "%s: the file is larger than %zu bytes", name, max);
    if (text.n == 0) return why(w, E_INPUT, "%s: the file is empty", name);
    xmlInitParser(); // may be called again and from any thread
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (!parser) return why(w, E_BUG, "%s: no memory for the XML parser", name);
    Watch watch = {.line = 1};
    parser->_private = &watch;
    parser->sax->internalSubset = doctype;
    parser->sax->serror = problem;
    int options = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES;
    xmlDoc *doc = xmlCtxtReadMemory(parser, text.p, (int)text.n, NULL, NULL, options);
    Err e = OK;
    if (watch.doctype) e = why(w, E_INPUT, "%s: a document type (DOCTYPE) is not allowed", name);
    else if (watch.failed || !doc || !parser->wellFormed || !xmlDocGetRootElement(doc))
        e = why(w, E_INPUT, "%s:%d: this is not well-formed XML: %.*s", name, watch.line,
                STR_ARG(str_trim(str_c(watch.text))));
    xmlFreeParserCtxt(parser);
    if (e != OK) {
        xmlFreeDoc(doc);
        return e;
    }
    *ret_doc = doc;
    return OK;
}

void xml_close(xmlDoc **doc)
{
    xmlFreeDoc(*doc);
    *doc = NULL;
}

const xmlNode *xml_root(const xmlDoc *doc) { return xmlDocGetRootElement(doc); }

static bool own(const xmlNode *node)
{
    if (node->type != XML_ELEMENT_NODE) return false;
    const xmlNode *root = xml_root(node->doc);
    const xmlChar *a = node->ns ? node->ns->href : NULL, *b = root->ns ? root->ns->href : NULL;
    return xmlStrEqual(a, b);
}

Str xml_tag(const xmlNode *node) { return str_c((const char *)node->name); }
bool xml_is(const xmlNode *node, const char *tag) { return own(node) && str_eq_c(xml_tag(node), tag); }

static const xmlNode *from(const xmlNode *node, const char *tag)
{
    while (node && !(tag ? xml_is(node, tag) : own(node))) node = node->next;
    return node;
}

const xmlNode *xml_first(const xmlNode *parent, const char *tag) { return from(parent->children, tag); }
const xmlNode *xml_next(const xmlNode *node, const char *tag) { return from(node->next, tag); }

size_t xml_count(const xmlNode *parent, const char *tag)
{
    size_t n = 0;
    for (const xmlNode *c = xml_first(parent, tag); c; c = xml_next(c, tag)) n++;
    return n;
}

Str xml_attr(Arena *mem, const xmlNode *node, const char *attr)
{
    for (const xmlAttr *a = node->properties; a; a = a->next) {
        if (a->ns || !str_eq_c(str_c((const char *)a->name), attr)) continue;
        xmlChar *text = xmlNodeListGetString(node->doc, a->children, 1);
        Str s = str_dup(mem, str_c((const char *)text));
        xmlFree(text);
        return s;
    }
    return STR_NONE;
}

Str xml_content(Arena *mem, const xmlNode *node)
{
    xmlChar *text = xmlNodeGetContent(node);
    Str s = str_dup(mem, str_trim(str_c((const char *)text)));
    xmlFree(text);
    return s;
}

Str xml_child_content(Arena *mem, const xmlNode *parent, const char *tag)
{
    const xmlNode *c = xml_first(parent, tag);
    return c ? xml_content(mem, c) : STR_NONE;
}

int xml_line(const xmlNode *node)
{
    long n = xmlGetLineNo(node);
    return n > 0 && n < 1000000 ? (int)n : 0;
}

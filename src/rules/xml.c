// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/xml.h"
#include <libxml/parser.h>
#include <string.h>

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

// The parser compares every attribute of a tag with every other, so one very long tag would keep it busy for minutes.
enum { XML_TAG_MAX = 4096 };

static size_t find(Str text, size_t from, const char *end)
{
    Str rest = {text.p + from, text.n - from}, e = str_c(end);
    const char *at = rest.n ? memmem(rest.p, rest.n, e.p, e.n) : NULL;
    return at ? (size_t)(at - text.p) + e.n : text.n;
}

// Where the markup that begins at `from` ends. Comments, CDATA and instructions may be long; a tag may not.
static size_t markup_end(Str text, size_t from, bool *ret_tag)
{
    Str rest = {text.p + from, text.n - from};
    *ret_tag = false;
    if (str_starts(rest, S("<!--"))) return find(text, from + 4, "-->");
    if (str_starts(rest, S("<![CDATA["))) return find(text, from + 9, "]]>");
    if (str_starts(rest, S("<?"))) return find(text, from + 2, "?>");
    *ret_tag = true;
    char quote = 0;
    for (size_t i = from; i < text.n; i++) {
        char c = text.p[i];
        if (quote) quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'') quote = c;
        else if (c == '>') return i + 1;
    }
    return text.n;
}

static Err check_tags(Str text, const char *name, Why *w)
{
    for (size_t i = 0; i < text.n;) {
        const char *at = memchr(text.p + i, '<', text.n - i);
        if (!at) break;
        size_t start = (size_t)(at - text.p);
        bool tag;
        i = markup_end(text, start, &tag);
        if (tag && i - start > XML_TAG_MAX)
            return why(w, E_LIMIT, "%s: a tag is longer than %d bytes: %.*s ...", name, XML_TAG_MAX,
                       STR_ARG(str_head((Str){at, i - start}, 40)));
    }
    return OK;
}

// Only UTF-8, which every modeller writes: other encodings would hide tags from the check above.
static Err check_encoding(Str text, const char *name, Why *w)
{
    if (memchr(text.p, 0, text.n)) return why(w, E_INPUT, "%s: this is not UTF-8 text", name);
    Str key = S("encoding");
    if (str_starts(text, S("\xEF\xBB\xBF"))) text = (Str){text.p + 3, text.n - 3};
    if (!str_starts(text, S("<?xml"))) return OK;
    Str head = {text.p, find(text, 0, "?>")};
    const char *at = memmem(head.p, head.n, key.p, key.n);
    if (!at) return OK;
    Str rest = {at + key.n, head.n - (size_t)(at - head.p) - key.n};
    while (rest.n && rest.p[0] != '"' && rest.p[0] != '\'') rest.p++, rest.n--;
    char quote = rest.n ? rest.p[0] : '"';
    (void)str_cut(&rest, quote); // up to the opening quote
    Str encoding = str_cut(&rest, quote);
    if (str_ieq(encoding, S("UTF-8")) || str_ieq(encoding, S("US-ASCII"))) return OK;
    return why(w, E_INPUT, "%s:1: the encoding is %.*s; only UTF-8 is read", name, STR_ARG(str_head(encoding, 40)));
}

Err xml_open(Str text, const char *name, size_t max, xmlDoc **ret_doc, Why *w)
{
    if (text.n > max) return why(w, E_LIMIT, "%s: the file is larger than %zu bytes", name, max);
    if (text.n == 0) return why(w, E_INPUT, "%s: the file is empty", name);
    TRY(check_encoding(text, name, w));
    TRY(check_tags(text, name, w));
    xmlInitParser(); // may be called again and from any thread
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (!parser) return why(w, E_BUG, "%s: no memory for the XML parser", name);
    Watch watch = {.line = 1};
    parser->_private = &watch;
    parser->sax->internalSubset = doctype;
    parser->sax->serror = problem;
    int options = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES | XML_PARSE_IGNORE_ENC;
    xmlDoc *doc = xmlCtxtReadMemory(parser, text.p, (int)text.n, NULL, "UTF-8", options);
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
    doc->_private = xmlDocGetRootElement(doc); // looked up once: comments may stand before it by the thousand
    *ret_doc = doc;
    return OK;
}

void xml_close(xmlDoc **doc)
{
    xmlFreeDoc(*doc);
    *doc = NULL;
}

const xmlNode *xml_root(const xmlDoc *doc) { return doc->_private; }

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

Str xml_whole(Arena *mem, const xmlNode *node)
{
    xmlChar *text = xmlNodeGetContent(node);
    Str s = str_dup(mem, str_c((const char *)text));
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

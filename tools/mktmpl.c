// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mktmpl IN.html OUT_BASE INCLUDE_NAME - an HTML template becomes C functions; the language stands in src/html/html.h.
// mktmpl --texts FILES... - lists the texts to translate, as a .pot.
//
// It follows the HTML as it goes (text, tag, attribute value), so that a value can only stand where escaping protects
// it: in text or between the quotes of an attribute; never in a script, a style, an event attribute or a tag name.
// A block ends in the place where it began, so this holds on every path through a template.
#include "gen.h"
#include <stdio.h>
#include <string.h>

enum { DEPTH_MAX = 40, TAGS_MAX = 200, CODE_MAX = 8 * 1024 * 1024 };

typedef enum Place { OUTSIDE, TEXT, TAG, VALUE } Place;
static const char *const place_names[] = {"outside a define", "in text", "inside a tag", "in an attribute"};

typedef struct Spot { // where in the HTML
    Place place;
    int verbatim;  // inside <pre> or <textarea>: white space counts
    bool at_start; // nothing of this attribute's value stands before
    Str attr;
} Spot;

typedef struct Block {
    char kind; // 'd'efine 'i'f 'e'lse 'f'or
    int line;
    Spot spot;
    int tag_count; // open where it begins
} Block;

typedef struct Tag {
    Str name;
    int line;
} Tag;

typedef struct Tmpl {
    Arena *mem;
    const char *path;
    Str in;
    size_t at;
    int line;
    Spot spot;
    Str tag;
    Block blocks[DEPTH_MAX];
    int depth;
    Tag tags[TAGS_MAX]; // open elements of this define
    int tag_count;
    bool loose; // a define called x_begin or x_end may leave elements open, or close them
    Buf lit, code, includes, prototypes;
    Buf *texts; // --texts: the list; else NULL
} Tmpl;

#define FAIL(t, ...) gen_fail((t)->path, (t)->line, __VA_ARGS__)

// ---- reading ----

static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
static bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

static Str rest_of(const Tmpl *t) { return (Str){t->in.p + t->at, t->in.n - t->at}; }
static bool sees(const Tmpl *t, const char *z) { return str_starts(rest_of(t), str_c(z)); }

static void skip(Tmpl *t, size_t n)
{
    for (size_t end = t->at + n; t->at < end; t->at++)
        if (t->in.p[t->at] == '\n') t->line++;
}

static bool skip_space(Tmpl *t) // true when a line ended
{
    int before = t->line;
    while (t->at < t->in.n && is_space(t->in.p[t->at])) skip(t, 1);
    return t->line > before;
}

// Characters up to and with `end`.
static size_t until(Tmpl *t, const char *end)
{
    Str rest = rest_of(t);
    for (size_t i = 0; i + strlen(end) <= rest.n; i++)
        if (memcmp(rest.p + i, end, strlen(end)) == 0) return i + strlen(end);
    FAIL(t, "\"%s\" is missing", end);
}

// ---- writing ----

static void put(Tmpl *t, Str s) { buf_add(&t->lit, s); }

static void put_and_skip(Tmpl *t, size_t n)
{
    put(t, (Str){t->in.p + t->at, n});
    skip(t, n);
}

static void put_space(Tmpl *t)
{
    bool newline = skip_space(t);
    Str lit = buf_str(&t->lit);
    if (lit.n == 0 || !is_space(lit.p[lit.n - 1])) buf_char(&t->lit, newline ? '\n' : ' ');
}

static void flush(Tmpl *t)
{
    Str lit = buf_str(&t->lit);
    if (lit.n) {
        buf_c(&t->code, "    out_lit(o, ");
        gen_literal(&t->code, lit);
        buf_fmt(&t->code, ", %zu);\n", lit.n);
    }
    t->lit = buf_new(t->mem, CODE_MAX);
}

// Code of the template's author: the compiler names their line when something is wrong with it.
static void put_line(Tmpl *t, int line)
{
    flush(t);
    buf_fmt(&t->code, "#line %d ", line);
    gen_literal(&t->code, str_c(t->path));
    buf_char(&t->code, '\n');
}

// ---- texts to translate ----

static void note_text(Tmpl *t, int line, Str literal)
{
    if (!t->texts) return;
    buf_fmt(t->texts, "#: %s:%d\nmsgid %.*s\nmsgstr \"\"\n\n", t->path, line, STR_ARG(literal));
}

// The C string literal that s begins with; fails when it does not end.
static Str literal_at(Tmpl *t, Str s)
{
    for (size_t i = 1; i < s.n; i++) {
        if (s.p[i] == '\\') i++;
        else if (s.p[i] == '"') return (Str){s.p, i + 1};
    }
    FAIL(t, "a text does not end with a quote");
}

static void note_in_code(Tmpl *t, int line, Str code, bool all)
{
    static const char *const marks[] = {"N_(", "T(", "tr_fmt(", "tr("};
    bool wanted = all;
    for (size_t i = 0; i < code.n; i++) {
        Str here = {code.p + i, code.n - i};
        bool inside = i > 0 && (is_letter(code.p[i - 1]) || code.p[i - 1] == '_'); // str_fmt( is not tr_fmt(
        for (size_t k = 0; k < COUNT(marks) && !inside; k++)
            if (str_starts(here, str_c(marks[k]))) wanted = true;
        if (here.p[0] != '"') continue;
        Str literal = literal_at(t, here);
        if (wanted) note_text(t, line, literal);
        wanted = all;
        i += literal.n - 1;
    }
}

// ---- HTML ----

static Str take_name(Tmpl *t)
{
    Str rest = rest_of(t);
    size_t n = 0;
    while (n < rest.n && (is_letter(rest.p[n]) || (rest.p[n] >= '0' && rest.p[n] <= '9') || strchr("-_:.", rest.p[n])))
        n++;
    put_and_skip(t, n);
    return str_lower(t->mem, (Str){rest.p, n});
}

static bool is_one_of(Str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_c(name, names[i])) return true;
    return false;
}

// Elements without an end tag; and the two that a page's frame opens in one function and closes in another.
static bool stays_out(Str tag)
{
    static const char *const names[] = {"area", "base", "br",     "col",   "embed", "hr",   "img", "input",
                                        "link", "meta", "source", "track", "wbr",   "html", "body"};
    return is_one_of(tag, names, COUNT(names));
}

static void open_tag(Tmpl *t)
{
    if (t->loose || stays_out(t->tag)) return;
    if (t->tag_count == TAGS_MAX) FAIL(t, "more than %d elements deep", TAGS_MAX);
    t->tags[t->tag_count++] = (Tag){t->tag, t->line};
}

static void close_tag(Tmpl *t, Str name)
{
    if (t->loose || stays_out(name)) return;
    if (t->tag_count == t->blocks[t->depth - 1].tag_count)
        FAIL(t, "</%.*s> closes nothing that was opened in this block", STR_ARG(name));
    const Tag *last = &t->tags[--t->tag_count];
    if (!str_eq(last->name, name))
        FAIL(t, "</%.*s> while <%.*s> of line %d is open", STR_ARG(name), STR_ARG(last->name), last->line);
}

static void all_closed(Tmpl *t, const Block *b)
{
    if (t->tag_count <= b->tag_count) return;
    const Tag *last = &t->tags[t->tag_count - 1];
    FAIL(t, "<%.*s> of line %d is not closed in the block that opened it", STR_ARG(last->name), last->line);
}

static bool keeps_space(Str tag) { return str_eq_c(tag, "pre") || str_eq_c(tag, "textarea"); }

static bool in_code(const Tmpl *t)
{
    static const char *const names[] = {"code", "pre", "kbd", "samp"};
    for (int i = 0; i < t->tag_count; i++)
        if (is_one_of(t->tags[i].name, names, COUNT(names))) return true;
    return false;
}

// Words for people stand in {{_ "..." }}, or a reader of English meets Dutch. Names and code are the same in all
// languages.
static void take_word(Tmpl *t)
{
    static const char *const names[] = {"Baken", "Nederlands", "English"};
    Str rest = rest_of(t), word = gen_word(&rest);
    if (word.n > 1 && !in_code(t) && !is_one_of(word, names, COUNT(names)))
        FAIL(t, "\"%.*s\": text for people stands in {{_ \"...\" }}", STR_ARG(word));
    put_and_skip(t, word.n);
}

static void take_text(Tmpl *t)
{
    char c = t->in.p[t->at], next = t->at + 1 < t->in.n ? t->in.p[t->at + 1] : 0;
    if (c == '<' && sees(t, "<!--")) {
        skip(t, until(t, "-->"));
    } else if (c == '<' && next == '!') {
        put_and_skip(t, until(t, ">"));
    } else if (c == '<' && next == '/') {
        put_and_skip(t, 2);
        Str name = take_name(t);
        close_tag(t, name);
        if (keeps_space(name) && --t->spot.verbatim < 0) FAIL(t, "</%.*s> closes nothing", STR_ARG(name));
        size_t n = until(t, ">");
        if (str_trim((Str){t->in.p + t->at, n - 1}).n) FAIL(t, "an end tag holds only its name");
        put_and_skip(t, n);
    } else if (c == '<' && is_letter(next)) {
        put_and_skip(t, 1);
        t->tag = take_name(t);
        t->spot.place = TAG;
    } else if (c == '<') {
        FAIL(t, "write &lt; for a \"<\" in text");
    } else if (is_space(c) && !t->spot.verbatim) {
        put_space(t);
    } else if (c == '&') {
        put_and_skip(t, until(t, ";"));
    } else if (is_letter(c)) {
        take_word(t);
    } else {
        put_and_skip(t, 1);
    }
}

static void end_tag(Tmpl *t)
{
    if (t->in.p[t->at - 1] != '/') open_tag(t); // <path/> in a drawing
    put_and_skip(t, 1);
    t->spot.place = TEXT;
    if (keeps_space(t->tag)) t->spot.verbatim++;
    if (!str_eq_c(t->tag, "script") && !str_eq_c(t->tag, "style")) return;
    size_t n = until(t, "</");
    if (str_trim((Str){t->in.p + t->at, n - 2}).n)
        FAIL(t, "<%.*s> stays empty: scripts and styles come from files, and no value goes into them", STR_ARG(t->tag));
}

static bool is_url(Str attr)
{
    static const char *const names[] = {"href", "src", "action", "formaction", "poster", "data", "ping", "srcset"};
    return is_one_of(attr, names, COUNT(names));
}

// A path of ours in a link or form is written as it is; the language goes in front of it.
static void put_prefix(Tmpl *t)
{
    if (!is_url(t->spot.attr) || str_eq_c(t->spot.attr, "src") || str_eq_c(t->tag, "link")) return;
    if (!sees(t, "/") || sees(t, "//") || sees(t, "/assets/") || sees(t, "/api/") || sees(t, "/en/")) return;
    flush(t);
    buf_c(&t->code, "    out_prefix(o);\n");
}

static void take_attr(Tmpl *t)
{
    t->spot.attr = take_name(t);
    if (str_starts(t->spot.attr, S("on"))) FAIL(t, "no event attributes (%.*s)", STR_ARG(t->spot.attr));
    if (str_eq_c(t->spot.attr, "style") || str_eq_c(t->spot.attr, "srcdoc"))
        FAIL(t, "no %.*s attributes", STR_ARG(t->spot.attr));
    if (!sees(t, "=")) return;
    put_and_skip(t, 1);
    if (!sees(t, "\"")) FAIL(t, "the value of %.*s must stand in double quotes", STR_ARG(t->spot.attr));
    put_and_skip(t, 1);
    t->spot.place = VALUE;
    t->spot.at_start = true;
    put_prefix(t);
}

static void take_tag(Tmpl *t)
{
    char c = t->in.p[t->at];
    if (is_space(c)) put_space(t);
    else if (c == '>') end_tag(t);
    else if (c == '/') put_and_skip(t, 1);
    else if (is_letter(c)) take_attr(t);
    else FAIL(t, "\"%c\" cannot stand in a tag", c);
}

static void take_value(Tmpl *t)
{
    if (sees(t, "\"")) t->spot.place = TAG;
    t->spot.at_start = false;
    put_and_skip(t, 1);
}

// ---- values ----

static const struct Filter {
    const char *name, *before, *after;
    bool text, attr, begins_url; // where it may stand
} filters[] = {
    {"", "out_text(o, ", ")", true, true, false},
    {"z", "out_text(o, str_c(", "))", true, true, false},
    {"tr", "out_tr(o, ", ")", true, true, false},
    {"int", "out_int(o, (int64_t)(", "))", true, true, false},
    {"count", "out_count(o, (int64_t)(", "))", true, true, false},
    {"date", "out_date(o, ", ")", true, true, false},
    {"datetime", "out_datetime(o, ", ")", true, true, false},
    {"day", "out_day(o, ", ")", true, true, false},
    {"iso", "out_iso(o, ", ")", true, true, false},
    {"isoday", "out_isoday(o, ", ")", true, true, false},
    {"query", "out_query(o, STR_OF(", "))", false, true, false},
    {"url", "out_url(o, STR_OF(", "))", false, true, true},
    {"link", "out_link(o, STR_OF(", "))", false, true, true},
    {"raw", "out_raw(o, ", ")", true, false, false},
    {"paragraphs", "out_paragraphs(o, ", ")", true, false, false},
    {"markdown", "out_raw(o, html_markdown(o->mem, o->lang, ", "))", true, false, false},
};

// Splits "expr | filter" at the last single bar outside quotes and brackets.
static Str cut_filter(Tmpl *t, Str *expr)
{
    size_t bar = 0;
    int depth = 0;
    for (size_t i = 0; i < expr->n; i++) {
        char c = expr->p[i];
        if (c == '"') i += literal_at(t, (Str){expr->p + i, expr->n - i}).n - 1;
        else if (c == '(' || c == '[') depth++;
        else if (c == ')' || c == ']') depth--;
        else if (c == '|' && i + 1 < expr->n && expr->p[i + 1] == '|') i++;
        else if (c == '|' && depth == 0) bar = i;
    }
    if (bar == 0) return STR_NONE;
    Str filter = str_trim((Str){expr->p + bar + 1, expr->n - bar - 1});
    *expr = str_trim((Str){expr->p, bar});
    return filter;
}

static void value(Tmpl *t, Str expr, int line)
{
    Str name = cut_filter(t, &expr);
    size_t k = 0;
    while (k < COUNT(filters) && !str_eq_c(name, filters[k].name)) k++;
    if (k == COUNT(filters)) FAIL(t, "unknown filter \"%.*s\"", STR_ARG(name));
    if (expr.n == 0) FAIL(t, "empty {{ }}");
    Place place = t->spot.place;
    if (place != TEXT && place != VALUE) FAIL(t, "a value cannot stand %s", place_names[place]);
    if (place == TEXT && !filters[k].text) FAIL(t, "\"| %s\" is for attributes", filters[k].name);
    if (place == VALUE && !filters[k].attr) FAIL(t, "\"| %s\" cannot stand in an attribute", filters[k].name);
    bool begins = place == VALUE && t->spot.at_start && is_url(t->spot.attr);
    if (begins && !filters[k].begins_url)
        FAIL(t, "a value that begins %.*s needs \"| url\" (a path of ours) or \"| link\" (elsewhere)",
             STR_ARG(t->spot.attr));
    if (filters[k].begins_url && !t->spot.at_start) FAIL(t, "\"| %s\" only at the begin of a value", filters[k].name);
    note_in_code(t, line, expr, str_eq_c(name, "tr"));
    put_line(t, line);
    bool literal = name.n == 0 && expr.p[0] == '"'; // {{ "text" }} is a Str too
    buf_fmt(&t->code, "    %s%s%.*s%s%s;\n", filters[k].before, literal ? "S(" : "", STR_ARG(expr), literal ? ")" : "",
            filters[k].after);
    t->spot.at_start = false;
}

// {{_ "text" }} or {{_ "Nog %d dagen", n }}
static void translated(Tmpl *t, Str body, int line)
{
    if (body.n == 0 || body.p[0] != '"') FAIL(t, "after {{_ comes a text between double quotes");
    if (t->spot.place != TEXT && t->spot.place != VALUE) FAIL(t, "a text cannot stand %s", place_names[t->spot.place]);
    Str text = literal_at(t, body);
    Str args = str_trim((Str){body.p + text.n, body.n - text.n});
    note_text(t, line, text);
    put_line(t, line);
    if (args.n == 0) buf_fmt(&t->code, "    out_tr(o, %.*s);\n", STR_ARG(text));
    else if (args.p[0] == ',')
        buf_fmt(&t->code, "    out_text(o, tr_fmt(o->mem, o->lang, %.*s%.*s));\n", STR_ARG(text), STR_ARG(args));
    else FAIL(t, "after the text comes a comma or }}, not \"%.*s\"", STR_ARG(args));
    t->spot.at_start = false;
}

// ---- blocks ----

static void open_block(Tmpl *t, char kind, int line)
{
    if (t->depth == DEPTH_MAX) FAIL(t, "more than %d blocks deep", DEPTH_MAX);
    t->blocks[t->depth++] = (Block){kind, line, t->spot, t->tag_count};
}

static void same_spot(Tmpl *t, const Block *b)
{
    if (t->spot.place != b->spot.place || t->spot.verbatim != b->spot.verbatim ||
        (t->spot.place == VALUE && !str_eq(t->spot.attr, b->spot.attr)))
        FAIL(t, "the block of line %d begins %s and ends %s", b->line, place_names[b->spot.place],
             place_names[t->spot.place]);
    all_closed(t, b);
}

static void define(Tmpl *t, Str rest, int line)
{
    if (t->depth) FAIL(t, "define inside another block (line %d)", t->blocks[t->depth - 1].line);
    if (!str_has(rest, S("(Out *o")) || !str_ends(rest, S(")"))) FAIL(t, "define name(Out *o, ...) is expected");
    t->tag_count = 0;
    open_block(t, 'd', line);
    t->spot = (Spot){.place = TEXT};
    Str name = gen_word(&(Str){rest.p, rest.n});
    t->loose = str_ends(name, S("_begin")) || str_ends(name, S("_end"));
    buf_fmt(&t->prototypes, "void %.*s;\n", STR_ARG(rest));
    put_line(t, line);
    buf_fmt(&t->code, "void %.*s\n{\n", STR_ARG(rest));
}

static void end(Tmpl *t)
{
    if (t->depth == 0) FAIL(t, "end without a block");
    const Block *b = &t->blocks[--t->depth];
    flush(t);
    buf_c(&t->code, b->kind == 'd' ? "}\n\n" : "    }\n");
    if (b->kind == 'd') {
        if (t->spot.place != TEXT || t->spot.verbatim)
            FAIL(t, "define of line %d ends %s", b->line, place_names[t->spot.place]);
        all_closed(t, b);
        t->spot = (Spot){.place = OUTSIDE};
    } else {
        same_spot(t, b);
        t->spot.at_start = false;
    }
}

static void otherwise(Tmpl *t, Str rest, int line)
{
    Block *b = t->depth ? &t->blocks[t->depth - 1] : NULL;
    if (!b || b->kind != 'i') FAIL(t, "else without an if before it");
    same_spot(t, b);
    t->spot.at_start = b->spot.at_start;
    put_line(t, line);
    Str word = gen_word(&rest);
    rest = str_trim(rest);
    if (word.n == 0 && rest.n == 0) {
        b->kind = 'e';
        buf_c(&t->code, "    } else {\n");
    } else if (str_eq_c(word, "if") && rest.n) {
        note_in_code(t, line, rest, false);
        buf_fmt(&t->code, "    } else if (%.*s) {\n", STR_ARG(rest));
    } else {
        FAIL(t, "else or else if (condition) is expected");
    }
}

static void statement(Tmpl *t, const char *word, Str rest, int line)
{
    if (rest.n == 0) FAIL(t, "%s needs something behind it", word);
    if (t->depth == 0) FAIL(t, "%s stands outside a define", word);
    note_in_code(t, line, rest, false);
    if (strcmp(word, "call") == 0 && t->spot.place != TEXT) FAIL(t, "call cannot stand %s", place_names[t->spot.place]);
    put_line(t, line);
    if (strcmp(word, "if") == 0 || strcmp(word, "for") == 0) {
        buf_fmt(&t->code, "    %s (%.*s) {\n", word, STR_ARG(rest));
        open_block(t, word[0], line);
    } else {
        buf_fmt(&t->code, "    %.*s;\n", STR_ARG(rest));
    }
}

static void include(Tmpl *t, Str rest)
{
    if (t->depth) FAIL(t, "include stands at the top");
    buf_fmt(&t->includes, "#include %.*s\n", STR_ARG(rest));
}

static bool is_flag(Str word)
{
    static const char *const names[] = {"checked", "selected", "disabled",  "required", "hidden",
                                        "open",    "multiple", "autofocus", "readonly"};
    return is_one_of(word, names, COUNT(names));
}

// {{ checked expr }}: the attribute when the expression is true
static void flag(Tmpl *t, Str word, Str expr, int line)
{
    if (expr.n == 0) FAIL(t, "%.*s needs a condition", STR_ARG(word));
    put_line(t, line);
    buf_fmt(&t->code, "    if (%.*s) out_lit(o, \" %.*s\", %zu);\n", STR_ARG(expr), STR_ARG(word), word.n + 1);
}

// ---- directives ----

static size_t directive_size(Tmpl *t)
{
    Str rest = rest_of(t);
    if (rest.n > 2 && rest.p[2] == '#') return until(t, "}}");
    for (size_t i = 2; i + 1 < rest.n; i++) {
        if (rest.p[i] == '"') i += literal_at(t, (Str){rest.p + i, rest.n - i}).n - 1;
        else if (rest.p[i] == '}' && rest.p[i + 1] == '}') return i + 2;
        else if (rest.p[i] == '{' && rest.p[i + 1] == '{') break;
    }
    FAIL(t, "\"}}\" is missing");
}

static bool alone_on_line(const Tmpl *t, size_t size)
{
    size_t before = t->at, after = t->at + size;
    while (before > 0 && is_space(t->in.p[before - 1]) && t->in.p[before - 1] != '\n') before--;
    while (after < t->in.n && is_space(t->in.p[after]) && t->in.p[after] != '\n') after++;
    return (before == 0 || t->in.p[before - 1] == '\n') && (after == t->in.n || t->in.p[after] == '\n');
}

// Returns true for what writes nothing itself, so that its line may vanish.
static bool directive(Tmpl *t, Str body)
{
    int line = t->line;
    if (body.n && body.p[0] == '#') return true;
    if (body.n && body.p[0] == '_' && body.n > 1 && (is_space(body.p[1]) || body.p[1] == '"')) {
        translated(t, str_trim((Str){body.p + 1, body.n - 1}), line);
        return false;
    }
    Str rest = body, word = gen_word(&rest);
    bool spaced = rest.n == 0 || is_space(rest.p[0]);
    rest = str_trim(rest);
    static const char *const statements[] = {"if", "for", "let", "call"};
    for (size_t i = 0; i < COUNT(statements); i++)
        if (str_eq_c(word, statements[i])) {
            statement(t, statements[i], rest, line);
            return true;
        }
    if (str_eq_c(word, "include")) include(t, rest);
    else if (str_eq_c(word, "define")) define(t, rest, line);
    else if (str_eq_c(word, "end") && rest.n == 0) end(t);
    else if (str_eq_c(word, "else")) otherwise(t, rest, line);
    else if (t->spot.place == TAG && spaced && is_flag(word)) {
        flag(t, word, rest, line);
        return false;
    } else {
        value(t, body, line);
        return false;
    }
    return true;
}

static void take_directive(Tmpl *t)
{
    size_t size = directive_size(t);
    bool alone = alone_on_line(t, size);
    Str body = str_trim((Str){t->in.p + t->at + 2, size - 4});
    bool silent = directive(t, body);
    skip(t, size);
    if (silent && alone && !t->spot.verbatim && t->spot.place != VALUE) skip_space(t);
}

static void compile(Tmpl *t)
{
    t->line = 1;
    while (t->at < t->in.n) {
        if (sees(t, "{{")) take_directive(t);
        else if (t->spot.place == TEXT) take_text(t);
        else if (t->spot.place == TAG) take_tag(t);
        else if (t->spot.place == VALUE) take_value(t);
        else if (sees(t, "<!--")) skip(t, until(t, "-->"));
        else if (is_space(t->in.p[t->at])) skip(t, 1);
        else FAIL(t, "text outside a define");
    }
    if (t->depth) gen_fail(t->path, t->blocks[t->depth - 1].line, "this block has no {{ end }}");
}

static Tmpl open_template(Arena *mem, const char *path, Buf *texts)
{
    return (Tmpl){.mem = mem,
                  .path = path,
                  .in = gen_read(mem, path),
                  .texts = texts,
                  .lit = buf_new(mem, CODE_MAX),
                  .code = buf_new(mem, CODE_MAX),
                  .includes = buf_new(mem, CODE_MAX),
                  .prototypes = buf_new(mem, CODE_MAX)};
}

static int list_texts(Arena *mem, int count, char **paths)
{
    Buf texts = buf_new(mem, CODE_MAX);
    for (int i = 0; i < count; i++) {
        Tmpl t = open_template(mem, paths[i], &texts);
        compile(&t);
    }
    Str s = buf_str(&texts);
    return fwrite(s.p, 1, s.n, stdout) == s.n ? 0 : 1;
}

int main(int argc, char **argv)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(GEN_MEMORY_MAX);
    if (argc >= 2 && strcmp(argv[1], "--texts") == 0) return list_texts(mem, argc - 2, argv + 2);
    if (argc != 4) {
        fprintf(stderr, "usage: mktmpl IN.html OUT_BASE INCLUDE_NAME\n       mktmpl --texts FILES...\n");
        return 2;
    }
    Tmpl t = open_template(mem, argv[1], NULL);
    compile(&t);
    Str made = str_fmt(mem, "// Made by mktmpl from %s. Do not edit.\n", gen_basename(argv[1]));
    Str header = str_fmt(mem, "%.*s#pragma once\n#include \"html/html.h\"\n%.*s\n%.*s", STR_ARG(made),
                         STR_ARG(buf_str(&t.includes)), STR_ARG(buf_str(&t.prototypes)));
    Str source = str_fmt(mem, "%.*s#include \"%s\"\n\n%.*s", STR_ARG(made), argv[3], STR_ARG(buf_str(&t.code)));
    gen_write(str_z(mem, str_fmt(mem, "%s.h", argv[2])), header);
    gen_write(str_z(mem, str_fmt(mem, "%s.c", argv[2])), source);
    return 0;
}

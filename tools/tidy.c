// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// tidy ROOT - the rules of the house that a compiler does not know. A test; prints "file:line: rule: what".
//
// One check is one rule on one file. A rule has a ceiling: how many faults it forgives in all. Ceilings only go down.
#include "gen.h"
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORDS "src/admin/ledger_words.c"

enum { FUNCTION_LINES_MAX = 70, FILE_LINES_MAX = 800, COLUMNS_MAX = 120, HEAD_LINES = 6, MODULES_MAX = 40 };

typedef enum Rule {
    LAYER,
    EDGE,
    LIBRARY,
    BANNED,
    FUNCTION,
    FILE_SIZE,
    COLUMNS,
    UNFINISHED,
    LICENCE,
    RAW,
    SQL_TEXT,
    HEADER,
    TWICE,
    LOGGED,
    RULES
} Rule;

static const struct {
    const char *name;
    int ceiling;
} rules[RULES] = {
    [LAYER] = {"layer", 0},       [EDGE] = {"edge", 0},
    [LIBRARY] = {"library", 0},   [BANNED] = {"banned", 0},
    [FUNCTION] = {"function", 0}, [FILE_SIZE] = {"file", 0},
    [COLUMNS] = {"columns", 30}, [UNFINISHED] = {"unfinished", 0},
    [LICENCE] = {"licence", 0},   [RAW] = {"raw", 5},
    [SQL_TEXT] = {"sql", 0},      [HEADER] = {"header", 0},
    [TWICE] = {"twice", 69},      [LOGGED] = {"logged", 0},
};

// Modules that are pure: they see only base, whatever stands below them.
static const char *const pure[] = {"rules", "estimate", "html", "assets"};

// Above app stands the domain. There the order of floors is not enough: these folders may know each other, and only by
// what their headers say. `commands` ties all together.
static const struct {
    const char *from, *to;
} edges[] = {
    {"guide", "directory"},   {"guide", "decision"}, {"clock", "decision"},  {"signal", "directory"},
    {"retention", "decision"}, {"signal", "retention"}, {"casework", "retention"},
    {"signal", "decision"},   {"signal", "clock"},   {"casework", "signal"}, {"casework", "directory"},
    {"casework", "decision"}, {"casework", "clock"}, {"admin", "directory"}, {"admin", "decision"},
    {"shelter", "decision"},  {"shelter", "casework"}, {"shelter", "clock"}, {"shelter", "directory"},
    {"shelter", "signal"},   {"shelter", "retention"},
    {"steering", "programme"}, {"steering", "clock"}, {"awareness", "steering"}, {"awareness", "clock"},
    {"admin", "signal"},      {"admin", "casework"}, {"decision", "directory"},
};

// Each library behind one folder of ours, so that it can be replaced, and its pitfalls are handled once. libsodium has
// two: http draws random bytes and keyed hashes for its limiter, which are no secrets of ours.
static const struct {
    const char *header, *module;
} libraries[] = {{"sqlite3.h", "store"},      {"libpq-fe.h", "store"},  {"microhttpd.h", "http"},
                 {"sodium.h", "crypt"},       {"libxml/", "rules"},
                 {"cmark.h", "html"},         {"seccomp.h", "sys"},     {"magic.h", "app"},    {"liboath/", "crypt"},
                 {"linux/landlock.h", "sys"}, {"sodium.h", "http"},  {"qrencode.h", "admin"},
                 {"xlsxwriter.h", "figures"}, {"xlsxwriter.h", "app"}, {"zlib.h", "print"}};

static const struct {
    const char *call, *instead;
} banned[] = {
    {"strcpy", "str_dup"},     {"strcat", "Buf"},           {"strncpy", "str_dup"},  {"strncat", "Buf"},
    {"sprintf", "buf_fmt"},    {"vsprintf", "buf_fmt"},     {"strtok", "str_cut"},   {"strtok_r", "str_cut"},
    {"atoi", "str_int"},       {"atol", "str_int"},         {"atoll", "str_int"},    {"atof", "strtod"},
    {"gets", "file_read"},     {"rand", "crypt"},           {"srand", "crypt"},      {"random", "crypt"},
    {"localtime", "civil_nl"}, {"localtime_r", "civil_nl"}, {"gmtime", "civil_utc"}, {"gmtime_r", "civil_utc"},
    {"ctime", "time_iso"},     {"asctime", "time_iso"},     {"alloca", "Arena"},     {"tmpnam", "mkstemp"},
    {"mktemp", "mkstemp"},     {"system", "nothing"},       {"scanf", "str_int"},    {"sscanf", "str_int"},
};

typedef struct Text {
    Str path;   // from the root
    Str module; // the folder under src, or empty
    Str whole;
    Str code;    // comments and the inside of strings blanked
    Str strings; // only the inside of strings
} Text;

typedef struct Tidy {
    Arena *mem;
    const char *root;
    Str modules[MODULES_MAX]; // in floor order
    Str words;                // of the ledger's page: what its codes mean
    size_t module_count;
    int faults[RULES], checks, failed;
} Tidy;

static void fault(Tidy *t, const Text *x, int line, Rule rule, const char *fmt, ...) PRINTF_LIKE(5, 6);
static void fault(Tidy *t, const Text *x, int line, Rule rule, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    printf("%.*s:%d: %s: ", STR_ARG(x->path), line, rules[rule].name);
    vprintf(fmt, args);
    putchar('\n');
    va_end(args);
    t->faults[rule]++;
}

// ---- telling code, comments and strings apart ----

// Where a comment or literal that begins at i ends: behind its last character.
static size_t skip_quiet(Str s, size_t i)
{
    char c = s.p[i], next = i + 1 < s.n ? s.p[i + 1] : 0;
    if (c == '/' && next == '/') {
        while (i < s.n && s.p[i] != '\n') i++;
        return i;
    }
    if (c == '/' && next == '*') {
        for (i += 2; i + 1 < s.n; i++)
            if (s.p[i] == '*' && s.p[i + 1] == '/') return i + 2;
        return s.n;
    }
    if (c != '"' && c != '\'') return i;
    for (i++; i < s.n && s.p[i] != c && s.p[i] != '\n'; i++)
        if (s.p[i] == '\\') i++;
    return i < s.n ? i + 1 : s.n;
}

// `code` is the text without comments and without the inside of literals; `strings` has only the inside of strings.
static void split_c(Arena *mem, Text *x)
{
    char *code = arena_alloc(mem, x->whole.n + 1), *strings = arena_alloc(mem, x->whole.n + 1);
    for (size_t i = 0; i < x->whole.n; i++) code[i] = strings[i] = x->whole.p[i] == '\n' ? '\n' : ' ';
    for (size_t i = 0; i < x->whole.n;) {
        size_t end = skip_quiet(x->whole, i);
        if (end == i) {
            code[i] = x->whole.p[i];
            i++;
        } else if (x->whole.p[i] == '"' && end - i >= 2) {
            memcpy(strings + i + 1, x->whole.p + i + 1, end - i - 2);
        }
        if (end > i) i = end;
    }
    x->code = (Str){code, x->whole.n};
    x->strings = (Str){strings, x->whole.n};
}

static int columns_of(Str line) // characters, not bytes
{
    int n = 0;
    for (size_t i = 0; i < line.n; i++) n += ((unsigned char)line.p[i] & 0xc0) != 0x80;
    return n;
}

static bool is_c(Str path) { return str_ends(path, S(".c")) || str_ends(path, S(".h")); }
static bool under(const Text *x, const char *folder) { return str_starts(x->path, str_c(folder)); }

// ---- rules on C ----

static int floor_of(const Tidy *t, Str module)
{
    for (size_t i = 0; i < t->module_count; i++)
        if (str_eq(t->modules[i], module)) return (int)i;
    return -1;
}

static bool is_pure(Str module)
{
    for (size_t i = 0; i < COUNT(pure); i++)
        if (str_eq_c(module, pure[i])) return true;
    return false;
}

static bool is_edge(const Tidy *t, Str from, Str to)
{
    if (floor_of(t, to) <= floor_of(t, S("app")) || str_eq_c(from, "commands")) return true;
    for (size_t i = 0; i < COUNT(edges); i++)
        if (str_eq_c(from, edges[i].from) && str_eq_c(to, edges[i].to)) return true;
    return false;
}

static void check_include(Tidy *t, const Text *x, int line, Str include)
{
    Str rest = include;
    Str to = str_cut(&rest, '/');
    if (rest.n == 0 || !x->module.n || str_eq(to, x->module)) return;
    int here = floor_of(t, x->module), there = floor_of(t, to);
    if (there < 0) fault(t, x, line, LAYER, "%.*s is no module of src/CMakeLists.txt", STR_ARG(to));
    else if (here < 0) fault(t, x, line, LAYER, "%.*s is not in src/CMakeLists.txt", STR_ARG(x->module));
    else if (there > here) fault(t, x, line, LAYER, "%.*s stands above %.*s", STR_ARG(to), STR_ARG(x->module));
    else if (is_pure(x->module) && !str_eq_c(to, "base"))
        fault(t, x, line, LAYER, "%.*s is pure: it sees only base", STR_ARG(x->module));
    else if (!is_edge(t, x->module, to))
        fault(t, x, line, EDGE, "%.*s does not know %.*s (edges in tools/tidy.c)", STR_ARG(x->module), STR_ARG(to));
    else if (str_ends(rest, S("_sql.h")) || str_ends(rest, S("_html.h")))
        fault(t, x, line, EDGE, "%.*s is for src/%.*s alone", STR_ARG(include), STR_ARG(to));
}

static void check_library(Tidy *t, const Text *x, int line, Str header)
{
    const char *owner = NULL;
    for (size_t i = 0; i < COUNT(libraries); i++) {
        if (!str_starts(header, str_c(libraries[i].header))) continue;
        if (!x->module.n || str_eq_c(x->module, libraries[i].module)) return;
        if (!owner) owner = libraries[i].module;
    }
    if (owner) fault(t, x, line, LIBRARY, "<%.*s> belongs to src/%s", STR_ARG(header), owner);
}

static void check_includes(Tidy *t, const Text *x)
{
    Str rest = x->whole;
    for (int line = 1; rest.n; line++) {
        Str s = str_cut(&rest, '\n');
        if (!str_starts(s, S("#include "))) continue;
        Str name = {s.p + 10, s.n - 10};
        if (s.p[9] == '"') check_include(t, x, line, str_cut(&name, '"'));
        else check_library(t, x, line, str_cut(&name, '>'));
    }
}

// STR_ARG names its argument twice, so a call in it is made twice: str_cut then cuts two pieces, a seal costs double.
static void check_twice(Tidy *t, const Text *x, int line, Str rest)
{
    // these cost and change nothing
    static const char *const views[] = {"S", "sizeof", "str_c", "str_head", "str_trim", "buf_str"};
    int depth = 0;
    while (rest.n) {
        Str word = gen_word(&rest);
        if (word.n) {
            bool calls = str_starts(rest, S("("));
            for (size_t i = 0; i < COUNT(views); i++) calls = calls && !str_eq_c(word, views[i]);
            if (calls) fault(t, x, line, TWICE, "%.*s() in STR_ARG is called twice; name its answer", STR_ARG(word));
            if (calls) return;
            continue;
        }
        depth += rest.p[0] == '(';
        depth -= rest.p[0] == ')';
        if (depth == 0) return;
        rest = (Str){rest.p + 1, rest.n - 1};
    }
}

static bool is_action(Str s)
{
    size_t dots = 0;
    for (size_t i = 0; i < s.n; i++) {
        dots += s.p[i] == '.';
        if (s.p[i] != '.' && s.p[i] != '_' && (s.p[i] < 'a' || s.p[i] > 'z')) return false;
    }
    return dots == 1 && s.p[0] != '.' && s.p[s.n - 1] != '.';
}

// What is logged is read by a privacy officer: each action has words there, and each kind of action can be looked for.
static void check_logged(Tidy *t, const Text *x, int line, Str statement)
{
    if (t->words.n == 0 || !under(x, "src/")) return;
    Str said = {x->strings.p + (statement.p - x->code.p), statement.n};
    while (said.n) {
        Str action = str_trim(str_cut(&said, ' '));
        size_t at = (size_t)(action.p - x->strings.p);
        if (action.n == 0 || !is_action(action)) continue;
        bool first = x->code.p + at == statement.p + strlen(" = S(\"");
        if (!first && at > 2 && x->code.p[at - 2] == '(' && x->code.p[at - 3] == 'S') continue; // S("..."): the purpose
        Str rest = action, kind = str_cut(&rest, '.');
        if (!str_has(t->words, str_fmt(t->mem, "{\"%.*s\",", STR_ARG(action))))
            fault(t, x, line, LOGGED, "%.*s has no words in " WORDS, STR_ARG(action));
        if (!str_has(t->words, str_fmt(t->mem, "{\"%.*s.\",", STR_ARG(kind))))
            fault(t, x, line, LOGGED, "no kind %.*s. to look for in " WORDS, STR_ARG(kind));
    }
}

static void check_calls(Tidy *t, const Text *x)
{
    Str rest = x->code;
    int line = 1;
    while (rest.n) {
        if (rest.p[0] == '\n') line++;
        Str word = gen_word(&rest);
        if (word.n == 0) {
            rest.p++;
            rest.n--;
            continue;
        }
        Str ahead = rest;
        bool logs = str_eq_c(word, "req_log") || str_eq_c(word, "log_job");
        if (logs || (str_eq_c(word, "action") && str_starts(rest, S(" = S("))))
            check_logged(t, x, line, str_cut(&ahead, ';'));
        if (!str_starts(rest, S("("))) continue;
        if (str_eq_c(word, "STR_ARG")) check_twice(t, x, line, rest);
        for (size_t i = 0; i < COUNT(banned); i++)
            if (str_eq_c(word, banned[i].call))
                fault(t, x, line, BANNED, "%s(); use %s", banned[i].call, banned[i].instead);
        if (str_eq_c(word, "snprintf") && under(x, "src/") && !under(x, "src/base/"))
            fault(t, x, line, BANNED, "snprintf(); use buf_fmt or str_fmt");
    }
}

// In our style a function, and nothing else, begins with { and ends with } in the first column.
static void check_functions(Tidy *t, const Text *x)
{
    Str rest = x->code;
    int begin = 0;
    for (int line = 1; rest.n; line++) {
        Str s = str_cut(&rest, '\n');
        if (str_starts(s, S("{"))) begin = line;
        if (!str_starts(s, S("}")) || !begin) continue;
        if (line - begin + 1 > FUNCTION_LINES_MAX)
            fault(t, x, begin, FUNCTION, "%d lines; at most %d", line - begin + 1, FUNCTION_LINES_MAX);
        begin = 0;
    }
}

static void check_sql(Tidy *t, const Text *x)
{
    static const char *const words[] = {"SELECT ", "INSERT INTO ", "DELETE FROM ", "UPDATE ", "CREATE TABLE "};
    if (under(x, "src/store/") || !under(x, "src/")) return;
    Str rest = x->strings;
    for (int line = 1; rest.n; line++) {
        Str s = str_cut(&rest, '\n');
        for (size_t i = 0; i < COUNT(words); i++)
            if (str_has(s, str_c(words[i]))) fault(t, x, line, SQL_TEXT, "\"%s\" belongs in a .sql file", words[i]);
    }
}

static void check_header(Tidy *t, const Text *x)
{
    if (!under(x, "src/") || !str_ends(x->path, S(".h"))) return;
    Str name = str_c(gen_basename(str_z(t->mem, x->path)));
    if (!str_has(str_head(x->whole, 400), str_fmt(t->mem, "// %.*s - ", STR_ARG(name))))
        fault(t, x, 1, HEADER, "begins with \"// %.*s - what it is for\"", STR_ARG(name));
    if (!str_has(x->whole, S("#pragma once"))) fault(t, x, 1, HEADER, "has no #pragma once");
}

// ---- rules on all texts ----

static void check_lines(Tidy *t, const Text *x)
{
    static const char *const words[] = {"TO"
                                        "DO",
                                        "FIX"
                                        "ME",
                                        "XX"
                                        "X:"};
    Str rest = x->whole;
    int line = 1;
    for (; rest.n; line++) {
        Str s = str_cut(&rest, '\n');
        if (is_c(x->path) && columns_of(s) > COLUMNS_MAX)
            fault(t, x, line, COLUMNS, "%d columns; at most %d", columns_of(s), COLUMNS_MAX);
        for (size_t i = 0; i < COUNT(words); i++)
            if (str_has(s, str_c(words[i]))) fault(t, x, line, UNFINISHED, "%s: do it, or make it an issue", words[i]);
        if (str_ends(x->path, S(".html")) && under(x, "src/") && str_has(s, S("| raw }}")))
            fault(t, x, line, RAW, "unescaped; better is a filter that makes Html");
    }
    if (line - 1 > FILE_LINES_MAX && !under(x, "po/"))
        fault(t, x, line - 1, FILE_SIZE, "%d lines; at most %d", line - 1, FILE_LINES_MAX);
}

static void check_licence(Tidy *t, const Text *x)
{
    Str rest = x->whole, head = rest;
    for (int i = 0; i < HEAD_LINES && rest.n; i++) (void)str_cut(&rest, '\n'); // only how far it goes matters
    head.n -= rest.n;
    if (!str_has(head, S("SPDX-License-"
                         "Identifier: EUPL-1.2")) ||
        !str_has(head, S("SPDX-FileCopyright"
                         "Text: ")))
        fault(t, x, 1, LICENCE, "the first lines name copyright and licence (SPDX)");
}

// ---- the files ----

static void check_file(Tidy *t, Str path, const char *disk)
{
    Text x = {.path = path, .whole = gen_read(t->mem, disk)};
    Str rest = path;
    if (str_eq_c(str_cut(&rest, '/'), "src") && str_has(rest, S("/"))) x.module = str_cut(&rest, '/');
    void (*const on_all[])(Tidy *, const Text *) = {check_lines, check_licence};
    void (*const on_c[])(Tidy *, const Text *) = {check_includes, check_calls, check_functions, check_sql,
                                                  check_header};
    for (size_t i = 0; i < COUNT(on_all); i++, t->checks++) on_all[i](t, &x);
    if (!is_c(path)) return;
    split_c(t->mem, &x);
    for (size_t i = 0; i < COUNT(on_c); i++, t->checks++) on_c[i](t, &x);
}

static bool is_ours(Str path)
{
    static const char *const endings[] = {".c",  ".h",   ".sql", ".html", ".cmake", "CMakeLists.txt",
                                          ".js", ".mjs", ".css", ".sh",   ".po"};
    for (size_t i = 0; i < COUNT(endings); i++)
        if (str_ends(path, str_c(endings[i]))) return true;
    return false;
}

static int is_walked(const struct dirent *e)
{
    static const char *const left_out[] = {"node_modules", "dist", "build", "shots"};
    for (size_t i = 0; i < COUNT(left_out); i++)
        if (strcmp(e->d_name, left_out[i]) == 0) return 0;
    return e->d_name[0] != '.';
}

static void walk(Tidy *t, Str folder)
{
    struct dirent **entries;
    char *here = str_z(t->mem, str_fmt(t->mem, "%s/%.*s", t->root, STR_ARG(folder)));
    int n = scandir(here, &entries, is_walked, alphasort);
    for (int i = 0; i < n; i++) {
        Str path = str_fmt(t->mem, "%.*s/%s", STR_ARG(folder), entries[i]->d_name);
        char *disk = str_z(t->mem, str_fmt(t->mem, "%s/%.*s", t->root, STR_ARG(path)));
        struct stat info;
        if (lstat(disk, &info) == 0 && S_ISDIR(info.st_mode)) walk(t, path);
        else if (is_ours(path)) check_file(t, path, disk);
        free(entries[i]);
    }
    if (n >= 0) free(entries);
}

// "foreach(module base sys ...)": the floors, in the one place where they are written.
static void read_floors(Tidy *t)
{
    const char *path = str_z(t->mem, str_fmt(t->mem, "%s/src/CMakeLists.txt", t->root));
    Str s = gen_read(t->mem, path);
    Str mark = S("foreach(module ");
    while (s.n && !str_starts(s, mark)) s = (Str){s.p + 1, s.n - 1};
    if (s.n == 0) gen_fail(path, 0, "has no list of modules");
    s = (Str){s.p + mark.n, s.n - mark.n};
    Str list = str_cut(&s, ')');
    while (list.n && t->module_count < MODULES_MAX) {
        Str word = gen_word(&list);
        if (word.n) t->modules[t->module_count++] = word;
        else list = (Str){list.p + 1, list.n - 1};
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: tidy ROOT\n");
        return 2;
    }
    CLEANUP(arena_freep) Arena *mem = arena_new(GEN_MEMORY_MAX);
    Tidy t = {.mem = mem, .root = argv[1]};
    read_floors(&t);
    char *words = str_z(mem, str_fmt(mem, "%s/" WORDS, t.root));
    if (access(words, R_OK) == 0) t.words = gen_read(mem, words); // a tree without that page logs nothing
    static const char *const folders[] = {"src", "tools", "tests", "cmake", "po", "web"};
    for (size_t i = 0; i < COUNT(folders); i++) walk(&t, str_c(folders[i]));
    for (int i = 0; i < RULES; i++) {
        if (t.faults[i] == 0) continue;
        bool over = t.faults[i] > rules[i].ceiling;
        if (over) t.failed += t.faults[i];
        printf("%s: %d found, %d allowed%s\n", rules[i].name, t.faults[i], rules[i].ceiling, over ? ": FAILED" : "");
    }
    printf("%d passed, %d failed\n", t.checks - t.failed > 0 ? t.checks - t.failed : 0, t.failed);
    return t.failed ? 1 : 0;
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mkpo IN.po OUT.c NAME - translations (gettext .po) become a sorted table: const Translation NAME[], NAME_count.
//
// Untranslated and fuzzy entries are left out: the reader then sees Dutch, never a guess. A translation with other
// printf conversions than the Dutch text would read wrong memory and is refused.
#include "gen.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRIES_MAX = 20000, TEXT_MAX = 64 * 1024 };

typedef struct Entry {
    Str from, to; // decoded
    int line;
} Entry;

typedef struct Po {
    Arena *mem;
    const char *path;
    int line;
    Entry *all;
    size_t count;
    Buf from, to;
    Buf *now; // which of the two a continuation line adds to
    bool fuzzy, begun;
    int begun_line;
} Po;

// Adds what stands between the quotes, with its escapes undone.
static void add_quoted(Po *po, Str s)
{
    s = str_trim(s);
    if (s.n < 2 || s.p[0] != '"' || s.p[s.n - 1] != '"') gen_fail(po->path, po->line, "expected \"text\"");
    for (size_t i = 1; i + 1 < s.n; i++) {
        char c = s.p[i];
        if (c == '"') gen_fail(po->path, po->line, "a quote inside a text is written \\\"");
        if (c == '\\') {
            c = s.p[++i];
            if (c == 'n') c = '\n';
            else if (c == 't') c = '\t';
            else if (c != '"' && c != '\\') gen_fail(po->path, po->line, "unknown escape \\%c", c);
        }
        buf_char(po->now, c);
    }
}

// The conversions of a format, in order: "%d %.*s" gives "d.*s".
static Str conversions(Arena *mem, Str s)
{
    Buf b = buf_new(mem, TEXT_MAX);
    for (size_t i = 0; i + 1 < s.n; i++) {
        if (s.p[i] != '%') continue;
        if (s.p[++i] == '%' || s.p[i] == ' ') continue; // "100 % zeker" is no conversion
        while (i < s.n && !strchr("dsuxcfgi", s.p[i])) buf_char(&b, s.p[i++]);
        if (i < s.n) buf_char(&b, s.p[i]);
        buf_char(&b, ' ');
    }
    return buf_str(&b);
}

static void end_entry(Po *po)
{
    Str from = buf_str(&po->from), to = buf_str(&po->to);
    if (po->begun && from.n && to.n && !po->fuzzy) {
        if (po->count == ENTRIES_MAX) gen_fail(po->path, po->line, "more than %d texts", ENTRIES_MAX);
        if (!str_eq(conversions(po->mem, from), conversions(po->mem, to)))
            gen_fail(po->path, po->begun_line, "the translation has other %% conversions than the text");
        po->all[po->count++] = (Entry){str_dup(po->mem, from), str_dup(po->mem, to), po->begun_line};
    }
    po->from = buf_new(po->mem, TEXT_MAX);
    po->to = buf_new(po->mem, TEXT_MAX);
    po->begun = po->fuzzy = false;
}

static void take_line(Po *po, Str line)
{
    if (str_starts(line, S("#~"))) return;
    if (line.n == 0 || line.p[0] == '#') {
        if (po->begun && po->now == &po->to) end_entry(po);
        if (str_starts(line, S("#,")) && str_has(line, S("fuzzy"))) po->fuzzy = true;
        return;
    }
    if (str_starts(line, S("msgid "))) {
        if (po->begun) end_entry(po);
        po->begun = true;
        po->begun_line = po->line;
        po->now = &po->from;
        add_quoted(po, (Str){line.p + 6, line.n - 6});
    } else if (str_starts(line, S("msgstr ")) && po->begun) {
        po->now = &po->to;
        add_quoted(po, (Str){line.p + 7, line.n - 7});
    } else if (line.p[0] == '"' && po->begun) {
        add_quoted(po, line);
    } else {
        gen_fail(po->path, po->line, "only msgid and msgstr are used here, not \"%.*s\"", STR_ARG(line));
    }
}

static int by_text(const void *a, const void *b)
{
    const Entry *x = a, *y = b;
    return str_cmp(x->from, y->from);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: mkpo IN.po OUT.c NAME\n");
        return 2;
    }
    CLEANUP(arena_freep) Arena *mem = arena_new(GEN_MEMORY_MAX);
    Po po = {.mem = mem, .path = argv[1], .all = NEW_ARRAY(mem, Entry, ENTRIES_MAX)};
    end_entry(&po);
    Str rest = gen_read(mem, argv[1]);
    while (rest.n) {
        po.line++;
        take_line(&po, str_trim(str_cut(&rest, '\n')));
    }
    end_entry(&po);
    qsort(po.all, po.count, sizeof *po.all, by_text);
    Buf out = buf_new(mem, GEN_FILE_MAX);
    buf_fmt(&out, "// Made by mkpo from %s. Do not edit.\n#include \"html/lang.h\"\n\n", gen_basename(argv[1]));
    buf_fmt(&out, "const Translation %s[] = {\n", argv[3]);
    for (size_t i = 0; i < po.count; i++) {
        if (i && str_eq(po.all[i].from, po.all[i - 1].from))
            gen_fail(po.path, po.all[i].line, "this text was translated on line %d already", po.all[i - 1].line);
        buf_c(&out, "    {");
        gen_literal(&out, po.all[i].from);
        buf_c(&out, ",\n     ");
        gen_literal(&out, po.all[i].to);
        buf_c(&out, "},\n");
    }
    buf_fmt(&out, "    {NULL, NULL},\n};\nconst size_t %s_count = %zu;\n", argv[3], po.count);
    gen_write(argv[2], buf_str(&out));
    return 0;
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mkmigrations OUT.c NNNN-name.sql ... - the steps of the schema become one table in the program (store/db.h).
//
// A step is run once, in a transaction, in the order of its number; so a file that was released is never changed, and
// what must be different is a next file. Words that engines spell differently are written {id} (a number that
// the store gives out), {int}, {bytes} and {strict}.
#include "gen.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *word, *sqlite;
} words[] = {{"{id}", "INTEGER PRIMARY KEY"}, {"{int}", "INTEGER"}, {"{bytes}", "BLOB"}, {"{strict}", "STRICT"}};

typedef struct Step {
    const char *path;
    Str name;
    int64_t number;
} Step;

static Step step_of(const char *path)
{
    Str name = gen_stem(path), rest = name;
    Str number = str_cut(&rest, '-');
    Step step = {.path = path, .name = rest};
    if (number.n != 4 || rest.n == 0 || str_int(number, 1, 9999, &step.number) != OK)
        gen_fail(path, 0, "a migration is called NNNN-name.sql, numbered from 0001");
    return step;
}

static int by_number(const void *a, const void *b)
{
    const Step *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

static Str in_words_of_sqlite(Arena *mem, const Step *step, Str sql)
{
    Buf b = buf_new(mem, GEN_FILE_MAX);
    int line = 1;
    for (size_t i = 0; i < sql.n; i++) {
        if (sql.p[i] == '\n') line++;
        if (sql.p[i] != '{') {
            buf_char(&b, sql.p[i]);
            continue;
        }
        Str rest = {sql.p + i, sql.n - i};
        size_t k = 0;
        while (k < COUNT(words) && !str_starts(rest, str_c(words[k].word))) k++;
        if (k == COUNT(words)) gen_fail(step->path, line, "after \"{\" comes id}, int}, bytes} or strict}");
        buf_c(&b, words[k].sqlite);
        i += strlen(words[k].word) - 1;
    }
    return buf_str(&b);
}

static void put_step(Arena *mem, Buf *out, const Step *step)
{
    Str sql = in_words_of_sqlite(mem, step, gen_read(mem, step->path));
    buf_fmt(out, "    {%lld, \"%.*s\",", (long long)step->number, STR_ARG(step->name));
    while (sql.n) {
        size_t before = sql.n;
        Str line = str_cut(&sql, '\n');
        buf_c(out, "\n     ");
        gen_literal(out, (Str){line.p, before - sql.n});
    }
    buf_c(out, "},\n");
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: mkmigrations OUT.c [NNNN-name.sql ...]\n");
        return 2;
    }
    CLEANUP(arena_freep) Arena *mem = arena_new(GEN_MEMORY_MAX);
    size_t count = (size_t)argc - 2; // none is fine: a house without a store
    Step *steps = NEW_ARRAY(mem, Step, count);
    for (size_t i = 0; i < count; i++) steps[i] = step_of(argv[i + 2]);
    qsort(steps, count, sizeof *steps, by_number);
    Buf out = buf_new(mem, GEN_FILE_MAX);
    buf_c(&out, "// Made by mkmigrations. Do not edit.\n#include \"store/db.h\"\n\nconst Migration migrations[] = {\n");
    for (size_t i = 0; i < count; i++) {
        if (i && steps[i].number == steps[i - 1].number)
            gen_fail(steps[i].path, 0, "has the same number as %s", gen_basename(steps[i - 1].path));
        put_step(mem, &out, &steps[i]);
    }
    buf_c(&out, "    {0, NULL, NULL},\n};\n");
    gen_write(argv[1], buf_str(&out));
    return 0;
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// tools/tidy finds what it is for, and leaves alone what only looks like it. It runs on a small tree of our own.
#include "unit.h"

#include "base/buf.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SPDX "// SPDX-FileCopyrightText: Baken contributors\n// SPDX-License-Identifier: EUPL-1.2\n"

static char root[] = "/tmp/baken-tidy-XXXXXX";
static Arena *mem;

static char *in_root(const char *path) { return str_z(mem, str_fmt(mem, "%s/%s", root, path)); }

static void put(const char *path, const char *content)
{
    FILE *f = fopen(in_root(path), "wb");
    assert_non_null(f);
    fputs(content, f);
    assert_int_equal(fclose(f), 0);
}

static Str tidy(int *ret_code)
{
    FILE *f = popen(str_z(mem, str_fmt(mem, TOOLS_FOLDER "/tidy %s", root)), "r");
    assert_non_null(f);
    Buf b = buf_new(mem, KB(64));
    for (int c; (c = fgetc(f)) != EOF;) buf_char(&b, (char)c);
    *ret_code = WEXITSTATUS(pclose(f));
    return buf_str(&b);
}

// Writes one file, and says what tidy prints about it.
static Str about(const char *path, const char *content)
{
    int code;
    put(path, content);
    Str said = tidy(&code);
    unlink(in_root(path));
    return said;
}

static void finds(const char *path, const char *content, const char *says)
{
    Str said = about(path, content);
    if (!str_has(said, str_c(says))) print_error("on %s:\n%s\nsaid: %.*s\n", path, content, STR_ARG(said));
    assert_true(str_has(said, str_c(says)));
}

static void passes(const char *path, const char *content)
{
    Str said = about(path, content);
    if (str_has(said, str_c(path))) print_error("on %s:\n%s\nsaid: %.*s\n", path, content, STR_ARG(said));
    assert_false(str_has(said, str_c(path)));
}

static void floors_are_kept(void **state)
{
    (void)state;
    finds("src/store/a.c", SPDX "#include \"signal/b.h\"\n", "src/store/a.c:3: layer: signal stands above store");
    finds("src/html/a.c", SPDX "#include \"store/db.h\"\n", "layer: html is pure");
    finds("src/store/a.c", SPDX "#include \"nothing/b.h\"\n", "layer: nothing is no module");
    finds("src/signal/a.c", SPDX "#include <sqlite3.h>\n", "library: <sqlite3.h> belongs to src/store");
    finds("src/signal/a.c", SPDX "#include \"store/db_sql.h\"\n", "edge: store/db_sql.h is for src/store alone");
    passes("src/signal/a.c", SPDX "#include \"signal/b_sql.h\"\n#include \"clock/clock.h\"\n");
    finds("src/signal/a.c", SPDX "#include \"guide/guide.h\"\n", "edge: signal does not know guide");
    finds("src/clock/a.c", SPDX "#include \"signal/b.h\"\n", "layer: signal stands above clock");
    passes("src/store/a.c", SPDX "#include \"store/db.h\"\n#include \"base/str.h\"\n#include <sqlite3.h>\n");
}

static void no_call_is_made_twice(void **state)
{
    (void)state;
    finds("src/store/a.c", SPDX "\nf(STR_ARG(str_cut(&rest, '/')));\n", "src/store/a.c:4: twice: str_cut()");
    finds("src/store/a.c", SPDX "f(STR_ARG(rows[next(\n&i)].name));\n", "twice: next()");
    passes("src/store/a.c", SPDX "f(STR_ARG(rows[i].name), g(x), STR_ARG((Str){p, sizeof(q)}), STR_ARG(S(\"x\")));\n");
}

static void what_is_logged_has_words(void **state)
{
    (void)state;
    assert_int_equal(mkdir(in_root("src/admin"), 0755), 0);
    put("src/admin/ledger_words.c",
        SPDX "{\"case.open\", x},\n{\"case.read\", x},\n{\"case.\", x},\n{\"desk.add\", x},\n");
    passes("src/signal/a.c", SPDX "req_log(rq, y ? \"case.open\" : \"case.read\", \"case\", 1, S(\"a.csv\"));\n");
    passes("src/signal/a.c", SPDX "Entry e = {.action = S(\"case.open\"), .purpose = S(\"a.b\")};\n");
    finds("src/signal/a.c", SPDX "req_log(rq, y ? \"case.open\" :\n\"case.shut\", z);\n", "logged: case.shut has no");
    finds("src/signal/a.c", SPDX "Entry e = {.action = S(\"case.shut\")};\n", "logged: case.shut has no words");
    finds("src/signal/a.c", SPDX "req_log(rq, \"desk.add\", z);\n", "logged: no kind desk. to look for");
    unlink(in_root("src/admin/ledger_words.c"));
    assert_int_equal(rmdir(in_root("src/admin")), 0);
}

static void calls_are_banned_but_not_words(void **state)
{
    (void)state;
    finds("src/store/a.c", SPDX "\nint a = atoi(z);\n", "src/store/a.c:4: banned: atoi(); use str_int");
    finds("src/store/a.c", SPDX "snprintf(a, b, c);\n", "banned: snprintf()");
    passes("src/store/a.c",
           SPDX "// atoi(z)\n/* gets(x) */ char *a = \"system(b)\", c = '\"'; my_rand(1); strcpy_s(2);\n");
}

static void sql_stays_in_sql_files(void **state)
{
    (void)state;
    finds("src/signal/a.c", SPDX "x(\"SELECT a FROM b\");\n", "src/signal/a.c:3: sql:");
    passes("src/signal/a.c", SPDX "// SELECT a FROM b\nx(\"select one\"); SELECT (a);\n");
    passes("src/store/a.c", SPDX "x(\"SELECT a FROM b\");\n");
}

static void unfinished_work_is_found(void **state)
{
    (void)state;
    finds("src/signal/a.sql",
          "-- TO"
          "DO later\n",
          "src/signal/a.sql:1: unfinished:");
    finds("src/signal/a.c",
          SPDX "// FIX"
               "ME\n",
          "unfinished:");
}

static void sizes_have_limits(void **state)
{
    (void)state;
    Buf b = buf_new(mem, KB(64));
    buf_c(&b, SPDX "void f(void)\n{\n");
    for (int i = 0; i < 68; i++) buf_c(&b, "    x();\n");
    buf_c(&b, "}\n");
    passes("src/store/a.c", str_z(mem, buf_str(&b)));
    Str longer = str_fmt(mem, "%s    x();\n    x();\n}\n", str_z(mem, str_head(buf_str(&b), b.n - 2)));
    finds("src/store/a.c", str_z(mem, longer), "src/store/a.c:4: function: 72 lines; at most 70");
    b = buf_new(mem, KB(64));
    buf_c(&b, SPDX "// ");
    for (int i = 0; i < 117; i++) buf_c(&b, "é"); // columns are characters
    passes("src/store/a.c", str_z(mem, buf_str(&b)));
    buf_c(&b, "x");
    finds("src/store/a.c", str_z(mem, buf_str(&b)), "columns: 121 columns; at most 120");
}

static void headers_and_licences(void **state)
{
    (void)state;
    finds("src/store/a.h", SPDX "#pragma once\n", "header: begins with \"// a.h - ");
    finds("src/store/a.h", SPDX "// a.h - something.\n", "header: has no #pragma once");
    passes("src/store/a.h", SPDX "// a.h - something.\n#pragma once\n");
    finds("src/store/a.c", "int a;\n", "src/store/a.c:1: licence:");
    finds("src/signal/a.html", "{{ a | raw }}\n", "src/signal/a.html:1: raw:");
}

static void what_is_over_a_ceiling_fails(void **state)
{
    (void)state;
    int code;
    Str said = tidy(&code);
    assert_int_equal(code, 0);
    assert_true(str_has(said, S(" passed, 0 failed\n")));
    put("src/store/a.c", SPDX "#include \"signal/b.h\"\n");
    said = tidy(&code);
    unlink(in_root("src/store/a.c"));
    assert_int_equal(code, 1);
    assert_true(str_has(said, S("layer: 1 found, 0 allowed: FAILED\n")));
    assert_true(str_ends(said, S(" passed, 1 failed\n")));
}

static const char *const folders[] = {"src", "src/store", "src/html", "src/clock", "src/signal"};

static int begin(void **state)
{
    (void)state;
    mem = arena_new(MB(4));
    if (!mkdtemp(root)) return 1;
    for (size_t i = 0; i < COUNT(folders); i++) mkdir(in_root(folders[i]), 0700);
    put("src/CMakeLists.txt", "# SPDX-FileCopyrightText: Baken contributors\n# SPDX-License-Identifier: EUPL-1.2\n"
                              "foreach(module base store\n  html app clock guide signal)\n");
    return 0;
}

static int end(void **state)
{
    (void)state;
    unlink(in_root("src/CMakeLists.txt"));
    for (size_t i = COUNT(folders); i-- > 0;) rmdir(in_root(folders[i]));
    rmdir(root);
    arena_free(mem);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(floors_are_kept),
        cmocka_unit_test(no_call_is_made_twice),
        cmocka_unit_test(what_is_logged_has_words),
        cmocka_unit_test(calls_are_banned_but_not_words),
        cmocka_unit_test(sql_stays_in_sql_files),
        cmocka_unit_test(unfinished_work_is_found),
        cmocka_unit_test(sizes_have_limits),
        cmocka_unit_test(headers_and_licences),
        cmocka_unit_test(what_is_over_a_ceiling_fails),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The generators: what they make of tests/sample works, and what they must refuse they refuse, at the right line.
#include "unit.h"

#include "sample/note_sql.h"
#include "sample/page_html.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/baken-tools-XXXXXX";

// ---- templates ----

static Str render(Arena *mem, Lang lang, size_t n)
{
    static const Str names[] = {{"<a&b>", 5}, {"x y", 3}};
    Buf b = buf_new(mem, KB(64));
    Out o = {&b, lang, mem};
    sample_page(&o, names, n, 1795000000000);
    return buf_str(&b);
}

static void a_template_writes_its_page(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(256));
    assert_str(render(mem, LANG_NL, 2),
               "<!doctype html>\n"
               "<link rel=\"stylesheet\" href=\"/assets/x.css\"><script src=\"/assets/x.js\"></script>\n"
               "<h1>Sample &quot;title&quot;</h1>\n"
               "<ul>\n"
               "<li class=\"a small\"><a href=\"/signalen/0?q=%3Ca%26b%3E\">&lt;a&amp;b&gt;</a></li>\n"
               "<li class=\"a big\"><a href=\"/signalen/1?q=x%20y\">x y</a></li>\n"
               "</ul>\n\n"
               "<p>Nog 2 dagen</p>\n"
               "<input type=\"checkbox\" value=\"2\" >\n"
               "<a href=\"/\">Baken</a> <a\nhref=\"/loket\">&rarr; 1</a>\n"
               "<textarea>\n &lt;a&amp;b&gt;\n   x</textarea>\n"
               "<time datetime=\"2026-11-18T11:06:40Z\">18 november 2026, 12.06 uur</time>\n"
               "<p>a &amp; b</p>\n\n");
}

static void a_page_in_english_links_to_english(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(256));
    Str page = render(mem, LANG_EN, 1);
    assert_true(str_has(page, S("<a href=\"/en/signalen/0?")));
    assert_true(str_has(page, S("<a href=\"/en/\">Baken</a>")));
    assert_true(str_has(page, S("href=\"/en/loket\"")));
    assert_true(str_has(page, S("href=\"/assets/x.css\"")));
    assert_true(str_has(page, S("<input type=\"checkbox\" checked value=\"1\" data-x=\"1\">")));
    assert_true(str_has(page, S("18 November 2026, 12:06")));
}

// ---- statements ----

static void statements_become_functions(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    char path[64];
    snprintf(path, sizeof path, "%s/note.db", folder);
    CLEANUP(db_closep) Db *db = NULL;
    assert_ok(db_open(path, DB_WRITE, &db, NULL));
    assert_ok(q_note_make(db));
    NoteInsertRow row;
    char text[8];
    for (int i = 1; i <= 40; i++) { // more than the first room of a list
        snprintf(text, sizeof text, "n%d", i);
        assert_ok(q_note_insert(db, mem, i % 2, str_c(text), S("s\0t"), &row));
        assert_int_equal(row.id, i);
    }
    NoteGetRow note = {.id = 77};
    assert_int_equal(q_note_get(db, mem, 41, &note), E_NOTFOUND);
    assert_int_equal(note.id, 77); // untouched
    assert_ok(q_note_get(db, mem, 7, &note));
    assert_str(note.text, "n7");
    assert_true(str_eq(note.sealed, S("s\0t")));
    NoteGetRow *rows = NULL;
    size_t count = 0;
    assert_ok(q_note_list(db, mem, 1, 2, 18, &rows, &count));
    assert_int_equal(count, 18);
    assert_int_equal(rows[0].id, 3);
    assert_int_equal(rows[17].id, 37);
    int64_t changed = -1;
    assert_ok(q_note_rename(db, 7, S("other"), &changed));
    assert_int_equal(changed, 1);
    assert_ok(q_note_rename(db, 7, S("other"), &changed));
    assert_int_equal(changed, 0);
    assert_int_equal(q_note_any(db, mem, &note), E_BUG); // promised one row
    assert_string_equal(note_statements.file, "note.sql");
    assert_int_equal(note_statements.count, 6);
    assert_non_null(note_statements.defs[5]->scans);
}

// ---- what must be refused ----

static const struct Refusal {
    const char *tool, *ending, *input, *says;
} refusals[] = {
    {"mksql", "sql", "-- a(x int) none\nDELETE FROM t WHERE a = :y;", "in.sql:2: error: a: \":y\" is not a parameter"},
    {"mksql", "sql", "-- a(x int) none\n\nDELETE FROM t;", "in.sql:1: error: a: parameter x is not used"},
    {"mksql", "sql", "-- a(x number) none\nDELETE FROM t;", "in.sql:1: error: type of x must be int, text or bytes"},
    {"mksql", "sql", "-- a() few\nDELETE FROM t;", "in.sql:1: error: kind must be one, many, none or some"},
    {"mksql", "sql", "-- a() one\nSELECT 1;", "in.sql:1: error: name the columns"},
    {"mksql", "sql", "-- a() one: case int\nSELECT 1;", "in.sql:1: error: \"case\" cannot be a name in C"},
    {"mksql", "sql", "-- a() none\nDELETE FROM t\n-- b() none\nDELETE FROM u;", "in.sql:3: error: a new statement"},
    {"mksql", "sql", "-- a() none\nDELETE FROM t;\n-- a() none\nDELETE FROM t;", "in.sql:3: error: a stands twice"},
    {"mksql", "sql", "-- a() none\nDELETE FROM t; DELETE FROM u;", "in.sql:2: error: one statement to a name"},
    {"mksql", "sql", "-- a() none\nDELETE FROM t WHERE x = ?1;", "in.sql:2: error: write parameters as :name"},
    {"mksql", "sql", "-- just words\nDELETE FROM t;", "in.sql:2: error: SQL without a name"},
    {"mksql", "sql", "-- a() many like b\nSELECT 1;", "in.sql:1: error: like b: no such statement"},
    {"mksql", "sql", "-- a() none\nDELETE FROM t", "in.sql:1: error: a does not end with \";\""},
    {"mktmpl", "html", "{{ define p(Out *o) }}\n<p>\n{{ if a }}\n{{ end }}", "in.html:1: error: this block has no"},
    {"mktmpl", "html", "{{ define p(Out *o) }}\n{{ end }}\n{{ end }}", "in.html:3: error: end without a block"},
    {"mktmpl", "html", "{{ define p(Out *o) }}\n<a href={{ x | url }}>", "in.html:2: error: the value of href must"},
    {"mktmpl", "html", "{{ define p(Out *o) }}\n<a {{ x }}>", "in.html:2: error: a value cannot stand inside a tag"},
    {"mktmpl", "html", "{{ define p(Out *o) }}<script>\nlet a = \"{{ x }}\";</script>", "error: <script> stays empty"},
    {"mktmpl", "html", "{{ define p(Out *o) }}<style>p { color: {{ x }} }</style>", "error: <style> stays empty"},
    {"mktmpl", "html", "{{ define p(Out *o) }}<p onclick=\"x\">", "in.html:1: error: no event attributes (onclick)"},
    {"mktmpl", "html", "{{ define p(Out *o) }}<p STYLE=\"x\">", "in.html:1: error: no style attributes"},
    {"mktmpl", "html", "{{ define p(Out *o) }}\n\n{{ x | html }}", "in.html:3: error: unknown filter \"html\""},
    {"mktmpl", "html", "{{ define p(Out *o) }}<a href=\"{{ x }}\">", "a value that begins href needs \"| url\""},
    {"mktmpl", "html", "{{ define p(Out *o) }}<p title=\"{{ x | raw }}\">", "\"| raw\" cannot stand in an attribute"},
    {"mktmpl", "html", "{{ define p(Out *o) }}{{ x | url }}", "\"| url\" is for attributes"},
    {"mktmpl", "html", "{{ define p(Out *o) }}{{ if x }}<p {{ end }}>", "begins in text and ends inside a tag"},
    {"mktmpl", "html", "{{ define p(Out *o) }}<p title=\"{{ if x }}\">{{ else }}b\">{{ end }}", "attribute and ends"},
    {"mktmpl", "html", "{{ define p(Out *o) }}\n<p>Kies een loket</p>", "in.html:2: error: \"Kies\": text for people"},
    {"mktmpl", "html", "<p>hello</p>", "in.html:1: error: text outside a define"},
    {"mktmpl", "html", "{{ define p(int x) }}", "in.html:1: error: define name(Out *o, ...) is expected"},
    {"mktmpl", "html", "{{ define p(Out *o) }}\n{{ x ", "in.html:2: error: \"}}\" is missing"},
    {"mktmpl", "html", "{{ define p(Out *o) }}a < b", "in.html:1: error: write &lt;"},
    {"mktmpl", "html", "{{ define p(Out *o) }}{{_ text }}", "after {{_ comes a text between double quotes"},
    {"mktmpl", "html", "{{ define p(Out *o) }}<ul>\n<li>a\n</ul>{{ end }}", "in.html:3: error: </ul> while <li> of"},
    {"mktmpl", "html", "{{ define p(Out *o) }}{{ if x }}<p>{{ end }}</p>{{ end }}", "<p> of line 1 is not closed in"},
    {"mktmpl", "html", "{{ define p(Out *o) }}<p>{{ if x }}</p>{{ end }}{{ end }}", "</p> closes nothing that"},
    {"mktmpl", "html", "{{ define p(Out *o) }}<p>a{{ end }}", "<p> of line 1 is not closed"},
    {"mkpo", "po", "msgid \"a %d\"\nmsgstr \"b %s\"\n", "in.po:1: error: the translation has other % conversions"},
    {"mkpo", "po", "msgid \"a\"\nmsgstr \"b\"\n\nmsgid \"a\"\nmsgstr \"c\"\n", "in.po:4: error: this text was"},
    {"mkpo", "po", "msgctxt \"a\"\n", "in.po:1: error: only msgid and msgstr"},
};

static Str run(Arena *mem, const char *command, int *ret_status)
{
    FILE *f = popen(command, "r");
    assert_non_null(f);
    Buf b = buf_new(mem, KB(64));
    char chunk[1024];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;) buf_bytes(&b, chunk, n);
    *ret_status = pclose(f);
    return buf_str(&b);
}

static void write_input(const char *path, const char *text)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static void mistakes_are_refused(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    for (size_t i = 0; i < COUNT(refusals); i++) {
        const struct Refusal *r = &refusals[i];
        char *in = str_z(mem, str_fmt(mem, "%s/in.%s", folder, r->ending));
        write_input(in, r->input);
        int status;
        Str command = str_fmt(mem, TOOLS_FOLDER "/%s %s %s/out name 2>&1", r->tool, in, folder);
        Str said = run(mem, str_z(mem, command), &status);
        if (!str_has(said, str_c(r->says))) print_error("%s on:\n%s\nsaid: %.*s\n", r->tool, r->input, STR_ARG(said));
        assert_true(str_has(said, str_c(r->says)));
        assert_int_equal(WEXITSTATUS(status), 1);
        assert_int_not_equal(access(str_z(mem, str_fmt(mem, "%s/out.c", folder)), F_OK), 0); // nothing half-made
        unlink(in);
    }
}

static void migrations_are_numbered(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    char *one = str_z(mem, str_fmt(mem, "%s/0001-a.sql", folder));
    char *two = str_z(mem, str_fmt(mem, "%s/0001-b.sql", folder));
    char *out = str_z(mem, str_fmt(mem, "%s/m.c", folder));
    write_input(one, "CREATE TABLE a (id {id}, n {int} NOT NULL, b {bytes} NOT NULL) {strict};\nDROP TRIGGER t;\n");
    write_input(two, "-- x\nCREATE TABLE b (id {key});\n");
    int status;
    Str said = run(mem, str_z(mem, str_fmt(mem, TOOLS_FOLDER "/mkmigrations %s %s && cat %s", out, one, out)), &status);
    assert_int_equal(status, 0);
    assert_true(str_has(said, S("{1, \"a\",")));
    assert_true(str_has(said, S("a (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, b BLOB NOT NULL) STRICT;")));
    assert_true(str_has(said, S("DROP TRIGGER t;")) && str_has(said, S("DROP FUNCTION t() CASCADE;")));
    said = run(mem, str_z(mem, str_fmt(mem, TOOLS_FOLDER "/mkmigrations %s %s 2>&1", out, two)), &status);
    assert_true(str_has(said, S("0001-b.sql:2: error: after \"{\" comes")));
    write_input(two, "SELECT 1;\n");
    said = run(mem, str_z(mem, str_fmt(mem, TOOLS_FOLDER "/mkmigrations %s %s %s 2>&1", out, one, two)), &status);
    assert_true(str_has(said, S("has the same number as")));
    unlink(one);
    unlink(two);
    unlink(out);
}

static void texts_are_listed(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    int status;
    Str said = run(mem, TOOLS_FOLDER "/mktmpl --texts tests/sample/page.html", &status);
    assert_int_equal(status, 0);
    assert_str(said, "#: tests/sample/page.html:13\nmsgid \"Sample \\\"title\\\"\"\nmsgstr \"\"\n\n"
                     "#: tests/sample/page.html:22\nmsgid \"Leeg\"\nmsgstr \"\"\n\n"
                     "#: tests/sample/page.html:24\nmsgid \"een\"\nmsgstr \"\"\n\n"
                     "#: tests/sample/page.html:24\nmsgid \"veel\"\nmsgstr \"\"\n\n"
                     "#: tests/sample/page.html:26\nmsgid \"Nog %d dagen\"\nmsgstr \"\"\n\n"
                     "#: tests/sample/page.html:28\nmsgid \"geen\"\nmsgstr \"\"\n\n");
}

int main(void)
{
    if (!mkdtemp(folder)) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_template_writes_its_page),  cmocka_unit_test(a_page_in_english_links_to_english),
        cmocka_unit_test(statements_become_functions), cmocka_unit_test(mistakes_are_refused),
        cmocka_unit_test(migrations_are_numbered),     cmocka_unit_test(texts_are_listed),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    static const char *const names[] = {"note.db", "note.db-wal", "note.db-shm"};
    for (size_t i = 0; i < COUNT(names); i++) {
        char name[64];
        snprintf(name, sizeof name, "%s/%s", folder, names[i]);
        unlink(name);
    }
    rmdir(folder);
    return failed;
}

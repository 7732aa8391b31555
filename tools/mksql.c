// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mksql IN.sql OUT_BASE INCLUDE_NAME - named SQL statements become typed C functions.
//
//   -- signal_tray(org int, before int, max int) many: id int, form text, sealed bytes
//   -- What the statement is for; these lines become the comment of the function.
//   SELECT s.id, s.form, s.sealed FROM signal s WHERE s.org = :org AND s.id < :before ORDER BY s.id DESC LIMIT :max;
//
// Kinds, and the function each makes:
//   one: columns     Err q_name(Db *db, Arena *mem, params, NameRow *ret_row)            E_NOTFOUND without a row
//   many: columns    Err q_name(Db *db, Arena *mem, params, NameRow **ret_rows, size_t *ret_count)
//   none             Err q_name(Db *db, params)
//   some             Err q_name(Db *db, params, int64_t *ret_changed)                     how many rows it changed
// "one like other" and "many like other" take the row type of an earlier statement of the same file.
// Types: int (int64_t), text and bytes (Str, in mem). A list may run on over lines that end with a comma.
// Every parameter must be used, as :name.
// A statement that must read a whole table says why on a comment line "-- scans: reason"; a test refuses the others.
#include "gen.h"
#include <stdio.h>

enum { FIELDS_MAX = 64, STATEMENTS_MAX = 200, LINES_MAX = 20 };

typedef struct Field {
    Str name;
    char type; // 'i' 's' 'b'
    bool used;
} Field;

typedef enum Kind { ONE, MANY, NONE, SOME } Kind;

typedef struct Statement {
    Str name, row_type;
    Kind kind;
    int line;
    Field params[FIELDS_MAX], columns[FIELDS_MAX];
    size_t param_count, column_count;
    bool own_row; // not "like" another
    Str doc[LINES_MAX];
    size_t doc_count;
    Str scans;
    Str sql;
} Statement;

typedef struct Source {
    Arena *mem;
    const char *path;
    Str rest;
    int line; // of the line last taken
    Statement *all;
    size_t count;
} Source;

static bool next_line(Source *src, Str *ret_line)
{
    if (src->rest.n == 0) return false;
    *ret_line = str_cut(&src->rest, '\n');
    src->line++;
    return true;
}

static Str comment_of(Str line)
{
    return str_starts(line, S("--")) ? str_trim((Str){line.p + 2, line.n - 2}) : STR_NONE;
}

static void skip_space(Str *rest)
{
    while (rest->n && (rest->p[0] == ' ' || rest->p[0] == '\t')) {
        rest->p++;
        rest->n--;
    }
}

static bool take_char(Str *rest, char c)
{
    skip_space(rest);
    if (rest->n == 0 || rest->p[0] != c) return false;
    rest->p++;
    rest->n--;
    return true;
}

static Str take_word(Str *rest)
{
    skip_space(rest);
    return gen_word(rest);
}

static bool starts_statement(Str line)
{
    Str rest = comment_of(line);
    Str word = gen_word(&rest);
    return word.n > 0 && rest.n > 0 && rest.p[0] == '(';
}

// "id int, form text" up to a closing parenthesis or the end.
static size_t take_fields(const Source *src, Str *rest, Field *fields)
{
    size_t count = 0;
    do {
        skip_space(rest);
        if (count == 0 && (rest->n == 0 || rest->p[0] == ')')) return 0;
        Str name = take_word(rest), type = take_word(rest);
        if (!gen_is_name(name)) gen_fail(src->path, src->line, "\"%.*s\" cannot be a name in C", STR_ARG(name));
        char t = str_eq_c(type, "int") ? 'i' : str_eq_c(type, "text") ? 's' : str_eq_c(type, "bytes") ? 'b' : 0;
        if (!t)
            gen_fail(src->path, src->line, "type of %.*s must be int, text or bytes, not \"%.*s\"", STR_ARG(name),
                     STR_ARG(type));
        if (count == FIELDS_MAX) gen_fail(src->path, src->line, "more than %d fields", FIELDS_MAX);
        for (size_t i = 0; i < count; i++)
            if (str_eq(fields[i].name, name)) gen_fail(src->path, src->line, "%.*s stands twice", STR_ARG(name));
        fields[count++] = (Field){.name = name, .type = t};
    } while (take_char(rest, ','));
    return count;
}

static Str camel_row(Arena *mem, Str name)
{
    Buf b = buf_new(mem, KB(1));
    bool up = true;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (c != '_') buf_char(&b, (char)(up && c >= 'a' && c <= 'z' ? c - 32 : c));
        up = c == '_';
    }
    buf_c(&b, "Row");
    return buf_str(&b);
}

static Statement *find(Source *src, Str name)
{
    for (size_t i = 0; i < src->count; i++)
        if (str_eq(src->all[i].name, name)) return &src->all[i];
    return NULL;
}

static void take_like(Source *src, Statement *st, Str name)
{
    const Statement *other = find(src, name);
    if (!other || other->column_count == 0)
        gen_fail(src->path, src->line, "like %.*s: no such statement with columns above", STR_ARG(name));
    for (size_t i = 0; i < other->column_count; i++) st->columns[i] = other->columns[i];
    st->column_count = other->column_count;
    st->row_type = other->row_type;
}

static void take_kind(Source *src, Statement *st, Str *rest)
{
    Str kind = take_word(rest);
    st->kind = str_eq_c(kind, "one") ? ONE : str_eq_c(kind, "many") ? MANY : str_eq_c(kind, "none") ? NONE : SOME;
    if (st->kind == SOME && !str_eq_c(kind, "some"))
        gen_fail(src->path, src->line, "kind must be one, many, none or some, not \"%.*s\"", STR_ARG(kind));
    if (st->kind == NONE || st->kind == SOME) return;
    if (take_char(rest, ':')) {
        st->column_count = take_fields(src, rest, st->columns);
        st->row_type = camel_row(src->mem, st->name);
        st->own_row = true;
    } else if (str_eq_c(take_word(rest), "like")) {
        take_like(src, st, take_word(rest));
    }
    if (st->column_count == 0)
        gen_fail(src->path, src->line, "name the columns: \"%.*s: a int, b text\"", STR_ARG(kind));
}

// The first comment line, joined with the next as long as it ends with a comma.
static void take_signature(Source *src, Statement *st, Str line)
{
    Buf b = buf_new(src->mem, KB(16));
    buf_add(&b, comment_of(line));
    while (str_ends(buf_str(&b), S(","))) {
        if (!next_line(src, &line) || comment_of(line).n == 0)
            gen_fail(src->path, src->line, "the list ends with a comma");
        buf_char(&b, ' ');
        buf_add(&b, comment_of(line));
    }
    Str rest = buf_str(&b);
    st->line = src->line;
    st->name = take_word(&rest);
    if (!gen_is_name(st->name)) gen_fail(src->path, src->line, "\"%.*s\" cannot be a name in C", STR_ARG(st->name));
    if (find(src, st->name)) gen_fail(src->path, src->line, "%.*s stands twice", STR_ARG(st->name));
    take_char(&rest, '(');
    st->param_count = take_fields(src, &rest, st->params);
    for (size_t i = 0; i < st->param_count; i++)
        if (str_eq_c(st->params[i].name, "db") || str_eq_c(st->params[i].name, "mem") ||
            str_starts(st->params[i].name, S("ret_")))
            gen_fail(src->path, src->line, "a parameter cannot be called %.*s", STR_ARG(st->params[i].name));
    if (!take_char(&rest, ')')) gen_fail(src->path, src->line, "expected \")\" before \"%.*s\"", STR_ARG(rest));
    take_kind(src, st, &rest);
    if (str_trim(rest).n) gen_fail(src->path, src->line, "not understood: \"%.*s\"", STR_ARG(rest));
}

static int param_number(Source *src, Statement *st, Str name)
{
    for (size_t i = 0; i < st->param_count; i++)
        if (str_eq(st->params[i].name, name)) {
            st->params[i].used = true;
            return (int)i + 1;
        }
    gen_fail(src->path, src->line, "%.*s: \":%.*s\" is not a parameter", STR_ARG(st->name), STR_ARG(name));
}

// One line of SQL: comments go, :name becomes ?N. Returns true when the statement ended. *quote carries over lines.
static bool take_sql_line(Source *src, Statement *st, Str line, char *quote, Buf *out)
{
    for (size_t i = 0; i < line.n; i++) {
        char c = line.p[i], next = i + 1 < line.n ? line.p[i + 1] : 0;
        if (*quote) {
            if (c == *quote) *quote = 0;
        } else if (c == '\'' || c == '"') {
            *quote = c;
        } else if (c == '-' && next == '-') {
            break;
        } else if (c == ';') {
            Str after = str_trim((Str){line.p + i + 1, line.n - i - 1});
            if (after.n && !str_starts(after, S("--")))
                gen_fail(src->path, src->line, "one statement to a name: text behind \";\"");
            return true;
        } else if (c == '?' || c == '$') {
            gen_fail(src->path, src->line, "write parameters as :name");
        } else if (c == ':') {
            Str rest = {line.p + i + 1, line.n - i - 1};
            Str name = gen_word(&rest);
            if (name.n == 0) gen_fail(src->path, src->line, "\":\" without a name");
            buf_fmt(out, "?%d", param_number(src, st, name));
            i += name.n;
            continue;
        }
        buf_char(out, c);
    }
    buf_char(out, '\n');
    return false;
}

static void take_body(Source *src, Statement *st)
{
    Buf sql = buf_new(src->mem, KB(64));
    Str line;
    char quote = 0;
    bool begun = false, ended = false;
    while (!ended) {
        if (!next_line(src, &line)) gen_fail(src->path, st->line, "%.*s does not end with \";\"", STR_ARG(st->name));
        if (starts_statement(line) && !quote)
            gen_fail(src->path, src->line, "a new statement begins before %.*s ended with \";\"", STR_ARG(st->name));
        if (!begun && comment_of(line).n) {
            if (st->doc_count == LINES_MAX) gen_fail(src->path, src->line, "more than %d comment lines", LINES_MAX);
            Str doc = comment_of(line);
            if (str_starts(doc, S("scans:"))) st->scans = str_trim((Str){doc.p + 6, doc.n - 6});
            st->doc[st->doc_count++] = doc;
            continue;
        }
        if (!begun && str_trim(line).n == 0) continue;
        begun = true;
        ended = take_sql_line(src, st, line, &quote, &sql);
    }
    st->sql = str_trim(buf_str(&sql));
    if (st->sql.n == 0) gen_fail(src->path, st->line, "%.*s has no SQL", STR_ARG(st->name));
    for (size_t i = 0; i < st->param_count; i++)
        if (!st->params[i].used)
            gen_fail(src->path, st->line, "%.*s: parameter %.*s is not used", STR_ARG(st->name),
                     STR_ARG(st->params[i].name));
}

static void parse(Source *src)
{
    Str line;
    while (next_line(src, &line)) {
        if (starts_statement(line)) {
            if (src->count == STATEMENTS_MAX) gen_fail(src->path, src->line, "more than %d statements", STATEMENTS_MAX);
            Statement *st = &src->all[src->count];
            take_signature(src, st, line);
            take_body(src, st);
            src->count++;
        } else if (!str_starts(line, S("--")) && str_trim(line).n) {
            gen_fail(src->path, src->line, "SQL without a name: begin with \"-- name(params) one|many|none|some\"");
        }
    }
    if (src->count == 0) gen_fail(src->path, src->line, "no statement in this file");
}

// ---- output ----

static const char *c_type(char type) { return type == 'i' ? "int64_t " : "Str "; }
static const char *suffix(char type) { return type == 'i' ? "int" : type == 's' ? "text" : "bytes"; }

static void put_prototype(Buf *out, const Statement *st)
{
    buf_fmt(out, "Err q_%.*s(Db *db", STR_ARG(st->name));
    if (st->column_count) buf_c(out, ", Arena *mem");
    for (size_t i = 0; i < st->param_count; i++)
        buf_fmt(out, ", %s%.*s", c_type(st->params[i].type), STR_ARG(st->params[i].name));
    if (st->kind == ONE) buf_fmt(out, ", %.*s *ret_row", STR_ARG(st->row_type));
    if (st->kind == MANY) buf_fmt(out, ", %.*s **ret_rows, size_t *ret_count", STR_ARG(st->row_type));
    if (st->kind == SOME) buf_c(out, ", int64_t *ret_changed");
    buf_char(out, ')');
}

static void put_header(Buf *out, const Source *src)
{
    buf_fmt(out, "// Made by mksql from %s. Do not edit.\n#pragma once\n#include \"store/db.h\"\n",
            gen_basename(src->path));
    for (size_t k = 0; k < src->count; k++) {
        const Statement *st = &src->all[k];
        buf_char(out, '\n');
        if (st->own_row) {
            buf_fmt(out, "typedef struct %.*s {\n", STR_ARG(st->row_type));
            for (size_t i = 0; i < st->column_count; i++)
                buf_fmt(out, "    %s%.*s;\n", c_type(st->columns[i].type), STR_ARG(st->columns[i].name));
            buf_fmt(out, "} %.*s;\n", STR_ARG(st->row_type));
        }
        for (size_t i = 0; i < st->doc_count; i++) buf_fmt(out, "// %.*s\n", STR_ARG(st->doc[i]));
        put_prototype(out, st);
        buf_c(out, " MUST_USE;\n");
    }
    buf_fmt(out, "\nextern const StmtList %.*s_statements;\n", STR_ARG(gen_stem(src->path)));
}

static void put_definition(Buf *out, const Statement *st)
{
    buf_fmt(out, "\nstatic const StmtDef def_%.*s = {\n    .name = \"%.*s\",\n    .sql =", STR_ARG(st->name),
            STR_ARG(st->name));
    for (Str rest = st->sql; rest.n;) {
        size_t before = rest.n;
        Str line = str_cut(&rest, '\n');
        buf_c(out, "\n        ");
        gen_literal(out, (Str){line.p, before - rest.n}); // with its line end
    }
    buf_c(out, ",\n    .params = \"");
    for (size_t i = 0; i < st->param_count; i++) buf_char(out, st->params[i].type);
    buf_c(out, "\",\n    .columns = \"");
    for (size_t i = 0; i < st->column_count; i++) buf_char(out, st->columns[i].type);
    buf_c(out, "\",\n    .scans = ");
    if (st->scans.n) gen_literal(out, st->scans);
    else buf_c(out, "NULL");
    buf_c(out, ",\n};\n");
}

static void put_row(Buf *out, const Statement *st, const char *indent)
{
    for (size_t i = 0; i < st->column_count; i++)
        buf_fmt(out, "%s.%.*s = stmt_col_%s(stmt_, %zu%s),\n", indent, STR_ARG(st->columns[i].name),
                suffix(st->columns[i].type), i, st->columns[i].type == 'i' ? "" : ", mem");
}

static void put_one(Buf *out, const Statement *st)
{
    buf_c(out, "    bool more_;\n    TRY(stmt_step(stmt_, &more_));\n    if (!more_) return E_NOTFOUND;\n");
    buf_fmt(out, "    %.*s row_ = {\n", STR_ARG(st->row_type));
    put_row(out, st, "        ");
    // A write with RETURNING is only complete when it was stepped to its end.
    buf_c(out, "    };\n    TRY(stmt_step(stmt_, &more_));\n    if (more_) return E_BUG;\n    *ret_row = row_;\n");
}

static void put_many(Buf *out, const Statement *st)
{
    buf_fmt(out, "    %.*s *rows_ = NULL;\n", STR_ARG(st->row_type));
    buf_c(out, "    size_t count_ = 0, room_ = 0;\n    bool more_;\n");
    buf_c(out, "    for (;;) {\n        TRY(stmt_step(stmt_, &more_));\n        if (!more_) break;\n"
               "        if (count_ == room_) {\n            room_ = room_ ? room_ * 2 : 16;\n");
    buf_fmt(out, "            %.*s *wider_ = NEW_ARRAY(mem, %.*s, room_);\n", STR_ARG(st->row_type),
            STR_ARG(st->row_type));
    buf_c(out, "            for (size_t i = 0; i < count_; i++) wider_[i] = rows_[i];\n"
               "            rows_ = wider_;\n        }\n");
    buf_fmt(out, "        rows_[count_++] = (%.*s){\n", STR_ARG(st->row_type));
    put_row(out, st, "            ");
    buf_c(out, "        };\n        if (mem && arena_full(mem)) return E_LIMIT;\n    }\n    *ret_rows = rows_;\n    *ret_count = count_;\n");
}

static void put_function(Buf *out, const Statement *st)
{
    buf_char(out, '\n');
    put_prototype(out, st);
    buf_c(out, "\n{\n");
    if (st->column_count) buf_c(out, "    (void)mem; // numbers need none\n");
    buf_fmt(out, "    CLEANUP(stmt_endp) Stmt *stmt_ = NULL;\n    TRY(db_stmt(db, &def_%.*s, &stmt_));\n",
            STR_ARG(st->name));
    for (size_t i = 0; i < st->param_count; i++)
        buf_fmt(out, "    stmt_%s(stmt_, %zu, %.*s);\n", suffix(st->params[i].type), i + 1,
                STR_ARG(st->params[i].name));
    if (st->kind == ONE) put_one(out, st);
    if (st->kind == MANY) put_many(out, st);
    if (st->kind == SOME)
        buf_c(out, "    bool more_;\n    TRY(stmt_step(stmt_, &more_));\n    *ret_changed = stmt_changes(stmt_);\n");
    buf_c(out, st->kind == NONE ? "    return stmt_run(stmt_);\n}\n" : "    return OK;\n}\n");
}

static void put_source(Buf *out, const Source *src, const char *include)
{
    Str stem = gen_stem(src->path);
    buf_fmt(out, "// Made by mksql from %s. Do not edit.\n#include \"%s\"\n", gen_basename(src->path), include);
    for (size_t i = 0; i < src->count; i++) {
        put_definition(out, &src->all[i]);
        put_function(out, &src->all[i]);
    }
    buf_fmt(out, "\nstatic const StmtDef *const defs[] = {\n");
    for (size_t i = 0; i < src->count; i++) buf_fmt(out, "    &def_%.*s,\n", STR_ARG(src->all[i].name));
    buf_fmt(out, "};\nconst StmtList %.*s_statements = {defs, COUNT(defs), \"%s\"};\n", STR_ARG(stem),
            gen_basename(src->path));
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: mksql IN.sql OUT_BASE INCLUDE_NAME\n");
        return 2;
    }
    CLEANUP(arena_freep) Arena *mem = arena_new(GEN_MEMORY_MAX);
    Source src = {.mem = mem, .path = argv[1], .rest = gen_read(mem, argv[1])};
    src.all = NEW_ARRAY(mem, Statement, STATEMENTS_MAX);
    parse(&src);
    Buf header = buf_new(mem, MB(4)), source = buf_new(mem, MB(16));
    put_header(&header, &src);
    put_source(&source, &src, argv[3]);
    gen_write(str_z(mem, str_fmt(mem, "%s.h", argv[2])), buf_str(&header));
    gen_write(str_z(mem, str_fmt(mem, "%s.c", argv[2])), buf_str(&source));
    return 0;
}

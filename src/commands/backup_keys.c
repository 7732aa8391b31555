// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// backup_keys.c - what opens records, as lines of text: out of a store, out of a copy of it, and back.
//
//   key KIND RECORD ORG MOMENT SUBMISSION BOX     mailbox SIGNAL SUBMISSION LOOKUP THREAD
//   fact FACT SUBMISSION BLIND                    person PERSON SUBMISSION NAME PHONE
//   erased KIND RECORD SUBMISSION MOMENT ACCOUNT REASON BASIS
// Bytes are hexadecimal, "-" when there are none. The submission (random, chosen when the record was made) tells that a
// record is the same one: a line goes back only there.
#include "commands/backup.h"
#include "commands/backup_sql.h"
#include "retention/retention.h"
#include "sys/file.h"
#include <string.h>

enum { ROWS = 500, LINE_MAX = 1024, FIELDS_MAX = 8, BYTES_MAX = 400, MODE = 0600 };

static const char *const kinds[] = {"signal",   "reporter",  "advice",           "referral",     "case", "person",
                                    "facility", "placement", "placement_person", "placement_ask"};

typedef struct Lines {
    FileOut *file;
    int64_t count;
} Lines;

static const char *hex(Arena *mem, Str bytes)
{
    return bytes.n ? str_z(mem, str_hex(mem, bytes.p, bytes.n)) : "-";
}

static bool known(Str kind)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_eq_c(kind, kinds[i])) return true;
    return false;
}

static Err write_records(Db *db, Lines *o, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(4)), *at = arena_new(KB(4));
    KeysRecordsRow *rows, last = {0};
    size_t n = ROWS;
    while (n == ROWS) {
        arena_reset(mem);
        TRY(q_keys_records(db, mem, last.kind, last.record, last.org, STR_NONE, ROWS, &rows, &n));
        for (size_t i = 0; i < n; i++) {
            const KeysRecordsRow *r = &rows[i];
            // A new kind of record must be added here, or backups would lose its keys without a word.
            if (!known(r->kind)) return why(w, E_BUG, "no backup knows records of the kind %.*s", STR_ARG(r->kind));
            if (r->submission.n == 0) continue; // the record is gone, its key opens nothing
            TRY(file_out_write(o->file, str_fmt(mem, "key %.*s %lld %lld %lld %s %s\n", STR_ARG(r->kind),
                                                (long long)r->record, (long long)r->org, (long long)r->created_at,
                                                hex(mem, r->submission), hex(mem, r->box))));
            o->count++;
        }
        if (n == 0) break;
        last = rows[n - 1];
        arena_reset(at);
        last.kind = str_dup(at, last.kind);
    }
    return OK;
}

static Err write_mailboxes(Db *db, Lines *o)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(4));
    KeysMailboxesRow *rows;
    int64_t after = 0;
    size_t n = ROWS;
    while (n == ROWS) {
        arena_reset(mem);
        TRY(q_keys_mailboxes(db, mem, after, ROWS, &rows, &n));
        for (size_t i = 0; i < n; i++)
            TRY(file_out_write(o->file, str_fmt(mem, "mailbox %lld %s %s %s\n", (long long)rows[i].id,
                                                hex(mem, rows[i].submission),
                                                hex(mem, rows[i].lookup), hex(mem, rows[i].thread))));
        if (n) after = rows[n - 1].id;
    }
    return OK;
}

static Err write_facts(Db *db, Lines *o)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(4));
    KeysFactsRow *rows;
    int64_t after = 0;
    size_t n = ROWS;
    while (n == ROWS) {
        arena_reset(mem);
        TRY(q_keys_facts(db, mem, after, ROWS, &rows, &n));
        for (size_t i = 0; i < n; i++)
            TRY(file_out_write(o->file,
                               str_fmt(mem, "fact %lld %s %s\n", (long long)rows[i].id,
                                       hex(mem, rows[i].submission), hex(mem, rows[i].blind))));
        if (n) after = rows[n - 1].id;
    }
    return OK;
}

static Err write_persons(Db *db, Lines *o)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(4));
    KeysPersonsRow *rows;
    int64_t after = 0;
    size_t n = ROWS;
    while (n == ROWS) {
        arena_reset(mem);
        TRY(q_keys_persons(db, mem, after, ROWS, &rows, &n));
        for (size_t i = 0; i < n; i++)
            TRY(file_out_write(o->file, str_fmt(mem, "person %lld %s %s %s\n", (long long)rows[i].id,
                                                hex(mem, rows[i].submission), hex(mem, rows[i].name),
                                                hex(mem, rows[i].phone))));
        if (n) after = rows[n - 1].id;
    }
    return OK;
}

static Err write_erased(Db *db, Lines *o)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(4)), *at = arena_new(KB(4));
    KeysErasedRow *rows, last = {0};
    size_t n = ROWS;
    while (n == ROWS) {
        arena_reset(mem);
        TRY(q_keys_erased(db, mem, last.kind, last.record, ROWS, &rows, &n));
        for (size_t i = 0; i < n; i++) {
            const KeysErasedRow *r = &rows[i];
            TRY(file_out_write(o->file,
                               str_fmt(mem, "erased %.*s %lld %s %lld %lld %.*s %s\n", STR_ARG(r->kind),
                                       (long long)r->record, hex(mem, r->submission), (long long)r->at,
                                       (long long)r->account, STR_ARG(r->reason), hex(mem, r->basis))));
        }
        if (n == 0) break;
        last = rows[n - 1];
        arena_reset(at);
        last.kind = str_dup(at, last.kind);
    }
    return OK;
}

Err keys_write(Db *db, const char *path, int64_t *ret_keys, Why *w)
{
    Lines o = {0};
    TRY(file_out_start(path, MODE, &o.file, w));
    Err e = db_snapshot(db);
    if (e == OK) e = write_records(db, &o, w);
    if (e == OK) e = write_mailboxes(db, &o);
    if (e == OK) e = write_facts(db, &o);
    if (e == OK) e = write_persons(db, &o);
    if (e == OK) e = write_erased(db, &o);
    db_snapshot_end(db);
    if (e == OK) e = file_out_keep(o.file);
    else file_out_drop(o.file);
    if (e == OK) *ret_keys = o.count;
    return e;
}

Err keys_strip(Db *db)
{
    TRY(db_begin(db));
    Err e = q_strip_sessions(db);
    if (e == OK) e = q_strip_guesses(db);
    if (e == OK) e = q_strip_records(db);
    if (e == OK) e = q_strip_mailboxes(db, STR_NONE);
    if (e == OK) e = q_strip_facts(db, STR_NONE);
    if (e == OK) e = q_strip_persons(db, STR_NONE);
    if (e == OK) return db_commit(db);
    db_rollback(db);
    return e;
}

// ---- back -----------------------------------------------------------------------------------------------------------

typedef struct Back {
    Db *db;
    Arena *mem; // emptied for each line
    BackupCount *count;
    int64_t line;
} Back;

static Err bytes_of(Arena *mem, Str text, Str *ret_bytes)
{
    *ret_bytes = STR_NONE;
    if (str_eq(text, S("-"))) return OK;
    if (text.n > 2 * BYTES_MAX || text.n % 2) return E_INPUT;
    char *p = arena_alloc(mem, text.n / 2 + 1);
    TRY(str_unhex(text, p, text.n / 2));
    *ret_bytes = (Str){p, text.n / 2};
    return OK;
}

typedef struct Line {
    Str field[FIELDS_MAX];
    size_t n;
    int64_t number[FIELDS_MAX];
    Str bytes[FIELDS_MAX];
} Line;

// shape: w a word, i a number, b bytes
static Err parse(Arena *mem, Str text, const char *shape, Line *ret_line)
{
    Line l = {0};
    for (Str rest = text; shape[l.n]; l.n++) {
        if (rest.n == 0) return E_INPUT;
        l.field[l.n] = str_cut(&rest, ' ');
        if (shape[l.n] == 'i') TRY(str_int(l.field[l.n], 0, INT64_MAX, &l.number[l.n]));
        if (shape[l.n] == 'b') TRY(bytes_of(mem, l.field[l.n], &l.bytes[l.n]));
        if (!shape[l.n + 1] && rest.n) return E_INPUT;
    }
    *ret_line = l;
    return OK;
}

// The data were copied before it was erased.
static Err put_erased(Back *b, Str text)
{
    Line l;
    bool erased;
    TRY(parse(b->mem, text, "wibiiwb", &l));
    const Erasure e = {.reason = str_eq(l.field[5], S("request")) ? "request" : "term",
                       .basis = l.bytes[6],
                       .by = {l.number[4]},
                       .at = l.number[3]};
    TRY(retention_erase_again(b->db, b->mem, l.field[0], l.number[1], l.bytes[2], &e, &erased));
    b->count->erased += erased;
    return OK;
}

static Err put_line(Back *b, Str text)
{
    Line l;
    int64_t changed = 0;
    Str rest = text, word = str_cut(&rest, ' ');
    if (str_eq(word, S("key"))) {
        TRY(parse(b->mem, rest, "wiiibb", &l));
        if (l.bytes[4].n == 0) return E_INPUT;
        Err e = q_back_record(b->db, l.field[0], l.number[1], l.bytes[4], l.number[2], l.number[3], l.bytes[5],
                              STR_NONE, &changed);
        b->count->keys += changed;
        return e;
    }
    if (str_eq(word, S("mailbox"))) {
        TRY(parse(b->mem, rest, "ibbb", &l));
        return q_back_mailbox(b->db, l.number[0], l.bytes[1], l.bytes[2], l.bytes[3], &changed);
    }
    if (str_eq(word, S("fact"))) {
        TRY(parse(b->mem, rest, "ibb", &l));
        return q_back_fact(b->db, l.number[0], l.bytes[1], l.bytes[2], &changed);
    }
    if (str_eq(word, S("person"))) {
        TRY(parse(b->mem, rest, "ibbb", &l));
        return q_back_person(b->db, l.number[0], l.bytes[1], l.bytes[2], l.bytes[3], &changed);
    }
    return str_eq(word, S("erased")) ? put_erased(b, rest) : E_INPUT;
}

static Err take_line(void *arg, Str text)
{
    Back *b = arg;
    b->line++;
    arena_reset(b->mem);
    return put_line(b, text);
}

Err keys_put_back(Db *db, const char *path, BackupCount *count, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    Back b = {.db = db, .mem = mem, .count = count};
    int64_t size, changed = 0;
    TRY(file_size(path, &size));
    TRY(db_begin(db));
    Err e = file_each_line(path, size, LINE_MAX, take_line, &b, w);
    if (e == E_INPUT) e = why(w, e, "line %lld of the keys is not understood", (long long)b.line);
    if (e == OK) e = q_back_mailboxes_gone(db, STR_NONE, &changed);
    if (e == OK) return db_commit(db);
    db_rollback(db);
    return e;
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// backup.c - making the sealed file.
#include "commands/backup.h"
#include "store/db.h"
#include "sys/file.h"
#include <string.h>

enum { PIECE = 1024 * 1024, FOLDERS_MAX = 4096, FILES_IN_FOLDER_MAX = 200000, COPY_MODE = 0600 };

typedef struct Maker {
    const char *dir;
    FileSealer *out;
    char *piece;
    int64_t all; // bytes expected, for progress
    BackupProgress *progress;
    BackupCount count;
    Why *why;
} Maker;

static const char *in_dir(Arena *mem, const char *dir, Str name)
{
    return str_z(mem, str_fmt(mem, "%s/%.*s", dir, STR_ARG(name)));
}

static Err put(Maker *m, Str s)
{
    return file_seal_write(m->out, s) == OK ? OK : why(m->why, E_IO, "writing the backup failed: is the disk full?");
}

// The bytes of one file, exactly `size` of them, and their sum.
static Err add_bytes(Maker *m, Arena *mem, FileIn *in, int64_t size, Str name)
{
    Hash sum = hash_of(name);
    while (size > 0) {
        size_t want = size < PIECE ? (size_t)size : PIECE, got = 0;
        TRY(file_in_read(in, m->piece, want, &got));
        if (got != want) return why(m->why, E_IO, "%.*s became shorter while it was copied", STR_ARG(name));
        Str piece = {m->piece, got};
        // The sum runs on: hash of the sum so far and the next piece.
        Hash part = hash_of(piece);
        unsigned char both[2 * HASH_SIZE];
        memcpy(both, sum.b, HASH_SIZE);
        memcpy(both + HASH_SIZE, part.b, HASH_SIZE);
        sum = hash_of((Str){(char *)both, sizeof both});
        TRY(put(m, piece));
        size -= (int64_t)got;
        m->count.bytes += (int64_t)got;
        if (m->progress) m->progress(m->count.bytes < m->all ? m->count.bytes : m->all, m->all);
    }
    return put(m, str_fmt(mem, "sum %.*s\n", STR_ARG(str_hex(mem, sum.b, HASH_SIZE))));
}

// path: where the bytes are now; name: under which they come back; size_max < 0: all there is.
static Err add_file(Maker *m, const char *path, Str name, int64_t size)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    CLEANUP(file_in_closep) FileIn *in = NULL;
    Err e = file_in_open(path, &in, m->why);
    if (e == E_NOTFOUND) return OK; // erased since the store was copied: it is meant to be gone
    TRY(e);
    if (size < 0) TRY(file_size(path, &size));
    TRY(put(m, str_fmt(mem, "file %o %lld %.*s\n", COPY_MODE, (long long)size, STR_ARG(name))));
    m->count.files++;
    return add_bytes(m, mem, in, size, name);
}

static Err add_folder(Maker *m, Str folder, size_t max)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(64));
    Str *names;
    size_t n;
    Err e = dir_list(mem, in_dir(mem, m->dir, folder), max, &names, &n);
    if (e == E_NOTFOUND) return OK;
    if (e != OK) return why(m->why, e, "cannot list the folder %.*s", STR_ARG(folder));
    for (size_t i = 0; i < n; i++) {
        if (str_ends(names[i], S(".new"))) continue; // half-written
        Str name = str_fmt(mem, "%.*s/%.*s", STR_ARG(folder), STR_ARG(names[i]));
        TRY(add_file(m, in_dir(mem, m->dir, name), name, -1));
    }
    return OK;
}

static Err add_uploads(Maker *m)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    Str *names;
    size_t n;
    Err e = dir_list(mem, in_dir(mem, m->dir, S("files")), FOLDERS_MAX, &names, &n);
    if (e == E_NOTFOUND) return OK;
    if (e != OK) return why(m->why, e, "cannot list the folder files");
    for (size_t i = 0; i < n; i++)
        TRY(add_folder(m, str_fmt(mem, "files/%.*s", STR_ARG(names[i])), FILES_IN_FOLDER_MAX));
    return OK;
}

// The ends of the ledger are measured before the store is copied, so that they never name an entry it does not hold.
static Err add_all(Maker *m, Arena *mem, const char *copy, int64_t heads, bool with_keys)
{
    if (heads > 0) TRY(add_file(m, in_dir(mem, m->dir, S("ledger-heads.log")), S("ledger-heads.log"), heads));
    TRY(add_file(m, copy, S("baken.db"), -1));
    if (with_keys) TRY(add_folder(m, S("keys"), FOLDERS_MAX));
    else TRY(add_file(m, in_dir(mem, m->dir, S("keys/ledger.pub")), S("keys/ledger.pub"), -1));
    TRY(add_uploads(m));
    return put(m, str_fmt(mem, "end %lld\n", (long long)m->count.files));
}

static Err whole_lines(Arena *mem, const char *path, int64_t *ret_size)
{
    Str text;
    Err e = file_read(mem, path, MB(200), &text, NULL);
    if (e == E_NOTFOUND) {
        *ret_size = 0;
        return OK;
    }
    TRY(e);
    while (text.n && text.p[text.n - 1] != '\n') text.n--;
    *ret_size = (int64_t)text.n;
    return OK;
}

static Err write_backup(Maker *m, Arena *mem, const char *file, const char *copy, int64_t heads, const BackupKey *key,
                        bool with_keys)
{
    Str head;
    CLEANUP(secret_wipe) Secret secret = {{0}};
    TRY(backup_key_new(mem, key, &head, &secret, m->why));
    TRY(file_seal_start_after(file, head, &secret, &m->out, m->why));
    Err e = add_all(m, mem, copy, heads, with_keys);
    if (e != OK) file_seal_drop(m->out);
    else if (file_seal_end(m->out) != OK) e = why(m->why, E_IO, "cannot finish %s: is the disk full?", file);
    return e;
}

// What can't be removed is overwritten by the next backup.
static void drop_copy(const char *copy)
{
    Err e = file_remove(copy);
    (void)e;
}

Err backup_make(const char *dir, const char *file, const BackupKey *key, bool with_keys, BackupProgress *progress,
                BackupCount *ret_count, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(256));
    CLEANUP(db_closep) Db *db = NULL;
    Maker m = {
        .dir = dir, .progress = progress, .why = w, .piece = arena_alloc(mem, PIECE), .count = {.keys = with_keys}};
    const char *copy = in_dir(mem, dir, S("backup.part"));
    int64_t heads = 0;
    if (file_exists(file)) return why(w, E_CONFLICT, "%s is there already: a backup never overwrites", file);
    TRY(whole_lines(mem, in_dir(mem, dir, S("ledger-heads.log")), &heads));
    TRY(db_open(in_dir(mem, dir, S("baken.db")), DB_READ, &db, w));
    drop_copy(copy); // left by a backup that was broken off
    Err e = db_backup(db, copy, w);
    if (e == OK) e = file_size(copy, &m.all);
    if (e == OK) e = write_backup(&m, mem, file, copy, heads, key, with_keys);
    drop_copy(copy);
    if (e == OK) *ret_count = m.count;
    return e;
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// backup.c - making the two sealed files, and removing old ones.
#include "commands/backup.h"
#include "commands/backup_sql.h"
#include "sys/file.h"
#include <string.h>

enum { PIECE = 1024 * 1024, FOLDERS_MAX = 4096, SAME_NUMBER_MAX = 1000, COPY_MODE = 0600, FOLDER_MODE = 0700 };

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
    Str text = str_hex(mem, sum.b, HASH_SIZE);
    return put(m, str_fmt(mem, "sum %.*s\n", STR_ARG(text)));
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

// The ends of the ledger were measured before the store was copied, so that they never name an entry it does not hold.
static Err add_data(Maker *m, Arena *mem, const char *copy, int64_t heads)
{
    if (heads > 0) TRY(add_file(m, in_dir(mem, m->dir, S("ledger-heads.log")), S("ledger-heads.log"), heads));
    TRY(add_file(m, copy, S("baken.db"), -1));
    return add_file(m, in_dir(mem, m->dir, S("keys/ledger.pub")), S("keys/ledger.pub"), -1);
}

static Err add_keys(Maker *m, const char *lines)
{
    TRY(add_file(m, lines, S("records"), -1));
    return add_folder(m, S("keys"), FOLDERS_MAX);
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

// One sealed file; `source` is the stripped copy of the store, or the lines with keys.
static Err write_sealed(Maker *m, Arena *mem, const char *file, BackupHead *head, const BackupKey *key,
                        const char *source, int64_t heads)
{
    CLEANUP(secret_wipe) Secret secret = {{0}};
    m->count.files = 0;
    TRY(file_size(source, &m->all));
    m->all += m->count.bytes;
    TRY(backup_head_new(mem, head, key, &secret, m->why));
    TRY(file_seal_start_after(file, head->text, &secret, &m->out, m->why));
    Err e = head->part == BACKUP_DATA ? add_data(m, mem, source, heads) : add_keys(m, source);
    if (e == OK) e = put(m, str_fmt(mem, "end %lld\n", (long long)m->count.files));
    if (e != OK) file_seal_drop(m->out);
    else if (file_seal_end(m->out) != OK) e = why(m->why, E_IO, "cannot finish %s: is the disk full?", file);
    return e;
}

// What can't be removed is overwritten by the next backup.
static void drop_copy(const char *copy)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(16));
    static const char *const parts[] = {"", "-wal", "-shm"}; // of a store that was not closed
    for (size_t i = 0; i < COUNT(parts); i++) {
        Err e = file_remove(str_z(mem, str_fmt(mem, "%s%s", copy, parts[i])));
        (void)e;
    }
}

// A copy of the store at one moment, its keys taken out, written anew so that no page keeps a trace of them.
static Err stripped_copy(Arena *mem, const char *dir, Db *db, const char *clean, int64_t *ret_seq, Why *w)
{
    const char *copy = in_dir(mem, dir, S("backup.part"));
    CLEANUP(db_closep) Db *part = NULL;
    BackupSeqRow row;
    Err e = db_backup(db, copy, w);
    if (e == OK) e = db_open(copy, DB_WRITE, &part, w);
    if (e == OK) e = q_backup_seq(part, mem, &row);
    if (e == OK && keys_strip(part) != OK) e = why(w, E_STORE, "cannot strip the copy: %s", db_error(part));
    if (e == OK) e = db_compact(part, clean, w);
    db_closep(&part);
    drop_copy(copy);
    if (e == OK) *ret_seq = row.seq;
    return e;
}

// A name that is free: a backup never overwrites. The same number twice: nothing happened since, or the last one died
// between its two files.
static Err free_name(const Maker *m, Arena *mem, const char *folder, Time now, int64_t seq, const char *end,
                     const char **ret_file)
{
    Str day = date_iso(mem, date_nl(now));
    for (int n = 1; n <= SAME_NUMBER_MAX; n++) {
        Str more = n > 1 ? str_fmt(mem, "-%d", n) : S("");
        const char *file = str_z(
            mem, str_fmt(mem, "%s/baken-%.*s-%lld%.*s.%s", folder, STR_ARG(day), (long long)seq, STR_ARG(more), end));
        if (file_exists(file)) continue;
        *ret_file = file;
        return OK;
    }
    return why(m->why, E_CONFLICT, "%s has %d backups of this very moment", folder, SAME_NUMBER_MAX);
}

static Err make_data(Maker *m, Arena *mem, const BackupCall *call, Db *db, BackupHead *head, const char **ret_file)
{
    const char *clean = in_dir(mem, call->dir, S("backup.data"));
    int64_t heads = 0;
    drop_copy(clean); // left by a backup that was broken off
    TRY(whole_lines(mem, in_dir(mem, call->dir, S("ledger-heads.log")), &heads));
    Err e = stripped_copy(mem, call->dir, db, clean, &head->seq, m->why);
    const char *file = NULL;
    head->part = BACKUP_DATA;
    if (e == OK) e = free_name(m, mem, call->to, call->now, head->seq, "data", &file);
    if (e == OK) e = write_sealed(m, mem, file, head, &call->key, clean, heads);
    drop_copy(clean);
    if (e == OK) *ret_file = file;
    return e;
}

// Taken after the data, so that no record of the data lacks its key.
static Err make_keys(Maker *m, Arena *mem, const BackupCall *call, Db *db, BackupHead *head, const char **ret_file)
{
    const char *lines = in_dir(mem, call->dir, S("backup.keys"));
    BackupSeqRow row;
    drop_copy(lines);
    TRY(q_backup_seq(db, mem, &row)); // before the keys are read: they are at least as new
    head->seq = row.seq;
    head->part = BACKUP_KEYS;
    Err e = keys_write(db, lines, &m->count.keys, m->why);
    const char *file = NULL;
    if (e == OK) e = free_name(m, mem, call->keys_to, call->now, head->seq, "keys", &file);
    if (e == OK) e = write_sealed(m, mem, file, head, &call->key, lines, 0);
    drop_copy(lines);
    if (e == OK) *ret_file = file;
    return e;
}

Err backup_make(const BackupCall *call, Arena *mem, const char **ret_data, const char **ret_keys,
                BackupCount *ret_count, Why *w)
{
    CLEANUP(arena_freep) Arena *own = arena_new(MB(256));
    CLEANUP(db_closep) Db *db = NULL;
    Maker m = {.dir = call->dir, .progress = call->progress, .why = w, .piece = arena_alloc(own, PIECE)};
    BackupHead head = {.at = call->now};
    TRY(backup_installation(own, call->dir, &head.installation, w));
    TRY(dir_make(call->keys_to, FOLDER_MODE, w));
    TRY(db_open(call->store, DB_READ, &db, w));
    const char *data = NULL, *keys = NULL;
    int64_t files = 0;
    if (call->to) {
        TRY(dir_make(call->to, FOLDER_MODE, w));
        TRY(make_data(&m, own, call, db, &head, &data));
        files = m.count.files;
    }
    Err e = make_keys(&m, own, call, db, &head, &keys);
    if (e != OK && data) drop_copy(data); // half a backup is none
    TRY(e);
    m.count.files += files;
    *ret_data = data ? str_z(mem, str_c(data)) : NULL;
    *ret_keys = str_z(mem, str_c(keys));
    *ret_count = m.count;
    return OK;
}

// ---- old ones -------------------------------------------------------------------------------------------------------

typedef struct Old {
    const char *path;
    int64_t seq;
    Time at;
} Old;

static void put_in_order(Old *v, size_t *n, Old o) // newest first
{
    size_t i = (*n)++;
    for (; i > 0 && (v[i - 1].seq < o.seq || (v[i - 1].seq == o.seq && v[i - 1].at < o.at)); i--) v[i] = v[i - 1];
    v[i] = o;
}

Err backup_prune(const char *folder, BackupPart part, uint64_t installation, int64_t keep, int64_t *ret_removed, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(16));
    Str *names;
    size_t count, n = 0;
    if (dir_list(mem, folder, BACKUP_KEEP_MAX, &names, &count) != OK)
        return why(w, E_IO, "cannot list the folder %s", folder);
    Old *old = NEW_ARRAY(mem, Old, count + 1);
    for (size_t i = 0; i < count; i++) {
        const char *path = in_dir(mem, folder, names[i]);
        BackupHead head;
        Str end = part == BACKUP_DATA ? S(".data") : S(".keys");
        if (!str_starts(names[i], S("baken-")) || !str_ends(names[i], end)) continue;
        if (backup_head_read(mem, path, &head, NULL) != OK || head.part != part || head.installation != installation)
            continue; // not ours to remove
        put_in_order(old, &n, (Old){path, head.seq, head.at});
    }
    int64_t removed = 0;
    for (size_t i = (size_t)keep; i < n; i++, removed++)
        if (file_remove(old[i].path) != OK) return why(w, E_IO, "cannot remove %s", old[i].path);
    *ret_removed = removed;
    return OK;
}

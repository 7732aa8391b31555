// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// restore.c - reading a backup: first all of it, to see that it is whole; then again, to put the files back.
#include "commands/backup.h"
#include "commands/routes.h"
#include "store/copy.h"
#include "sys/file.h"
#include <string.h>

enum { PIECE = 1024 * 1024, PART_FILES_MAX = 100, COPY_MODE = 0600, FOLDER_MODE = 0700 };

typedef enum State { EXPECT_FILE, IN_FILE, EXPECT_SUM, ENDED } State;

typedef struct Reader {
    Arena *mem;      // emptied for each file
    const char *dir; // NULL: only look
    State state;
    char line[BACKUP_LINE_MAX];
    size_t line_n;
    char name[BACKUP_LINE_MAX];
    int64_t left;
    Hash sum;
    char *piece; // the sum is made of pieces of PIECE bytes, however they came in
    size_t piece_n;
    FileOut *out;
    int64_t read, all;
    BackupProgress *progress;
    BackupCount count;
    Why *why;
} Reader;

static Err broken(Reader *r, const char *what)
{
    return why(r->why, E_CRYPT, "the backup is damaged: %s%s%s", what, r->name[0] ? ", at " : "", r->name);
}

// Only names that a backup of ours has: nothing climbs out of the folder.
static bool name_ok(Str name)
{
    bool place = str_eq(name, S("baken.db")) || str_eq(name, S("ledger-heads.log")) || str_eq(name, S("records")) ||
                 str_starts(name, S("keys/"));
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                    c == '_' || c == '/' || (c == '.' && (i == 0 || name.p[i - 1] != '.'));
        if (!fine) return false;
    }
    return place && name.n < 200 && !str_ends(name, S("/"));
}

static Err make_parent(Reader *r, Str path)
{
    while (path.n && path.p[path.n - 1] != '/') path.n--;
    return dir_make(str_z(r->mem, (Str){path.p, path.n - 1}), FOLDER_MODE, r->why);
}

static Err begin_file(Reader *r, Str line)
{
    Str rest = line, word = str_cut(&rest, ' '), mode = str_cut(&rest, ' '), size = str_cut(&rest, ' ');
    if (!str_eq(word, S("file")) || mode.n == 0 || str_int(size, 0, INT64_MAX / 2, &r->left) != OK || !name_ok(rest))
        return broken(r, "a line that is not understood");
    memcpy(r->name, rest.p, rest.n);
    r->name[rest.n] = 0;
    r->sum = hash_of(rest);
    r->piece_n = 0;
    r->state = r->left ? IN_FILE : EXPECT_SUM;
    r->count.files++;
    if (!r->dir) return OK;
    arena_reset(r->mem);
    Str path = str_fmt(r->mem, "%s/%.*s", r->dir, STR_ARG(rest));
    TRY(make_parent(r, path));
    return file_out_start(str_z(r->mem, path), COPY_MODE, &r->out, r->why);
}

static void sum_piece(Reader *r)
{
    Hash part = hash_of((Str){r->piece, r->piece_n});
    unsigned char both[2 * HASH_SIZE];
    memcpy(both, r->sum.b, HASH_SIZE);
    memcpy(both + HASH_SIZE, part.b, HASH_SIZE);
    r->sum = hash_of((Str){(char *)both, sizeof both});
    r->piece_n = 0;
}

static Err file_bytes(Reader *r, Str *in)
{
    size_t room = PIECE - r->piece_n, n = in->n < room ? in->n : room;
    if ((int64_t)n > r->left) n = (size_t)r->left;
    memcpy(r->piece + r->piece_n, in->p, n);
    r->piece_n += n;
    r->left -= (int64_t)n;
    r->count.bytes += (int64_t)n;
    if (r->out && file_out_write(r->out, (Str){in->p, n}) != OK)
        return why(r->why, E_IO, "cannot write %s: is the disk full?", r->name);
    in->p += n;
    in->n -= n;
    if (r->piece_n == PIECE || r->left == 0) sum_piece(r);
    if (r->left == 0) r->state = EXPECT_SUM;
    return OK;
}

static Err end_file(Reader *r, Str line)
{
    unsigned char found[HASH_SIZE];
    if (!str_starts(line, S("sum ")) || str_unhex((Str){line.p + 4, line.n - 4}, found, HASH_SIZE) != OK ||
        !bytes_equal(found, r->sum.b, HASH_SIZE))
        return broken(r, "the sum does not fit");
    FileOut *out = r->out;
    r->out = NULL;
    if (out && file_out_keep(out) != OK) return why(r->why, E_IO, "cannot write %s", r->name);
    r->name[0] = 0;
    r->state = EXPECT_FILE;
    return OK;
}

static Err take_line(Reader *r, Str line)
{
    if (r->state == EXPECT_SUM) return end_file(r, line);
    if (r->state == EXPECT_FILE && !str_starts(line, S("end "))) return begin_file(r, line);
    int64_t n = 0;
    if (r->state != EXPECT_FILE || str_int((Str){line.p + 4, line.n - 4}, 0, INT64_MAX, &n) != OK ||
        n != r->count.files)
        return broken(r, "files are missing");
    r->state = ENDED;
    return OK;
}

static Err line_bytes(Reader *r, Str *in)
{
    char c = *in->p++;
    in->n--;
    if (c != '\n') {
        if (r->line_n == BACKUP_LINE_MAX) return broken(r, "a line without end");
        r->line[r->line_n++] = c;
        return OK;
    }
    Str line = {r->line, r->line_n};
    r->line_n = 0;
    return take_line(r, line);
}

static Err take(void *arg, Str plain)
{
    Reader *r = arg;
    r->read += (int64_t)plain.n;
    while (plain.n) {
        if (r->state == ENDED) return broken(r, "something follows the end");
        TRY(r->state == IN_FILE ? file_bytes(r, &plain) : line_bytes(r, &plain));
    }
    if (r->progress) r->progress(r->read < r->all ? r->read : r->all, r->all);
    return OK;
}

static Err read_all(const char *file, Str head, const Secret *key, const char *dir, BackupProgress *progress,
                    BackupCount *ret_count, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(2)), *own = arena_new(MB(2));
    Reader r = {.mem = mem, .dir = dir, .progress = progress, .why = w, .piece = arena_alloc(own, PIECE)};
    if (file_size(file, &r.all) != OK) return why(w, E_IO, "cannot read %s", file);
    int64_t at = 0;
    Why none = {{0}};
    *w = none;
    Err e = file_unseal_each(file, head, key, take, &r, &at, w);
    file_out_drop(r.out);
    if (e == E_CRYPT && w->text[0] == 0) {
        if (r.read == 0)
            return why(w, e, "%s does not open: the wrong key or passphrase, or its beginning is damaged", file);
        return why(w, e, "%s is damaged near byte %lld%s%s", file, (long long)at, r.name[0] ? ", in " : "", r.name);
    }
    TRY(e);
    if (r.state != ENDED) return broken(&r, "the end is missing");
    *ret_count = r.count;
    return OK;
}

Err backup_check(const char *file, const BackupKey *key, BackupProgress *progress, BackupCount *ret_count, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    CLEANUP(secret_wipe) Secret secret = {{0}};
    BackupHead head;
    TRY(backup_head_read(mem, file, &head, w));
    TRY(backup_head_key(mem, &head, file, key, &secret, w));
    return read_all(file, head.text, &secret, NULL, progress, ret_count, w);
}

Err backup_pair(Arena *mem, const char *first, const char *second, bool older_keys, const char **ret_data,
                const char **ret_keys, Why *w)
{
    BackupHead a, b;
    TRY(backup_head_read(mem, first, &a, w));
    TRY(backup_head_read(mem, second, &b, w));
    if (a.part == b.part)
        return why(w, E_INPUT, "%s and %s are both %s: one of each is needed", first, second,
                   a.part == BACKUP_DATA ? "data" : "keys");
    const BackupHead *data = a.part == BACKUP_DATA ? &a : &b, *keys = a.part == BACKUP_DATA ? &b : &a;
    if (a.installation != b.installation)
        return why(w, E_CONFLICT, "%s and %s are of different installations", first, second);
    if (keys->seq < data->seq && !older_keys)
        return why(w, E_CONFLICT,
                   "the keys are older than the data: what came in between would stay closed; take newer keys, or say "
                   "--older-keys when there are none");
    *ret_data = data == &a ? first : second;
    *ret_keys = data == &a ? second : first;
    return OK;
}

static Err place_free(Arena *mem, const char *dir, Why *w)
{
    Str *names;
    size_t n = 0;
    Err e = dir_list(mem, dir, 1, &names, &n);
    if (e == E_NOTFOUND || (e == OK && n == 0)) return OK;
    if (e == OK || e == E_LIMIT) return why(w, E_CONFLICT, "%s is not empty: a restore never overwrites", dir);
    return why(w, e, "cannot use the folder %s", dir);
}

// The keys go into the store before it gets its name: a store without them is never mistaken for a whole one.
static Err keys_into(Arena *mem, const char *part, BackupCount *count, Why *w)
{
    const char *lines = str_z(mem, str_fmt(mem, "%s/records", part));
    CLEANUP(db_closep) Db *db = NULL;
    retention_use(retention_kinds);
    TRY(db_open(str_z(mem, str_fmt(mem, "%s/baken.db", part)), DB_WRITE, &db, w));
    TRY(db_migrate(db, w)); // made by an older program
    TRY(keys_put_back(db, lines, count, w));
    return file_remove(lines) == OK ? OK : why(w, E_IO, "cannot remove %s", lines);
}

// What a restore that failed has written so far; nothing else is in there.
static void drop_part(Arena *mem, const char *part)
{
    static const char *const folders[] = {"/keys", ""};
    for (size_t i = 0; i < COUNT(folders); i++) {
        const char *folder = str_z(mem, str_fmt(mem, "%s%s", part, folders[i]));
        Str *names = NULL;
        size_t n = 0;
        Err e = dir_list(mem, folder, PART_FILES_MAX, &names, &n);
        for (size_t k = 0; e == OK && k < n; k++)
            e = file_remove(str_z(mem, str_fmt(mem, "%s/%.*s", folder, STR_ARG(names[k]))));
        if (e == OK) e = dir_remove(folder);
        (void)e; // what stays is named by the next restore
    }
}

static Err part_free(Arena *mem, const char *part, Why *w)
{
    Err e = place_free(mem, part, w);
    if (e != E_CONFLICT) return e;
    return why(w, e, "%s was left by a restore that was broken off: remove it, and try again", part);
}

typedef struct Source {
    const char *file;
    Str head;
    Secret secret;
} Source;

static Err source_open(Arena *mem, const char *file, const BackupKey *key, Source *s, Why *w)
{
    BackupHead head;
    s->file = file;
    TRY(backup_head_read(mem, file, &head, w));
    s->head = head.text;
    return backup_head_key(mem, &head, file, key, &s->secret, w);
}

static Err read_both(const Source s[2], const char *dir, BackupProgress *progress, BackupCount *ret_count, Why *w)
{
    BackupCount one = {0}, both = {0};
    for (size_t i = 0; i < 2; i++) {
        TRY(read_all(s[i].file, s[i].head, &s[i].secret, dir, progress, &one, w));
        both.files += one.files;
        both.bytes += one.bytes;
    }
    *ret_count = both;
    return OK;
}

// The store of the backup was made whole in a file; now it goes where it was asked for, and is compared. Only then does
// the folder get its name: keys without their store would be taken for a new installation.
static Err into_store(Arena *mem, const char *part, const char *store, BackupProgress *progress, Why *w)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    const char *file = str_z(mem, str_fmt(mem, "%s/baken.db", part));
    StoreCopied copied;
    TRY(store_copy(file, store, progress, &copied, w));
    for (size_t i = 0; i < COUNT(ends); i++) {
        Err e = file_remove(str_z(mem, str_fmt(mem, "%s%s", file, ends[i])));
        if (e != OK && e != E_NOTFOUND) return why(w, e, "cannot remove %s%s", file, ends[i]);
    }
    return OK;
}

// NULL: in the file of that folder.
static const char *elsewhere(Arena *mem, const char *dir, const char *store)
{
    if (!store || store_is_remote(store)) return store;
    return str_eq(store_path(store), str_fmt(mem, "%s/baken.db", dir)) ? NULL : store;
}

static Err put_back(Arena *mem, const Source s[2], const char *dir, const char *store, BackupProgress *progress,
                    BackupCount *ret_count, Why *w)
{
    const char *part = str_z(mem, str_fmt(mem, "%s.restoring", dir));
    BackupCount count;
    TRY(place_free(mem, dir, w));
    TRY(part_free(mem, part, w));
    if (store) TRY(store_copy_ask(store, w));
    TRY(read_both(s, NULL, progress, &count, w));
    Err e = dir_make(part, FOLDER_MODE, w);
    // Before what goes below them: a folder made on the way would be open to others.
    if (e == OK) e = dir_make(str_z(mem, str_fmt(mem, "%s/keys", part)), FOLDER_MODE, w);
    if (e == OK) e = read_both(s, part, progress, &count, w);
    if (e == OK) e = keys_into(mem, part, &count, w);
    if (e == OK && store) e = into_store(mem, part, store, progress, w);
    if (e == OK) e = dir_rename(part, dir, w);
    if (e == OK) *ret_count = count;
    else drop_part(mem, part);
    return e;
}

Err backup_restore(const char *data, const char *keys, const BackupKey *key, const char *dir, const char *store,
                   BackupProgress *progress, BackupCount *ret_count, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    Source s[2] = {0};
    Err e = source_open(mem, data, key, &s[0], w);
    if (e == OK) e = source_open(mem, keys, key, &s[1], w);
    if (e == OK) e = put_back(mem, s, dir, elsewhere(mem, dir, store), progress, ret_count, w);
    secret_wipe(&s[0].secret);
    secret_wipe(&s[1].secret);
    return e;
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// sweep.c - sealed files that a crash left on disk, between their last byte and the commit that would have named them.
//
// Which folders a run looks in follows from the hour, so there is nothing to remember. A file as old as this never gets
// a name any more: an upload lives as long as its request, a draft a day, and drafts are in pending_file.
#include "signal/report.h"
#include "signal/signal_report_sql.h"
#include "sys/clock.h"
#include "sys/file.h"

enum {
    FOLDERS = 256, // files/00 to files/ff
    FOLDER_FILES_MAX = 100000,
    FOLDER_MEMORY = 32 * 1024 * 1024,
    SWEEP_BATCH = 500, // looked up in one turn of the writer
    STORED_LENGTH = 32,
};

typedef struct Sweep {
    Str names[SWEEP_BATCH];
    size_t n;
} Sweep;

static Str without_new(Str name)
{
    Str suffix = S(".new");
    return str_ends(name, suffix) ? (Str){name.p, name.n - suffix.n} : name;
}

// What is not named as an upload is, was not put there by us.
static bool is_upload(Str name)
{
    name = without_new(name);
    for (size_t i = 0; i < name.n; i++)
        if (!((name.p[i] >= '0' && name.p[i] <= '9') || (name.p[i] >= 'a' && name.p[i] <= 'f'))) return false;
    return name.n == STORED_LENGTH;
}

static Err is_orphan(Db *db, Arena *mem, Str name, bool *ret_orphan)
{
    FileNamedRow row;
    *ret_orphan = str_ends(name, S(".new"));
    if (*ret_orphan) return OK;
    TRY(q_file_named(db, mem, name, &row));
    *ret_orphan = row.times == 0;
    return OK;
}

static Err sweep_batch(App *app, Db *db, Arena *mem, void *arg)
{
    const Sweep *s = arg;
    int64_t removed = 0;
    for (size_t i = 0; i < s->n; i++) {
        bool orphan;
        TRY(is_orphan(db, mem, s->names[i], &orphan));
        if (!orphan) continue;
        Err e = file_remove(str_z(mem, file_path(mem, app, s->names[i])));
        if (e != OK && e != E_NOTFOUND) return e;
        removed++;
    }
    if (removed == 0) return OK;
    return app_log(app, db, &(Entry){.action = S("file.sweep"), .object = S("pending_file"), .object_id = removed});
}

static Err sweep_folder(App *app, int folder, Time before, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(FOLDER_MEMORY);
    Str *names;
    size_t n;
    Err e = dir_list(mem, str_z(mem, str_fmt(mem, "%s/files/%02x", app->dir, (unsigned)folder)), FOLDER_FILES_MAX,
                     &names, &n);
    if (e == E_NOTFOUND) return OK;
    if (e != OK) return why(w, e, "cannot list the folder files/%02x", (unsigned)folder);
    Sweep *s = NEW(mem, Sweep);
    for (size_t i = 0; i < n; i++) {
        Time changed;
        if (!is_upload(names[i])) continue;
        if (file_changed_at(str_z(mem, file_path(mem, app, names[i])), &changed) != OK || changed >= before) continue;
        s->names[s->n++] = names[i];
        if (s->n < SWEEP_BATCH) continue;
        TRY(app_write(app, sweep_batch, s, w));
        s->n = 0;
    }
    return s->n ? app_write(app, sweep_batch, s, w) : OK;
}

Err report_sweep_files(App *app, Time now, Why *w)
{
    int first = (int)(now / HOURS(1) * SWEEP_FOLDERS % FOLDERS);
    for (int i = 0; i < SWEEP_FOLDERS; i++) TRY(sweep_folder(app, first + i, now - HOURS(ORPHAN_FILE_HOURS), w));
    return OK;
}

Err report_sweep_job(App *app, Why *w) { return report_sweep_files(app, clock_now(), w); }

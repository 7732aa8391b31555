// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "signal_place.h"
#include "test_store.h"
#include "decision/decision.h"
#include "directory/directory.h"
#include "signal/report_pages.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/log.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const Route *const tables[] = {report_routes, mailbox_routes, signal_api_routes, desk_api_routes};

static Err fill(App *app, Db *db, Arena *mem, void *arg)
{
    Platform *p = arg;
    Why w;
    int64_t desks;
    bool changed;
    TRY(directory_seed(db, mem, clock_now(), &desks, &w));
    TRY(decision_seed(db, mem, clock_now(), &changed, &w));
    TRY(org_create(db, mem, ORG_national, S("Landelijk punt"), &p->national, &p->national_pair, &w));
    TRY(org_create(db, mem, ORG_municipality, S("Gemeente Capelle"), &p->capelle, &p->capelle_pair, &w));
    TRY(org_area_add(db, p->capelle, SCOPE_municipality, S("GM0502")));
    return app_log(app, db, &(Entry){.action = S("test.fill")});
}

int platform_open(void **state)
{
    static Platform p;
    Why w = {{0}};
    p = (Platform){.dir = "/tmp/baken-signal-XXXXXX", .mem = arena_new(MB(64))};
    assert_non_null(mkdtemp(p.dir));
    log_quiet(true);
    const AppOptions o = {.dir = p.dir, .store = test_store_empty(p.dir), .no_limits = true};
    assert_ok(app_open(&o, tables, COUNT(tables), &p.app, &w));
    assert_ok(app_write(p.app, fill, &p, &w));
    assert_ok(decision_load(p.app->read[0], &w));
    *state = &p;
    return 0;
}

enum { OPEN_FOLDERS = 16 };

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

static Platform *looked_at; // nftw has no place for it
static Buf found_bytes;

static int add_file(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)at;
    Str content;
    Why w;
    if (type == FTW_F && file_read(looked_at->mem, path, MB(16), &content, &w) == OK) buf_add(&found_bytes, content);
    return 0;
}

int platform_close(void **state)
{
    Platform *p = *state;
    app_close(p->app);
    decision_unload();
    directory_forget();
    arena_free(p->mem);
    return nftw(p->dir, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

Str whole_disk(Platform *p)
{
    looked_at = p;
    found_bytes = buf_new(p->mem, MB(32));
    if (nftw(p->dir, add_file, OPEN_FOLDERS, FTW_PHYS) != 0) abort();
    return buf_str(&found_bytes);
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// faults_vfs.c - a layer between the embedded engine and its files: writes, syncs and truncations ask the page first.
// While the power may fail it keeps what each write since the last sync of its file wrote over, to take it back.
#include "faults.h"
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Shim {
    sqlite3_file base;
    const char *path;
    sqlite3_file *real; // behind this struct
} Shim;

// What one write, or one truncation, wrote over; zeros where there was nothing.
typedef struct Undo {
    struct Undo *before;
    sqlite3_file *file;
    sqlite3_int64 at, size; // size of the file before
    int n;
    unsigned char old[];
} Undo;

static Undo *newest;
static pthread_mutex_t undo_lock = PTHREAD_MUTEX_INITIALIZER;

static sqlite3_file *real_of(sqlite3_file *f) { return ((Shim *)(void *)f)->real; }
static const sqlite3_io_methods *of(sqlite3_file *f) { return real_of(f)->pMethods; }

static FaultMode next(sqlite3_file *f, int kind)
{
    const char *path = ((Shim *)(void *)f)->path;
    return fault_next(kind, PLACE_STORE, path ? path : "");
}

// ---- power ----

// n < 0: all that is behind `at`.
static void remember(sqlite3_file *f, sqlite3_int64 at, int n)
{
    sqlite3_int64 size;
    if (!fault_power()) return;
    if (of(f)->xFileSize(real_of(f), &size) != SQLITE_OK) abort();
    if (n < 0) n = size > at ? (int)(size - at) : 0;
    Undo *u = calloc(1, sizeof *u + (size_t)n);
    if (!u) abort();
    *u = (Undo){.file = f, .at = at, .n = n, .size = size};
    int code = n ? of(f)->xRead(real_of(f), u->old, n, at) : SQLITE_OK;
    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) abort();
    pthread_mutex_lock(&undo_lock);
    u->before = newest;
    newest = u;
    pthread_mutex_unlock(&undo_lock);
}

// It is on the disk, or nobody asks for it any more.
static void forget(sqlite3_file *f)
{
    pthread_mutex_lock(&undo_lock);
    for (Undo **at = &newest; *at;) {
        Undo *u = *at;
        if (u->file != f) {
            at = &u->before;
            continue;
        }
        *at = u->before;
        free(u);
    }
    pthread_mutex_unlock(&undo_lock);
}

static void take_back(const Undo *u)
{
    sqlite3_int64 size;
    if (of(u->file)->xFileSize(real_of(u->file), &size) != SQLITE_OK) abort();
    sqlite3_int64 there = u->at < u->size ? u->size - u->at : 0; // of the old bytes
    int n = there < u->n ? (int)there : u->n;
    if (n && of(u->file)->xWrite(real_of(u->file), u->old, n, u->at) != SQLITE_OK) abort();
    if (size > u->size && of(u->file)->xTruncate(real_of(u->file), u->size) != SQLITE_OK) abort();
}

// The file kept its new length, but not these bytes: what is new reads as zeros.
static void blank(const Undo *u)
{
    if (u->n && of(u->file)->xWrite(real_of(u->file), u->old, u->n, u->at) != SQLITE_OK) abort();
}

void fault_power_cut(int64_t seed)
{
    uint64_t dice = (uint64_t)seed;
    pthread_mutex_lock(&undo_lock); // for ever: nothing is written after this
    for (const Undo *u = newest; u; u = u->before) {
        dice = dice * 6364136223846793005u + 1442695040888963407u;
        if (seed == 1) take_back(u);
        else if (dice >> 63) blank(u);
    }
}

// ---- the engine's calls ----

static int shim_close(sqlite3_file *f)
{
    forget(f);
    return of(f)->xClose(real_of(f));
}

static int shim_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at) { return of(f)->xRead(real_of(f), p, n, at); }

static int shim_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    FaultMode mode = next(f, FAULT_WRITE);
    if (mode == MODE_EIO) return SQLITE_IOERR_WRITE;
    if (mode == MODE_ENOSPC) return SQLITE_FULL;
    remember(f, at, n);
    if (mode != MODE_SHORT && mode != MODE_DIE_WITHIN) {
        int code = of(f)->xWrite(real_of(f), p, n, at);
        if (mode == MODE_DIE_AFTER) fault_die();
        return code;
    }
    int code = n > 1 ? of(f)->xWrite(real_of(f), p, n / 2, at) : SQLITE_OK;
    if (mode == MODE_DIE_WITHIN) fault_die();
    return code == SQLITE_OK ? SQLITE_FULL : code;
}

static int shim_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    FaultMode mode = next(f, FAULT_TRUNCATE);
    if (mode == MODE_EIO || mode == MODE_ENOSPC || mode == MODE_SHORT) return SQLITE_IOERR_TRUNCATE;
    remember(f, size, -1);
    int code = of(f)->xTruncate(real_of(f), size);
    if (mode != MODE_NONE) fault_die();
    return code;
}

static int shim_sync(sqlite3_file *f, int flags)
{
    FaultMode mode = next(f, FAULT_SYNC);
    if (mode == MODE_EIO || mode == MODE_ENOSPC || mode == MODE_SHORT) return SQLITE_IOERR_FSYNC;
    int code = mode == MODE_DIE_WITHIN ? SQLITE_OK : of(f)->xSync(real_of(f), flags);
    if (code == SQLITE_OK && mode != MODE_DIE_WITHIN) forget(f);
    if (mode != MODE_NONE) fault_die();
    return code;
}

static int shim_size(sqlite3_file *f, sqlite3_int64 *ret) { return of(f)->xFileSize(real_of(f), ret); }
static int shim_lock(sqlite3_file *f, int level) { return of(f)->xLock(real_of(f), level); }
static int shim_unlock(sqlite3_file *f, int level) { return of(f)->xUnlock(real_of(f), level); }
static int shim_reserved(sqlite3_file *f, int *ret) { return of(f)->xCheckReservedLock(real_of(f), ret); }
static int shim_control(sqlite3_file *f, int op, void *arg) { return of(f)->xFileControl(real_of(f), op, arg); }
static int shim_sector(sqlite3_file *f) { return of(f)->xSectorSize(real_of(f)); }
static int shim_device(sqlite3_file *f) { return of(f)->xDeviceCharacteristics(real_of(f)); }
static void shim_barrier(sqlite3_file *f) { of(f)->xShmBarrier(real_of(f)); }
static int shim_shm_unmap(sqlite3_file *f, int drop) { return of(f)->xShmUnmap(real_of(f), drop); }

static int shim_shm_map(sqlite3_file *f, int at, int size, int grow, void volatile **ret)
{
    return of(f)->xShmMap(real_of(f), at, size, grow, ret);
}

static int shim_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
    return of(f)->xShmLock(real_of(f), at, n, flags);
}

static int shim_fetch(sqlite3_file *f, sqlite3_int64 at, int n, void **ret)
{
    return of(f)->xFetch(real_of(f), at, n, ret);
}

static int shim_unfetch(sqlite3_file *f, sqlite3_int64 at, void *p) { return of(f)->xUnfetch(real_of(f), at, p); }

static const sqlite3_io_methods methods = {
    .iVersion = 3,
    .xClose = shim_close,
    .xRead = shim_read,
    .xWrite = shim_write,
    .xTruncate = shim_truncate,
    .xSync = shim_sync,
    .xFileSize = shim_size,
    .xLock = shim_lock,
    .xUnlock = shim_unlock,
    .xCheckReservedLock = shim_reserved,
    .xFileControl = shim_control,
    .xSectorSize = shim_sector,
    .xDeviceCharacteristics = shim_device,
    .xShmMap = shim_shm_map,
    .xShmLock = shim_shm_lock,
    .xShmBarrier = shim_barrier,
    .xShmUnmap = shim_shm_unmap,
    .xFetch = shim_fetch,
    .xUnfetch = shim_unfetch,
};

static sqlite3_vfs *under;

static int shim_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags, int *ret_flags)
{
    (void)vfs;
    Shim *s = (Shim *)(void *)f;
    *s = (Shim){.path = path, .real = (sqlite3_file *)(void *)(s + 1)};
    int code = under->xOpen(under, path, s->real, flags, ret_flags);
    if (s->real->pMethods) s->base.pMethods = &methods;
    return code;
}

void fault_vfs(void)
{
    static sqlite3_vfs shim;
    under = sqlite3_vfs_find(NULL);
    if (!under) abort();
    shim = *under; // names, deleting and the rest stay the system's, which look at nothing but what they are given
    shim.pNext = NULL;
    shim.zName = "faults";
    shim.szOsFile = (int)sizeof(Shim) + under->szOsFile;
    shim.xOpen = shim_open;
    if (sqlite3_vfs_register(&shim, 1) != SQLITE_OK) abort();
}

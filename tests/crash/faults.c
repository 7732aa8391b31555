// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// faults.c - the page, and what stands in the place of the calls of src/sys.
#include "faults.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static FaultPage none;
static volatile FaultPage *page = &none;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// The linker's names: what we stand in for, and the real thing.
ssize_t __real_write(int fd, const void *bytes, size_t n);
int __real_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __real_ftruncate(int fd, off_t size);
int __real_open(const char *path, int flags, ...);
int __real_mkdir(const char *path, mode_t mode);
int __real_clock_gettime(clockid_t id, struct timespec *ret_t);
ssize_t __wrap_write(int fd, const void *bytes, size_t n);
int __wrap_fsync(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_ftruncate(int fd, off_t size);
int __wrap_open(const char *path, int flags, ...);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_clock_gettime(clockid_t id, struct timespec *ret_t);

// Before main, and so before the program gives up what it may touch.
__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("BAKEN_FAULTS");
    if (!path) return;
    int fd = __real_open(path, O_RDWR | O_CLOEXEC);
    void *p = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (p == MAP_FAILED) {
        fprintf(stderr, "cannot map %s: %s\n", path, strerror(errno));
        exit(9);
    }
    close(fd);
    page = p;
    fault_vfs();
}

int64_t fault_power(void) { return page->power; }

_Noreturn void fault_die(void)
{
    if (page->power) fault_power_cut(page->power);
    raise(SIGKILL);
    abort();
}

static bool matches(int kind, int place, const char *path)
{
    char part[FAULT_PATH_MAX];
    if (!(page->kinds & kind) || !(page->places & place)) return false;
    for (size_t i = 0; i < sizeof part; i++) part[i] = page->path[i];
    part[sizeof part - 1] = 0;
    return part[0] == 0 || strstr(path, part);
}

FaultMode fault_next(int kind, int place, const char *path)
{
    FaultMode mode = MODE_NONE;
    if (page->mode == MODE_NONE) return mode;
    pthread_mutex_lock(&lock);
    if (matches(kind, place, path)) {
        int64_t n = ++page->calls;
        if (n >= page->first && n <= page->last) mode = (FaultMode)page->mode;
        if (mode != MODE_NONE) page->fired++;
    }
    pthread_mutex_unlock(&lock);
    if (mode == MODE_DIE_BEFORE) fault_die();
    return mode;
}

// Only files: what goes to a socket, a pipe or memory is no matter of disks.
static bool path_of(int fd, char ret_path[PATH_MAX])
{
    struct stat st;
    char link[64];
    if (page->mode == MODE_NONE || fstat(fd, &st) != 0 || !(S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))) return false;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, ret_path, PATH_MAX - 1);
    if (n < 0) return false;
    ret_path[n] = 0;
    return ret_path[0] == '/' && strncmp(ret_path, "/memfd:", 7) != 0;
}

static int refuse(FaultMode mode)
{
    errno = mode == MODE_EIO ? EIO : ENOSPC;
    return -1;
}

// Half of it, once; what follows in the same file is refused because `last` covers it or because the caller asks again.
ssize_t __wrap_write(int fd, const void *bytes, size_t n)
{
    static _Thread_local int torn = -1;
    char path[PATH_MAX];
    if (torn == fd) {
        torn = -1;
        return refuse(MODE_ENOSPC);
    }
    FaultMode mode = path_of(fd, path) ? fault_next(FAULT_WRITE, PLACE_FILES, path) : MODE_NONE;
    if (mode == MODE_NONE) return __real_write(fd, bytes, n);
    if (mode == MODE_EIO || mode == MODE_ENOSPC) return refuse(mode);
    ssize_t put = __real_write(fd, bytes, mode == MODE_DIE_AFTER ? n : n / 2);
    if (mode != MODE_SHORT) fault_die();
    if (put == 0) return refuse(MODE_ENOSPC);
    torn = fd;
    return put;
}

static int after(FaultMode mode, int result)
{
    if (mode == MODE_DIE_WITHIN || mode == MODE_DIE_AFTER) fault_die();
    return result;
}

static bool refused(FaultMode mode) { return mode == MODE_EIO || mode == MODE_ENOSPC || mode == MODE_SHORT; }

int __wrap_fsync(int fd)
{
    char path[PATH_MAX];
    FaultMode mode = path_of(fd, path) ? fault_next(FAULT_SYNC, PLACE_FILES, path) : MODE_NONE;
    return refused(mode) ? refuse(mode) : after(mode, __real_fsync(fd));
}

int __wrap_rename(const char *from, const char *to)
{
    FaultMode mode = fault_next(FAULT_RENAME, PLACE_FILES, to);
    return refused(mode) ? refuse(mode) : after(mode, __real_rename(from, to));
}

int __wrap_ftruncate(int fd, off_t size)
{
    char path[PATH_MAX];
    FaultMode mode = path_of(fd, path) ? fault_next(FAULT_TRUNCATE, PLACE_FILES, path) : MODE_NONE;
    return refused(mode) ? refuse(mode) : after(mode, __real_ftruncate(fd, size));
}

int __wrap_open(const char *path, int flags, ...)
{
    mode_t rights = 0;
    if (flags & O_CREAT) {
        va_list args;
        va_start(args, flags);
        rights = va_arg(args, mode_t);
        va_end(args);
    }
    FaultMode mode = flags & O_CREAT ? fault_next(FAULT_MAKE, PLACE_FILES, path) : MODE_NONE;
    return refused(mode) ? refuse(mode) : after(mode, __real_open(path, flags, rights));
}

int __wrap_mkdir(const char *path, mode_t rights)
{
    struct stat st;
    if (stat(path, &st) == 0) return __real_mkdir(path, rights); // there already: nothing is made
    FaultMode mode = fault_next(FAULT_MAKE, PLACE_FILES, path);
    return refused(mode) ? refuse(mode) : after(mode, __real_mkdir(path, rights));
}

int __wrap_clock_gettime(clockid_t id, struct timespec *ret_t)
{
    int result = __real_clock_gettime(id, ret_t);
    if (result == 0 && id == CLOCK_REALTIME) ret_t->tv_sec += page->clock_ms / 1000;
    return result;
}

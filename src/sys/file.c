// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "sys/file.h"
#include "base/buf.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static void fd_close(int *fd)
{
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

static Err system_says(Why *w, const char *what, const char *path)
{
    Err e = errno == ENOENT ? E_NOTFOUND : E_IO;
    return why(w, e, "%s %s: %s", what, path, strerror(errno));
}

Err file_read(Arena *mem, const char *path, size_t max, Str *ret_content, Why *w)
{
    CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) return system_says(w, "cannot read", path);
    if (!S_ISREG(st.st_mode)) return why(w, E_IO, "cannot read %s: not a file", path);
    if ((size_t)st.st_size > max) return why(w, E_LIMIT, "%s is larger than %zu bytes", path, max);
    char *p = arena_alloc(mem, (size_t)st.st_size + 1);
    size_t n = 0;
    while (n < (size_t)st.st_size) {
        ssize_t got = read(fd, p + n, (size_t)st.st_size - n);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_says(w, "cannot read", path);
        if (got == 0) break;
        n += (size_t)got;
    }
    *ret_content = (Str){p, n};
    return OK;
}

Err file_each_line(const char *path, int64_t upto, size_t line_max, Err (*line)(void *arg, Str line), void *arg, Why *w)
{
    CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return system_says(w, "cannot read", path);
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64) + line_max);
    size_t room = KB(32) + line_max, held = 0;
    char *p = arena_alloc(mem, room);
    while (upto > 0) {
        size_t want = (size_t)upto < room - held ? (size_t)upto : room - held;
        ssize_t got = read(fd, p + held, want);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_says(w, "cannot read", path);
        if (got == 0) break;
        upto -= got;
        Str rest = {p, held + (size_t)got};
        while (memchr(rest.p, '\n', rest.n)) TRY(line(arg, str_cut(&rest, '\n')));
        if (rest.n > line_max) return why(w, E_LIMIT, "%s has a line of more than %zu bytes", path, line_max);
        memmove(p, rest.p, rest.n);
        held = rest.n;
    }
    return held ? line(arg, (Str){p, held}) : OK;
}

static Err write_all(int fd, Str s)
{
    while (s.n) {
        ssize_t put = write(fd, s.p, s.n);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return E_IO;
        s.p += put;
        s.n -= (size_t)put;
    }
    return OK;
}

static Str parent_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash) return S(".");
    return slash == path ? S("/") : (Str){path, (size_t)(slash - path)};
}

Err dir_sync(const char *path)
{
    CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0 ? OK : E_IO;
}

Err file_write(const char *path, unsigned mode, Str content, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    char *temporary = str_z(mem, str_fmt(mem, "%s.new", path));
    {
        CLEANUP(fd_close) int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
        if (fd < 0) return system_says(w, "cannot write", temporary);
        if (fchmod(fd, mode) != 0 || write_all(fd, content) != OK || fsync(fd) != 0) {
            Err e = system_says(w, "cannot write", temporary);
            unlink(temporary);
            return e;
        }
    }
    if (rename(temporary, path) != 0) {
        Err e = system_says(w, "cannot rename to", path);
        unlink(temporary);
        return e;
    }
    if (dir_sync(str_z(mem, parent_of(path))) != OK) return system_says(w, "cannot sync the folder of", path);
    return OK;
}

Err file_in_memory(Arena *mem, int *ret_fd, const char **ret_path)
{
    int fd = memfd_create("baken", MFD_CLOEXEC);
    if (fd < 0) return E_IO;
    *ret_fd = fd;
    *ret_path = str_z(mem, str_fmt(mem, "/proc/self/fd/%d", fd));
    return OK;
}

Err file_append(const char *path, unsigned mode, Str line, bool sync, Why *w)
{
    CLEANUP(fd_close) int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode);
    if (fd < 0) return system_says(w, "cannot write", path);
    off_t before = lseek(fd, 0, SEEK_END);
    if (before < 0) return system_says(w, "cannot write", path);
    if (write_all(fd, line) == OK && (!sync || fsync(fd) == 0)) return OK;
    Err e = system_says(w, "cannot write", path);
    // Half a line would spoil the one that is written after it. When this fails too, who reads skips that one line.
    if (ftruncate(fd, before) != 0) (void)why(w, e, "cannot write %s, and half a line stays", path);
    return e;
}

struct FileIn {
    int fd;
};

Err file_in_open(const char *path, FileIn **ret_f, Why *w)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return system_says(w, "cannot read", path);
    FileIn *f = calloc(1, sizeof *f);
    if (!f) abort();
    f->fd = fd;
    *ret_f = f;
    return OK;
}

Err file_in_read(FileIn *f, void *ret_bytes, size_t n, size_t *ret_got)
{
    size_t got = 0;
    while (got < n) {
        ssize_t now = read(f->fd, (char *)ret_bytes + got, n - got);
        if (now < 0 && errno == EINTR) continue;
        if (now < 0) return E_IO;
        if (now == 0) break;
        got += (size_t)now;
    }
    *ret_got = got;
    return OK;
}

void file_in_close(FileIn *f)
{
    if (!f) return;
    fd_close(&f->fd);
    free(f);
}

void file_in_closep(FileIn **f) { file_in_close(*f); }

struct FileOut {
    int fd;
    char *path, *temporary;
};

static void file_out_free(FileOut *f)
{
    fd_close(&f->fd);
    free(f->path);
    free(f->temporary);
    free(f);
}

Err file_out_start(const char *path, unsigned mode, FileOut **ret_f, Why *w)
{
    FileOut *f = calloc(1, sizeof *f);
    if (!f || !(f->path = strdup(path)) || asprintf(&f->temporary, "%s.new", path) < 0) abort();
    f->fd = open(f->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (f->fd < 0) {
        Err e = system_says(w, "cannot write", f->temporary);
        file_out_free(f);
        return e;
    }
    *ret_f = f;
    return OK;
}

Err file_out_write(FileOut *f, Str piece) { return write_all(f->fd, piece); }

Err file_out_keep(FileOut *f)
{
    if (fsync(f->fd) != 0 || rename(f->temporary, f->path) != 0) {
        file_out_drop(f);
        return E_IO;
    }
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    Err e = dir_sync(str_z(mem, parent_of(f->path)));
    if (e != OK) unlink(f->path); // who is told that it failed must not find it
    file_out_free(f);
    return e;
}

void file_out_drop(FileOut *f)
{
    if (!f) return;
    unlink(f->temporary);
    file_out_free(f);
}

Err file_remove(const char *path)
{
    if (unlink(path) == 0) return OK;
    return errno == ENOENT ? E_NOTFOUND : E_IO;
}

Err dir_remove(const char *path)
{
    if (rmdir(path) == 0) return OK;
    return errno == ENOENT ? E_NOTFOUND : E_IO;
}

bool file_exists(const char *path) { return access(path, F_OK) == 0; }

Err file_size(const char *path, int64_t *ret_size)
{
    struct stat st;
    if (stat(path, &st) != 0) return errno == ENOENT ? E_NOTFOUND : E_IO;
    *ret_size = st.st_size;
    return OK;
}

Err file_changed_at(const char *path, Time *ret_t)
{
    struct stat st;
    if (stat(path, &st) != 0) return errno == ENOENT ? E_NOTFOUND : E_IO;
    *ret_t = SECONDS(st.st_mtim.tv_sec);
    return OK;
}

Err file_mode(const char *path, unsigned *ret_mode)
{
    struct stat st;
    if (stat(path, &st) != 0) return errno == ENOENT ? E_NOTFOUND : E_IO;
    *ret_mode = (unsigned)st.st_mode & 07777u;
    return OK;
}

Err disk_free(const char *path, int64_t *ret_bytes)
{
    struct statvfs st;
    if (statvfs(path, &st) != 0) return errno == ENOENT ? E_NOTFOUND : E_IO;
    *ret_bytes = (int64_t)(st.f_bavail * st.f_frsize);
    return OK;
}

// One level. A folder whose name is not on disk takes the files in it along when the power fails.
static Err make_one(Arena *mem, const char *path, unsigned mode, Why *w)
{
    if (mkdir(path, mode) != 0) return errno == EEXIST ? OK : system_says(w, "cannot make folder", path);
    if (dir_sync(str_z(mem, parent_of(path))) == OK) return OK;
    Err e = system_says(w, "cannot sync the folder of", path);
    rmdir(path); // else the next call finds it and does not sync
    return e;
}

Err dir_make(const char *path, unsigned mode, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    char *p = str_z(mem, str_c(path));
    for (char *at = p + 1; *at; at++) {
        if (*at != '/') continue;
        *at = 0;
        TRY(make_one(mem, p, 0755, w));
        *at = '/';
    }
    return make_one(mem, p, mode, w);
}

Err dir_rename(const char *from, const char *to, Why *w)
{
    if (rename(from, to) != 0) return system_says(w, "cannot rename to", to);
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    if (dir_sync(str_z(mem, parent_of(to))) == OK) return OK;
    Err e = system_says(w, "cannot sync the folder of", to);
    if (rename(to, from) != 0) (void)why(w, e, "cannot sync the folder of %s, which has its new name already", to);
    return e;
}

static int by_text(const void *a, const void *b) { return str_cmp(*(const Str *)a, *(const Str *)b); }

Err dir_list(Arena *mem, const char *path, size_t max, Str **ret_names, size_t *ret_count)
{
    DIR *dir = opendir(path);
    if (!dir) return errno == ENOENT ? E_NOTFOUND : E_IO;
    Str *names = NEW_ARRAY(mem, Str, max);
    size_t n = 0;
    Err e = OK;
    for (struct dirent *entry; e == OK && (entry = readdir(dir));) {
        if (entry->d_name[0] == '.') continue;
        if (n == max) e = E_LIMIT;
        else names[n++] = str_dup(mem, str_c(entry->d_name));
    }
    closedir(dir);
    if (e != OK) return e;
    if (n) qsort(names, n, sizeof *names, by_text);
    *ret_names = names;
    *ret_count = n;
    return OK;
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// file.h - files and folders: whole reads with a maximum, writes that are either there or not.
//
// Durable means: content and the folder entry are synced before the call returns. Paths are the operator's or
// made from random ids, never from what a visitor typed. Messages name the path and the system's reason.
#pragma once
#include "base/err.h"
#include "base/str.h"
#include "base/time.h"

Err file_read(Arena *mem, const char *path, size_t max, Str *ret_content, Why *w) MUST_USE; // E_NOTFOUND, E_LIMIT, E_IO
// Each line of the first `upto` bytes, without its end; a line over line_max is E_LIMIT. Stops at the first Err.
Err file_each_line(const char *path, int64_t upto, size_t line_max, Err (*line)(void *arg, Str line), void *arg,
                   Why *w) MUST_USE;
Err file_write(const char *path, unsigned mode, Str content, Why *w) MUST_USE; // atomic and durable (rename)
Err file_append(const char *path, unsigned mode, Str line, bool sync, Why *w) MUST_USE;
// A file that never touches a disk, for a library that writes to a path only. The path holds until the caller closes fd.
Err file_in_memory(Arena *mem, int *ret_fd, const char **ret_path) MUST_USE;
// A file read piece by piece.
typedef struct FileIn FileIn;
Err file_in_open(const char *path, FileIn **ret_f, Why *w) MUST_USE;
Err file_in_read(FileIn *f, void *ret_bytes, size_t n, size_t *ret_got) MUST_USE; // fewer than n only at the end
void file_in_close(FileIn *f);                                                    // accepts NULL
void file_in_closep(FileIn **f);
// A file written piece by piece; it stands under its name only after file_out_keep (which frees, whatever it answers).
typedef struct FileOut FileOut;
Err file_out_start(const char *path, unsigned mode, FileOut **ret_f, Why *w) MUST_USE;
Err file_out_write(FileOut *f, Str piece) MUST_USE;
Err file_out_keep(FileOut *f) MUST_USE;
void file_out_drop(FileOut *f); // accepts NULL
Err file_remove(const char *path) MUST_USE; // E_NOTFOUND when it is not there
bool file_exists(const char *path);
Err disk_free(const char *path, int64_t *ret_bytes) MUST_USE; // what an ordinary user may still write there
Err file_size(const char *path, int64_t *ret_size) MUST_USE;
Err file_changed_at(const char *path, Time *ret_t) MUST_USE; // its content
// The permission bits, 0700. Of a link: of what it points at.
Err file_mode(const char *path, unsigned *ret_mode) MUST_USE;
Err dir_make(const char *path, unsigned mode, Why *w) MUST_USE; // with parents; there already is fine
Err dir_rename(const char *from, const char *to, Why *w) MUST_USE; // takes the place of an empty folder
Err dir_remove(const char *path) MUST_USE; // an empty one; E_NOTFOUND when it is not there
Err dir_sync(const char *path) MUST_USE;
// Names of the entries (no dot files), sorted.
Err dir_list(Arena *mem, const char *path, size_t max, Str **ret_names, size_t *ret_count) MUST_USE;

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// upload.c - files stream in and are sealed on the way to disk: a plain file never exists.
#include "app/state.h"
#include "sys/file.h"
#include "sys/log.h"
#include <magic.h>
#include <string.h>

enum { SNIFF_BYTES = 4096, NAME_BYTES = 16, FILENAME_MAX_BYTES = 200 };

typedef struct Inflow {
    FileSealer *sealer;
    char head[SNIFF_BYTES];
    size_t head_n;
} Inflow;

Str file_path(Arena *mem, const App *app, Str stored)
{
    return str_fmt(mem, "%s/files/%.2s/%.*s", app->dir, stored.p, STR_ARG(stored));
}

void upload_keep(Upload *u) { u->keep = true; }

// Only the last part of a path, without characters that file systems or terminals stumble over.
static Str safe_name(Arena *mem, Str name)
{
    for (size_t i = name.n; i > 0; i--) {
        if (name.p[i - 1] != '/' && name.p[i - 1] != '\\') continue;
        name = (Str){name.p + i, name.n - i};
        break;
    }
    name = str_head(str_trim(name), FILENAME_MAX_BYTES);
    char *p = str_z(mem, name);
    for (size_t i = 0; i < name.n; i++)
        if (strchr("<>:\"|?*;", p[i]) || (unsigned char)p[i] < 0x20 || p[i] == 0x7F) p[i] = '_';
    return name.n ? (Str){p, name.n} : S("bestand");
}

static Err start(void *ctx, Str field, Str filename, Str type)
{
    Req *rq = ctx;
    if (rq->upload_count == HTTP_FILES_MAX)
        return req_fail(rq, E_LIMIT, N_("Er passen vijf bestanden bij een keer versturen."));
    Upload *u = &rq->uploads[rq->upload_count];
    unsigned char name[NAME_BYTES];
    random_bytes(name, sizeof name);
    *u = (Upload){.field = str_dup(rq->mem, field),
                  .filename = safe_name(rq->mem, filename),
                  .declared_type = str_dup(rq->mem, type),
                  .stored = str_hex(rq->mem, name, sizeof name),
                  .key = secret_random()};
    Inflow *in = NEW(rq->mem, Inflow);
    const char *path = str_z(rq->mem, file_path(rq->mem, rq->app, u->stored));
    const char *dir = str_z(rq->mem, str_fmt(rq->mem, "%s/files/%.2s", rq->app->dir, u->stored.p));
    TRY(dir_make(dir, 0700, &rq->why));
    TRY(file_seal_start(path, &u->key, &in->sealer, &rq->why));
    rq->inflow = in;
    rq->upload_count++;
    return OK;
}

static Err piece(void *ctx, Str s)
{
    Req *rq = ctx;
    Inflow *in = rq->inflow;
    size_t n = sizeof in->head - in->head_n < s.n ? sizeof in->head - in->head_n : s.n;
    memcpy(in->head + in->head_n, s.p, n);
    in->head_n += n;
    return file_seal_write(in->sealer, s);
}

// libmagic looks at the first bytes; its handle is not thread-safe.
static Str sniff(Req *rq, const Inflow *in)
{
    AppState *st = rq->app->state;
    if (!st->magic) return S("application/octet-stream");
    pthread_mutex_lock(&st->magic_lock);
    Str type = str_dup(rq->mem, str_c(magic_buffer(st->magic, in->head, in->head_n)));
    pthread_mutex_unlock(&st->magic_lock);
    return type.n ? type : S("application/octet-stream");
}

static Err end(void *ctx, size_t size)
{
    Req *rq = ctx;
    Inflow *in = rq->inflow;
    Upload *u = &rq->uploads[rq->upload_count - 1];
    u->size = (int64_t)size;
    u->sniffed_type = sniff(rq, in);
    rq->inflow = NULL;
    return file_seal_end(in->sealer);
}

static void drop(void *ctx)
{
    Req *rq = ctx;
    if (!rq->inflow) return;
    file_seal_drop(((Inflow *)rq->inflow)->sealer);
    rq->inflow = NULL;
}

const FileSink *upload_sink(Req *rq)
{
    FileSink *sink = NEW(rq->mem, FileSink);
    *sink = (FileSink){.ctx = rq, .start = start, .write = piece, .end = end, .drop = drop};
    return sink;
}

void uploads_settle(Req *rq)
{
    drop(rq);
    for (size_t i = 0; i < rq->upload_count; i++) {
        Upload *u = &rq->uploads[i];
        if (!u->keep && file_remove(str_z(rq->mem, file_path(rq->mem, rq->app, u->stored))) == E_IO)
            log_line(LOG_ERROR, "file_not_removed", "an upload that was not kept could not be removed");
        secret_wipe(&u->key);
    }
}

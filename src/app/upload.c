// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// upload.c - files stream in and are sealed on the way to the store: a plain file never exists.
#include "app/state.h"
#include "app/stored.h"
#include "sys/file.h"
#include "sys/meter.h"
#include <magic.h>
#include <string.h>

enum {
    SNIFF_BYTES = 4096,
    FILENAME_MAX_BYTES = 190, // with an extension it stays below 200
    DISK_LOOK_BYTES = 1024 * 1024,
};

// The file that is coming in now.
typedef struct Sniff {
    char head[SNIFF_BYTES];
    size_t head_n, since_look;
} Sniff;

void upload_keep(Upload *u) { u->keep = true; }

// How many bytes at the front of s are a character that shows nothing, or turns the direction of what follows: with one
// of those "gpj.exe" reads as "exe.jpg".
static size_t hidden_at(Str s)
{
    const unsigned char *c = (const unsigned char *)s.p;
    if (s.n >= 2 && c[0] == 0xD8 && c[1] == 0x9C) return 2;
    if (s.n < 3) return 0;
    if (c[0] == 0xE2 && c[1] == 0x80 && ((c[2] >= 0x8B && c[2] <= 0x8F) || (c[2] >= 0xAA && c[2] <= 0xAE))) return 3;
    if (c[0] == 0xE2 && c[1] == 0x81 && c[2] >= 0xA0 && c[2] <= 0xAF) return 3;
    return c[0] == 0xEF && c[1] == 0xBB && c[2] == 0xBF ? 3 : 0;
}

Str upload_safe_name(Arena *mem, Str name)
{
    for (size_t i = name.n; i > 0; i--) {
        if (name.p[i - 1] != '/' && name.p[i - 1] != '\\') continue;
        name = (Str){name.p + i, name.n - i};
        break;
    }
    name = str_head(str_trim(name), FILENAME_MAX_BYTES);
    char *p = str_z(mem, name);
    size_t n = 0;
    for (size_t i = 0; i < name.n; i++) {
        size_t hidden = hidden_at((Str){name.p + i, name.n - i});
        unsigned char c = (unsigned char)name.p[i];
        bool odd = hidden || c < 0x20 || c == 0x7F || strchr("<>:\"|?*;", c);
        p[n++] = odd ? '_' : (char)c;
        if (hidden) i += hidden - 1;
    }
    return n ? (Str){p, n} : S("bestand");
}

// Extensions of the types that people send; the first is the usual one.
static const struct {
    const char *type, *extensions;
} known_types[] = {
    {"image/jpeg", "jpg jpeg jpe jfif"},
    {"image/png", "png"},
    {"image/gif", "gif"},
    {"image/webp", "webp"},
    {"image/heic", "heic heif"},
    {"image/heif", "heif heic"},
    {"image/tiff", "tif tiff"},
    {"image/bmp", "bmp"},
    {"audio/mpeg", "mp3"},
    {"audio/mp4", "m4a mp4"},
    {"audio/x-m4a", "m4a"},
    {"audio/ogg", "ogg oga opus"},
    {"audio/x-wav", "wav"},
    {"audio/wav", "wav"},
    {"audio/amr", "amr"},
    {"audio/aac", "aac"},
    {"audio/x-hx-aac-adts", "aac"},
    {"audio/webm", "weba webm"},
    {"video/mp4", "mp4 m4v"},
    {"video/quicktime", "mov qt"},
    {"video/webm", "webm"},
    {"video/3gpp", "3gp"},
    {"video/x-msvideo", "avi"},
    {"application/pdf", "pdf"},
    {"text/plain", "txt csv md"},
    {"application/msword", "doc"},
    {"application/vnd.ms-excel", "xls"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    {"application/vnd.oasis.opendocument.text", "odt"},
    {"application/vnd.oasis.opendocument.spreadsheet", "ods"},
    {"message/rfc822", "eml"},
};

Str upload_name_for(Arena *mem, Str name, Str sniffed_type)
{
    size_t dot = name.n;
    while (dot > 0 && name.p[dot - 1] != '.') dot--;
    Str extension = dot ? (Str){name.p + dot, name.n - dot} : STR_NONE;
    for (size_t i = 0; i < COUNT(known_types); i++) {
        if (!str_eq_c(sniffed_type, known_types[i].type)) continue;
        Str all = str_c(known_types[i].extensions), usual = STR_NONE;
        while (all.n) {
            Str one = str_cut(&all, ' ');
            if (usual.n == 0) usual = one;
            if (str_ieq(one, extension)) return name;
        }
        return str_fmt(mem, "%.*s.%.*s", STR_ARG(name), STR_ARG(usual));
    }
    return name;
}

static Err no_room(Req *rq)
{
    return req_fail(rq, E_BUSY,
                    N_("Er is nu geen ruimte voor bestanden. Verstuur je tekst zonder bestanden en voeg ze later toe."));
}

static bool disk_fills(const App *app)
{
    int64_t left;
    return disk_free(app->dir, &left) != OK || left < app->disk_reserve;
}

// Before the first byte is kept: a file is what costs most, so what nobody has signed for is limited here.
static Err first_checks(Req *rq)
{
    if (rq->upload_count == 0 && rq->route->action == ACT_public)
        TRY(req_limit(rq, "upload", LIMIT_REPORTS_BURST, LIMIT_REPORTS_HOUR));
    return disk_fills(rq->app) ? no_room(rq) : OK;
}

static Err start(void *ctx, Str field, Str filename, Str type)
{
    Req *rq = ctx;
    if (rq->upload_count == HTTP_FILES_MAX)
        return req_fail(rq, E_LIMIT, N_("Er passen vijf bestanden bij een keer versturen."));
    TRY(first_checks(rq));
    Upload *u = &rq->uploads[rq->upload_count];
    unsigned char name[STORED_NAME / 2];
    random_bytes(name, sizeof name);
    *u = (Upload){.field = str_dup(rq->mem, field),
                  .filename = upload_safe_name(rq->mem, filename),
                  .declared_type = str_dup(rq->mem, type),
                  .stored = str_hex(rq->mem, name, sizeof name),
                  .key = secret_random()};
    u->inflow = inflow_start(rq->app, rq->http, u->stored, &u->key, rq->actor.account.v != 0, rq->now);
    if (!rq->sniff) rq->sniff = NEW(rq->mem, Sniff);
    *(Sniff *)rq->sniff = (Sniff){.head_n = 0};
    rq->upload_count++;
    return OK;
}

static Upload *current(Req *rq) { return &rq->uploads[rq->upload_count - 1]; }

static Err piece(void *ctx, Str s)
{
    Req *rq = ctx;
    Sniff *in = rq->sniff;
    size_t n = sizeof in->head - in->head_n < s.n ? sizeof in->head - in->head_n : s.n;
    memcpy(in->head + in->head_n, s.p, n);
    in->head_n += n;
    in->since_look += s.n;
    if (in->since_look >= DISK_LOOK_BYTES) {
        in->since_look = 0;
        if (disk_fills(rq->app)) return no_room(rq);
    }
    meter_add(METER_file_bytes, (int64_t)s.n);
    return inflow_write(current(rq)->inflow, s) == OK ? OK : no_room(rq);
}

// libmagic looks at the first bytes; its handle is not thread-safe.
static Str sniff(Req *rq, const Sniff *in)
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
    Upload *u = current(rq);
    u->size = (int64_t)size;
    u->sniffed_type = sniff(rq, rq->sniff);
    u->filename = upload_name_for(rq->mem, u->filename, u->sniffed_type);
    return inflow_end(u->inflow) == OK ? OK : no_room(rq);
}

static void drop(void *ctx) { (void)ctx; } // uploads_settle drops whatever was not kept

const FileSink *upload_sink(Req *rq)
{
    FileSink *sink = NEW(rq->mem, FileSink);
    *sink = (FileSink){.ctx = rq, .start = start, .write = piece, .end = end, .drop = drop};
    return sink;
}

// ---- a text that stays in memory ------------------------------------------------------------------------------------

static Err text_start(void *ctx, Str field, Str filename, Str type)
{
    (void)field, (void)filename, (void)type;
    Req *rq = ctx;
    if (rq->text_file) return req_fail(rq, E_LIMIT, N_("Stuur een bestand tegelijk."));
    rq->text_file = NEW(rq->mem, Buf);
    *rq->text_file = buf_new(rq->mem, TEXT_FILE_MAX);
    return OK;
}

static Err text_piece(void *ctx, Str s)
{
    Req *rq = ctx;
    buf_add(rq->text_file, s);
    return rq->text_file->over ? req_fail(rq, E_LIMIT, N_("Dit bestand is te groot.")) : OK;
}

static Err text_end(void *ctx, size_t size)
{
    (void)ctx, (void)size;
    return OK;
}

const FileSink *text_sink(Req *rq)
{
    FileSink *sink = NEW(rq->mem, FileSink);
    *sink = (FileSink){.ctx = rq, .start = text_start, .write = text_piece, .end = text_end, .drop = drop};
    return sink;
}

Err uploads_whole(Req *rq)
{
    for (size_t i = 0; i < rq->upload_count; i++)
        if (rq->uploads[i].keep && inflow_failed(rq->uploads[i].inflow)) return no_room(rq);
    return OK;
}

void uploads_settle(Req *rq)
{
    for (size_t i = 0; i < rq->upload_count; i++) {
        Upload *u = &rq->uploads[i];
        inflow_leave(u->inflow, u->keep);
        u->inflow = NULL;
        secret_wipe(&u->key);
    }
}

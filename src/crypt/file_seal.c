// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// file_seal.c - a sealed file: the stream's header, then chunks of 64 KiB with a tag; the last one is marked final.
#include "crypt/crypt.h"
#include "sys/file.h"
#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHUNK = 64 * 1024,
    HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    EXTRA = crypto_secretstream_xchacha20poly1305_ABYTES,
    FILE_MODE = 0600,
};
_Static_assert(SECRET_SIZE == crypto_secretstream_xchacha20poly1305_KEYBYTES, "one size of secret");

struct FileSealer {
    FileOut *out;
    crypto_secretstream_xchacha20poly1305_state state;
    size_t filled, head_size;
    char head[FILE_HEAD_MAX]; // goes along with every piece, so that it can't be changed
    unsigned char plain[CHUNK], sealed[CHUNK + EXTRA];
};

static void sealer_free(FileSealer *f)
{
    sodium_memzero(f, sizeof *f);
    free(f);
}

Err file_seal_start_after(const char *path, Str head, const Secret *key, FileSealer **ret_f, Why *w)
{
    assert(head.n <= FILE_HEAD_MAX);
    FileSealer *f = calloc(1, sizeof *f);
    if (!f) abort();
    memcpy(f->head, head.p, head.n);
    f->head_size = head.n;
    unsigned char header[HEADER];
    crypto_secretstream_xchacha20poly1305_init_push(&f->state, header, key->b);
    Err e = file_out_start(path, FILE_MODE, &f->out, w);
    if (e == OK &&
        (file_out_write(f->out, head) != OK || file_out_write(f->out, (Str){(char *)header, sizeof header}) != OK))
        e = why(w, E_IO, "cannot write %s", path);
    if (e != OK) {
        file_seal_drop(f);
        return e;
    }
    *ret_f = f;
    return OK;
}

static Err push(FileSealer *f, unsigned char tag)
{
    unsigned long long n = 0;
    crypto_secretstream_xchacha20poly1305_push(&f->state, f->sealed, &n, f->plain, f->filled,
                                               (const unsigned char *)f->head, f->head_size, tag);
    f->filled = 0;
    return file_out_write(f->out, (Str){(char *)f->sealed, (size_t)n});
}

Err file_seal_write(FileSealer *f, Str piece)
{
    while (piece.n) {
        // A full chunk waits until more comes: only then is it sure that it is not the last.
        if (f->filled == CHUNK) TRY(push(f, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE));
        size_t n = piece.n < CHUNK - f->filled ? piece.n : CHUNK - f->filled;
        memcpy(f->plain + f->filled, piece.p, n);
        f->filled += n;
        piece.p += n;
        piece.n -= n;
    }
    return OK;
}

Err file_seal_end(FileSealer *f)
{
    Err e = push(f, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
    if (e != OK) {
        file_seal_drop(f);
        return e;
    }
    e = file_out_keep(f->out);
    sealer_free(f);
    return e;
}

void file_seal_drop(FileSealer *f)
{
    if (!f) return;
    file_out_drop(f->out);
    sealer_free(f);
}

typedef struct Opener {
    FileIn *in;
    crypto_secretstream_xchacha20poly1305_state state;
    unsigned char sealed[CHUNK + EXTRA], plain[CHUNK];
    int64_t at;
} Opener;

static void opener_freep(Opener **o)
{
    if (!*o) return;
    file_in_close((*o)->in);
    sodium_memzero(*o, sizeof **o);
    free(*o);
}

static Err open_head(Opener *o, Str head, const Secret *key)
{
    char found[FILE_HEAD_MAX];
    unsigned char header[HEADER];
    size_t got = 0, more = 0;
    assert(head.n <= FILE_HEAD_MAX);
    TRY(file_in_read(o->in, found, head.n, &got));
    TRY(file_in_read(o->in, header, HEADER, &more));
    if (got != head.n || more != HEADER || !bytes_equal(found, head.p, head.n)) return E_CRYPT;
    o->at = (int64_t)(head.n + HEADER);
    return crypto_secretstream_xchacha20poly1305_init_pull(&o->state, header, key->b) == 0 ? OK : E_CRYPT;
}

static Err open_pieces(Opener *o, Str head, Err (*piece)(void *arg, Str plain), void *arg)
{
    for (;;) {
        size_t got = 0, extra = 0;
        unsigned long long n = 0;
        unsigned char tag = 0, after;
        TRY(file_in_read(o->in, o->sealed, sizeof o->sealed, &got));
        if (got < EXTRA || crypto_secretstream_xchacha20poly1305_pull(&o->state, o->plain, &n, &tag, o->sealed, got,
                                                                      (const unsigned char *)head.p, head.n) != 0)
            return E_CRYPT;
        bool final = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
        if (final) TRY(file_in_read(o->in, &after, 1, &extra));
        if (final ? extra != 0 : got < sizeof o->sealed) return E_CRYPT; // something was added, or cut off
        TRY(piece(arg, (Str){(char *)o->plain, (size_t)n}));
        o->at += (int64_t)got;
        if (final) return OK;
    }
}

Err file_unseal_each(const char *path, Str head, const Secret *key, Err (*piece)(void *arg, Str plain), void *arg,
                     int64_t *ret_at, Why *w)
{
    CLEANUP(opener_freep) Opener *o = calloc(1, sizeof *o);
    if (!o) abort();
    TRY(file_in_open(path, &o->in, w));
    Err e = open_head(o, head, key);
    if (e == OK) e = open_pieces(o, head, piece, arg);
    *ret_at = o->at;
    return e;
}

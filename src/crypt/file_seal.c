// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// file_seal.c - a sealed file: the stream's header, then chunks of 64 KiB with a tag; the last one is marked final.
#include "crypt/crypt.h"
#include "sys/file.h"
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
    size_t filled;
    unsigned char plain[CHUNK], sealed[CHUNK + EXTRA];
};

static void sealer_free(FileSealer *f)
{
    sodium_memzero(f, sizeof *f);
    free(f);
}

Err file_seal_start(const char *path, const Secret *key, FileSealer **ret_f, Why *w)
{
    FileSealer *f = calloc(1, sizeof *f);
    if (!f) abort();
    unsigned char header[HEADER];
    crypto_secretstream_xchacha20poly1305_init_push(&f->state, header, key->b);
    Err e = file_out_start(path, FILE_MODE, &f->out, w);
    if (e == OK && file_out_write(f->out, (Str){(char *)header, sizeof header}) != OK)
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
    crypto_secretstream_xchacha20poly1305_push(&f->state, f->sealed, &n, f->plain, f->filled, NULL, 0, tag);
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

static Err pull_all(crypto_secretstream_xchacha20poly1305_state *state, Str in, unsigned char *plain, size_t *ret_n)
{
    size_t n = 0;
    for (;;) {
        size_t piece = in.n < CHUNK + EXTRA ? in.n : CHUNK + EXTRA;
        unsigned long long got = 0;
        unsigned char tag = 0;
        if (crypto_secretstream_xchacha20poly1305_pull(state, plain + n, &got, &tag, (const unsigned char *)in.p, piece,
                                                       NULL, 0) != 0)
            return E_CRYPT;
        n += (size_t)got;
        in.p += piece;
        in.n -= piece;
        bool final = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
        if (final != (in.n == 0)) return E_CRYPT; // cut off, or something was added
        if (final) break;
    }
    *ret_n = n;
    return OK;
}

Err file_unseal(Arena *mem, const char *path, const Secret *key, size_t max, Str *ret_plain)
{
    size_t sealed_max = HEADER + max + (max / CHUNK + 1) * EXTRA;
    CLEANUP(arena_freep) Arena *own = arena_new(sealed_max + KB(64));
    Str in;
    TRY(file_read(own, path, sealed_max, &in, NULL));
    crypto_secretstream_xchacha20poly1305_state state;
    if (in.n < HEADER + EXTRA ||
        crypto_secretstream_xchacha20poly1305_init_pull(&state, (const unsigned char *)in.p, key->b) != 0)
        return E_CRYPT;
    in.p += HEADER;
    in.n -= HEADER;
    unsigned char *plain = arena_alloc(mem, in.n);
    size_t n = 0;
    Err e = pull_all(&state, in, plain, &n);
    sodium_memzero(&state, sizeof state);
    if (e != OK) {
        sodium_memzero(plain, in.n);
        return e;
    }
    *ret_plain = (Str){(char *)plain, n};
    return OK;
}

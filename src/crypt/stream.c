// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// stream.c - secretstream behind our nouns: pieces that open only in their order, and only when the last one is there.
#include "crypt/crypt.h"
#include <sodium.h>
#include <stdlib.h>

_Static_assert(STREAM_HEADER == crypto_secretstream_xchacha20poly1305_HEADERBYTES, "as libsodium has it");
_Static_assert(STREAM_EXTRA == crypto_secretstream_xchacha20poly1305_ABYTES, "as libsodium has it");
_Static_assert(SECRET_SIZE == crypto_secretstream_xchacha20poly1305_KEYBYTES, "one size of secret");

struct Stream {
    crypto_secretstream_xchacha20poly1305_state state;
    bool ended;
};

static Stream *stream_new(void)
{
    Stream *s = calloc(1, sizeof *s);
    if (!s) abort();
    return s;
}

Stream *stream_seal(const Secret *key, unsigned char ret_header[STREAM_HEADER])
{
    Stream *s = stream_new();
    crypto_secretstream_xchacha20poly1305_init_push(&s->state, ret_header, key->b);
    return s;
}

void stream_seal_piece(Stream *s, Str plain, bool last, unsigned char *ret_sealed)
{
    unsigned char tag =
        last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    crypto_secretstream_xchacha20poly1305_push(&s->state, ret_sealed, NULL, (const unsigned char *)plain.p, plain.n,
                                               NULL, 0, tag);
}

Err stream_open(const Secret *key, Str header, Stream **ret_s)
{
    if (header.n != STREAM_HEADER) return E_CRYPT;
    Stream *s = stream_new();
    if (crypto_secretstream_xchacha20poly1305_init_pull(&s->state, (const unsigned char *)header.p, key->b) != 0) {
        stream_free(s);
        return E_CRYPT;
    }
    *ret_s = s;
    return OK;
}

Err stream_open_piece(Stream *s, Str sealed, unsigned char *ret_plain, bool *ret_last)
{
    unsigned char tag = 0;
    if (s->ended || sealed.n < STREAM_EXTRA ||
        crypto_secretstream_xchacha20poly1305_pull(&s->state, ret_plain, NULL, &tag, (const unsigned char *)sealed.p,
                                                   sealed.n, NULL, 0) != 0)
        return E_CRYPT;
    s->ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    *ret_last = s->ended;
    return OK;
}

void stream_free(Stream *s)
{
    if (!s) return;
    sodium_memzero(s, sizeof *s);
    free(s);
}

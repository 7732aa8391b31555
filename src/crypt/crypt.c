// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// crypt.c - randomness, secrets and their tokens, hashes, signatures.
#include "crypt/crypt.h"
#include <assert.h>
#include <sodium.h>
#include <string.h>

_Static_assert(SECRET_SIZE == crypto_kdf_KEYBYTES && SECRET_SIZE == crypto_sign_SEEDBYTES, "one size of secret");
_Static_assert(SIGN_SIZE == crypto_sign_BYTES && PUBLIC_SIZE == crypto_sign_PUBLICKEYBYTES, "sizes of signatures");

enum { TOKEN_CHARS = sodium_base64_ENCODED_LEN(SECRET_SIZE, sodium_base64_VARIANT_URLSAFE_NO_PADDING) - 1 };

static const unsigned char *bytes_of(Str s) { return (const unsigned char *)(s.n ? s.p : ""); }

Err crypt_start(void) { return sodium_init() >= 0 ? OK : E_CRYPT; }

void random_bytes(void *ret_bytes, size_t n) { randombytes_buf(ret_bytes, n); }

uint32_t random_below(uint32_t limit)
{
    assert(limit > 0);
    return randombytes_uniform(limit);
}

static Str base64url(Arena *mem, const unsigned char *bytes, size_t n)
{
    size_t room = sodium_base64_encoded_len(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(mem, room);
    sodium_bin2base64(text, room, bytes, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return (Str){text, room - 1};
}

Str random_token(Arena *mem, size_t bytes)
{
    unsigned char *raw = arena_alloc(mem, bytes);
    random_bytes(raw, bytes);
    Str token = base64url(mem, raw, bytes);
    sodium_memzero(raw, bytes);
    return token;
}

void secret_wipe(Secret *s) { sodium_memzero(s, sizeof *s); }
void keypair_wipe(KeyPair *k) { sodium_memzero(k, sizeof *k); }

void text_wipe(Str s)
{
    // The Str is a view of memory that the caller's arena owns and may change.
    if (s.n) sodium_memzero((void *)(uintptr_t)s.p, s.n);
}

Secret secret_random(void)
{
    Secret s;
    random_bytes(s.b, sizeof s.b);
    return s;
}

Secret secret_derive(const Secret *from, const char name[8], uint64_t number)
{
    Secret s;
    int bad = crypto_kdf_derive_from_key(s.b, sizeof s.b, number, name, from->b);
    assert(bad == 0);
    return s;
}

Err secret_from_token(Str base64url_text, Secret *ret_secret)
{
    if (base64url_text.n != TOKEN_CHARS) return E_INPUT;
    CLEANUP(secret_wipe) Secret s = {{0}};
    size_t n = 0;
    const char *end = NULL;
    int bad = sodium_base642bin(s.b, sizeof s.b, base64url_text.p, base64url_text.n, NULL, &n, &end,
                                sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    if (bad || n != sizeof s.b || end != base64url_text.p + base64url_text.n) return E_INPUT;
    // libsodium 1.0.18 takes some bytes above 127 for letters; a token has one spelling.
    char again[TOKEN_CHARS + 1];
    sodium_bin2base64(again, sizeof again, s.b, sizeof s.b, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    bool same = bytes_equal(again, base64url_text.p, TOKEN_CHARS);
    sodium_memzero(again, sizeof again);
    if (!same) return E_INPUT;
    *ret_secret = s;
    return OK;
}

Str secret_to_token(Arena *mem, const Secret *s) { return base64url(mem, s->b, sizeof s->b); }

Str bytes_to_text(Arena *mem, Str bytes) { return base64url(mem, bytes_of(bytes), bytes.n); }

Err bytes_from_text(Arena *mem, Str text, Str *ret_bytes)
{
    size_t room = text.n / 4 * 3 + 3, n = 0;
    unsigned char *raw = arena_alloc(mem, room);
    const char *end = NULL;
    if (text.n == 0 || sodium_base642bin(raw, room, text.p, text.n, NULL, &n, &end,
                                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 || end != text.p + text.n)
        return E_INPUT;
    *ret_bytes = (Str){(char *)raw, n};
    return OK;
}

bool bytes_equal(const void *a, const void *b, size_t n) { return sodium_memcmp(a, b, n) == 0; }

Hash hash_of(Str s)
{
    Hash h;
    crypto_generichash(h.b, sizeof h.b, bytes_of(s), s.n, NULL, 0);
    return h;
}

Hash hash_keyed(const Secret *key, Str s)
{
    Hash h;
    crypto_generichash(h.b, sizeof h.b, bytes_of(s), s.n, key->b, sizeof key->b);
    return h;
}

Str hash_str(const Hash *h) { return (Str){(const char *)h->b, sizeof h->b}; }

void sign_seed(const Secret *seed, PublicKey *ret_public)
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(ret_public->b, secret, seed->b);
    sodium_memzero(secret, sizeof secret);
}

void sign_with(const Secret *seed, Str message, unsigned char ret_signature[SIGN_SIZE])
{
    unsigned char public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(public, secret, seed->b);
    crypto_sign_detached(ret_signature, NULL, bytes_of(message), message.n, secret);
    sodium_memzero(secret, sizeof secret);
}

bool sign_ok(const PublicKey *public, Str message, Str signature)
{
    return signature.n == SIGN_SIZE &&
           crypto_sign_verify_detached(bytes_of(signature), bytes_of(message), message.n, public->b) == 0;
}

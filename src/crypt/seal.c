// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// seal.c - sealing with a key, and to a key.
#include "crypt/crypt.h"
#include <assert.h>
#include <sodium.h>
#include <string.h>

enum {
    NONCE_SIZE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_SIZE = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};
_Static_assert(SEAL_EXTRA == NONCE_SIZE + TAG_SIZE, "what sealing adds");
_Static_assert(SECRET_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "one size of secret");
_Static_assert(BOX_EXTRA == crypto_box_SEALBYTES, "what boxing adds");
_Static_assert(PUBLIC_SIZE == crypto_box_PUBLICKEYBYTES && SECRET_SIZE == crypto_box_SECRETKEYBYTES &&
               SECRET_SIZE == crypto_box_SEEDBYTES, "one size of key");

static const unsigned char *bytes_of(Str s) { return (const unsigned char *)(s.n ? s.p : ""); }

Str seal(Arena *mem, const Secret *key, Str plain, Str context)
{
    unsigned char *out = arena_alloc(mem, plain.n + SEAL_EXTRA);
    random_bytes(out, NONCE_SIZE);
    unsigned long long n = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_SIZE, &n, bytes_of(plain), plain.n, bytes_of(context),
                                               context.n, NULL, out, key->b);
    return (Str){(char *)out, NONCE_SIZE + (size_t)n};
}

Err unseal(Arena *mem, const Secret *key, Str sealed, Str context, Str *ret_plain)
{
    if (sealed.n < SEAL_EXTRA) return E_CRYPT;
    unsigned char *plain = arena_alloc(mem, sealed.n - SEAL_EXTRA + 1);
    unsigned long long n = 0;
    const unsigned char *in = bytes_of(sealed);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &n, NULL, in + NONCE_SIZE, sealed.n - NONCE_SIZE,
                                                   bytes_of(context), context.n, in, key->b) != 0)
        return E_CRYPT;
    *ret_plain = (Str){(char *)plain, (size_t)n};
    return OK;
}

KeyPair keypair_new(void)
{
    KeyPair k;
    crypto_box_keypair(k.public.b, k.secret.b);
    return k;
}

KeyPair keypair_from_seed(const Secret *seed)
{
    KeyPair k;
    crypto_box_seed_keypair(k.public.b, k.secret.b, seed->b);
    return k;
}

KeyPair keypair_from_secret(const Secret *secret)
{
    KeyPair k = {.secret = *secret};
    crypto_scalarmult_base(k.public.b, secret->b);
    return k;
}

Str box_to(Arena *mem, const PublicKey *to, Str plain)
{
    unsigned char *out = arena_alloc(mem, plain.n + BOX_EXTRA);
    // Fails only for a public key of low order, which is never one of ours.
    int bad = crypto_box_seal(out, bytes_of(plain), plain.n, to->b);
    assert(bad == 0);
    return (Str){(char *)out, plain.n + BOX_EXTRA};
}

Err box_open(Arena *mem, const KeyPair *pair, Str box, Str *ret_plain)
{
    if (box.n < BOX_EXTRA) return E_CRYPT;
    unsigned char *plain = arena_alloc(mem, box.n - BOX_EXTRA + 1);
    if (crypto_box_seal_open(plain, bytes_of(box), box.n, pair->public.b, pair->secret.b) != 0) return E_CRYPT;
    *ret_plain = (Str){(char *)plain, box.n - BOX_EXTRA};
    return OK;
}

Str box_secret(Arena *mem, const PublicKey *to, const Secret *s)
{
    return box_to(mem, to, (Str){(const char *)s->b, sizeof s->b});
}

Err box_open_secret(const KeyPair *pair, Str box, Secret *ret_s)
{
    if (box.n != SECRET_SIZE + BOX_EXTRA) return E_CRYPT;
    CLEANUP(secret_wipe) Secret s = {{0}};
    if (crypto_box_seal_open(s.b, bytes_of(box), box.n, pair->public.b, pair->secret.b) != 0) return E_CRYPT;
    *ret_s = s;
    return OK;
}

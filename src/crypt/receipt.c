// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// receipt.c - the reporter's code.
#include "crypt/crypt.h"
#include <assert.h>
#include <sodium.h>
#include <string.h>

enum { GROUP = 5, TYPED_MAX = 100, FAIR_BELOW = 250 };

void receipt_wipe(Receipt *r) { sodium_memzero(r, sizeof *r); }

// ISO 7064 MOD 11,10 finds every single wrong digit and nearly all swapped neighbours.
char receipt_check_digit(Str digits)
{
    int p = 10;
    for (size_t i = 0; i < digits.n; i++) {
        int s = (p + (digits.p[i] - '0')) % 10;
        p = (s ? s : 10) * 2 % 11;
    }
    return (char)('0' + (11 - p) % 10);
}

Receipt receipt_from(const Secret *seed)
{
    Receipt r = {{0}};
    size_t n = 0;
    for (uint64_t block = 0; n < RECEIPT_DIGITS - 1; block++) {
        CLEANUP(secret_wipe) Secret stream = secret_derive(seed, "receipt0", block);
        for (size_t i = 0; i < sizeof stream.b && n < RECEIPT_DIGITS - 1; i++)
            if (stream.b[i] < FAIR_BELOW) r.digits[n++] = (char)('0' + stream.b[i] % 10); // 250-255 would favour 0-5
    }
    r.digits[n] = receipt_check_digit((Str){r.digits, n});
    return r;
}

Err receipt_parse(Str typed, Receipt *ret_r)
{
    if (typed.n > TYPED_MAX) return E_INPUT;
    CLEANUP(receipt_wipe) Receipt r = {{0}};
    size_t n = 0;
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];
        if (c == ' ' || c == '-' || c == '\t' || c == '\n' || c == '\r' || c == '.') continue;
        if (c < '0' || c > '9' || n == RECEIPT_DIGITS) return E_INPUT;
        r.digits[n++] = c;
    }
    if (n != RECEIPT_DIGITS || receipt_check_digit((Str){r.digits, n - 1}) != r.digits[n - 1]) return E_INPUT;
    *ret_r = r;
    return OK;
}

Str receipt_text(Arena *mem, const Receipt *r)
{
    char *text = arena_alloc(mem, RECEIPT_TEXT + 1);
    size_t n = 0;
    for (size_t i = 0; i < RECEIPT_DIGITS; i++) {
        if (i && i % GROUP == 0) text[n++] = ' ';
        text[n++] = r->digits[i];
    }
    assert(n == RECEIPT_TEXT);
    return (Str){text, n};
}

static Hash of_digits(const Receipt *r, const Secret *pepper, const char name[8])
{
    CLEANUP(secret_wipe) Secret key = secret_derive(pepper, name, 0);
    return hash_keyed(&key, (Str){r->digits, RECEIPT_DIGITS});
}

Hash receipt_lookup(const Receipt *r, const Secret *pepper) { return of_digits(r, pepper, "rcptlook"); }

Secret receipt_key(const Receipt *r, const Secret *pepper)
{
    Hash h = of_digits(r, pepper, "rcptkeys");
    Secret key;
    memcpy(key.b, h.b, sizeof key.b);
    sodium_memzero(&h, sizeof h);
    return key;
}

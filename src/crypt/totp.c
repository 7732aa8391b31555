// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// totp.c - the six digits of an authenticator app (RFC 6238 on liboath).
#include "base/buf.h"
#include "crypt/crypt.h"
#include <assert.h>
#include <liboath/oath.h>
#include <sodium.h>
#include <string.h>

enum { STEP_SECONDS = 30, SLACK_STEPS = 1, URI_MAX = 512 };

static void code_of_step(const unsigned char secret[TOTP_SECRET_SIZE], int64_t step, char ret_code[TOTP_DIGITS + 1])
{
    // liboath takes a char * and does not say const; it only reads.
    int bad = oath_hotp_generate((char *)(uintptr_t)secret, TOTP_SECRET_SIZE, (uint64_t)step, TOTP_DIGITS, false,
                                 OATH_HOTP_DYNAMIC_TRUNCATION, ret_code);
    assert(bad == OATH_OK);
}

static int64_t step_of(Time now) { return now / SECONDS(STEP_SECONDS); }

Err totp_check(const unsigned char secret[TOTP_SECRET_SIZE], Str code, Time now, int64_t *ret_step)
{
    // People type "123 456"; always look at all steps, so that the time taken says nothing.
    char typed[TOTP_DIGITS + 1] = {0};
    size_t n = 0;
    for (size_t i = 0; i < code.n; i++) {
        if (code.p[i] == ' ') continue;
        if (n == TOTP_DIGITS) return E_DENIED;
        typed[n++] = code.p[i];
    }
    if (n != TOTP_DIGITS) return E_DENIED;
    int64_t found = -1;
    for (int64_t step = step_of(now) - SLACK_STEPS; step <= step_of(now) + SLACK_STEPS; step++) {
        char right[TOTP_DIGITS + 1];
        if (step < 0) continue;
        code_of_step(secret, step, right);
        if (bytes_equal(right, typed, TOTP_DIGITS)) found = step;
    }
    sodium_memzero(typed, sizeof typed);
    if (found < 0) return E_DENIED;
    *ret_step = found;
    return OK;
}

Str totp_code(Arena *mem, const unsigned char secret[TOTP_SECRET_SIZE], Time now)
{
    char code[TOTP_DIGITS + 1];
    code_of_step(secret, step_of(now), code);
    return str_dup(mem, (Str){code, TOTP_DIGITS});
}

// RFC 4648 base32; 20 bytes are 32 characters exactly, so there is no padding.
Str totp_secret_text(Arena *mem, const unsigned char secret[TOTP_SECRET_SIZE])
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    _Static_assert(TOTP_SECRET_SIZE % 5 == 0, "no padding");
    char *text = arena_alloc(mem, TOTP_SECRET_SIZE * 8 / 5 + 1);
    size_t n = 0;
    for (size_t i = 0; i < TOTP_SECRET_SIZE; i += 5) {
        uint64_t bits = 0;
        for (size_t k = 0; k < 5; k++) bits = bits << 8 | secret[i + k];
        for (int shift = 35; shift >= 0; shift -= 5) text[n++] = alphabet[bits >> shift & 31];
    }
    return (Str){text, n};
}

Str totp_uri(Arena *mem, const unsigned char secret[TOTP_SECRET_SIZE], Str account)
{
    Buf b = buf_new(mem, URI_MAX);
    buf_c(&b, "otpauth://totp/Baken:");
    for (size_t i = 0; i < account.n && i < URI_MAX / 6; i++) {
        unsigned char c = (unsigned char)account.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
        if (plain) buf_char(&b, (char)c);
        else buf_fmt(&b, "%%%02X", c);
    }
    buf_c(&b, "?secret=");
    buf_add(&b, totp_secret_text(mem, secret));
    buf_c(&b, "&issuer=Baken&algorithm=SHA1&digits=6&period=30");
    return buf_str(&b);
}

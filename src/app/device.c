// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// device.c - a browser from which somebody signed in before. Its sign-ins go first on the slow pool, so that a flood of
// guesses from everywhere does not keep staff out. The cookie proves nothing else: password and code stay needed.
#include "app/state.h"
#include <string.h>

#define DEVICE_COOKIE "baken-toestel"
enum { DEVICE_DAYS = 90, EXPIRY_DIGITS = 16, DEVICE_TEXT_MAX = 96 };

// "<expiry in hex>.<keyed hash in hex>": bound to the name, which does not stand in it.
static Str token(App *app, Arena *mem, Str username, Time expires)
{
    CLEANUP(secret_wipe) Secret key = secret_derive(&app->pepper, "device00", 0);
    Str expiry = str_fmt(mem, "%016llx", (unsigned long long)expires);
    Str name = str_lower(mem, str_trim(username));
    Hash mac = hash_keyed(&key, str_fmt(mem, "%.*s:%.*s", STR_ARG(expiry), STR_ARG(name)));
    Str text = str_hex(mem, mac.b, HASH_SIZE);
    return str_fmt(mem, "%.*s.%.*s", STR_ARG(expiry), STR_ARG(text));
}

void device_remember(Req *rq, Str username)
{
    Time expires = rq->now + DAYS(DEVICE_DAYS);
    req_cookie(rq, DEVICE_COOKIE, token(rq->app, rq->mem, username, expires), DEVICE_DAYS * 24 * 3600);
}

bool device_known(Req *rq, Str username)
{
    Str sent = http_cookie(rq->http, DEVICE_COOKIE);
    unsigned char raw[EXPIRY_DIGITS / 2];
    if (sent.n > DEVICE_TEXT_MAX || str_unhex(str_head(sent, EXPIRY_DIGITS), raw, sizeof raw) != OK) return false;
    uint64_t expires = 0;
    for (size_t i = 0; i < sizeof raw; i++) expires = expires << 8 | raw[i];
    if (expires > INT64_MAX || (Time)expires < rq->now) return false;
    Str want = token(rq->app, rq->mem, username, (Time)expires);
    return want.n == sent.n && bytes_equal(want.p, sent.p, want.n);
}

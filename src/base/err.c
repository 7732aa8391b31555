// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "base/err.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

static const struct {
    int http, code;
    const char *name, *text;
} errors[ERR_COUNT] = {
#define X(name, http, code, text) [name] = {http, code, #name, text},
    ERRORS(X)
#undef X
};

int err_http(Err e) { return errors[e].http; }
int err_exit(Err e) { return errors[e].code; }
const char *err_text(Err e) { return errors[e].text; }
const char *err_name(Err e) { return errors[e].name; }

Err why(Why *w, Err e, const char *fmt, ...)
{
    assert(e != OK);
    if (!w) return e;
    va_list args;
    va_start(args, fmt);
    vsnprintf(w->text, sizeof w->text, fmt, args); // a longer message is cut, on purpose
    va_end(args);
    return e;
}

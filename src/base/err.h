// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// err.h - every way a thing can fail, once.
//
// Err is small and closed: a value exists only where a caller reacts differently. Functions that can fail
// return Err and are MUST_USE; their outputs come last, are named ret_ and stay untouched on failure.
// Three kinds of wrong, three tools: bad input -> Err with a message for a person (Why); our own bug -> assert,
// kept in release; what the world does (disk full, database busy) -> Err.
// Modules return; programs log, once. Nothing below src/app writes a log line.
#pragma once
#include "base/attr.h"
#include <stdbool.h>

// name, HTTP status, process exit code, text for a log (people get a Why or a page)
#define ERRORS(X)                                                                                                      \
    X(OK, 200, 0, "ok")                                                                                                \
    X(E_INPUT, 400, 2, "the input is not valid")                                                                       \
    X(E_AUTH, 401, 3, "sign in first")                                                                                 \
    X(E_DENIED, 403, 3, "not allowed")                                                                                 \
    X(E_NOTFOUND, 404, 4, "not found")                                                                                 \
    X(E_CONFLICT, 409, 5, "changed since it was read")                                                                 \
    X(E_LIMIT, 413, 6, "over a limit")                                                                                 \
    X(E_RATE, 429, 6, "too many tries")                                                                                \
    X(E_BUSY, 503, 7, "too busy, try again")                                                                           \
    X(E_STORE, 503, 7, "the store failed")                                                                             \
    X(E_IO, 503, 7, "reading or writing a file failed")                                                                \
    X(E_CRYPT, 500, 8, "could not be opened with this key")                                                            \
    X(E_BUG, 500, 9, "a fault in the program")

typedef enum Err {
#define X(name, http, code, text) name,
    ERRORS(X)
#undef X
        ERR_COUNT
} Err;

int err_http(Err e);
int err_exit(Err e);
const char *err_text(Err e);
const char *err_name(Err e);

#define TRY(e)                                                                                                         \
    do {                                                                                                               \
        Err try_ = (e);                                                                                                \
        if (try_ != OK) return try_;                                                                                   \
    } while (0)

// A message for a person, in plain Dutch where a screen shows it and English where a terminal does. Written only
// on failure; holds no personal data, so that it may be logged. A text without %, marked N_(), is shown translated.
enum { WHY_MAX = 400 };
typedef struct Why {
    char text[WHY_MAX];
} Why;

// Marks a text for people, so that it is collected for translation; it is translated where it is shown.
#define N_(dutch) (dutch)

// Writes the message (w may be NULL) and returns e, so that a check reads: return why(w, E_INPUT, "...");
Err why(Why *w, Err e, const char *fmt, ...) PRINTF_LIKE(3, 4);

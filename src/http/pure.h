// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// pure.h - small parts shared inside src/http: no sockets, no clock, so that fuzzers and tests call them straight.
#pragma once
#include "http/http.h"

// %XX decoded (and '+' when asked). E_INPUT: bad escape, NUL, not UTF-8. Other control characters stay: a text area
// sends carriage returns.
Err percent_decode(Arena *mem, Str raw, bool plus_is_space, Str *ret_s) MUST_USE;
// Well-formed UTF-8 without NUL; other control characters may stand in it.
bool utf8_ok(Str s);
// What stands in a header name or a method (RFC 9110, token): not empty.
bool token_ok(Str s);
// No control character but tab, so nothing that could end a header line.
bool header_value_ok(Str s);

// What the headers of a request say, once they are known to be unambiguous.
typedef struct Head {
    Method method;
    Str content_type;    // whole value
    int64_t length;      // of the body; 0 = none, -1 = chunked
    bool expect_continue;
    Str forwarded_for;   // the last one: the nearest hop wrote it
    Str forwarded_proto;
    Str request_id;      // empty unless it is one: 8 to 64 letters, digits and dashes
} Head;

enum { HTTP_HEADERS_MAX = 100, HTTP_TARGET_MAX = 8 * 1024 };

// 0 when the head is sound, else the status to refuse with. Whatever two readers could understand in two ways (and so
// use to smuggle a request past one of them) is refused.
int head_check(const Fields *headers, Str method, Str version, Head *ret_head);

// A Content-Type's value: the type in lower case, and a parameter ("boundary"), empty when absent or malformed.
Str type_of(Arena *mem, Str content_type);
Str type_parameter(Arena *mem, Str content_type, const char *name);

// The value of one cookie over all Cookie headers; empty when absent or given twice.
Str cookie_in(const Fields *headers, const char *name);

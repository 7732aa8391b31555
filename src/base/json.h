// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// json.h - writing JSON (RFC 8259) into a Buf. Reading is jansson's, with duplicate keys refused.
//
// Commas and nesting are kept here; misuse (a value without a key in an object) is an assert.
#pragma once
#include "base/buf.h"

enum { JSON_DEPTH_MAX = 32 };
typedef struct Json {
    Buf *out;
    int depth;
    bool filled[JSON_DEPTH_MAX]; // something stands before, so a comma is due
    bool after_key;
} Json;

Json json_to(Buf *out);
void json_obj(Json *j);
void json_end(Json *j); // closes an object
void json_arr(Json *j);
void json_arr_end(Json *j);
void json_key(Json *j, const char *key);
void json_str(Json *j, Str s);
void json_int(Json *j, int64_t v);
void json_num(Json *j, double v); // shortest text that reads back the same; not finite -> null
void json_bool(Json *j, bool v);
void json_nil(Json *j); // not json_null: jansson has that symbol, and the linker would give it ours
// key and value in one
void json_kstr(Json *j, const char *key, Str s);
void json_kint(Json *j, const char *key, int64_t v);
void json_kbool(Json *j, const char *key, bool v);

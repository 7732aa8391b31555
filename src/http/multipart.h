// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// multipart.h - multipart/form-data (RFC 7578) piece by piece: text parts become fields, file parts go to a FileSink.
//
// Pure: memory and the sink are all it knows. However the body is cut into pieces, the outcome is the same.
// Strict, for a browser writes it and no one else needs to: no text before the first boundary or after the last, a name
// on every part, no transfer encodings. Every size has a limit (E_LIMIT); anything else that is odd is E_INPUT; an
// error of the sink is passed on. After an error the parser takes nothing more and the open file has been dropped.
// A file input that was left empty (filename "" and no content) is as if it were not there.
#pragma once
#include "http/http.h"

enum {
    MULTIPART_TEXT_MAX = HTTP_BODY_DEFAULT, // all text parts together
    MULTIPART_HEAD_MAX = 4 * 1024,          // headers of one part
    MULTIPART_BOUNDARY_MAX = 70,
    MULTIPART_FILENAME_MAX = 200,           // a longer name is cut
    MULTIPART_PARTS_MAX = HTTP_FIELDS_MAX + 2 * HTTP_FILES_MAX,
};

typedef struct Multipart Multipart;

// boundary as in the Content-Type; sink may be NULL: then a file part is E_INPUT.
Err multipart_new(Arena *mem, Str boundary, const FileSink *sink, Multipart **ret_m) MUST_USE;
Err multipart_feed(Multipart *m, Str piece) MUST_USE;
Err multipart_end(Multipart *m, Fields *ret_fields) MUST_USE; // E_INPUT when the last boundary has not come
Fields multipart_fields(const Multipart *m);                   // so far: what came in before an error
void multipart_drop(Multipart *m); // drops the file that is half in, if any; accepts NULL; more than once is fine

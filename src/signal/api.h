// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// api.h - what the handlers of the JSON API share: reading a body strictly, and problem+json with every error at once.
//
// Field names are Dutch and camelCase. What is not known is refused, so that a slip of the pen is not lost silently.
// The contract for other programs is data/openapi.json; a change there is a change of version.
#pragma once
#include "signal/report.h"
#include <jansson.h>

enum { API_NAME_SHOWN = 100, API_ERRORS_MAX = 40, API_KEY_MAX = 255, STATUS_CREATED = 201, STATUS_UNPROCESSABLE = 422 };

typedef struct ApiError {
    Str pointer;      // "#/contact/email", or the name of a parameter of the address
    const char *code; // "required", "unknown_field", "unknown_value", "type", "too_long", "not_text", "format"
    const char *text; // Dutch
} ApiError;
typedef struct ApiErrors {
    ApiError v[API_ERRORS_MAX];
    size_t n;
} ApiErrors;

void api_error(ApiErrors *e, Str pointer, const char *code, const char *dutch);
// problem+json; the answer is then ready. errors may be NULL.
Err api_problem(Req *rq, int status, const char *title, const char *detail, const ApiErrors *errors) MUST_USE;
// The body as a JSON object, freed with json_decref. E_INPUT with rq->why: no JSON, a key twice, not an object.
Err api_body(Req *rq, json_t **ret_object) MUST_USE;
void api_free(json_t **object); // for CLEANUP
Str api_str(const json_t *string);

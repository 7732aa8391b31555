// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Any bytes as a cookie or invite token: refused, or exactly one spelling of one secret.
#include "crypt/crypt.h"
#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str token = {(const char *)data, size};
    Secret s;
    if (crypt_start() != OK || secret_from_token(token, &s) != OK) return 0;
    Arena *mem = arena_new(KB(4));
    assert(str_eq(secret_to_token(mem, &s), token));
    arena_free(mem);
    return 0;
}

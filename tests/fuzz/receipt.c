// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Any bytes a visitor types as a code: parsed or refused, and what is parsed reads back the same.
#include "crypt/crypt.h"
#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Receipt r, again;
    if (receipt_parse((Str){(const char *)data, size}, &r) != OK) return 0;
    Arena *mem = arena_new(KB(4));
    Str text = receipt_text(mem, &r);
    assert(text.n == RECEIPT_TEXT);
    assert(receipt_parse(text, &again) == OK);
    assert(bytes_equal(r.digits, again.digits, RECEIPT_DIGITS));
    arena_free(mem);
    return 0;
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Any bytes as a line of the heads file: refused, or written back as the same head.
#include "ledger/chain.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Head h, again;
    if (head_parse((Str){(const char *)data, size}, &h) != OK) return 0;
    Arena *mem = arena_new(KB(4));
    Str line = head_line(mem, &h);
    assert(line.n <= HEAD_LINE_MAX);
    assert(head_parse((Str){line.p, line.n - 1}, &again) == OK);
    assert(again.seq == h.seq && again.at == h.at);
    assert(bytes_equal(&again.hash, &h.hash, sizeof h.hash));
    assert(bytes_equal(again.signature, h.signature, SIGN_SIZE));
    arena_free(mem);
    return 0;
}

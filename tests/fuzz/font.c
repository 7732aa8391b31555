// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Any bytes as a font: refused, or every character has a glyph with a width, and a part can be cut from it.
#include "print/font.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *mem = arena_new(MB(64));
    Font f;
    Why w = {{0}};
    if (font_read((Str){(const char *)data, size}, "fuzz", &f, &w) == OK) {
        bool *used = NEW_ARRAY(mem, bool, FONT_GLYPHS_MAX);
        for (uint32_t c = 1; c < 0x20000; c = c * 2 + 1) {
            uint32_t glyph = font_glyph(&f, c);
            assert(glyph < f.glyphs);
            used[glyph] = true;
            (void)font_width(&f, glyph);
        }
        Str cut;
        Err e = font_subset(mem, &f, used, &cut);
        assert(e == OK || e == E_INPUT || e == E_LIMIT);
    }
    arena_free(mem);
    return 0;
}

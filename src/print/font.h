// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// font.h - a TrueType font, as far as a PDF needs it: which glyph a character has, how wide it is, and the part of the
// font that holds only what was used.
//
// Font   a view of the bytes of a .ttf file, which must live as long. Read-only: shared between threads.
// glyph  a number in the font; 0 is the box for what the font does not have.
// Widths and heights are in thousandths of the size of the letters.
// No shaping: one glyph a character, from left to right. That is right for Latin, Greek and Cyrillic; other scripts
// show boxes. What it must never do: read outside the bytes, whatever is in them.
#pragma once
#include "base/buf.h"

enum { FONT_GLYPHS_MAX = 65536, FONT_UNIT = 1000, FONT_TABLES = 10 };

typedef struct Font {
    Str bytes, name; // name: as a PDF calls it, "NotoSans-Bold"
    Str table[FONT_TABLES];
    uint32_t glyphs, wide, units, map; // wide: glyphs with a width of their own; map: offset of the format in cmap
    bool long_places, map_full;        // of loca; of cmap: format 12, else 4
    int ascent, descent, cap_height, box[4];
} Font;

Err font_read(Str bytes, const char *name, Font *ret_f, Why *w) MUST_USE; // E_INPUT
uint32_t font_glyph(const Font *f, uint32_t character);
int font_width(const Font *f, uint32_t glyph);

// The next character of UTF-8; what is wrong is U+FFFD. *rest moves on; it must not be empty.
uint32_t font_next(Str *rest);
double font_text_width(const Font *f, Str text, double size);

// A font file with only these glyphs, under their own numbers. used: FONT_GLYPHS_MAX of them.
Err font_subset(Arena *mem, const Font *f, const bool *used, Str *ret_bytes) MUST_USE;

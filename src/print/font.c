// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// font.c - reading TrueType (ISO/IEC 14496-22, "OpenType") and cutting out what a document uses.
#include "print/font.h"
#include <string.h>

enum { HEAD, HHEA, MAXP, HMTX, CMAP, LOCA, GLYF, CVT, FPGM, PREP };
static const char tags[FONT_TABLES][5] = {"head", "hhea", "maxp", "hmtx", "cmap",
                                          "loca", "glyf", "cvt ", "fpgm", "prep"};
_Static_assert(PREP + 1 == FONT_TABLES, "a tag for each table");

enum { DIRECTORY = 12, DIRECTORY_ROW = 16, SUBSET_MAX = 4 * 1024 * 1024, PARTS_DEPTH = 8 };

// ---- bytes; outside the table is zero -----------------------------------------------------------------------------

static uint32_t u8_at(Str s, size_t at) { return at < s.n ? (unsigned char)s.p[at] : 0; }
static uint32_t u16_at(Str s, size_t at) { return u8_at(s, at) << 8 | u8_at(s, at + 1); }
static uint32_t u32_at(Str s, size_t at) { return u16_at(s, at) << 16 | u16_at(s, at + 2); }
static int i16_at(Str s, size_t at) { return (int16_t)u16_at(s, at); }

static Str part(Str s, size_t at, size_t n)
{
    if (at > s.n || n > s.n - at) return STR_NONE;
    return (Str){s.p + at, n};
}

// ---- reading ------------------------------------------------------------------------------------------------------

static void find_tables(Font *f)
{
    size_t count = u16_at(f->bytes, 4);
    for (size_t i = 0; i < count; i++) {
        Str row = part(f->bytes, DIRECTORY + i * DIRECTORY_ROW, DIRECTORY_ROW);
        if (!row.n) return;
        for (int t = 0; t < FONT_TABLES; t++)
            if (memcmp(row.p, tags[t], 4) == 0) f->table[t] = part(f->bytes, u32_at(row, 8), u32_at(row, 12));
    }
}

// The map from Unicode: format 12 (all of it) before format 4 (its first 65 536).
static bool find_map(Font *f)
{
    Str cmap = f->table[CMAP];
    size_t count = u16_at(cmap, 2);
    for (size_t i = 0; i < count && 4 + i * 8 + 8 <= cmap.n; i++) {
        uint32_t platform = u16_at(cmap, 4 + i * 8), at = u32_at(cmap, 4 + i * 8 + 4), format = u16_at(cmap, at);
        if (platform != 0 && platform != 3) continue;
        if (format != 12 && (format != 4 || f->map_full)) continue;
        f->map = at;
        f->map_full = format == 12;
    }
    return f->map != 0;
}

Err font_read(Str bytes, const char *name, Font *ret_f, Why *w)
{
    Font f = {.bytes = bytes, .name = str_c(name)};
    find_tables(&f);
    for (int t = 0; t < CVT; t++)
        if (!f.table[t].n) return why(w, E_INPUT, "the font %s has no table %s", name, tags[t]);
    f.units = u16_at(f.table[HEAD], 18);
    f.long_places = i16_at(f.table[HEAD], 50) != 0;
    f.glyphs = u16_at(f.table[MAXP], 4);
    f.wide = u16_at(f.table[HHEA], 34);
    if (!f.units || !f.glyphs || !f.wide || !find_map(&f)) return why(w, E_INPUT, "the font %s is not whole", name);
    int units = (int)f.units;
    f.ascent = i16_at(f.table[HHEA], 4) * FONT_UNIT / units;
    f.descent = i16_at(f.table[HHEA], 6) * FONT_UNIT / units;
    for (size_t i = 0; i < 4; i++) f.box[i] = i16_at(f.table[HEAD], 36 + i * 2) * FONT_UNIT / units;
    f.cap_height = f.ascent * 2 / 3; // only a hint for a viewer that has to replace the font
    *ret_f = f;
    return OK;
}

static uint32_t glyph_full(Str map, uint32_t c)
{
    uint32_t low = 0, high = u32_at(map, 12);
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        size_t at = 16 + (size_t)mid * 12;
        if (c < u32_at(map, at)) high = mid;
        else if (c > u32_at(map, at + 4)) low = mid + 1;
        else return u32_at(map, at + 8) + c - u32_at(map, at);
    }
    return 0;
}

static uint32_t glyph_short(Str map, uint32_t c)
{
    size_t segments = u16_at(map, 6) / 2;
    if (c > 0xffff) return 0;
    for (size_t i = 0; i < segments; i++) {
        uint32_t end = u16_at(map, 14 + i * 2);
        if (c > end) continue;
        size_t start = 16 + segments * 2 + i * 2, delta = start + segments * 2, offset = delta + segments * 2;
        if (c < u16_at(map, start)) return 0;
        uint32_t jump = u16_at(map, offset);
        if (!jump) return (c + u16_at(map, delta)) & 0xffff;
        uint32_t glyph = u16_at(map, offset + jump + (c - u16_at(map, start)) * 2);
        return glyph ? (glyph + u16_at(map, delta)) & 0xffff : 0;
    }
    return 0;
}

uint32_t font_glyph(const Font *f, uint32_t character)
{
    Str map = {f->table[CMAP].p + f->map, f->table[CMAP].n - f->map};
    uint32_t glyph = f->map_full ? glyph_full(map, character) : glyph_short(map, character);
    return glyph < f->glyphs ? glyph : 0;
}

int font_width(const Font *f, uint32_t glyph)
{
    uint32_t at = glyph < f->wide ? glyph : f->wide - 1;
    return (int)((u16_at(f->table[HMTX], (size_t)at * 4) * FONT_UNIT + f->units / 2) / f->units);
}

uint32_t font_next(Str *rest)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)rest->p[0];
    size_t n = first < 0x80             ? 1
               : (first & 0xe0) == 0xc0 ? 2
               : (first & 0xf0) == 0xe0 ? 3
               : (first & 0xf8) == 0xf0 ? 4
                                        : 0;
    uint32_t c = n == 1 ? first : n == 2 ? first & 0x1f : n == 3 ? first & 0xf : first & 0x7;
    bool good = n > 0 && n <= rest->n;
    for (size_t i = 1; good && i < n; i++) {
        unsigned char next = (unsigned char)rest->p[i];
        good = (next & 0xc0) == 0x80;
        c = c << 6 | (next & 0x3f);
    }
    good = good && c >= least[n] && c <= 0x10ffff;
    size_t step = good ? n : 1;
    *rest = (Str){rest->p + step, rest->n - step};
    return good ? c : 0xfffd;
}

double font_text_width(const Font *f, Str text, double size)
{
    int64_t sum = 0;
    while (text.n) sum += font_width(f, font_glyph(f, font_next(&text)));
    return (double)sum * size / FONT_UNIT;
}

// ---- the part that was used ---------------------------------------------------------------------------------------

static Str glyph_bytes(const Font *f, uint32_t glyph)
{
    Str loca = f->table[LOCA];
    size_t from, to;
    if (f->long_places) {
        from = u32_at(loca, (size_t)glyph * 4);
        to = u32_at(loca, (size_t)glyph * 4 + 4);
    } else {
        from = (size_t)u16_at(loca, (size_t)glyph * 2) * 2;
        to = (size_t)u16_at(loca, (size_t)glyph * 2 + 2) * 2;
    }
    return to > from ? part(f->table[GLYF], from, to - from) : STR_NONE;
}

// A glyph such as "é" is made of others.
static void use_parts(const Font *f, uint32_t glyph, bool *use, int depth)
{
    enum { WORDS = 1, SCALE = 8, MORE = 0x20, TWO_SCALES = 0x40, MATRIX = 0x80 };
    Str s = glyph_bytes(f, glyph);
    use[glyph] = true;
    if (s.n < 10 || i16_at(s, 0) >= 0 || depth == PARTS_DEPTH) return;
    uint32_t flags = MORE;
    for (size_t at = 10; flags & MORE && at + 4 <= s.n;) {
        flags = u16_at(s, at);
        uint32_t one = u16_at(s, at + 2);
        if (one < f->glyphs && !use[one]) use_parts(f, one, use, depth + 1);
        at += 4 + (flags & WORDS ? 4u : 2u);
        at += flags & MATRIX ? 8u : flags & TWO_SCALES ? 4u : flags & SCALE ? 2u : 0u;
    }
}

static void put16(Buf *b, uint32_t v)
{
    buf_char(b, (char)(v >> 8 & 0xff));
    buf_char(b, (char)(v & 0xff));
}

static void put32(Buf *b, uint32_t v)
{
    put16(b, v >> 16);
    put16(b, v & 0xffff);
}

static uint32_t checksum(Str s)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < s.n; i += 4) sum += u32_at(s, i);
    return sum;
}

static void pad(Buf *b)
{
    while (b->n % 4) buf_char(b, 0);
}

static Err assemble(Arena *mem, const Str *tables, Str *ret_bytes)
{
    // a reader wants the tags in order of the alphabet
    static const int order[] = {CVT, FPGM, GLYF, HEAD, HHEA, HMTX, LOCA, MAXP, PREP};
    Buf b = buf_new(mem, SUBSET_MAX);
    uint32_t count = 0, at;
    for (size_t i = 0; i < COUNT(order); i++) count += tables[order[i]].n > 0;
    put32(&b, 0x00010000);
    put16(&b, count);
    put16(&b, 8 * 16); // of a search that readers make by themselves
    put16(&b, 3);
    put16(&b, count * 16 > 8 * 16 ? count * 16 - 8 * 16 : 0);
    at = DIRECTORY + count * DIRECTORY_ROW;
    for (size_t i = 0; i < COUNT(order); i++) {
        Str t = tables[order[i]];
        if (!t.n) continue;
        buf_bytes(&b, tags[order[i]], 4);
        put32(&b, checksum(t));
        put32(&b, at);
        put32(&b, (uint32_t)t.n);
        at += ((uint32_t)t.n + 3) & ~3u;
    }
    for (size_t i = 0; i < COUNT(order); i++) {
        buf_add(&b, tables[order[i]]);
        pad(&b);
    }
    return buf_done(&b, ret_bytes);
}

Err font_subset(Arena *mem, const Font *f, const bool *used, Str *ret_bytes)
{
    bool *use = NEW_ARRAY(mem, bool, FONT_GLYPHS_MAX);
    Buf glyf = buf_new(mem, SUBSET_MAX), loca = buf_new(mem, SUBSET_MAX), head = buf_new(mem, KB(1));
    use_parts(f, 0, use, 0);
    for (uint32_t g = 0; g < f->glyphs; g++)
        if (used[g]) use_parts(f, g, use, 0);
    for (uint32_t g = 0; g < f->glyphs; g++) {
        put32(&loca, (uint32_t)glyf.n);
        if (use[g]) buf_add(&glyf, glyph_bytes(f, g));
        pad(&glyf);
    }
    put32(&loca, (uint32_t)glyf.n);
    buf_add(&head, f->table[HEAD]);
    if (head.n < 54 || head.over) return E_INPUT;
    memset(head.p + 8, 0, 4); // the sum of the whole file: none, since it is embedded
    head.p[50] = 0;
    head.p[51] = 1; // long places
    Str tables[FONT_TABLES];
    memcpy(tables, f->table, sizeof tables);
    tables[CMAP] = STR_NONE;
    tables[HEAD] = buf_str(&head);
    TRY(buf_done(&glyf, &tables[GLYF]));
    TRY(buf_done(&loca, &tables[LOCA]));
    return assemble(mem, tables, ret_bytes);
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Characters: out of UTF-8, and their other case.
#include "base/buf.h"
#include "rules/pattern.h"

uint32_t char_at(Str s, size_t at, size_t *ret_size)
{
    unsigned char c = (unsigned char)s.p[at];
    size_t n = c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (at + n > s.n) n = 1;
    uint32_t v = n == 1 ? c : c & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) v = v << 6 | ((unsigned char)s.p[at + i] & 0x3F);
    *ret_size = n;
    return v;
}

// Where upper and lower case stand a fixed distance apart, or next to each other.
static const struct {
    uint32_t from, to; // upper case
    uint32_t step;     // to the lower case; 1: every second character is upper case
} cases[] = {
    {'A', 'Z', 32},     {0xC0, 0xD6, 32},   {0xD8, 0xDE, 32},    {0x100, 0x12F, 1},
    {0x132, 0x137, 1},  {0x14A, 0x177, 1},  {0x391, 0x3A1, 32},  {0x3A3, 0x3AB, 32},
    {0x400, 0x40F, 80}, {0x410, 0x42F, 32}, {0x460, 0x481, 1},   {0x48A, 0x4BF, 1},
    {0x4D0, 0x52F, 1},  {0x531, 0x556, 48}, {0x1E00, 0x1E95, 1}, {0x1EA0, 0x1EFF, 1},
};

uint32_t char_lower(uint32_t c)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (c < cases[i].from || c > cases[i].to) continue;
        if (cases[i].step > 1) return c + cases[i].step;
        return (c - cases[i].from) % 2 ? c : c + 1;
    }
    if (c >= 0x139 && c <= 0x148) return c % 2 ? c + 1 : c;
    if (c >= 0x179 && c <= 0x17E) return c % 2 ? c + 1 : c;
    return c == 0x178 ? 0xFF : c == 0x212A ? 'k' : c == 0x212B ? 0xE5 : c;
}

uint32_t char_upper(uint32_t c)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t step = cases[i].step;
        if (step == 1 && c >= cases[i].from && c <= cases[i].to) return (c - cases[i].from) % 2 ? c - 1 : c;
        if (step > 1 && c >= cases[i].from + step && c <= cases[i].to + step) return c - step;
    }
    if (c >= 0x139 && c <= 0x148) return c % 2 ? c : c - 1;
    if (c >= 0x179 && c <= 0x17E) return c % 2 ? c : c - 1;
    return c == 0xFF ? 0x178 : c == 0x17F ? 'S' : c == 0xB5 ? 0x39C : c == 0x3C2 ? 0x3A3 : c;
}

void char_put(Buf *out, uint32_t c)
{
    if (c < 0x80) {
        buf_char(out, (char)c);
    } else if (c < 0x800) {
        buf_char(out, (char)(0xC0 | c >> 6));
        buf_char(out, (char)(0x80 | (c & 63)));
    } else if (c < 0x10000) {
        buf_char(out, (char)(0xE0 | c >> 12));
        buf_char(out, (char)(0x80 | (c >> 6 & 63)));
        buf_char(out, (char)(0x80 | (c & 63)));
    } else {
        buf_char(out, (char)(0xF0 | c >> 18));
        buf_char(out, (char)(0x80 | (c >> 12 & 63)));
        buf_char(out, (char)(0x80 | (c >> 6 & 63)));
        buf_char(out, (char)(0x80 | (c & 63)));
    }
}

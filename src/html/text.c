// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// text.c - languages: translations, dates in words, numbers for people.
#include "html/html.h"
#include "html/lang.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FORMATTED_MAX = 64 * 1024 };

static const char *const months[LANG_COUNT][12] = {{"januari", "februari", "maart", "april", "mei", "juni", "juli",
                                                    "augustus", "september", "oktober", "november", "december"},
                                                   {"January", "February", "March", "April", "May", "June", "July",
                                                    "August", "September", "October", "November", "December"}};

const char *lang_code(Lang lang) { return lang == LANG_EN ? "en" : "nl"; }

const char *tr(Lang lang, const char *dutch)
{
    if (lang != LANG_EN || !dutch) return dutch;
    size_t low = 0, high = texts_en_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = strcmp(dutch, texts_en[mid].from);
        if (order == 0) return texts_en[mid].to;
        if (order < 0) high = mid;
        else low = mid + 1;
    }
    return dutch;
}

Str tr_fmt(Arena *mem, Lang lang, const char *dutch, ...)
{
    const char *format = tr(lang, dutch);
    va_list args, again;
    va_start(args, dutch);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    size_t room = n < 0 ? 1 : n < FORMATTED_MAX ? (size_t)n + 1 : FORMATTED_MAX;
    char *text = arena_alloc(mem, room);
    vsnprintf(text, room, format, again);
    va_end(again);
    return str_c(text);
}

static Str in_words(Arena *mem, Lang lang, Civil c)
{
    return str_fmt(mem, "%d %s %d", c.day, months[lang][c.month - 1], c.year);
}

Str text_date(Arena *mem, Lang lang, Time t) { return t ? in_words(mem, lang, civil_nl(t)) : STR_NONE; }
Str text_day(Arena *mem, Lang lang, Date d) { return d ? in_words(mem, lang, civil_of_date(d)) : STR_NONE; }

Str text_datetime(Arena *mem, Lang lang, Time t)
{
    if (!t) return STR_NONE;
    Civil c = civil_nl(t);
    Str day = in_words(mem, lang, c);
    return lang == LANG_NL ? str_fmt(mem, "%.*s, %02d.%02d uur", STR_ARG(day), c.hour, c.minute)
                           : str_fmt(mem, "%.*s, %02d:%02d", STR_ARG(day), c.hour, c.minute);
}

Str text_count(Arena *mem, Lang lang, int64_t v)
{
    Str plain = str_fmt(mem, "%lld", (long long)v);
    Buf b = buf_new(mem, 2 * plain.n);
    for (size_t i = 0; i < plain.n; i++) {
        if (i > (v < 0) && (plain.n - i) % 3 == 0) buf_char(&b, lang == LANG_NL ? '.' : ',');
        buf_char(&b, plain.p[i]);
    }
    return buf_str(&b);
}

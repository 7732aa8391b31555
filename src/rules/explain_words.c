// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Values and what a cell asks of them, in words that a person would use: Dutch at B1 level, and English.
#include "base/buf.h"
#include "rules/model.h"
#include <string.h>

const char *rules_say(RulesLang lang, const char *nl, const char *en) { return lang == RULES_NL ? nl : en; }

// Codes stand as they are; what could be read as something else, or would run into the sentence, between quotes.
static bool plain_text(Str s)
{
    Number n;
    if (s.n == 0 || number_parse(s, &n) == OK || str_trim(s).n != s.n) return false;
    for (size_t i = 0; i < s.n; i++)
        if (strchr("\",;().\n\t", s.p[i])) return false;
    return !str_eq_c(s, "null") && !str_eq_c(s, "niet bekend") && !str_eq_c(s, "not known");
}

static void write_number(Buf *out, Number n, RulesLang lang)
{
    Str s = number_text(out->mem, n);
    for (size_t i = 0; i < s.n; i++) buf_char(out, s.p[i] == '.' && lang == RULES_NL ? ',' : s.p[i]);
}

static void write_unit(Buf *out, int64_t n, const char *one, const char *more, bool *first)
{
    if (n == 0) return;
    buf_fmt(out, "%s%lld %s", *first ? "" : " ", (long long)n, n == 1 ? one : more);
    *first = false;
}

// "1 jaar 6 maanden", "2 dagen 4 uur"; below 0, or with parts of seconds, as it is written.
static void write_span(Buf *out, Value v, RulesLang lang)
{
    int64_t n;
    bool nl = lang == RULES_NL, first = true;
    if (!number_to_int(v.number, &n) || n <= 0) {
        buf_add(out, temporal_text(out->mem, v));
        return;
    }
    if (v.kind == VALUE_MONTHS) {
        write_unit(out, n / 12, nl ? "jaar" : "year", nl ? "jaar" : "years", &first);
        write_unit(out, n % 12, nl ? "maand" : "month", nl ? "maanden" : "months", &first);
        return;
    }
    write_unit(out, n / DAY_SECONDS, nl ? "dag" : "day", nl ? "dagen" : "days", &first);
    write_unit(out, n % DAY_SECONDS / 3600, nl ? "uur" : "hour", nl ? "uur" : "hours", &first);
    write_unit(out, n % 3600 / 60, nl ? "minuut" : "minute", nl ? "minuten" : "minutes", &first);
    write_unit(out, n % 60, nl ? "seconde" : "second", nl ? "seconden" : "seconds", &first);
}

static void write_words(Buf *out, Value v, RulesLang lang, int depth);

static void write_list(Buf *out, Value v, RulesLang lang, int depth)
{
    if (v.count == 0) buf_c(out, rules_say(lang, "geen", "none"));
    for (size_t i = 0; i < v.count; i++) {
        if (i > 0) buf_c(out, i + 1 < v.count ? ", " : rules_say(lang, " en ", " and "));
        write_words(out, v.items[i], lang, depth + 1);
    }
}

static void write_words(Buf *out, Value v, RulesLang lang, int depth)
{
    switch (v.kind) {
    case VALUE_NULL: buf_c(out, rules_say(lang, "niet bekend", "not known")); return;
    case VALUE_BOOL: buf_c(out, v.boolean ? rules_say(lang, "ja", "yes") : rules_say(lang, "nee", "no")); return;
    case VALUE_DATE: {
        Civil c = civil_of_date(v.date);
        if (lang == RULES_NL) buf_fmt(out, "%02d-%02d-%04d", c.day, c.month, c.year);
        else buf_add(out, date_iso(out->mem, v.date));
        return;
    }
    case VALUE_STRING:
        if (v.string.n == 0) buf_c(out, rules_say(lang, "leeg", "empty"));
        else buf_add(out, plain_text(v.string) ? v.string : value_text(out->mem, v));
        return;
    case VALUE_NUMBER: write_number(out, v.number, lang); return;
    case VALUE_DURATION:
    case VALUE_MONTHS: write_span(out, v, lang); return;
    case VALUE_TIME:
    case VALUE_DATETIME: buf_add(out, temporal_text(out->mem, v)); return;
    case VALUE_LIST:
        if (depth == 0) write_list(out, v, lang, depth);
        else buf_add(out, value_text(out->mem, v));
        return;
    case VALUE_RANGE:
    case VALUE_FUNCTION:
    case VALUE_CONTEXT: buf_add(out, value_text(out->mem, v)); return;
    }
}

static void write_end(Buf *out, const Expr *e, RulesLang lang) { write_words(out, e->root->value, lang, 0); }

// "voor 1 mei", "minder dan 5", "korter dan 2 dagen": what stands before, and after.
typedef struct Sides {
    const char *below, *above, *most, *least, *upto; // upto: the end of a range, itself in it
} Sides;

static Sides sides_of(Value v, RulesLang lang)
{
    static const Sides words[][2] = {
        {{"minder dan ", "meer dan ", " of minder", " of meer", " tot en met "},
         {"less than ", "more than ", " or less", " or more", " up to and including "}},
        {{"voor ", "na ", " of eerder", " of later", " tot en met "},
         {"before ", "after ", " or earlier", " or later", " up to and including "}},
        {{"korter dan ", "langer dan ", " of korter", " of langer", " tot en met "},
         {"shorter than ", "longer than ", " or shorter", " or longer", " up to and including "}},
        {{"in het alfabet voor ", "in het alfabet na ", " of eerder in het alfabet", " of later in het alfabet",
          " tot en met "},
         {"in the alphabet before ", "in the alphabet after ", " or earlier in the alphabet",
          " or later in the alphabet", " up to and including "}},
    };
    bool time = v.kind == VALUE_DATE || v.kind == VALUE_TIME || v.kind == VALUE_DATETIME;
    bool span = v.kind == VALUE_DURATION || v.kind == VALUE_MONTHS;
    return words[time ? 1 : span ? 2 : v.kind == VALUE_STRING ? 3 : 0][lang == RULES_EN];
}

static void write_range(Buf *out, const Test *t, RulesLang lang, Sides s)
{
    buf_c(out, t->lo_open ? s.above : rules_say(lang, "vanaf ", "from "));
    write_end(out, &t->lo, lang);
    if (t->hi_open) buf_fmt(out, "%s%s", rules_say(lang, " en ", " and "), s.below);
    else buf_c(out, s.upto);
    write_end(out, &t->hi, lang);
}

static void write_test(Buf *out, const Test *t, RulesLang lang)
{
    Sides s = sides_of(t->lo.root->value, lang);
    bool before = t->kind == TEST_LT || t->kind == TEST_GT;
    if (t->kind == TEST_RANGE) {
        write_range(out, t, lang, s);
        return;
    }
    if (t->kind == TEST_NE) buf_c(out, rules_say(lang, "niet ", "not "));
    if (before) buf_c(out, t->kind == TEST_LT ? s.below : s.above);
    write_end(out, &t->lo, lang);
    if (t->kind == TEST_LE) buf_c(out, s.most);
    if (t->kind == TEST_GE) buf_c(out, s.least);
}

// A cell that names other values has no words of its own: its text stands.
Str tests_words(Arena *mem, const Tests *t, Str text, RulesLang lang)
{
    for (size_t i = 0; i < t->count; i++) {
        const Test *one = &t->list[i];
        if (!one->lo.constant || (one->hi.root && !one->hi.constant)) return text;
    }
    Buf out = buf_new(mem, WORDS_MAX);
    for (size_t i = 0; i < t->count; i++) {
        const char *last = t->negated ? rules_say(lang, " en ", " and ") : rules_say(lang, " of ", " or ");
        if (i > 0) buf_c(&out, i + 1 < t->count ? ", " : last);
        if (t->negated) buf_c(&out, rules_say(lang, "niet ", "not "));
        write_test(&out, &t->list[i], lang);
    }
    return buf_str(&out);
}

Str value_words(Arena *mem, Value v, RulesLang lang)
{
    Buf out = buf_new(mem, WORDS_MAX);
    write_words(&out, v, lang, 0);
    return buf_str(&out);
}

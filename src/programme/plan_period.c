// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_period.c - the quarters and halves of years that are reported on.
#include "programme/plan_report.h"

enum { QUARTERS = 4, HALVES = 2, MONTHS = 12, MARK = 4, LENGTH = 6 };

Err period_parse(Str s, Period *ret_p)
{
    int64_t year, part;
    if (s.n != LENGTH || (s.p[MARK] != 'Q' && s.p[MARK] != 'H')) return E_INPUT;
    bool half = s.p[MARK] == 'H';
    TRY(str_int((Str){s.p, MARK}, PLAN_FIRST_YEAR, PLAN_LAST_YEAR, &year));
    TRY(str_int((Str){s.p + MARK + 1, 1}, 1, half ? HALVES : QUARTERS, &part));
    *ret_p = (Period){(int)year, (int)part, half};
    return OK;
}

Str period_code(Arena *mem, Period p) { return str_fmt(mem, "%d%c%d", p.year, p.half ? 'H' : 'Q', p.part); }

Str period_words(Arena *mem, Lang lang, Period p)
{
    if (!p.half) return tr_fmt(mem, lang, N_("kwartaal %d van %d"), p.part, p.year);
    return p.part == 1 ? tr_fmt(mem, lang, N_("eerste helft van %d"), p.year)
                       : tr_fmt(mem, lang, N_("tweede helft van %d"), p.year);
}

static int months_of(Period p) { return MONTHS / (p.half ? HALVES : QUARTERS); }

Date period_begin(Period p) { return months_later(date_of(p.year, 1, 1), (p.part - 1) * months_of(p)); }
Date period_end(Period p) { return months_later(date_of(p.year, 1, 1), p.part * months_of(p)) - 1; }

Period period_before(Period p)
{
    if (p.part > 1) return (Period){p.year, p.part - 1, p.half};
    return (Period){p.year - 1, p.half ? HALVES : QUARTERS, p.half};
}

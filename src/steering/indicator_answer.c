// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// indicator_answer.c - "is it better than last year?": yes, no, or too early to say, with the numbers.
#include "steering/indicator_view.h"
#include <math.h>

enum { MONTHS = 12, DEVIATIONS = 2 };
#define PERCENT 100.0

static const char *const few = N_("Niet te zeggen: het gaat om te weinig mensen.");

typedef struct Asking {
    Db *db;
    Arena *mem;
    Lang lang;
    const PlanIndicator *i;
    IndicatorAnswer *a;
    int year, months; // months of the year that are over
    Str period, period_before;
} Asking;

// The second word of a day: "1 oktober 2026".
static Str month_name(Arena *mem, Lang lang, int month)
{
    Str rest = text_day(mem, lang, date_of(PLAN_FIRST_YEAR, month, 1));
    (void)str_cut(&rest, ' ');
    return str_cut(&rest, ' ');
}

static Str period_text(const Asking *q, int year)
{
    if (q->months == MONTHS) return str_fmt(q->mem, "%d", year);
    Str first = month_name(q->mem, q->lang, 1), last = month_name(q->mem, q->lang, q->months);
    if (q->months == 1) return str_fmt(q->mem, "%.*s %d", STR_ARG(first), year);
    return tr_fmt(q->mem, q->lang, N_("%.*s tot en met %.*s %d"), STR_ARG(first), STR_ARG(last), year);
}

Str indicator_when(Arena *mem, Lang lang, const IndicatorValue *v)
{
    Civil c = civil_of_date(v->from);
    if (v->import) return text_day(mem, lang, v->from);
    Str name = month_name(mem, lang, c.month);
    return str_fmt(mem, "%.*s %d", STR_ARG(name), c.year);
}

static void say(Asking *q, IndicatorVerdict verdict, Str text)
{
    q->a->verdict = verdict;
    q->a->text = text;
}

// "... Het was 12 in 2026, en 9 in 2025."
static Str both(Asking *q, const char *dutch)
{
    Str now = indicator_text(q->mem, q->lang, q->i, &q->a->now);
    Str before = indicator_text(q->mem, q->lang, q->i, &q->a->before);
    return tr_fmt(q->mem, q->lang, dutch, STR_ARG(now), STR_ARG(q->period), STR_ARG(before), STR_ARG(q->period_before));
}

static bool known(const IndicatorValue *v) { return v->import || v->m.known; }

// As easily by chance: within two standard deviations. Counts as Poisson, shares as two proportions.
static bool by_chance(const PlanIndicator *i, const IndicatorValue *now, const IndicatorValue *before)
{
    double difference = indicator_number(i, now) - indicator_number(i, before);
    if (now->import || before->import) return fabs(difference) < 1e-9;
    if (str_eq_c(i->kind, "count")) return fabs(difference) < DEVIATIONS * sqrt((double)now->m.n + (double)before->m.n);
    if (!str_eq_c(i->kind, "share")) return fabs(difference) < 1e-9;
    double all = (double)now->m.of + (double)before->m.of, p = ((double)now->m.n + (double)before->m.n) / all;
    double spread = sqrt(p * (1 - p) * (1 / (double)now->m.of + 1 / (double)before->m.of));
    return fabs(difference) < PERCENT * DEVIATIONS * spread || fabs(difference) < 1e-9;
}

// A count of a period is whole when something was there before its end of the first month: else the platform began
// later.
static Err began_before(Asking *q, Date from, bool *ret_yes)
{
    IndicatorValue v;
    TRY(indicator_period(q->db, q->mem, q->i, months_later(from, -MONTHS), months_later(from, 1), &v));
    *ret_yes = !str_eq_c(q->i->kind, "count") || v.m.n > 0;
    return OK;
}

// Figures from elsewhere have days of their own.
static void compare_imports(Asking *q)
{
    q->period = indicator_when(q->mem, q->lang, &q->a->now);
    q->period_before = indicator_when(q->mem, q->lang, &q->a->before);
    bool more = indicator_number(q->i, &q->a->now) > indicator_number(q->i, &q->a->before);
    if (by_chance(q->i, &q->a->now, &q->a->before))
        say(q, INDICATOR_NO, both(q, N_("Nee, het is gelijk: %.*s (%.*s), en %.*s (%.*s).")));
    else if (more == str_eq_c(q->i->direction, "up"))
        say(q, INDICATOR_YES, both(q, N_("Ja. Het laatste cijfer is %.*s (%.*s). Daarvoor was het %.*s (%.*s).")));
    else say(q, INDICATOR_NO, both(q, N_("Nee. Het laatste cijfer is %.*s (%.*s). Daarvoor was het %.*s (%.*s).")));
}

static void compare(Asking *q)
{
    const IndicatorValue *now = &q->a->now, *before = &q->a->before;
    bool whole = q->months == MONTHS;
    if (!indicator_told(q->mem, q->i, now) || !indicator_told(q->mem, q->i, before)) {
        say(q, INDICATOR_EARLY, str_c(tr(q->lang, few)));
        return;
    }
    if (now->import) {
        compare_imports(q);
        return;
    }
    if (q->months < INDICATOR_MONTHS_LEAST) {
        say(q, INDICATOR_EARLY,
            both(q, N_("Te vroeg om te zeggen: het jaar is pas begonnen. Het was %.*s in %.*s, en %.*s in %.*s.")));
        return;
    }
    if (by_chance(q->i, now, before)) {
        say(q, INDICATOR_EARLY,
            both(q, N_("Niet te zeggen. Het was %.*s in %.*s, en %.*s in %.*s. Zo'n klein verschil kan toeval zijn.")));
        return;
    }
    bool more = indicator_number(q->i, now) > indicator_number(q->i, before);
    if (more == str_eq_c(q->i->direction, "up"))
        say(q, INDICATOR_YES,
            both(q, whole ? N_("Ja. Het was %.*s in %.*s, en %.*s in %.*s.")
                          : N_("Ja, tot nu toe. Het was %.*s in %.*s, en %.*s in %.*s.")));
    else
        say(q, INDICATOR_NO,
            both(q, whole ? N_("Nee. Het was %.*s in %.*s, en %.*s in %.*s.")
                          : N_("Nee, tot nu toe niet. Het was %.*s in %.*s, en %.*s in %.*s.")));
}

// Only one of the two periods has figures, or none.
static void incomplete(Asking *q, const IndicatorState *s)
{
    const IndicatorValue *now = known(&q->a->now) ? &q->a->now : known(&s->latest) ? &s->latest : &s->running;
    if (!known(now)) {
        say(q, INDICATOR_EARLY, str_c(T(q->lang, "Niet te zeggen: er zijn nog geen cijfers.")));
        return;
    }
    if (!indicator_told(q->mem, q->i, now)) {
        say(q, INDICATOR_EARLY, str_c(tr(q->lang, few)));
        return;
    }
    Str text = indicator_text(q->mem, q->lang, q->i, now), when = indicator_when(q->mem, q->lang, now);
    if (now == &q->a->now && !now->import) when = q->period;
    if (known(&q->a->now))
        say(q, INDICATOR_EARLY,
            tr_fmt(q->mem, q->lang,
                   N_("Te vroeg om te zeggen: over %.*s zijn er geen volledige cijfers. Het was %.*s in %.*s."),
                   STR_ARG(q->period_before), STR_ARG(text), STR_ARG(when)));
    else
        say(q, INDICATOR_EARLY,
            tr_fmt(q->mem, q->lang,
                   N_("Te vroeg om te zeggen: over %d zijn er nog geen cijfers. Het laatste is %.*s, van %.*s."),
                   q->year, STR_ARG(text), STR_ARG(when)));
}

// Finished or not: no comparison of years.
static void finished(Asking *q, const IndicatorState *s, Date day)
{
    bool yes = known(&s->latest) && indicator_number(q->i, &s->latest) >= 1;
    if (yes) {
        Str when = indicator_when(q->mem, q->lang, &s->latest);
        say(q, INDICATOR_YES, tr_fmt(q->mem, q->lang, N_("Ja, volgens het cijfer van %.*s."), STR_ARG(when)));
    } else if (civil_of_date(day).year > q->i->target_year) {
        say(q, INDICATOR_NO,
            tr_fmt(q->mem, q->lang, N_("Nee, voor zover bekend. Het doel was eind %d."), (int)q->i->target_year));
    } else {
        say(q, INDICATOR_EARLY, tr_fmt(q->mem, q->lang, N_("Nog niet. Het doel is eind %d."), (int)q->i->target_year));
    }
}

static Err imported(Asking *q, Date day)
{
    Date begin = date_of(q->year, 1, 1), end = date_of(q->year + 1, 1, 1);
    q->months = MONTHS;
    TRY(indicator_imported(q->db, q->mem, q->i, begin, end < day + 1 ? end : day + 1, &q->a->now));
    TRY(indicator_imported(q->db, q->mem, q->i, date_of(q->year - 1, 1, 1), begin, &q->a->before));
    return OK;
}

static Err measured(Asking *q)
{
    Date begin = date_of(q->year, 1, 1), before = date_of(q->year - 1, 1, 1);
    bool whole = false;
    if (q->months == 0) return OK;
    TRY(indicator_period(q->db, q->mem, q->i, begin, months_later(begin, q->months), &q->a->now));
    TRY(began_before(q, before, &whole));
    if (whole) TRY(indicator_period(q->db, q->mem, q->i, before, months_later(before, q->months), &q->a->before));
    return OK;
}

Err indicator_answer(Db *db, Arena *mem, Lang lang, const PlanIndicator *i, int year, Date day, IndicatorState *s)
{
    Civil c = civil_of_date(day);
    Asking q = {.db = db, .mem = mem, .lang = lang, .i = i, .a = &s->answer, .year = year};
    q.months = year < c.year ? MONTHS : year == c.year ? c.month - 1 : 0;
    if (str_eq_c(i->unit, "done")) {
        finished(&q, s, day);
        return OK;
    }
    if (indicator_measured(i)) TRY(measured(&q));
    else TRY(imported(&q, day));
    if (q.months) {
        q.period = period_text(&q, year);
        q.period_before = period_text(&q, year - 1);
    }
    bool full = known(&q.a->now) && known(&q.a->before);
    if (full && !isnan(indicator_number(i, &q.a->now)) && !isnan(indicator_number(i, &q.a->before))) compare(&q);
    else incomplete(&q, s);
    return OK;
}

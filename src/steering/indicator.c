// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// indicator.c - what an indicator is and was: months that were kept, measured where they were not, and imports.
#include "steering/indicator.h"
#include "steering/indicator_sql.h"
#include "steering/indicator_view.h"
#include "sys/clock.h"
#include <math.h>

enum { STATE_KNOWN_DAYS = 7, MINUTES_IN_HOUR = 60 };
#define PERCENT 100.0

static bool is(Str s, const char *word) { return str_eq_c(s, word); }
bool indicator_protected(const PlanIndicator *i) { return is(i->protect, "yes"); }

static const IndicatorSource *source_of(const PlanIndicator *i)
{
    if (!is(i->live, "yes")) return NULL;
    for (const IndicatorSource *s = indicator_sources; s->code; s++)
        if (str_eq_c(i->code, s->code)) return s;
    return NULL;
}

bool indicator_measured(const PlanIndicator *i) { return source_of(i) != NULL; }

// ---- numbers ------------------------------------------------------------------------------------------------------

double indicator_number(const PlanIndicator *i, const IndicatorValue *v)
{
    if (v->import) return (double)v->thousandths / PLAN_THOUSANDTHS;
    if (!v->m.known) return (double)NAN;
    if (is(i->kind, "count")) return (double)v->m.n;
    if (is(i->kind, "median")) return v->m.of < 1 ? (double)NAN : (double)v->m.n / MINUTES_IN_HOUR;
    return v->m.of == 0 ? (double)NAN : PERCENT * (double)v->m.n / (double)v->m.of;
}

// Into the sheet, protected as the indicator asks.
void indicator_cell(Sheet *s, const PlanIndicator *i, const IndicatorValue *v)
{
    bool before = s->protect;
    s->protect = indicator_protected(i);
    int64_t whole = v->thousandths / PLAN_THOUSANDTHS;
    bool few = s->protect && v->import && is(i->unit, "number") && whole < SHEET_SMALL;
    if (few) sheet_people(s, whole);
    else if (v->import || !v->m.known) sheet_number(s, v->import ? indicator_number(i, v) : (double)NAN);
    else if (is(i->kind, "count")) sheet_people(s, v->m.n);
    else if (is(i->kind, "median"))
        sheet_number(s, s->protect && v->m.of < INDICATOR_OF_LEAST ? (double)NAN : floor(indicator_number(i, v) + 0.5));
    else sheet_share(s, v->m.n, v->m.of);
    s->protect = before;
}

bool indicator_told(Arena *mem, const PlanIndicator *i, const IndicatorValue *v)
{
    const Str heads[] = {S("v"), STR_NONE};
    Sheet s = sheet_new(mem, S("v"), STR_NONE, heads, 1, true);
    indicator_cell(&s, i, v);
    return s.cells[0].kind == CELL_NUMBER;
}

Str indicator_text(Arena *mem, Lang lang, const PlanIndicator *i, const IndicatorValue *v)
{
    const Str heads[] = {S("v"), STR_NONE};
    Sheet s = sheet_new(mem, S("v"), STR_NONE, heads, 1, true);
    indicator_cell(&s, i, v);
    const Cell *c = &s.cells[0];
    if (c->kind != CELL_NUMBER) return cell_text(mem, c, str_c(T(lang, "minder dan 5")), str_c(T(lang, "niet bekend")));
    return indicator_unit_text(mem, lang, i, c->number);
}

// "48,5" in Dutch, "48.5" in English.
static Str decimal(Arena *mem, Lang lang, double number)
{
    if (floor(number) == number) return text_count(mem, lang, (int64_t)number);
    Str text = str_fmt(mem, "%.10g", number), rest = text;
    if (lang != LANG_NL) return text;
    Str whole = str_cut(&rest, '.');
    return str_fmt(mem, "%.*s,%.*s", STR_ARG(whole), STR_ARG(rest));
}

Str indicator_unit_text(Arena *mem, Lang lang, const PlanIndicator *i, double number)
{
    if (is(i->unit, "done")) return str_c(number >= 1 ? T(lang, "klaar") : T(lang, "nog niet klaar"));
    Str text = decimal(mem, lang, number);
    if (is(i->unit, "percent")) return str_fmt(mem, "%.*s %%", STR_ARG(text));
    if (is(i->unit, "hours")) return tr_fmt(mem, lang, N_("%.*s uur"), STR_ARG(text));
    return text;
}

// ---- months -------------------------------------------------------------------------------------------------------

static Date month_of(Date day)
{
    Civil c = civil_of_date(day);
    return date_of(c.year, c.month, 1);
}

static Err measure(Db *db, Arena *mem, const PlanIndicator *i, Date from, Date to, Measured *ret_m)
{
    const IndicatorSource *s = source_of(i);
    *ret_m = (Measured){0};
    if (!s) return OK;
    if (is(i->kind, "state") && to < date_nl(clock_now()) - STATE_KNOWN_DAYS) return OK; // it was, and nobody looked
    return s->measure(db, mem, time_of_date(from), time_of_date(to), ret_m);
}

// Whole months from this one up to, not with, that one.
static Err months_between(Db *db, Arena *mem, const PlanIndicator *i, Date from, Date to, IndicatorValue **ret_values,
                          size_t *ret_count)
{
    IndicatorMonthsRow *kept;
    size_t n, at = 0, count = 0;
    TRY(q_indicator_months(db, mem, i->code, from, to, &kept, &n));
    size_t room = (size_t)((to - from) / 28 + 1);
    IndicatorValue *v = NEW_ARRAY(mem, IndicatorValue, room);
    for (Date month = from; month < to && count < room; month = months_later(month, 1)) {
        IndicatorValue *one = &v[count++];
        *one = (IndicatorValue){.from = month, .to = months_later(month, 1)};
        while (at < n && kept[at].month < month) at++;
        if (at < n && kept[at].month == month) one->m = (Measured){true, kept[at].n, kept[at].of_n};
        else TRY(measure(db, mem, i, one->from, one->to, &one->m));
    }
    *ret_values = v;
    *ret_count = count;
    return OK;
}

static Err imports(Db *db, Arena *mem, const PlanIndicator *i, Date until, IndicatorValue **ret_values,
                   size_t *ret_count)
{
    IndicatorValuesRow *rows;
    size_t n;
    TRY(q_indicator_values(db, mem, i->code, until, INDICATOR_MONTHS, &rows, &n));
    IndicatorValue *v = NEW_ARRAY(mem, IndicatorValue, n + 1);
    for (size_t k = 0; k < n; k++) {
        const IndicatorValuesRow *r = &rows[n - 1 - k];
        v[k] = (IndicatorValue){.import = true,
                                .thousandths = r->value,
                                .from = r->day,
                                .to = r->day + 1,
                                .source = r->source,
                                .note = r->note};
    }
    *ret_values = v;
    *ret_count = n;
    return OK;
}

static bool empty(const IndicatorValue *v) { return !v->m.known || (v->m.n == 0 && v->m.of == 0); }

Err indicator_series(Db *db, Arena *mem, const PlanIndicator *i, Date day, IndicatorValue **ret_values,
                     size_t *ret_count)
{
    IndicatorValue *v, *all;
    size_t n, first = 0;
    if (!source_of(i)) return imports(db, mem, i, day, ret_values, ret_count);
    Date month = month_of(day);
    TRY(months_between(db, mem, i, months_later(month, -INDICATOR_MONTHS), month, &v, &n));
    while (first < n && empty(&v[first])) first++; // before anything was there
    all = NEW_ARRAY(mem, IndicatorValue, n - first + 1);
    size_t count = 0;
    for (size_t k = first; k < n; k++)
        if (v[k].m.known) all[count++] = v[k];
    IndicatorValue running = {.from = month, .to = day + 1, .live = true};
    TRY(measure(db, mem, i, running.from, running.to, &running.m));
    if (running.m.known) all[count++] = running;
    *ret_values = all;
    *ret_count = count;
    return OK;
}

Err indicator_period(Db *db, Arena *mem, const PlanIndicator *i, Date from, Date to, IndicatorValue *ret_value)
{
    IndicatorValue *v, all = {.from = from, .to = to, .m.known = true};
    size_t n;
    if (is(i->kind, "median")) {
        TRY(measure(db, mem, i, from, to, &all.m));
        *ret_value = all;
        return OK;
    }
    TRY(months_between(db, mem, i, from, to, &v, &n));
    for (size_t k = 0; k < n; k++) {
        all.m.known = all.m.known && v[k].m.known;
        all.m.n += v[k].m.n;
        all.m.of += v[k].m.of;
    }
    if (n && is(i->kind, "state")) all.m = v[n - 1].m;
    if (!all.m.known) all.m = (Measured){0};
    *ret_value = all;
    return OK;
}

Err indicator_imported(Db *db, Arena *mem, const PlanIndicator *i, Date from, Date to, IndicatorValue *ret_value)
{
    IndicatorValue *v;
    size_t n;
    TRY(imports(db, mem, i, to - 1, &v, &n));
    *ret_value = n && v[n - 1].from >= from ? v[n - 1] : (IndicatorValue){0};
    return OK;
}

// ---- states -------------------------------------------------------------------------------------------------------

Err indicator_state(Db *db, Arena *mem, Lang lang, const PlanIndicator *i, int year, Date day,
                    IndicatorState *ret_state)
{
    IndicatorState s = {.i = i};
    IndicatorValue *v;
    size_t n;
    TRY(indicator_series(db, mem, i, day, &v, &n));
    if (n && v[n - 1].live) s.running = v[--n];
    if (n) s.latest = v[n - 1];
    TRY(indicator_answer(db, mem, lang, i, year, day, &s));
    *ret_state = s;
    return OK;
}

Err indicator_states(Db *db, Arena *mem, Lang lang, int year, Date day, IndicatorState **ret_states, size_t *ret_count)
{
    const Plan *p = plan_get();
    IndicatorState *all = NEW_ARRAY(mem, IndicatorState, p->indicators_count);
    for (size_t k = 0; k < p->indicators_count; k++)
        TRY(indicator_state(db, mem, lang, &p->indicators[k], year, day, &all[k]));
    *ret_states = all;
    *ret_count = p->indicators_count;
    return OK;
}

// ---- keeping ------------------------------------------------------------------------------------------------------

typedef struct Kept {
    Str code;
    Date month;
    Measured m;
} Kept;
typedef struct Keeping {
    Time now;
    Kept *rows;
    size_t count;
    int64_t changed;
} Keeping;

static Err keep_write(App *app, Db *db, Arena *mem, void *arg)
{
    Keeping *k = arg;
    (void)mem;
    for (size_t r = 0; r < k->count; r++) {
        int64_t changed;
        const Kept *one = &k->rows[r];
        TRY(q_indicator_month_keep(db, one->code, one->month, one->m.n, one->m.of, k->now, &changed));
        k->changed += changed;
    }
    if (!k->changed) return OK;
    return app_log(app, db, &(Entry){.action = S("indicator.keep"), .object = S("indicator")});
}

// The months of one indicator that are over, had some days to settle, and were not kept.
static Err keep_find(Db *db, Arena *mem, const PlanIndicator *i, Date settled, Keeping *k)
{
    IndicatorMonthsRow *kept;
    size_t n, at = 0;
    Date from = months_later(settled, -INDICATOR_MONTHS);
    TRY(q_indicator_months(db, mem, i->code, from, settled, &kept, &n));
    for (Date month = from; month < settled; month = months_later(month, 1)) {
        IndicatorValue v = {.from = month, .to = months_later(month, 1)};
        while (at < n && kept[at].month < month) at++;
        if (at < n && kept[at].month == month) continue;
        TRY(measure(db, mem, i, v.from, v.to, &v.m));
        if (!empty(&v)) k->rows[k->count++] = (Kept){i->code, month, v.m};
    }
    return OK;
}

Err indicator_keep(App *app, Time now, int64_t *ret_kept, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(4));
    const Plan *p = plan_get();
    Keeping k = {.now = now, .rows = NEW_ARRAY(mem, Kept, p->indicators_count * INDICATOR_MONTHS)};
    Date settled = month_of(date_nl(now) - INDICATOR_SETTLE_DAYS);
    Db *db = app_reader(app);
    Err e = OK;
    for (size_t i = 0; e == OK && i < p->indicators_count; i++)
        if (source_of(&p->indicators[i])) e = keep_find(db, mem, &p->indicators[i], settled, &k);
    app_reader_back(app, db);
    if (e == OK && k.count) e = app_write(app, keep_write, &k, w);
    *ret_kept = k.changed;
    return e;
}

Err indicator_job(App *app, Why *w)
{
    int64_t kept;
    return indicator_keep(app, clock_now(), &kept, w);
}

// ---- imports ------------------------------------------------------------------------------------------------------

Err indicator_import(Db *db, Arena *mem, const PlanIndicator *i, Str submission, const ImportRow *rows, size_t count,
                     AccountId by, Time now, int64_t *ret_changed)
{
    IndicatorImportBySubmissionRow made;
    int64_t changed;
    TRY(q_indicator_import_add(db, submission, i->code, (int64_t)count, by.v, now, &changed));
    TRY(q_indicator_import_by_submission(db, mem, submission, &made));
    if (!str_eq(made.code, i->code)) return E_CONFLICT;
    for (size_t k = 0; changed && k < count; k++)
        TRY(q_indicator_value_add(db, made.id, i->code, rows[k].day, rows[k].thousandths, rows[k].source,
                                  rows[k].note));
    *ret_changed = changed;
    return OK;
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// indicator_read.c - a file with figures from elsewhere: taken whole, or refused with its line. Pure.
#include "programme/plan_csv.h"
#include "steering/indicator_view.h"

enum { COLUMNS_MAX = 8, FIRST_YEAR = 2000, SHARE_MOST = 100 };

enum { COLUMN_DAY, COLUMN_VALUE, COLUMN_SOURCE, COLUMN_NOTE, COLUMNS };
static const char *const names[COLUMNS][2] = {
    {"datum", "date"}, {"waarde", "value"}, {"bron", "source"}, {"toelichting", "note"}};

typedef struct Reading {
    Arena *mem;
    Lang lang;
    const PlanIndicator *i;
    Date today;
    char by;
    int at[COLUMNS]; // -1: not there
    ImportRow *rows;
    size_t count;
    int line;
    Why *why;
} Reading;

static Err wrong(Reading *r, const char *dutch)
{
    Str text = tr_fmt(r->mem, r->lang, N_("Regel %d: %s"), r->line, tr(r->lang, dutch));
    return why(r->why, E_INPUT, "%.*s", STR_ARG(text));
}

static Err header(Reading *r, Str line)
{
    Str values[COLUMNS_MAX];
    size_t n;
    Why ignored = {{0}};
    r->by = str_has(line, S(";")) ? ';' : ',';
    for (int c = 0; c < COLUMNS; c++) r->at[c] = -1;
    if (csv_values_by(r->mem, line, r->by, COLUMNS_MAX, values, &n, &ignored) != OK)
        return wrong(r, N_("dit zijn geen kolommen: datum, waarde, bron, toelichting."));
    for (size_t k = 0; k < n; k++)
        for (int c = 0; c < COLUMNS; c++)
            if (str_ieq(str_trim(values[k]), str_c(names[c][0])) || str_ieq(str_trim(values[k]), str_c(names[c][1])))
                r->at[c] = (int)k;
    if (r->at[COLUMN_DAY] < 0 || r->at[COLUMN_VALUE] < 0 || r->at[COLUMN_SOURCE] < 0)
        return wrong(r, N_("noem hier de kolommen: datum, waarde, bron, toelichting."));
    return OK;
}

static Err value_of(Reading *r, Str text, int64_t *ret_v)
{
    int64_t v;
    if (plan_number(text, &v) != OK)
        return wrong(r, N_("de waarde is geen getal. Schrijf bijvoorbeeld 66 of 0,5, zonder punt voor duizendtallen."));
    if (v < 0) return wrong(r, N_("de waarde is kleiner dan nul."));
    if (str_eq_c(r->i->unit, "percent") && v > (int64_t)SHARE_MOST * PLAN_THOUSANDTHS)
        return wrong(r, N_("een deel is hoogstens 100 procent."));
    if (str_eq_c(r->i->unit, "done") && v != 0 && v != PLAN_THOUSANDTHS)
        return wrong(r, N_("de waarde is 1 (klaar) of 0 (nog niet klaar)."));
    if (str_eq_c(r->i->unit, "number") && v % PLAN_THOUSANDTHS) return wrong(r, N_("een aantal is een heel getal."));
    *ret_v = v;
    return OK;
}

static Str value_at(const Reading *r, int column, const Str *values, size_t n)
{
    int at = r->at[column];
    return at >= 0 && (size_t)at < n ? str_trim(values[at]) : STR_NONE;
}

static Err row_of(Reading *r, Str line)
{
    Str values[COLUMNS_MAX];
    size_t n;
    Why ignored = {{0}};
    ImportRow row = {0};
    if (csv_values_by(r->mem, line, r->by, COLUMNS_MAX, values, &n, &ignored) != OK)
        return wrong(r, N_("de aanhalingstekens kloppen niet, of er staan te veel waarden."));
    if (date_parse(value_at(r, COLUMN_DAY, values, n), &row.day) != OK)
        return wrong(r, N_("de datum klopt niet. Schrijf bijvoorbeeld 2025-12-31 of 31-12-2025."));
    if (row.day > r->today) return wrong(r, N_("de datum ligt in de toekomst."));
    if (row.day < date_of(FIRST_YEAR, 1, 1)) return wrong(r, N_("de datum ligt voor het jaar 2000."));
    TRY(value_of(r, value_at(r, COLUMN_VALUE, values, n), &row.thousandths));
    row.source = value_at(r, COLUMN_SOURCE, values, n);
    row.note = value_at(r, COLUMN_NOTE, values, n);
    if (row.source.n == 0) return wrong(r, N_("de bron ontbreekt."));
    if (row.source.n > IMPORT_SOURCE_MAX || row.note.n > IMPORT_NOTE_MAX)
        return wrong(r, N_("de bron of de toelichting is te lang."));
    for (size_t k = 0; k < r->count; k++)
        if (r->rows[k].day == row.day) return wrong(r, N_("deze datum staat er al."));
    if (r->count == IMPORT_ROWS_MAX) return wrong(r, N_("er zijn te veel regels. Deel het bestand op."));
    r->rows[r->count++] = row;
    return OK;
}

Err indicator_read(Arena *mem, Lang lang, const PlanIndicator *i, Str text, Date today, ImportRow **ret_rows,
                   size_t *ret_count, Why *w)
{
    Reading r = {.mem = mem, .lang = lang, .i = i, .today = today, .why = w};
    bool headed = false;
    if (str_starts(text, S("\xEF\xBB\xBF"))) text = (Str){text.p + 3, text.n - 3};
    r.rows = NEW_ARRAY(mem, ImportRow, IMPORT_ROWS_MAX);
    if (!str_text_ok(str_normal(mem, text)) || str_normal(mem, text).n == 0)
        return why(w, E_INPUT, "%s", T(lang, "Het bestand is leeg, of het is geen gewone tekst (UTF-8)."));
    for (Str rest = str_normal(mem, text); rest.n;) {
        Str line = str_trim(str_cut(&rest, '\n'));
        r.line++;
        if (line.n == 0 || line.p[0] == '#') continue;
        if (headed) TRY(row_of(&r, line));
        else TRY(header(&r, line));
        headed = true;
    }
    if (r.count == 0) return why(w, E_INPUT, "%s", T(lang, "Er staat geen enkele waarde in het bestand."));
    *ret_rows = r.rows;
    *ret_count = r.count;
    return OK;
}

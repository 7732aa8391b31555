// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// tables.c - a table added up, so that no row is a person; and the platform's own table of overlaps.
#include "access/access.h"
#include "figures/figures_sql.h"
#include "figures/mse.h"
#include <string.h>

enum { SLOTS_LEAST = 64, YEAR_FIRST = 2000, KEPT_MAX = 4 * 1024 * 1024 };

// ---- adding up ----------------------------------------------------------------------------------------------------

static size_t slot_of(const TableRow *row, size_t slots)
{
    uint64_t h = row->history * 0x9E3779B97F4A7C15u;
    for (int i = 0; i < COVARIATES_MAX; i++) h = (h ^ row->level[i]) * 0x100000001B3u;
    return (size_t)(h ^ h >> 29) & (slots - 1);
}

// In order of first appearance, so that the values of covariates keep their order too.
static TableRow *add_up(Arena *mem, const Table *t, size_t *ret_count)
{
    size_t slots = SLOTS_LEAST, count = 0;
    while (slots < 2 * t->row_count) slots *= 2;
    size_t *at = NEW_ARRAY(mem, size_t, slots); // 1 + position; 0 = free
    TableRow *rows = NEW_ARRAY(mem, TableRow, t->row_count + 1);
    for (size_t i = 0; i < t->row_count; i++) {
        const TableRow *row = &t->rows[i];
        size_t s = slot_of(row, slots);
        while (at[s] && (rows[at[s] - 1].history != row->history ||
                         memcmp(rows[at[s] - 1].level, row->level, sizeof row->level) != 0))
            s = (s + 1) & (slots - 1);
        if (at[s] == 0) {
            rows[count] = *row;
            at[s] = ++count;
        } else {
            rows[at[s] - 1].n += row->n;
        }
    }
    *ret_count = count;
    return rows;
}

static void add_text(Buf *b, Str s)
{
    bool plain = true;
    for (size_t i = 0; i < s.n; i++) plain = plain && s.p[i] != ',' && s.p[i] != ';' && s.p[i] != '"';
    if (plain) {
        buf_add(b, s);
        return;
    }
    buf_char(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') buf_char(b, '"');
        buf_char(b, s.p[i]);
    }
    buf_char(b, '"');
}

// A name for the column of counts that no other column has.
static const char *count_name(const Table *t)
{
    static const char *const names[] = {"count", "aantal", "n", "freq", "number"};
    for (size_t i = 0; i < COUNT(names); i++) {
        bool taken = table_covariate(t, str_c(names[i])) >= 0;
        for (int k = 0; k < t->lists; k++) taken = taken || str_eq_c(t->names[k], names[i]);
        if (!taken) return names[i];
    }
    return "frequency";
}

static Str table_csv(Arena *mem, const Table *t)
{
    size_t count;
    const TableRow *rows = add_up(mem, t, &count);
    Buf b = buf_new(mem, KEPT_MAX);
    for (int i = 0; i < t->lists; i++, buf_char(&b, ',')) add_text(&b, t->names[i]);
    for (int i = 0; i < t->covariates; i++, buf_char(&b, ',')) add_text(&b, t->covariate[i].name);
    buf_c(&b, count_name(t));
    buf_char(&b, '\n');
    for (size_t r = 0; r < count; r++) {
        if (rows[r].n == 0) continue;
        for (int i = 0; i < t->lists; i++) buf_c(&b, rows[r].history >> i & 1 ? "1," : "0,");
        for (int i = 0; i < t->covariates; i++, buf_char(&b, ','))
            add_text(&b, t->covariate[i].levels[rows[r].level[i]]);
        buf_fmt(&b, "%.0f\n", rows[r].n);
    }
    return buf_str(&b);
}

Err table_keep(Arena *mem, Str csv, Str lists, bool dutch, KeptTable *ret_table, Why *w)
{
    Table *t = NEW(mem, Table);
    Capture *c = NEW(mem, Capture);
    TRY(table_read_in(mem, csv, lists, dutch, t, w));
    table_capture(t, c);
    *ret_table = (KeptTable){.csv = table_csv(mem, t), .lists = t->lists, .people = (int64_t)c->total};
    return OK;
}

// ---- showing ------------------------------------------------------------------------------------------------------

Str count_told(Arena *mem, int64_t n, bool protect, bool dutch)
{
    const MseOptions o = {.protect = protect};
    return mse_seen_text(mem, &o, (double)n, dutch);
}

Err table_show(Arena *mem, Str content, Str lists, bool protect, bool dutch, ShownTable *ret_table)
{
    Table *t = NEW(mem, Table);
    Capture *c = NEW(mem, Capture);
    if (table_read(mem, content, lists, t, NULL) != OK) return E_STORE; // it was read before it was kept
    table_capture(t, c);
    ShownTable v = {.lists = NEW_ARRAY(mem, CountRow, (size_t)t->lists),
                    .list_count = (size_t)t->lists,
                    .overlaps = NEW_ARRAY(mem, CountRow, CELLS_MAX),
                    .covariate_count = (size_t)t->covariates};
    for (int i = 0; i < t->lists; i++) {
        double on = 0;
        for (unsigned h = 1; h < 1u << t->lists; h++)
            if (h >> i & 1) on += c->n[h];
        v.lists[i] = (CountRow){t->names[i], count_told(mem, (int64_t)on, protect, dutch),
                                count_told(mem, (int64_t)c->n[1u << i], protect, dutch)};
    }
    for (unsigned h = 1; h < 1u << t->lists; h++)
        if (__builtin_popcount(h) > 1 && c->n[h] > 0)
            v.overlaps[v.overlap_count++] = (CountRow){.name = term_name(mem, t->names, h),
                                                       .on_it = count_told(mem, (int64_t)c->n[h], protect, dutch)};
    for (int i = 0; i < t->covariates; i++) v.covariates[i] = t->covariate[i].name;
    v.people = count_told(mem, (int64_t)c->total, protect, dutch);
    *ret_table = v;
    return OK;
}

// ---- the platform's own -------------------------------------------------------------------------------------------

static Err list_of(Str kind, int *lists, OrgKind *kinds, int *ret_at, Why *w)
{
    OrgKind k;
    TRY(org_kind_parse(kind, &k));
    int i = 0;
    while (i < *lists && kinds[i] != k) i++;
    if (i == LISTS_MAX) return why(w, E_LIMIT, "%s", N_("Er zijn te veel soorten organisaties voor een tabel."));
    if (i == *lists) kinds[(*lists)++] = k;
    *ret_at = i;
    return OK;
}

Time table_until(Time now)
{
    Civil c = civil_nl(now);
    return time_of_date(date_of(c.year, c.month, 1));
}

Err table_overlap(Db *db, Arena *mem, int year, Time until, KeptTable *ret_table, Why *w)
{
    Time from = year ? time_of_date(date_of(year, 1, 1)) : time_of_date(date_of(YEAR_FIRST, 1, 1));
    Time to = year ? time_of_date(date_of(year + 1, 1, 1)) : until;
    OverlapPersonsRow *rows;
    OverlapUnmatchedRow unmatched;
    size_t count;
    if (to > until) to = until;
    OrgKind kinds[LISTS_MAX];
    Table t = {0};
    TRY(q_overlap_persons(db, mem, STR_NONE, from, to, &rows, &count));
    TRY(q_overlap_unmatched(db, mem, STR_NONE, from, to, &unmatched));
    t.rows = NEW_ARRAY(mem, TableRow, count + 1);
    for (size_t i = 0; i < count; i++) { // rows of one person stand together
        int at = 0;
        TRY(list_of(rows[i].kind, &t.lists, kinds, &at, w));
        if (i == 0 || !str_eq(rows[i].person, rows[i - 1].person)) t.rows[t.row_count++].n = 1;
        t.rows[t.row_count - 1].history |= 1u << at;
    }
    if (t.lists < 2 || t.row_count < OVERLAP_LEAST)
        return why(w, E_INPUT, "%s",
                   N_("Er staan te weinig mensen in Baken, of bij te weinig soorten organisaties. Er is nog geen tabel "
                      "te maken."));
    for (int i = 0; i < t.lists; i++) t.names[i] = str_c(org_kind_label(kinds[i]));
    *ret_table = (KeptTable){table_csv(mem, &t), t.lists, (int64_t)t.row_count, unmatched.n};
    return OK;
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// table.c - the table of a statistician: read twice, first to know the columns, then to take the rows.
#include "estimate/estimate.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = LISTS_MAX + COVARIATES_MAX + 1, NAME_MAX_BYTES = 60, FIELD_MAX = 200 };

typedef enum Kind { IS_LIST, IS_COVARIATE, IS_COUNT } Kind;

typedef struct Reader {
    Arena *mem;
    Str rest;
    char separator;
    int columns, line;
    Str names[COLUMNS_MAX];
    bool binary[COLUMNS_MAX];
    Kind kind[COLUMNS_MAX];
    bool counted, dutch;
    Why *w;
} Reader;

// What is wrong, in the language of who reads it: a screen's, or the terminal's English.
static Err wrong(const Reader *r, Err e, const char *en, const char *nl, ...) PRINTF_LIKE(3, 5) PRINTF_LIKE(4, 5);
static Err wrong(const Reader *r, Err e, const char *en, const char *nl, ...)
{
    char text[WHY_MAX];
    va_list args;
    va_start(args, nl);
    vsnprintf(text, sizeof text, r->dutch ? nl : en, args);
    va_end(args);
    return why(r->w, e, "%s", text);
}

// One field; a quoted one may hold separators and line ends, and "" for a quote. *ret_last: the line ends here.
static Err read_field(Reader *r, Str *ret_field, bool *ret_last)
{
    Str s = r->rest;
    size_t i = 0;
    if (s.n && s.p[0] == '"') {
        char *copy = arena_alloc(r->mem, s.n < FIELD_MAX ? s.n + 1 : FIELD_MAX + 1);
        size_t n = 0;
        for (i = 1;; i++) {
            if (i >= s.n)
                return wrong(r, E_INPUT, "line %d: a quote is opened and not closed",
                             "regel %d: er begint een aanhalingsteken en het eindigt niet", r->line);
            if (s.p[i] == '"' && !(i + 1 < s.n && s.p[i + 1] == '"')) break;
            if (s.p[i] == '"') i++;
            if (n >= FIELD_MAX)
                return wrong(r, E_LIMIT, "line %d: a value is longer than %d bytes",
                             "regel %d: een waarde is langer dan %d tekens", r->line, FIELD_MAX);
            copy[n++] = s.p[i];
        }
        *ret_field = str_trim((Str){copy, n});
        i++;
        while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\r')) i++;
        if (i < s.n && s.p[i] != r->separator && s.p[i] != '\n')
            return wrong(r, E_INPUT, "line %d: text behind a closing quote",
                         "regel %d: er staat tekst achter een aanhalingsteken dat sluit", r->line);
    } else {
        while (i < s.n && s.p[i] != r->separator && s.p[i] != '\n') i++;
        *ret_field = str_trim((Str){s.p, i});
        if (ret_field->n > FIELD_MAX)
            return wrong(r, E_LIMIT, "line %d: a value is longer than %d bytes",
                         "regel %d: een waarde is langer dan %d tekens", r->line, FIELD_MAX);
    }
    if (!str_text_ok(*ret_field) || memchr(ret_field->p ? ret_field->p : "", '\n', ret_field->n))
        return wrong(r, E_INPUT, "line %d: not plain UTF-8 text", "regel %d: dit is geen gewone tekst (UTF-8)",
                     r->line);
    *ret_last = i >= s.n || s.p[i] == '\n';
    if (i < s.n) i++;
    r->rest = (Str){s.p + i, s.n - i};
    return OK;
}

static void skip_empty_lines(Reader *r)
{
    for (;;) {
        Str rest = r->rest, line = str_cut(&rest, '\n');
        if (r->rest.n == 0 || str_trim(line).n) return;
        r->rest = rest;
        r->line++;
    }
}

// A line as exactly `columns` fields; *ret_end when there is none.
static Err read_line(Reader *r, Str *fields, bool *ret_end)
{
    skip_empty_lines(r);
    *ret_end = r->rest.n == 0;
    if (*ret_end) return OK;
    r->line++;
    bool last = false;
    for (int i = 0; !last; i++) {
        Str field;
        TRY(read_field(r, &field, &last));
        if (i >= r->columns || (last && i + 1 < r->columns))
            return i >= r->columns
                       ? wrong(r, E_INPUT, "line %d: more values than the header has columns (%d)",
                               "regel %d: er staan meer waarden dan er kolommen zijn (%d)", r->line, r->columns)
                       : wrong(r, E_INPUT, "line %d: fewer values than the header has columns (%d)",
                               "regel %d: er staan minder waarden dan er kolommen zijn (%d)", r->line, r->columns);
        fields[i] = field;
    }
    return OK;
}

static bool is_count_name(Str name)
{
    static const char *const names[] = {"count", "n", "freq", "frequency", "number", "aantal"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_ieq(name, str_c(names[i]))) return true;
    return false;
}

static Err read_header(Reader *r)
{
    if (str_starts(r->rest, S("\xef\xbb\xbf"))) r->rest = (Str){r->rest.p + 3, r->rest.n - 3};
    skip_empty_lines(r);
    Str rest = r->rest, head = str_cut(&rest, '\n');
    if (head.n == 0) return wrong(r, E_INPUT, "the file is empty", "het bestand is leeg");
    r->separator = memchr(head.p, ';', head.n) ? ';' : ',';
    r->line++;
    for (bool last = false; !last;) {
        Str name;
        TRY(read_field(r, &name, &last));
        if (r->columns == COLUMNS_MAX)
            return wrong(r, E_LIMIT, "more than %d columns", "er zijn meer dan %d kolommen", COLUMNS_MAX);
        if (name.n == 0 || name.n > NAME_MAX_BYTES)
            return wrong(r, E_INPUT, "column %d of the header needs a name of at most %d bytes",
                         "kolom %d heeft in de eerste regel een naam nodig van ten hoogste %d tekens", r->columns + 1,
                         NAME_MAX_BYTES);
        for (int i = 0; i < r->columns; i++)
            if (str_eq(r->names[i], name))
                return wrong(r, E_INPUT, "two columns are called \"%.*s\"", "twee kolommen heten \"%.*s\"",
                             STR_ARG(name));
        r->names[r->columns] = name;
        r->binary[r->columns++] = true;
    }
    r->counted = r->columns > 1 && is_count_name(r->names[r->columns - 1]);
    return OK;
}

static Err learn_columns(Reader *r)
{
    Str fields[COLUMNS_MAX];
    size_t rows = 0;
    for (bool end = false;; rows++) {
        TRY(read_line(r, fields, &end));
        if (end) break;
        if (rows == ROWS_MAX)
            return wrong(r, E_LIMIT, "more than %d rows; give counts instead of persons",
                         "er zijn meer dan %d regels; geef aantallen in plaats van personen", ROWS_MAX);
        for (int i = 0; i < r->columns; i++)
            if (!str_eq_c(fields[i], "0") && !str_eq_c(fields[i], "1")) r->binary[i] = false;
    }
    return rows ? OK : wrong(r, E_INPUT, "there are no rows below the header", "onder de eerste regel staat niets");
}

static Err name_lists(Reader *r, Str lists)
{
    bool named = lists.n > 0;
    for (int i = 0; i < r->columns; i++) r->kind[i] = !named && r->binary[i] ? IS_LIST : IS_COVARIATE;
    if (r->counted) r->kind[r->columns - 1] = IS_COUNT;
    while (lists.n) {
        Str name = str_trim(str_cut(&lists, ','));
        int at = 0;
        while (at < r->columns && !str_eq(r->names[at], name)) at++;
        if (at == r->columns || r->kind[at] == IS_COUNT)
            return wrong(r, E_INPUT, "there is no column \"%.*s\"", "er is geen kolom \"%.*s\"", STR_ARG(name));
        if (!r->binary[at])
            return wrong(r, E_INPUT, "list \"%.*s\" holds other values than 0 and 1",
                         "in lijst \"%.*s\" staan andere waarden dan 0 en 1", STR_ARG(name));
        r->kind[at] = IS_LIST;
    }
    return OK;
}

static Err name_columns(Reader *r, Str lists, Table *t)
{
    TRY(name_lists(r, lists));
    for (int i = 0; i < r->columns; i++) {
        if (r->kind[i] == IS_LIST) {
            if (t->lists == LISTS_MAX)
                return wrong(r, E_LIMIT, "more than %d lists", "er zijn meer dan %d lijsten", LISTS_MAX);
            t->names[t->lists++] = r->names[i];
        } else if (r->kind[i] == IS_COVARIATE) {
            if (t->covariates == COVARIATES_MAX)
                return wrong(r, E_LIMIT, "more than %d covariates (\"%.*s\" holds other values than 0 and 1)",
                             "er zijn meer dan %d kenmerken (in \"%.*s\" staan andere waarden dan 0 en 1)",
                             COVARIATES_MAX, STR_ARG(r->names[i]));
            t->covariate[t->covariates++].name = r->names[i];
        }
    }
    if (t->lists >= 2) return OK;
    return wrong(r, E_INPUT, "at least two columns must be lists: 1 for who is on it, 0 for who is not",
                 "ten minste twee kolommen moeten een lijst zijn: 1 voor wie erop staat, 0 voor wie er niet op staat");
}

static Err level_of(Reader *r, Covariate *v, Str value, unsigned char *ret_level)
{
    if (value.n == 0)
        return wrong(r, E_INPUT, "line %d: \"%.*s\" is empty", "regel %d: \"%.*s\" is leeg", r->line, STR_ARG(v->name));
    int i = 0;
    while (i < v->count && !str_eq(v->levels[i], value)) i++;
    if (i == v->count) {
        if (v->count == LEVELS_MAX)
            return wrong(r, E_LIMIT, "\"%.*s\" has more than %d values",
                         "\"%.*s\" heeft meer dan %d verschillende waarden", STR_ARG(v->name), LEVELS_MAX);
        v->levels[v->count++] = value;
    }
    *ret_level = (unsigned char)i;
    return OK;
}

static Err read_row(Reader *r, const Str *fields, Table *t, TableRow *row)
{
    int list = 0, covariate = 0;
    *row = (TableRow){.n = 1};
    for (int i = 0; i < r->columns; i++) {
        int64_t n;
        if (r->kind[i] == IS_LIST) {
            if (str_eq_c(fields[i], "1")) row->history |= 1u << list;
            list++;
        } else if (r->kind[i] == IS_COVARIATE) {
            TRY(level_of(r, &t->covariate[covariate], fields[i], &row->level[covariate]));
            covariate++;
        } else if (str_int(fields[i], 0, (int64_t)COUNT_LIMIT, &n) != OK) {
            return wrong(r, E_INPUT, "line %d: \"%.*s\" is not a count: a whole number of 0 or more",
                         "regel %d: \"%.*s\" is geen aantal: een heel getal, 0 of meer", r->line, STR_ARG(fields[i]));
        } else {
            row->n = (double)n;
        }
    }
    if (row->history == 0 && row->n > 0)
        return wrong(r, E_INPUT, "line %d: somebody on no list at all; whom nobody saw cannot be counted",
                     "regel %d: hier staat iemand op geen enkele lijst; wie niemand zag, is niet te tellen", r->line);
    return OK;
}

static Err read_rows(Reader *r, Table *t)
{
    Str fields[COLUMNS_MAX];
    double total = 0;
    size_t room = 256;
    t->rows = NEW_ARRAY(r->mem, TableRow, room);
    for (bool end = false;;) {
        TRY(read_line(r, fields, &end));
        if (end) break;
        if (t->row_count == room) {
            TableRow *more = NEW_ARRAY(r->mem, TableRow, room * 2);
            memcpy(more, t->rows, room * sizeof *more);
            t->rows = more;
            room *= 2;
        }
        TRY(read_row(r, fields, t, &t->rows[t->row_count]));
        total += t->rows[t->row_count].n;
        t->row_count += t->rows[t->row_count].history != 0;
    }
    if (total > COUNT_LIMIT)
        return wrong(r, E_LIMIT, "more than %.0f people", "er zijn meer dan %.0f mensen", COUNT_LIMIT);
    return total > 0 ? OK : wrong(r, E_INPUT, "the counts add up to nothing", "de aantallen zijn samen nul");
}

// Values that are all numbers stand in their order, so that years do; others as they first appear.
static void sort_levels(Table *t, int covariate)
{
    Covariate *v = &t->covariate[covariate];
    int64_t number[LEVELS_MAX];
    unsigned char place[LEVELS_MAX];
    Str sorted[LEVELS_MAX];
    for (int i = 0; i < v->count; i++)
        if (str_int(v->levels[i], -1000000000, 1000000000, &number[i]) != OK) return;
    for (int i = 0; i < v->count; i++) {
        place[i] = 0;
        for (int k = 0; k < v->count; k++)
            if (number[k] < number[i] || (number[k] == number[i] && k < i)) place[i]++;
        sorted[place[i]] = v->levels[i];
    }
    memcpy(v->levels, sorted, sizeof *sorted * (size_t)v->count);
    for (size_t i = 0; i < t->row_count; i++) t->rows[i].level[covariate] = place[t->rows[i].level[covariate]];
}

Err table_read(Arena *mem, Str csv, Str lists, Table *ret_table, Why *w)
{
    return table_read_in(mem, csv, lists, false, ret_table, w);
}

Err table_read_in(Arena *mem, Str csv, Str lists, bool dutch, Table *ret_table, Why *w)
{
    Reader r = {.mem = mem, .rest = csv, .dutch = dutch, .w = w};
    Table t = {0};
    TRY(read_header(&r));
    Reader again = r;
    TRY(learn_columns(&r));
    memcpy(again.binary, r.binary, sizeof r.binary);
    TRY(name_columns(&again, lists, &t));
    TRY(read_rows(&again, &t));
    for (int i = 0; i < t.covariates; i++) sort_levels(&t, i);
    *ret_table = t;
    return OK;
}

// ---- the population that a rate is taken of -----------------------------------------------------------------------

static Err read_people(Reader *r, const Table *t, const Str *fields, People *p)
{
    PeopleRow *row = &p->rows[p->row_count++];
    int64_t n;
    for (int i = 0; i < p->columns; i++) {
        const Covariate *v = &t->covariate[p->covariate[i]];
        row->level[i] = LEVELS_MAX; // a value without victims
        for (int k = 0; k < v->count; k++)
            if (str_eq(v->levels[k], fields[i])) row->level[i] = (unsigned char)k;
    }
    if (str_int(fields[p->columns], 0, (int64_t)PEOPLE_LIMIT, &n) != OK)
        return wrong(r, E_INPUT, "line %d: \"%.*s\" is not a number of people",
                     "regel %d: \"%.*s\" is geen aantal mensen", r->line, STR_ARG(fields[p->columns]));
    row->n = (double)n;
    return OK;
}

Err people_read(Arena *mem, Str csv, const Table *t, bool dutch, People *ret_people, Why *w)
{
    Reader r = {.mem = mem, .rest = csv, .dutch = dutch, .w = w};
    People p = {.rows = NEW_ARRAY(mem, PeopleRow, PEOPLE_ROWS_MAX)};
    Str fields[COLUMNS_MAX];
    TRY(read_header(&r));
    p.columns = r.columns - 1;
    if (p.columns > COVARIATES_MAX)
        return wrong(&r, E_LIMIT, "more than %d columns", "meer dan %d kolommen", COVARIATES_MAX + 1);
    for (int i = 0; i < p.columns; i++) {
        p.covariate[i] = table_covariate(t, r.names[i]);
        if (p.covariate[i] < 0)
            return wrong(&r, E_INPUT, "column \"%.*s\" is no covariate of the table",
                         "kolom \"%.*s\" is geen kenmerk van de tabel", STR_ARG(r.names[i]));
    }
    for (bool end = false;;) {
        TRY(read_line(&r, fields, &end));
        if (end) break;
        if (p.row_count == PEOPLE_ROWS_MAX)
            return wrong(&r, E_LIMIT, "more than %d rows", "meer dan %d regels", PEOPLE_ROWS_MAX);
        TRY(read_people(&r, t, fields, &p));
    }
    *ret_people = p;
    return p.row_count ? OK
                       : wrong(&r, E_INPUT, "there are no rows below the header", "er staan geen regels onder de kop");
}

double people_count(const People *p, const int *level)
{
    double n = 0;
    for (size_t i = 0; i < p->row_count; i++) {
        bool inside = true;
        for (int k = 0; k < p->columns; k++) {
            int want = level[p->covariate[k]];
            inside = inside && (want < 0 || want == p->rows[i].level[k]);
        }
        if (inside) n += p->rows[i].n;
    }
    return n;
}

void table_capture(const Table *t, Capture *ret_c)
{
    *ret_c = (Capture){.lists = t->lists};
    for (size_t i = 0; i < t->row_count; i++) ret_c->n[t->rows[i].history] += t->rows[i].n;
    for (int i = 1; i < 1 << t->lists; i++) ret_c->total += ret_c->n[i];
}

int table_covariate(const Table *t, Str name)
{
    for (int i = 0; i < t->covariates; i++)
        if (str_eq(t->covariate[i].name, name)) return i;
    return -1;
}

void table_stratum(const Table *t, int covariate, int level, Capture *ret_c)
{
    assert(covariate >= 0 && covariate < t->covariates);
    *ret_c = (Capture){.lists = t->lists};
    for (size_t i = 0; i < t->row_count; i++)
        if (t->rows[i].level[covariate] == level) ret_c->n[t->rows[i].history] += t->rows[i].n;
    for (int i = 1; i < 1 << t->lists; i++) ret_c->total += ret_c->n[i];
}

static unsigned without(unsigned history, int list)
{
    unsigned low = history & ((1u << list) - 1), high = history >> (list + 1);
    return low | high << list;
}

void capture_drop(const Capture *c, int list, Capture *ret_c)
{
    assert(c->lists > 1 && list >= 0 && list < c->lists);
    Capture out = {.lists = c->lists - 1};
    for (unsigned h = 1; h < 1u << c->lists; h++) out.n[without(h, list)] += c->n[h];
    out.total = c->total - out.n[0];
    out.n[0] = 0;
    *ret_c = out;
}

void capture_given(const Capture *c, int list, Capture *ret_c, double *ret_known)
{
    assert(c->lists > 1 && list >= 0 && list < c->lists);
    Capture out = {.lists = c->lists - 1};
    double known = 0;
    for (unsigned h = 1; h < 1u << c->lists; h++) {
        if (!(h >> list & 1)) continue;
        out.n[without(h, list)] += c->n[h];
        known += c->n[h];
    }
    out.total = known - out.n[0];
    out.n[0] = 0;
    *ret_c = out;
    *ret_known = known;
}

void capture_merge(const Capture *c, int a, int b, Capture *ret_c)
{
    assert(c->lists > 1 && a >= 0 && a < b && b < c->lists);
    Capture out = {.lists = c->lists - 1, .total = c->total};
    for (unsigned h = 1; h < 1u << c->lists; h++) {
        unsigned both = h >> b & 1 ? h | 1u << a : h;
        out.n[without(both, b)] += c->n[h];
    }
    *ret_c = out;
}

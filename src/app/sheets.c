// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "app/sheets.h"
#include "base/csv.h"
#include "sys/file.h"
#include <assert.h>
#include <math.h>
#include <unistd.h>
#include <xlsxwriter.h>

Sheet sheet_new(Arena *mem, Str name, Str title, const Str *heads, size_t rows_max, bool protect)
{
    Sheet s = {.name = name, .title = title, .protect = protect};
    while (heads[s.columns].n) {
        assert(s.columns < SHEET_COLUMNS_MAX);
        s.heads[s.columns] = heads[s.columns];
        s.columns++;
    }
    s.room = rows_max * s.columns;
    s.cells = NEW_ARRAY(mem, Cell, s.room + 1);
    return s;
}

static void add(Sheet *s, Cell c)
{
    assert(s->count < s->room);
    s->cells[s->count++] = c;
}

void sheet_text(Sheet *s, Str text) { add(s, (Cell){.kind = CELL_TEXT, .text = text}); }

void sheet_number(Sheet *s, double v)
{
    add(s, isfinite(v) ? (Cell){.kind = CELL_NUMBER, .number = v} : (Cell){.kind = CELL_NONE});
}

static double rounded(int64_t n) { return floor((double)n / SHEET_SMALL + 0.5) * SHEET_SMALL; }

void sheet_people(Sheet *s, int64_t n)
{
    if (s->protect && n > 0 && n < SHEET_SMALL) add(s, (Cell){.kind = CELL_SMALL});
    else sheet_number(s, s->protect ? rounded(n) : (double)n);
}

void sheet_share(Sheet *s, int64_t n, int64_t all)
{
    if (all == 0 || (s->protect && all < SHEET_SHARE_LEAST)) sheet_number(s, (double)NAN);
    else if (s->protect) sheet_number(s, fmin(100, floor(100 * rounded(n) / rounded(all) + 0.5)));
    else sheet_number(s, floor(100 * (double)n / (double)all + 0.5));
}

size_t sheet_rows(const Sheet *s)
{
    assert(s->count % s->columns == 0);
    return s->count / s->columns;
}

const Cell *sheet_row(const Sheet *s, size_t row) { return &s->cells[row * s->columns]; }

Str cell_text(Arena *mem, const Cell *c, Str small, Str none)
{
    switch (c->kind) {
    case CELL_TEXT: return c->text;
    case CELL_NUMBER: return str_fmt(mem, "%.10g", c->number);
    case CELL_SMALL: return small;
    case CELL_NONE: return none;
    }
    return none;
}

// ---- CSV and JSON -------------------------------------------------------------------------------------------------

static void csv_row(Buf *b, Str table, Str row, Str column, const Cell *c)
{
    csv_text(b, table);
    buf_char(b, ',');
    csv_text(b, row);
    buf_char(b, ',');
    csv_text(b, column);
    buf_char(b, ',');
    if (c->kind == CELL_TEXT) csv_text(b, c->text);
    else buf_add(b, cell_text(b->mem, c, S("<5"), STR_NONE));
    buf_char(b, '\n');
}

Err sheets_csv(Arena *mem, const SheetFact *about, size_t facts, const Sheet *s, size_t n, Str *ret_csv)
{
    Buf b = buf_new(mem, SHEETS_OUT_MAX);
    buf_c(&b, "table,row,column,value\n");
    for (size_t i = 0; i < facts; i++) {
        const Cell c = {.kind = CELL_TEXT, .text = about[i].value};
        csv_row(&b, S("about"), about[i].what, STR_NONE, &c);
    }
    for (size_t t = 0; t < n; t++)
        for (size_t r = 0; r < sheet_rows(&s[t]); r++) {
            const Cell *row = sheet_row(&s[t], r);
            for (size_t c = 1; c < s[t].columns; c++) csv_row(&b, s[t].name, row[0].text, s[t].heads[c], &row[c]);
        }
    return buf_done(&b, ret_csv);
}

static void json_cell(Json *j, const Cell *c)
{
    if (c->kind == CELL_NUMBER) json_num(j, c->number);
    else if (c->kind == CELL_NONE) json_nil(j);
    else json_str(j, c->kind == CELL_SMALL ? S("<5") : c->text);
}

static void json_sheet(Json *j, const Sheet *s)
{
    json_obj(j);
    json_kstr(j, "name", s->name);
    json_kstr(j, "title", s->title);
    json_kbool(j, "protected", s->protect);
    json_key(j, "columns");
    json_arr(j);
    for (size_t c = 0; c < s->columns; c++) json_str(j, s->heads[c]);
    json_arr_end(j);
    json_key(j, "rows");
    json_arr(j);
    for (size_t r = 0; r < sheet_rows(s); r++) {
        json_arr(j);
        for (size_t c = 0; c < s->columns; c++) json_cell(j, &sheet_row(s, r)[c]);
        json_arr_end(j);
    }
    json_arr_end(j);
    json_end(j);
}

Err sheets_json(Arena *mem, const SheetFact *about, size_t facts, const Sheet *s, size_t n, Str *ret_json)
{
    Buf b = buf_new(mem, SHEETS_OUT_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    json_key(&j, "about");
    json_arr(&j);
    for (size_t i = 0; i < facts; i++) {
        json_obj(&j);
        json_kstr(&j, "what", about[i].what);
        json_kstr(&j, "value", about[i].value);
        json_end(&j);
    }
    json_arr_end(&j);
    json_key(&j, "tables");
    json_arr(&j);
    for (size_t i = 0; i < n; i++) json_sheet(&j, &s[i]);
    json_arr_end(&j);
    json_end(&j);
    return buf_done(&b, ret_json);
}

// ---- the workbook -------------------------------------------------------------------------------------------------

// XML has no U+FFFE and no U+FFFF: with one of them in a cell a spreadsheet opens nothing at all.
static char *xlsx_text(Arena *mem, Str s)
{
    char *p = str_z(mem, s);
    for (size_t i = 0; i + 2 < s.n; i++)
        if ((unsigned char)p[i] == 0xEF && (unsigned char)p[i + 1] == 0xBF && (unsigned char)p[i + 2] >= 0xBE)
            p[i] = p[i + 1] = p[i + 2] = '?';
    return p;
}

static void xlsx_about(Arena *mem, lxw_workbook *book, const SheetFact *about, size_t facts)
{
    lxw_worksheet *w = workbook_add_worksheet(book, "about");
    worksheet_set_column(w, 0, 0, 30, NULL);
    worksheet_set_column(w, 1, 1, 90, NULL);
    for (size_t i = 0; i < facts; i++) {
        worksheet_write_string(w, (lxw_row_t)i, 0, xlsx_text(mem, about[i].what), NULL);
        worksheet_write_string(w, (lxw_row_t)i, 1, xlsx_text(mem, about[i].value), NULL);
    }
}

static void xlsx_chart(Arena *mem, lxw_workbook *book, lxw_worksheet *w, const Sheet *s)
{
    enum { BESIDE = 2, ROW_HEIGHT = 22, LEAST_HEIGHT = 320, WIDE = 900 };
    const SheetChart *c = &s->chart;
    lxw_row_t last = (lxw_row_t)sheet_rows(s);
    uint8_t kind = c->lying ? (c->stacked ? LXW_CHART_BAR_STACKED : LXW_CHART_BAR)
                            : (c->stacked ? LXW_CHART_COLUMN_STACKED : LXW_CHART_COLUMN);
    lxw_chart *chart = workbook_add_chart(book, kind);
    const char *name = str_z(mem, s->name);
    for (size_t i = c->first; i <= c->last; i++) {
        lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
        chart_series_set_categories(series, name, 1, 0, last, 0);
        chart_series_set_values(series, name, 1, (lxw_col_t)i, last, (lxw_col_t)i);
        chart_series_set_name_range(series, name, 0, (lxw_col_t)i);
        if (!c->hidden) continue;
        lxw_chart_fill none = {.none = LXW_TRUE}, bar = {.color = 0x5a7ea6};
        chart_series_set_fill(series, (i - c->first) % 2 == 0 ? &none : &bar);
    }
    chart_title_set_name(chart, str_z(mem, c->title));
    lxw_chart_axis *numbers = c->lying ? chart->x_axis : chart->y_axis; // as it is seen: lying, values run below
    if (c->lying) chart_axis_set_reverse(chart->y_axis); // the first row on top
    if (c->hidden) chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    if (c->most > c->least) {
        chart_axis_set_min(numbers, c->least);
        chart_axis_set_max(numbers, c->most);
        chart_axis_set_major_unit(numbers, 1);
    }
    int high = (int)last * ROW_HEIGHT > LEAST_HEIGHT ? (int)last * ROW_HEIGHT : LEAST_HEIGHT;
    lxw_chart_options at = {.x_scale = WIDE / 480.0, .y_scale = high / 288.0}; // of the library's own size
    worksheet_insert_chart_opt(w, 1, (lxw_col_t)(s->columns + BESIDE - 1), chart, &at);
}

static void xlsx_heat(Arena *mem, lxw_workbook *book, lxw_worksheet *w, const Sheet *s)
{
    const char *const formulas[] = {s->heat.high, s->heat.middle, "=TRUE"};
    static const lxw_color_t colours[] = {0xf2b8b5, 0xffe8a3, 0xcfe8cf};
    for (size_t i = 0; i < COUNT(formulas); i++) {
        lxw_format *f = workbook_add_format(book);
        format_set_bg_color(f, colours[i]);
        lxw_conditional_format c = {.type = LXW_CONDITIONAL_TYPE_FORMULA,
                                    .value_string = str_z(mem, str_c(formulas[i])),
                                    .format = f,
                                    .stop_if_true = LXW_TRUE};
        worksheet_conditional_format_range(w, 1, (lxw_col_t)s->heat.first, (lxw_row_t)sheet_rows(s),
                                           (lxw_col_t)s->heat.last, &c);
    }
}

static void xlsx_sheet(Arena *mem, lxw_workbook *book, lxw_format *bold, const Sheet *s)
{
    lxw_worksheet *w = workbook_add_worksheet(book, str_z(mem, s->name));
    worksheet_set_column(w, 0, 0, 36, NULL);
    worksheet_set_column(w, 1, SHEET_COLUMNS_MAX, 16, NULL);
    worksheet_freeze_panes(w, 1, 0);
    for (size_t c = 0; c < s->columns; c++)
        worksheet_write_string(w, 0, (lxw_col_t)c, xlsx_text(mem, s->heads[c]), bold);
    for (size_t r = 0; r < sheet_rows(s); r++)
        for (size_t c = 0; c < s->columns; c++) {
            const Cell *cell = &sheet_row(s, r)[c];
            lxw_row_t row = (lxw_row_t)r + 1;
            if (cell->kind == CELL_NUMBER) worksheet_write_number(w, row, (lxw_col_t)c, cell->number, NULL);
            else // a string is a string: "=1+1" is never a formula
                worksheet_write_string(w, row, (lxw_col_t)c,
                                       xlsx_text(mem, cell_text(mem, cell, S("<5"), STR_NONE)), NULL);
        }
    if (s->chart.last && sheet_rows(s)) xlsx_chart(mem, book, w, s);
    if (s->heat.high && sheet_rows(s)) xlsx_heat(mem, book, w, s);
}

static Err xlsx_make(Arena *mem, const char *path, const char *tmpdir, const SheetFact *about, size_t facts,
                     const Sheet *s, size_t n, Why *w)
{
    lxw_workbook_options options = {.constant_memory = LXW_FALSE, .tmpdir = tmpdir ? str_z(mem, str_c(tmpdir)) : NULL};
    lxw_workbook *book = workbook_new_opt(path, &options);
    if (!book) return why(w, E_IO, "the workbook cannot be made");
    lxw_doc_properties properties = {.created = 1}; // a fixed moment: the same bytes each time
    workbook_set_properties(book, &properties);
    lxw_format *bold = workbook_add_format(book);
    format_set_bold(bold);
    xlsx_about(mem, book, about, facts);
    for (size_t i = 0; i < n; i++) xlsx_sheet(mem, book, bold, &s[i]);
    lxw_error e = workbook_close(book);
    return e == LXW_NO_ERROR ? OK : why(w, E_IO, "the workbook cannot be made: %s", lxw_strerror(e));
}

Err sheets_xlsx(Arena *mem, const char *tmpdir, const SheetFact *about, size_t facts, const Sheet *s, size_t n,
                Str *ret_xlsx, Why *w)
{
    int fd;
    const char *path;
    TRY(file_in_memory(mem, &fd, &path));
    Err e = xlsx_make(mem, path, tmpdir, about, facts, s, n, w);
    if (e == OK) e = file_read(mem, path, SHEETS_OUT_MAX, ret_xlsx, w);
    close(fd);
    return e;
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// sheets.h - tables of figures, made once, and given out as a page, CSV, JSON or a workbook.
//
// Sheet  rows of cells under heads; the first column says what a row is about. Filled cell after cell, row after row.
// cell   text, a number, or a number that is not told: small, or not known.
// count  people. In a protected table 1 to 4 is not told and every other count is rounded to a multiple of five, so
// that
//        subtracting one table from another gives nobody away. A share is told of rounded counts, and only of enough.
// What it must never do: know what the figures are about, or give out a protected count as it was.
#pragma once
#include "base/buf.h"
#include "base/json.h"

enum { SHEET_COLUMNS_MAX = 20, SHEET_SMALL = 5, SHEET_SHARE_LEAST = 20, SHEETS_OUT_MAX = 4 * 1024 * 1024 };

typedef enum CellKind { CELL_TEXT, CELL_NUMBER, CELL_SMALL, CELL_NONE } CellKind;
typedef struct Cell {
    CellKind kind;
    Str text;
    double number;
} Cell;

// A chart beside the table, in a workbook only: a series for each of some columns, over all rows.
typedef struct SheetChart {
    Str title;
    size_t first, last;          // columns
    bool stacked, lying, hidden; // hidden: every second series, from the first, only pushes the next aside (Gantt)
    double least, most;          // of the axis of numbers; both 0: as it comes
} SheetChart;
// Cells that stand out by a formula for the upper left one of these columns, "=($A2*B$1)>=6". In a workbook only.
typedef struct SheetHeat {
    size_t first, last;
    const char *high, *middle; // everything else is low
} SheetHeat;

typedef struct Sheet {
    Str name, title; // name: of the file's part, plain letters, at most 31; title: in the reader's language
    Str heads[SHEET_COLUMNS_MAX];
    size_t columns, count, room; // count: cells so far; room: cells at most
    Cell *cells;
    bool protect;
    SheetChart chart; // last 0: none
    SheetHeat heat;   // high NULL: none
} Sheet;

// heads: texts in the reader's language, ended by an empty one.
Sheet sheet_new(Arena *mem, Str name, Str title, const Str *heads, size_t rows_max, bool protect);
void sheet_text(Sheet *s, Str text);
void sheet_people(Sheet *s, int64_t n);             // protected when the sheet is
void sheet_number(Sheet *s, double v);              // as it is; not finite: not known
void sheet_share(Sheet *s, int64_t n, int64_t all); // percent; none when there are too few
size_t sheet_rows(const Sheet *s);
const Cell *sheet_row(const Sheet *s, size_t row);
// As it is read: "12", "minder dan 5", "niet bekend".
Str cell_text(Arena *mem, const Cell *c, Str small, Str none);

// about: lines of "what, value" that stand above: source, date, what is uncertain.
typedef struct SheetFact {
    Str what, value;
} SheetFact;
// One long table: table,row,column,value; a count that is not told is "<5", what is not known is empty.
Err sheets_csv(Arena *mem, const SheetFact *about, size_t facts, const Sheet *s, size_t n, Str *ret_csv) MUST_USE;
Err sheets_json(Arena *mem, const SheetFact *about, size_t facts, const Sheet *s, size_t n, Str *ret_json) MUST_USE;
// tmpdir: where the library may put its parts for a moment. The same figures give the same bytes.
Err sheets_xlsx(Arena *mem, const char *tmpdir, const SheetFact *about, size_t facts, const Sheet *s, size_t n,
                Str *ret_xlsx, Why *w) MUST_USE;

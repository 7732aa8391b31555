// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "estimate/exist.h"
#include <assert.h>
#include <string.h>

__extension__ typedef __int128 Wide;

// A matrix of whole numbers over one common denominator (Edmonds, Bareiss): every division below is exact.
typedef struct Whole {
    int64_t *v;
    size_t rows;
    int columns;
    int64_t denominator;
    bool over; // a number did not fit: the answer is not known
} Whole;

static int64_t *row_of(const Whole *m, size_t i) { return m->v + i * (size_t)m->columns; }

static int64_t narrow(Whole *m, Wide v)
{
    if (v > INT64_MAX || v < -INT64_MAX) {
        m->over = true;
        return 0;
    }
    return (int64_t)v;
}

static void pivot(Whole *m, size_t r, int c)
{
    int64_t *at = row_of(m, r), p = at[c];
    if (p < 0) { // keeps the denominator positive
        for (int j = 0; j < m->columns; j++) at[j] = -at[j];
        p = -p;
    }
    for (size_t i = 0; i < m->rows && !m->over; i++) {
        int64_t *row = row_of(m, i), f = row[c];
        if (i == r || (f == 0 && p == m->denominator)) continue;
        for (int j = 0; j < m->columns; j++) row[j] = narrow(m, ((Wide)row[j] * p - (Wide)f * at[j]) / m->denominator);
    }
    m->denominator = p;
}

static void swap_rows(Whole *m, size_t a, size_t b)
{
    int64_t *x = row_of(m, a), *y = row_of(m, b);
    for (int j = 0; a != b && j < m->columns; j++) {
        int64_t v = x[j];
        x[j] = y[j];
        y[j] = v;
    }
}

// Reduced form (Gauss-Jordan) of the positive rows: pivots[k] is the column of row k. Returns the rank.
static int reduce(Whole *m, int *pivots)
{
    int rank = 0;
    for (int c = 0; c < m->columns && (size_t)rank < m->rows && !m->over; c++) {
        size_t r = (size_t)rank;
        while (r < m->rows && row_of(m, r)[c] == 0) r++;
        if (r == m->rows) continue;
        swap_rows(m, r, (size_t)rank);
        pivot(m, (size_t)rank, c);
        pivots[rank++] = c;
    }
    return rank;
}

static Whole whole_new(Arena *mem, size_t rows, int columns)
{
    return (Whole){NEW_ARRAY(mem, int64_t, rows * (size_t)columns + 1), rows, columns, 1, false};
}

// The columns of the result span the directions that the positive rows do not see.
static Whole directions(Arena *mem, const Whole *m, const int *pivots, int rank)
{
    Whole z = whole_new(mem, (size_t)m->columns, m->columns - rank);
    bool is_pivot[TERMS_MAX * 4] = {false};
    for (int k = 0; k < rank; k++) is_pivot[pivots[k]] = true;
    for (int c = 0, d = 0; c < m->columns; c++) {
        if (is_pivot[c]) continue;
        row_of(&z, (size_t)c)[d] = m->denominator;
        for (int k = 0; k < rank; k++) row_of(&z, (size_t)pivots[k])[d] = -row_of(m, (size_t)k)[c];
        d++;
    }
    return z;
}

// Is there v >= 0 with M v = b? Phase one of the simplex; columns: v, then b. Rows get an artificial variable each,
// which never comes back once it left, so it needs no column of its own; the last row is their sum.
static bool feasible(Whole *m, int *basis)
{
    int b = m->columns - 1;
    size_t rows = m->rows - 1;
    for (size_t i = 0; i < rows; i++) {
        int64_t *row = row_of(m, i), *sum = row_of(m, rows);
        if (row[b] < 0)
            for (int j = 0; j < m->columns; j++) row[j] = -row[j];
        for (int j = 0; j < m->columns; j++) sum[j] += row[j];
        basis[i] = b; // larger than every v: an artificial one
    }
    while (!m->over && row_of(m, rows)[b] > 0) {
        int enter = 0;
        while (enter < b && row_of(m, rows)[enter] <= 0) enter++; // Bland: the first
        if (enter == b) return false;
        size_t leave = rows;
        for (size_t i = 0; i < rows; i++) {
            const int64_t *row = row_of(m, i), *best = leave < rows ? row_of(m, leave) : row;
            if (row[enter] <= 0) continue;
            Wide mine = (Wide)row[b] * best[enter], other = (Wide)best[b] * row[enter];
            if (leave == rows || mine < other || (mine == other && basis[i] < basis[leave])) leave = i;
        }
        if (leave == rows) return false; // cannot be: the sum is bounded by 0
        pivot(m, leave, enter);
        basis[leave] = enter;
    }
    return true;
}

// Does some z have U z >= 0, not 0 everywhere? Not so exactly when weights w >= 1 exist with w U = 0; with w = 1 + v
// that is a question about v >= 0.
static Status one_sided(Arena *mem, const Whole *u)
{
    Whole m = whole_new(mem, (size_t)u->columns + 1, (int)u->rows + 1);
    int *basis = NEW_ARRAY(mem, int, (size_t)u->columns + 1);
    for (int k = 0; k < u->columns; k++) {
        int64_t *row = row_of(&m, (size_t)k);
        for (size_t i = 0; i < u->rows; i++) {
            row[i] = row_of(u, i)[k];
            row[u->rows] -= row[i];
        }
    }
    bool yes = feasible(&m, basis);
    return m.over ? FIT_FAILED : yes ? FIT_OK : FIT_NONE;
}

Status exist_check(Arena *mem, const signed char *rows, const unsigned char *positive, size_t row_count, int columns)
{
    assert(columns <= TERMS_MAX * 4);
    size_t seen = 0;
    for (size_t i = 0; i < row_count; i++) seen += positive[i];
    Whole a = whole_new(mem, seen, columns);
    for (size_t i = 0, k = 0; i < row_count; i++) {
        if (!positive[i]) continue;
        for (int j = 0; j < columns; j++) row_of(&a, k)[j] = rows[i * (size_t)columns + (size_t)j];
        k++;
    }
    int pivots[TERMS_MAX * 4];
    int rank = reduce(&a, pivots);
    if (a.over) return FIT_FAILED;
    if (rank == columns) return FIT_OK;
    Whole z = directions(mem, &a, pivots, rank), u = whole_new(mem, row_count - seen, columns - rank);
    for (size_t i = 0, k = 0; i < row_count; i++) {
        if (positive[i]) continue;
        for (int j = 0; j < columns; j++)
            for (int d = 0; rows[i * (size_t)columns + (size_t)j] && d < u.columns; d++)
                row_of(&u, k)[d] += rows[i * (size_t)columns + (size_t)j] * row_of(&z, (size_t)j)[d];
        k++;
    }
    Status s = one_sided(mem, &u);
    if (s == FIT_FAILED) return s;
    int more = reduce(&u, pivots);
    if (u.over) return FIT_FAILED;
    return (Status)((int)s | (rank + more < columns ? FIT_UNKNOWABLE : FIT_OK));
}

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

static int64_t divided(Whole *m, Wide v) // by the denominator; nearly always in 64 bits, which is much faster
{
    int64_t small = (int64_t)v;
    return small == v ? small / m->denominator : narrow(m, v / m->denominator);
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
        for (int j = 0; j < m->columns; j++) row[j] = divided(m, (Wide)row[j] * p - (Wide)f * at[j]);
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

// The positive rows, reduced; and what the directions that they do not see do to the empty rows.
typedef struct Seen {
    Whole a, u;
    int rank;
    int pivots[TERMS_MAX * 4];
} Seen;

static Whole pick_rows(Arena *mem, const short *rows, const unsigned char *which, size_t row_count, int columns)
{
    size_t count = 0;
    for (size_t i = 0; i < row_count; i++) count += which[i];
    Whole a = whole_new(mem, count, columns);
    for (size_t i = 0, k = 0; i < row_count; i++) {
        if (!which[i]) continue;
        for (int j = 0; j < columns; j++) row_of(&a, k)[j] = rows[i * (size_t)columns + (size_t)j];
        k++;
    }
    return a;
}

static bool look(Arena *mem, const short *rows, const unsigned char *positive, size_t row_count, int columns, Seen *s)
{
    assert(columns <= TERMS_MAX * 4);
    s->a = pick_rows(mem, rows, positive, row_count, columns);
    s->rank = reduce(&s->a, s->pivots);
    if (s->a.over) return false;
    Whole z = directions(mem, &s->a, s->pivots, s->rank);
    s->u = whole_new(mem, row_count - s->a.rows, columns - s->rank);
    for (size_t i = 0, k = 0; i < row_count; i++) {
        if (positive[i]) continue;
        for (int j = 0; j < columns; j++) {
            int64_t v = rows[i * (size_t)columns + (size_t)j];
            for (int d = 0; v && d < s->u.columns; d++)
                row_of(&s->u, k)[d] = narrow(&s->u, row_of(&s->u, k)[d] + (Wide)v * row_of(&z, (size_t)j)[d]);
        }
        k++;
    }
    return !s->u.over;
}

Status exist_check(Arena *mem, const short *rows, const unsigned char *positive, size_t row_count, int columns)
{
    Seen *s = NEW(mem, Seen);
    if (!look(mem, rows, positive, row_count, columns, s)) return FIT_FAILED;
    if (s->rank == columns) return FIT_OK;
    Status status = one_sided(mem, &s->u);
    if (status == FIT_FAILED) return status;
    int more = reduce(&s->u, s->pivots);
    if (s->u.over) return FIT_FAILED;
    return (Status)((int)status | (s->rank + more < columns ? FIT_UNKNOWABLE : FIT_OK));
}

// Weights w >= 0 with w U = 0 and w > 0 on this row? Then no direction raises it, and the cell can hold people.
static bool can_be_positive(Arena *mem, const Whole *u, size_t row, bool *ret_over)
{
    Whole m = whole_new(mem, (size_t)u->columns + 1, (int)u->rows + 1);
    int *basis = NEW_ARRAY(mem, int, (size_t)u->columns + 1);
    for (int k = 0; k < u->columns; k++) {
        int64_t *to = row_of(&m, (size_t)k);
        for (size_t i = 0; i < u->rows; i++) to[i] = row_of(u, i)[k];
        to[u->rows] = -row_of(u, row)[k];
    }
    bool yes = feasible(&m, basis);
    *ret_over = *ret_over || m.over;
    return yes;
}

bool exist_face(Arena *mem, const short *rows, const unsigned char *positive, size_t row_count, int columns,
                unsigned char *ret_kept, unsigned char *ret_basis, bool *ret_settled)
{
    Seen *s = NEW(mem, Seen);
    bool over = false;
    if (!look(mem, rows, positive, row_count, columns, s)) return false;
    for (size_t i = 0, k = 0; i < row_count; i++) {
        ret_kept[i] = positive[i] || can_be_positive(mem, &s->u, k, &over);
        k += !positive[i];
    }
    if (over) return false;
    Whole face = pick_rows(mem, rows, ret_kept, row_count, columns);
    int rank = reduce(&face, s->pivots);
    if (face.over || rank == 0) return false;
    memset(ret_basis, 0, (size_t)columns);
    for (int k = 0; k < rank; k++) ret_basis[s->pivots[k]] = 1;
    *ret_settled = s->pivots[0] == 0;
    for (int j = 1; j < columns; j++) *ret_settled = *ret_settled && row_of(&face, 0)[j] == 0;
    return true;
}

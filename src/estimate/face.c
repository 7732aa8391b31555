// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// face.c - the fit in the limit, of a model whose likelihood has no highest point.
#include "estimate/inside.h"
#include "estimate/exist.h"
#include <assert.h>
#include <math.h>
#include <string.h>

// The design of the cells that lay_out() kept; ret_cell says which cell each row is.
static size_t design_of(const Work *w, short *design, unsigned char *positive, unsigned *ret_cell)
{
    const Layout *l = &w->layout;
    size_t rows = 0, columns = (size_t)l->count;
    for (unsigned cell = 1; cell < (unsigned)l->cells; cell++) {
        if (l->dead[cell]) continue;
        for (size_t j = 0; j < columns; j++) design[rows * columns + j] = (cell & l->term[j]) == l->term[j];
        positive[rows] = w->y[cell] > 0;
        ret_cell[rows++] = cell;
    }
    return rows;
}

// Leaves out the cells that go to zero, and the columns that cannot be told apart on what stays.
static void narrow_layout(Work *w, size_t rows, const unsigned *cell, const unsigned char *kept,
                          const unsigned char *basis, Face *f)
{
    Layout *l = &w->layout;
    for (size_t i = 0; i < rows; i++) {
        if (kept[i]) continue;
        if (f->emptied < (int)COUNT(f->first)) f->first[f->emptied] = cell[i];
        f->emptied++;
        l->dead[cell[i]] = true;
    }
    int count = 0;
    for (int j = 0; j < l->count; j++)
        if (basis[j]) l->term[count++] = l->term[j];
    l->count = count;
}

void fit_face(Work *w, const Capture *c, const Terms *t, Model m, Face *ret_face)
{
    Face f = {.status = FIT_NONE, .hidden = NAN, .estimate = NAN, .deviance = NAN};
    assert(c->lists == t->lists);
    lay_out(w, c, t, m);
    arena_reset(w->scratch);
    size_t cells = (size_t)w->layout.cells, columns = (size_t)w->layout.count;
    short *design = NEW_ARRAY(w->scratch, short, cells *columns);
    unsigned char *positive = NEW_ARRAY(w->scratch, unsigned char, cells);
    unsigned char *kept = NEW_ARRAY(w->scratch, unsigned char, cells);
    unsigned char *basis = NEW_ARRAY(w->scratch, unsigned char, columns);
    unsigned *cell = NEW_ARRAY(w->scratch, unsigned, cells);
    bool settled = false;
    size_t rows = c->total > 0 ? design_of(w, design, positive, cell) : 0;
    if (rows == 0 || !exist_face(w->scratch, design, positive, rows, (int)columns, kept, basis, &settled)) {
        f.status = rows ? FIT_FAILED : FIT_NONE;
        *ret_face = f;
        return;
    }
    narrow_layout(w, rows, cell, kept, basis, &f);
    f.status = settled ? FIT_OK : FIT_UNKNOWABLE;
    if (settled && fit_solve(w, false)) {
        Fit *fit = NEW(w->scratch, Fit);
        fit_scores(w, c, fit);
        f.hidden = fit->hidden;
        f.estimate = fit->estimate;
        f.deviance = fit->deviance;
    } else if (settled) {
        f.status = FIT_FAILED;
    }
    *ret_face = f;
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// inside.h - what the fitting and the choosing share; not for other folders.
#pragma once
#include "estimate/estimate.h"

enum { CACHE_SIZE = 1 << 15 };

typedef struct Known { // a status that was found before
    uint64_t support[2];
    Model model;
    unsigned key; // lists and candidate terms; 0 = empty
    Status status;
} Known;

// A model laid out on a table: the terms that have a finite parameter, and the cells that can be positive.
typedef struct Layout {
    int lists, cells, count;
    unsigned term[TERMS_MAX]; // [0] is the intercept
    Model at_infinity;
    int infinite;
    bool dead[CELLS_MAX];
} Layout;

struct Work {
    Arena *scratch;
    Known *known;
    size_t known_count;
    Layout layout;
    double y[CELLS_MAX], mu[CELLS_MAX], eta[CELLS_MAX], sums[CELLS_MAX], star[CELLS_MAX];
    double alpha[CELLS_MAX]; // by mask, of the last fit
    double h[TERMS_MAX * TERMS_MAX], g[TERMS_MAX];
    bool with_zero; // the empty history counts as a cell, for the profile
};

void superset_sums(double *v, int lists);
void subset_sums(double *v, int lists);
void lay_out(Work *w, const Capture *c, const Terms *t, Model m);
// Fits what lay_out() laid out; warm: from w->alpha as it stands. After it w->sums are the superset sums of mu.
bool fit_solve(Work *w, bool warm);
void fit_scores(Work *w, const Capture *c, Fit *ret_fit);
void fit_scores_only(Work *w, const Capture *c, Fit *ret_fit); // without the standard error
double fit_term_se(Work *w, unsigned mask); // of the last fit; NAN when the term has no finite parameter
// The searches of grow.c; each starts from the lists by themselves, which have an estimate.
void grow_forward(Work *w, const Capture *c, const Plan *p, Choice *ch);
void grow_downhill(Work *w, const Capture *c, const Plan *p, Choice *ch);
// The top of a log-likelihood of the hidden part, and where it has fallen too far; `fine`: in the logarithm.
typedef double Height(void *arg, double hidden);
Profile profile_limits(Height *height_at, void *arg, double hidden, double fine, double level);
double log_factorial_ratio(double hidden, double all); // makes a Poisson likelihood a multinomial one
enum { CHAINS_MOST = 8 };
// Split R-hat and the effective number of draws (Gelman and others), of `keep` draws in each chain, one after another.
void chains_agree(const double *draws, int chains, int keep, Posterior *p);

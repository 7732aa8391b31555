// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// grow.c - two searches that take one step at a time: forward by AIC with a z-test (Bales, Hesketh & Silverman 2015),
// and downhill by BIC over every order of interaction (Silverman, Chan & Vincent 2024).
#include "estimate/inside.h"
#include <math.h>

static const double LESS = 1e-9; // a score that differs by less is the same

static bool may_add(const Terms *t, Model m, int i)
{
    return !(m >> i & 1) && model_hierarchical(t, m | (Model)1 << i);
}

// The chance of a parameter this far from 0, were it 0. At minus infinity its standard error is infinite too.
static double z_test(Work *w, const Capture *c, const Plan *p, Model m, int term)
{
    lay_out(w, c, &p->terms, m);
    if (!fit_solve(w, false)) return 1;
    double se = fit_term_se(w, p->terms.mask[term]);
    return isnan(se) ? 1 : 2 * normal_cdf(-fabs(w->alpha[p->terms.mask[term]] / se));
}

void grow_forward(Work *w, const Capture *c, const Plan *p, Choice *ch)
{
    fit_model(w, c, &p->terms, 0, &ch->fit);
    while (ch->fit.status == FIT_OK) {
        Fit best = ch->fit, f;
        int term = -1;
        for (int i = 0; i < p->terms.count; i++) {
            if (!may_add(&p->terms, ch->model, i)) continue;
            fit_model(w, c, &p->terms, ch->model | (Model)1 << i, &f);
            if (f.status != FIT_OK || !(f.aic < best.aic - LESS)) continue;
            best = f;
            term = i;
        }
        if (term < 0 || z_test(w, c, p, ch->model | (Model)1 << term, term) > p->threshold) return;
        ch->model |= (Model)1 << term;
        ch->steps[ch->step_count++] = (unsigned char)term;
        ch->fit = best;
    }
}

void grow_downhill(Work *w, const Capture *c, const Plan *p, Choice *ch)
{
    fit_model(w, c, &p->terms, 0, &ch->fit);
    while (ch->fit.status == FIT_OK) { // ends: the score falls each time, and there are only so many models
        Fit best = ch->fit, f;
        Model to = ch->model;
        for (int i = 0; i < p->terms.count; i++) {
            Model m = ch->model ^ (Model)1 << i;
            if (!model_hierarchical(&p->terms, m)) continue;
            fit_model(w, c, &p->terms, m, &f);
            if (f.status != FIT_OK || !(f.bic < best.bic - LESS)) continue;
            best = f;
            to = m;
        }
        if (to == ch->model) return;
        ch->model = to;
        ch->fit = best;
    }
}

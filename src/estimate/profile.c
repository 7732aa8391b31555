// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// profile.c - the likelihood of each population size, for one model (Cormack 1992). It does not know that the model was
// chosen; an interval that does comes from the bootstrap.
#include "estimate/inside.h"
#include <math.h>
#include <string.h>

enum { STEPS_MAX = 80 };
static const double WIDEST = 1e7; // times the estimate of the hidden part
static const double FINE = 1e-9;  // in the logarithm

typedef struct Curve {
    Work *w;
    Capture c;
    const Terms *t;
    Model m;
    double n;
} Curve;

double log_factorial_ratio(double hidden, double all)
{
    if (hidden > 100) return hidden - all - 0.5 * log(hidden / all);
    double v = hidden > 0 ? hidden * log(hidden) - log_gamma(hidden + 1) : 0;
    return v + log_gamma(all + 1) - all * log(all);
}

// The multinomial log-likelihood at this hidden number, but for a constant.
static double height(void *arg, double hidden)
{
    Curve *k = arg;
    k->c.n[0] = hidden;
    lay_out(k->w, &k->c, k->t, k->m);
    if (!fit_solve(k->w, false)) return -INFINITY;
    double deviance = 0;
    for (int cell = 0; cell < k->w->layout.cells; cell++) {
        double y = k->w->y[cell], mu = k->w->mu[cell];
        if (!k->w->layout.dead[cell]) deviance += y > 0 ? 2 * (y * log(y / mu) - (y - mu)) : 2 * mu;
    }
    return -deviance / 2 + log_factorial_ratio(hidden, hidden + k->n);
}

static double top(Height *height_at, void *arg, double low, double high, double fine, double *ret_height)
{
    const double golden = 0.6180339887498949;
    double a = low, b = high, x = b - golden * (b - a), y = a + golden * (b - a);
    double fx = height_at(arg, exp(x)), fy = height_at(arg, exp(y));
    for (int i = 0; i < STEPS_MAX && b - a > fine; i++) {
        if (fx > fy) {
            b = y;
            y = x;
            fy = fx;
            x = b - golden * (b - a);
            fx = height_at(arg, exp(x));
        } else {
            a = x;
            x = y;
            fx = fy;
            y = a + golden * (b - a);
            fy = height_at(arg, exp(y));
        }
    }
    *ret_height = fx > fy ? fx : fy;
    return exp((a + b) / 2);
}

static double crossing(Height *height_at, void *arg, double inside, double outside, double fine, double level)
{
    if (height_at(arg, exp(outside)) > level) return outside < inside ? exp(outside) : (double)INFINITY;
    for (int i = 0; i < STEPS_MAX && fabs(outside - inside) > fine; i++) {
        double middle = (inside + outside) / 2;
        if (height_at(arg, exp(middle)) > level) inside = middle;
        else outside = middle;
    }
    return exp(inside);
}

Profile profile_limits(Height *height_at, void *arg, double hidden, double fine, double level)
{
    double highest, z = normal_quantile((1 + level) / 2), at = log(hidden);
    double best = top(height_at, arg, at - 4, at + 4, fine, &highest), limit = highest - z * z / 2;
    Profile p = {.estimate = best};
    p.low = crossing(height_at, arg, log(best), log(fmin(best, 1) * 1e-3), fine, limit);
    p.high = crossing(height_at, arg, log(best), log(best) + log(WIDEST), fine, limit);
    return p;
}

bool fit_profile(Work *w, const Capture *c, const Terms *t, Model m, double level, Profile *ret_profile)
{
    Fit f;
    fit_model(w, c, t, m, &f);
    if (f.status != FIT_OK || !(f.hidden > 0)) return false;
    Curve k = {.w = w, .c = *c, .t = t, .m = m, .n = c->total};
    w->with_zero = true;
    Profile p = profile_limits(height, &k, f.hidden, FINE, level);
    p.estimate += c->total;
    p.low += c->total;
    p.high += c->total;
    w->with_zero = false;
    *ret_profile = p;
    return true;
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// numeric.c - distributions, quantiles, small linear algebra. No surprises: doubles, and the formulas of the books.
#include "estimate/estimate.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { SERIES_MAX = 100000 };

double log_gamma(double x)
{
    int sign; // lgamma() writes a global, which threads would share
    return lgamma_r(x, &sign);
}

double normal_cdf(double z) { return 0.5 * erfc(-z / sqrt(2.0)); }

// Rational start (Acklam), then Halley steps on the exact distribution.
double normal_quantile(double p)
{
    if (p <= 0) return -INFINITY;
    if (p >= 1) return INFINITY;
    static const double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                               1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
    static const double b[] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
                               6.680131188771972e+01, -1.328068155288572e+01};
    static const double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                               -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
    static const double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                               3.754408661907416e+00};
    double x, tail = p < 0.5 ? p : 1 - p;
    if (tail > 0.02425) {
        double q = p - 0.5, r = q * q;
        x = (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
            (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
    } else {
        double q = sqrt(-2 * log(tail));
        x = (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
            ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
        if (p > 0.5) x = -x;
    }
    for (int i = 0; i < 2; i++) {
        double e = normal_cdf(x) - p, u = e * sqrt(2 * M_PI) * exp(x * x / 2);
        x -= u / (1 + x * u / 2);
    }
    return x;
}

// The regularised incomplete gamma functions: lower P by series, upper Q by continued fraction (Lentz), each where it
// converges; the other is one minus it.
static void incomplete(double a, double x, double *ret_p, double *ret_q)
{
    double lead = exp(a * log(x) - x - log_gamma(a));
    if (x < a + 1) {
        double term = 1 / a, sum = term;
        for (int i = 1; i < SERIES_MAX && term > sum * DBL_EPSILON / 4; i++) {
            term *= x / (a + i);
            sum += term;
        }
        *ret_p = lead * sum;
        *ret_q = 1 - *ret_p;
        return;
    }
    double b = x + 1 - a, c = 1 / DBL_MIN, d = 1 / b, h = d;
    for (int i = 1; i < SERIES_MAX; i++) {
        double an = -i * (i - a);
        b += 2;
        d = an * d + b;
        if (fabs(d) < DBL_MIN) d = DBL_MIN;
        c = b + an / c;
        if (fabs(c) < DBL_MIN) c = DBL_MIN;
        d = 1 / d;
        double step = d * c;
        h *= step;
        if (fabs(step - 1) < DBL_EPSILON) break;
    }
    *ret_q = lead * h;
    *ret_p = 1 - *ret_q;
}

double poisson_below(double k, double mean)
{
    if (k < 0) return 0;
    if (mean <= 0) return 1;
    double p, q;
    incomplete(k + 1, mean, &p, &q);
    return q;
}

double poisson_above(double k, double mean)
{
    if (k <= 0) return 1;
    if (mean <= 0) return 0;
    double p, q;
    incomplete(k, mean, &p, &q);
    return p;
}

double chi2_above(double x, double df)
{
    if (x <= 0 || df <= 0) return 1;
    double p, q;
    incomplete(df / 2, x / 2, &p, &q);
    return q;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void sort_numbers(double *v, size_t n)
{
    if (n > 1) qsort(v, n, sizeof *v, by_value);
}

double quantile8(const double *sorted, int n, double p)
{
    if (n == 0) return NAN;
    double at = (n + 1.0 / 3) * p + 1.0 / 3;
    // as close to a whole number as rounding allows is that number
    double whole = floor(at + 4 * DBL_EPSILON), part = at - whole;
    if (fabs(part) < 4 * DBL_EPSILON) part = 0;
    int i = whole < 1 ? 0 : whole > n ? n : (int)whole;
    if (i < 1) return sorted[0];
    if (i >= n) return sorted[n - 1];
    return sorted[i - 1] + part * (sorted[i] - sorted[i - 1]);
}

bool cholesky(double *a, int n)
{
    for (int j = 0; j < n; j++) {
        double *row = a + j * n, sum = row[j], whole = sum;
        for (int k = 0; k < j; k++) sum -= row[k] * row[k];
        if (!(sum > whole * 1e-14)) return false;
        double root = row[j] = sqrt(sum);
        for (int i = j + 1; i < n; i++) {
            double *other = a + i * n, s = other[j];
            for (int k = 0; k < j; k++) s -= other[k] * row[k];
            other[j] = s / root;
        }
    }
    return true;
}

void cholesky_solve(const double *l, int n, double *x)
{
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < i; k++) x[i] -= l[i * n + k] * x[k];
        x[i] /= l[i * n + i];
    }
    for (int i = n - 1; i >= 0; i--) {
        for (int k = i + 1; k < n; k++) x[i] -= l[k * n + i] * x[k];
        x[i] /= l[i * n + i];
    }
}

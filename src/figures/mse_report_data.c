// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_report_data.c - the figures of a report for programs: CSV and JSON.
#include "base/csv.h"
#include "figures/mse_crossed.h"
#include "figures/mse_page.h"
#include <math.h>

static void csv_value(Buf *b, double v)
{
    buf_char(b, ',');
    if (isfinite(v)) buf_fmt(b, "%.8g", v);
}

static void csv_line(Buf *b, const char *kind, Str what, double estimate, double low, double high)
{
    buf_fmt(b, "%s,", kind);
    csv_text(b, what);
    csv_value(b, estimate);
    csv_value(b, low);
    csv_value(b, high);
    buf_char(b, '\n');
}

static void csv_rows(Buf *b, const MseOptions *o, const char *kind, const MseRows *rows)
{
    for (int i = 0; i < rows->count; i++) {
        double v = rows->v[i].status == FIT_OK ? mse_told(o, rows->v[i].estimate) : (double)NAN;
        csv_line(b, kind, rows->v[i].what, v, (double)NAN, (double)NAN);
    }
}

Err page_csv(Report *p, Str *ret_csv)
{
    Buf b = buf_new(p->mem, MSE_OUT_MAX);
    const MseResult *r = p->r;
    const MseOptions *o = r->o;
    buf_c(&b, "kind,what,value,lower,upper\n");
    csv_line(&b, "observed", S("presumed victims on the lists"), mse_seen(o, r->observed), (double)NAN, (double)NAN);
    csv_line(&b, "estimate", S("presumed victims in all, estimated"), mse_told(o, r->estimate), mse_told(o, r->lower),
             mse_told(o, r->upper));
    csv_line(&b, "hidden", S("presumed victims not in sight, estimated"), mse_told(o, r->hidden), (double)NAN,
             (double)NAN);
    csv_rows(&b, o, "method", &p->k->methods);
    csv_rows(&b, o, "threshold", &p->k->sweep);
    csv_rows(&b, o, "without_list", &p->k->drop);
    csv_rows(&b, o, "merged_lists", &p->k->merge);
    csv_rows(&b, o, "links", &p->k->links);
    csv_rows(&b, o, "rounding", &p->k->rounding);
    csv_rows(&b, o, "assumption", &p->k->assumption);
    const MseStrata *s = &p->s->strata;
    for (int i = 0; p->s->has_strata && i < s->covariate->count; i++)
        csv_line(&b, "part", s->covariate->levels[i], mse_told(o, s->parts[i].estimate), mse_told(o, s->parts[i].lower),
                 mse_told(o, s->parts[i].upper));
    const MseCrossed *m = p->s->crossed;
    for (int i = 0; m && i < m->group_count; i++)
        csv_line(&b, "group", m->groups[i].name, mse_told(o, m->groups[i].estimate), mse_told(o, m->groups[i].lower),
                 mse_told(o, m->groups[i].upper));
    for (int i = 0; m && m->ask->people && i < m->group_count; i++)
        csv_line(&b, "per_100000", m->groups[i].name, m->groups[i].rate, m->groups[i].rate_lower,
                 m->groups[i].rate_upper);
    for (unsigned h = 1; h < 1u << r->c.lists; h++)
        if (r->c.n[h] > 0)
            csv_line(&b, "overlap", term_name(p->mem, r->names, h), mse_seen(o, r->c.n[h]), (double)NAN, (double)NAN);
    return buf_done(&b, ret_csv);
}

static void json_knum(Json *j, const char *key, double v)
{
    json_key(j, key);
    json_num(j, v);
}

static void json_cover(Json *j, const MseCoverage *v)
{
    json_key(j, "coverage");
    json_obj(j);
    json_kint(j, "trials", v->trials);
    json_kint(j, "with_interval", v->estimated);
    json_kint(j, "covered", v->covered);
    json_kint(j, "too_low", v->below);
    json_kint(j, "too_high", v->above);
    json_knum(j, "mean_log_error", v->bias);
    json_end(j);
}

static void json_strata(Json *j, const MseStrata *s)
{
    json_kstr(j, "strata", s->covariate->name);
    json_key(j, "parts");
    json_arr(j);
    for (int k = 0; k < s->covariate->count; k++) {
        json_obj(j);
        json_kstr(j, "value", s->covariate->levels[k]);
        mse_json(j, &s->parts[k]);
        json_end(j);
    }
    json_arr_end(j);
    const MseOptions *o = s->parts[0].o;
    json_key(j, "parts_together");
    json_obj(j);
    json_knum(j, "estimate", mse_told(o, s->estimate));
    json_knum(j, "lower", mse_told(o, s->lower));
    json_knum(j, "upper", mse_told(o, s->upper));
    json_end(j);
}

Err page_json(Report *p, bool whole, Str *ret_json)
{
    Buf b = buf_new(p->mem, MSE_OUT_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    mse_check_json(&j, p->k);
    if (p->s->covered) json_cover(&j, &p->s->cover);
    if (p->s->has_strata) json_strata(&j, &p->s->strata);
    if (p->s->crossed) {
        json_key(&j, "covariates");
        json_obj(&j);
        mse_crossed_json(&j, p->s->crossed);
        json_end(&j);
    }
    if (p->s->title.n) json_kstr(&j, "title", p->s->title);
    if (whole) {
        json_kstr(&j, "command", mse_command(p->mem, p->s, true));
        json_kstr(&j, "input_blake2b256", page_digest(p));
        json_kstr(&j, "version", S(BAKEN_VERSION));
    }
    json_end(&j);
    buf_char(&b, '\n');
    return buf_done(&b, ret_json);
}

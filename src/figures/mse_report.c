// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_report.c - the page that a ministry could publish, and the figures behind it.
#include "figures/mse_chart.h"
#include "figures/mse_report.h"
#include "crypt/crypt.h"
#include "html/html.h"
#include <math.h>
#include <stdio.h>

enum { POINTS_MAX = 3000, FIGURES = 3 };
static const double CHART_BIC = 30; // models further from the best are left out of the drawing

typedef struct Report {
    Arena *mem;
    Buf b;
    bool nl;
    const MseCheck *k;
    const MseResult *r;
    Str digest, command;
} Report;

static const char *say(const Report *p, const char *nl, const char *en) { return p->nl ? nl : en; }

static void esc(Report *p, Str s) { chart_escape(&p->b, s); }

static void heading(Report *p, const char *nl, const char *en)
{
    buf_c(&p->b, "<h2>");
    buf_c(&p->b, say(p, nl, en));
    buf_c(&p->b, "</h2>\n");
}

static void para(Report *p, const char *nl, const char *en)
{
    buf_c(&p->b, "<p>");
    buf_c(&p->b, say(p, nl, en));
    buf_c(&p->b, "</p>\n");
}

// Three figures are more than such an estimate holds.
static Str rounded(const Report *p, double v)
{
    if (!isfinite(v)) return p->nl && isnan(v) ? S("niet bekend") : mse_number(p->mem, v);
    double unit = v >= 1 ? pow(10, floor(log10(v)) - FIGURES + 1) : 1;
    return mse_number(p->mem, unit > 1 ? floor(v / unit + 0.5) * unit : v);
}

static const char style[] =
    "body{font:1.05rem/1.55 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;"
    "background:#fff}h1{line-height:1.2}h2{margin-top:2.2rem}.answer{border-inline-start:.4rem solid #154273;"
    "padding:.6rem 1.2rem;background:#eef3f8;font-size:1.2rem}.verdict{font-weight:700}table{border-collapse:collapse;"
    "width:100%;margin:1rem 0}th,td{text-align:start;padding:.3rem .6rem;border-bottom:1px solid #8a94a0}"
    "td.n,th.n{text-align:end;font-variant-numeric:tabular-nums}caption{text-align:start;font-weight:700}"
    "svg{width:100%;height:auto;font:13px system-ui,sans-serif}svg text{fill:#1b1b1b}.grid{stroke:#c9d0d8}"
    ".bar{stroke:#154273;stroke-width:3}.dot{fill:#154273}.band{fill:#dbe6f1}.point{fill:#5a7ea6;fill-opacity:.55}"
    ".chosen{fill:#b3261e;stroke:#fff}.bin{fill:#5a7ea6}.mark{stroke:#b3261e;stroke-width:2}code{overflow-wrap:"
    "anywhere}"
    "pre{white-space:pre-wrap;background:#f3f4f6;padding:.8rem}@media print{body{margin:0;max-width:none}}";

static void head(Report *p)
{
    const char *title = say(p, "Hoeveel vermoedelijke slachtoffers zijn niet in beeld?",
                            "How many presumed victims are "
                            "not in sight?");
    buf_fmt(
        &p->b,
        "<!doctype html>\n<html lang=\"%s\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\"><title>%s</title>\n<style>%s</style></head>\n<body><main>\n"
        "<h1>%s</h1>\n",
        say(p, "nl", "en"), title, style, title);
}

static void answer(Report *p)
{
    const MseResult *r = p->r;
    Str seen = mse_number(p->mem, r->observed), all = rounded(p, r->estimate), hidden = rounded(p, r->hidden);
    Str low = rounded(p, r->lower), high = rounded(p, r->upper);
    double level = r->o->level * 100;
    buf_fmt(&p->b, "<div class=\"answer\">\n<p class=\"verdict\">%s: %s.</p>\n", say(p, "Oordeel", "Verdict"),
            mse_verdict_text(p->k->verdict, p->nl));
    if (isnan(r->estimate)) {
        para(p, "<strong>Er is geen schatting te geven.</strong>", "<strong>No estimate can be given.</strong>");
        buf_c(&p->b, "<p>");
        buf_fmt(&p->b,
                say(p,
                    "%.*s vermoedelijke slachtoffers staan op een of meer lijsten. De lijsten overlappen te weinig, "
                    "of op een manier die meer dan een antwoord toelaat.",
                    "%.*s presumed victims are on one or more lists. The lists overlap too little, or in a way that "
                    "allows more than one answer."),
                STR_ARG(seen));
        buf_c(&p->b, "</p>\n<p>");
        esc(p, p->nl ? r->reason_nl : r->reason);
        buf_c(&p->b, ". ");
        esc(p, p->nl ? r->advice_nl : r->advice);
        buf_c(&p->b, "</p>\n");
    } else {
        buf_c(&p->b, "<p>");
        buf_fmt(&p->b,
                say(p,
                    "Naar schatting zijn er <strong>%.*s vermoedelijke slachtoffers</strong>. Daarvan zijn er "
                    "%.*s gezien; naar schatting %.*s zijn niet in beeld.",
                    "There are an estimated <strong>%.*s presumed victims</strong>. Of these, %.*s were seen; an "
                    "estimated %.*s are not in sight."),
                STR_ARG(all), STR_ARG(seen), STR_ARG(hidden));
        buf_c(&p->b, "</p>\n<p>");
        if (isnan(r->lower))
            buf_c(&p->b, say(p, "Er is geen interval: gebruik dit getal niet.",
                             "There is no interval: do not use this "
                             "number."));
        else
            buf_fmt(&p->b,
                    say(p,
                        "Het werkelijke aantal ligt met %.0f %% zekerheid tussen <strong>%.*s en %.*s</strong>, "
                        "als de aannames hieronder kloppen.",
                        "With %.0f %% confidence the true number lies between <strong>%.*s and %.*s</strong>, if "
                        "the assumptions below hold."),
                    level, STR_ARG(low), STR_ARG(high));
        buf_c(&p->b, "</p>\n");
    }
    if (p->k->verdict == MSE_UNPUBLISHABLE && !isnan(r->estimate))
        para(p,
             "Dit getal mag niet los worden genoemd: andere keuzes, die even goed te verdedigen zijn, geven een heel "
             "ander aantal. Noem alleen de spreiding hieronder.",
             "Do not quote this number by itself: other choices that can be defended as well give a very different "
             "number. Quote only the spread below.");
    buf_c(&p->b, "</div>\n");
}

static void reasons(Report *p)
{
    static const char *const weights[][2] = {{"fine", "goed"}, {"take care", "let op"}, {"serious", "ernstig"}};
    heading(p, "Waarom dit oordeel", "Why this verdict");
    buf_c(&p->b, "<ul>\n");
    for (int i = 0; i < p->k->reason_count; i++) {
        const MseReason *v = &p->k->reasons[i];
        buf_fmt(&p->b, "<li><strong>%s</strong>: ", weights[v->weight][p->nl]);
        esc(p, p->nl ? v->nl : v->en);
        buf_c(&p->b, "</li>\n");
    }
    buf_c(&p->b, "</ul>\n");
}

static void row_table(Report *p, const char *caption, const MseRows *rows)
{
    if (rows->count == 0) return;
    buf_fmt(&p->b,
            "<table><caption>%s</caption><tr><th scope=\"col\">%s</th><th scope=\"col\" class=\"n\">%s</th></tr>\n",
            caption, say(p, "wat", "what"), say(p, "geschat aantal", "estimated number"));
    for (int i = 0; i < rows->count; i++) {
        buf_c(&p->b, "<tr><td>");
        esc(p, p->nl ? rows->v[i].nl : rows->v[i].what);
        buf_c(&p->b, "</td><td class=\"n\">");
        if (rows->v[i].status == FIT_OK) buf_add(&p->b, mse_number(p->mem, rows->v[i].estimate));
        else buf_c(&p->b, say(p, "geen schatting", "no estimate"));
        buf_c(&p->b, "</td></tr>\n");
    }
    buf_c(&p->b, "</table>\n");
}

static void dots_of(Report *p, ChartDot *dots, int *count, const MseRows *rows)
{
    for (int i = 0; i < rows->count && *count < 3 * MSE_ROWS_MAX; i++)
        dots[(*count)++] = (ChartDot){p->nl ? rows->v[i].nl : rows->v[i].what, NAN, rows->v[i].estimate, NAN};
}

static void sensitivity(Report *p)
{
    const MseCheck *k = p->k;
    ChartDot dots[3 * MSE_ROWS_MAX + 1];
    int count = 1;
    heading(p, "Wat andere methoden en andere lijsten zeggen", "What other methods and other lists say");
    para(
        p,
        "Elke stip is een schatting. De eerste is die van dit rapport, met het interval. Liggen de stippen ver uit "
        "elkaar, dan bepaalt de keuze van de onderzoeker de uitkomst meer dan de gegevens.",
        "Each dot is an estimate. The first is the one of this report, with its interval. When the dots lie far apart, "
        "the choice of the analyst decides more than the data do.");
    dots[0] = (ChartDot){str_c(say(p, "dit rapport", "this report")), p->r->lower, p->r->estimate, p->r->upper};
    dots_of(p, dots, &count, &k->methods);
    dots_of(p, dots, &count, &k->drop);
    chart_dots(&p->b, say(p, "Schattingen naast elkaar", "Estimates side by side"), dots, count, p->r->lower,
               p->r->upper);
    row_table(p, say(p, "Methoden (Chao is een ondergrens)", "Methods (Chao's is a lower bound)"), &k->methods);
    row_table(p, say(p, "Drempel van de stapsgewijze keuze", "Threshold of the stepwise choice"), &k->sweep);
    row_table(p, say(p, "Een lijst weggelaten", "One list left out"), &k->drop);
    row_table(p, say(p, "Twee lijsten samengevoegd", "Two lists joined"), &k->merge);
    row_table(p,
              say(p, "Als het verborgen deel anders is dan de aanname zegt",
                  "If the hidden part differs from what is assumed"),
              &k->assumption);
}

static void models(Report *p)
{
    const MseCheck *k = p->k;
    if (k->model_count == 0 || k->models[0].status != FIT_OK) return;
    ChartPoint *points = NEW_ARRAY(p->mem, ChartPoint, POINTS_MAX);
    size_t n = 0;
    bool loglinear = p->r->o->model <= MSE_BIC && p->r->o->max_order == 2;
    for (size_t i = 0; i < k->model_count && n < POINTS_MAX && k->models[i].status == FIT_OK; i++) {
        const Ranked *m = &k->models[i];
        bool chosen = loglinear && m->model == p->r->choice.model;
        if (m->bic - k->models[0].bic > CHART_BIC && !chosen) continue;
        points[n++] = (ChartPoint){m->estimate, m->bic - k->models[0].bic, chosen};
    }
    heading(p, "Alle modellen die passen", "All models that fit");
    buf_c(&p->b, "<p>");
    buf_fmt(&p->b,
            say(p,
                "Er zijn %zu modellen met een schatting getekend: hoe hoger, hoe beter het model past. %zu "
                "modellen passen ongeveer even goed; hun schattingen lopen van %.*s tot %.*s.",
                "%zu models with an estimate are drawn: the higher, the better the model fits. %zu models fit about "
                "equally well; their estimates run from %.*s to %.*s."),
            n, k->near_count, STR_ARG(rounded(p, k->near_low)), STR_ARG(rounded(p, k->near_high)));
    buf_c(&p->b, "</p>\n");
    chart_scatter(&p->b, say(p, "Schatting tegen BIC van elk model", "Estimate against BIC of every model"),
                  say(p, "geschat aantal vermoedelijke slachtoffers", "estimated number of presumed victims"),
                  say(p, "BIC, verschil met het beste", "BIC, difference from the best"), points, n);
}

static void overlaps(Report *p)
{
    const MseResult *r = p->r;
    bool fitted = r->o->model <= MSE_BIC && r->choice.status == FIT_OK;
    heading(p, "De lijsten en hun overlap", "The lists and their overlap");
    buf_fmt(&p->b,
            "<table><tr><th scope=\"col\">%s</th><th scope=\"col\" class=\"n\">%s</th><th scope=\"col\" class=\"n\">"
            "%s</th><th scope=\"col\" class=\"n\">%s</th></tr>\n",
            say(p, "op deze lijsten, en geen andere", "on these lists, and no other"), say(p, "gezien", "seen"),
            say(p, "verwacht", "expected"), say(p, "afwijking", "residual"));
    for (unsigned h = 1; h < 1u << r->c.lists; h++) {
        double mu = fitted ? r->choice.fit.mu[h] : (double)NAN;
        if (r->c.n[h] == 0 && !(mu >= 0.5)) continue;
        buf_c(&p->b, "<tr><td>");
        esc(p, term_name(p->mem, r->names, h));
        buf_fmt(&p->b, "</td><td class=\"n\">%.0f</td>", r->c.n[h]);
        if (fitted)
            buf_fmt(&p->b, "<td class=\"n\">%.1f</td><td class=\"n\">%.2f</td></tr>\n", mu,
                    residual_freeman_tukey(r->c.n[h], mu));
        else buf_c(&p->b, "<td></td><td></td></tr>\n");
    }
    buf_c(&p->b, "</table>\n");
}

static void method(Report *p)
{
    const MseResult *r = p->r;
    heading(p, "Aannames", "Assumptions");
    para(p,
         "De schatting neemt aan: de lijsten gaan over dezelfde groep en dezelfde tijd; wie op twee lijsten staat, is "
         "goed herkend als dezelfde; en mensen die geen enkele lijst bereikt, hangen met de lijsten samen zoals het "
         "model zegt. Dat laatste is met deze gegevens niet te toetsen.",
         "The estimate assumes that the lists concern the same group and the same time; that whoever is on two lists "
         "was "
         "rightly recognised as the same person; and that people whom no list reaches relate to the lists as the model "
         "says. The last of these cannot be tested with these data.");
    heading(p, "Methode", "Method");
    buf_c(&p->b, "<p>");
    buf_fmt(&p->b,
            say(p,
                "Multiple systems estimation, methode %s, interval %s, %d herhalingen waarin de keuze van het model "
                "is herhaald. Samenhang tussen lijsten in het model: ",
                "Multiple systems estimation, method %s, interval %s, %d replicates in which the choice of the model "
                "was repeated. Interactions in the model: "),
            mse_model_name(r->o->model), mse_interval_name(r->o->interval), r->boot.replicates);
    for (int i = 0; i < r->choice.step_count; i++) {
        if (i) buf_c(&p->b, ", ");
        esc(p, term_name(p->mem, r->names, r->plan.terms.mask[r->choice.steps[i]]));
    }
    buf_c(&p->b, r->choice.step_count ? ".</p>\n" : say(p, "geen.</p>\n", "none.</p>\n"));
    if (r->boot.kept > 0) {
        chart_histogram(&p->b, say(p, "Schattingen van de herhalingen", "Estimates of the replicates"),
                        r->boot.estimate, r->boot.kept, r->estimate);
        para(p, "De staven tellen de schattingen van de herhalingen; de rode lijn is de schatting.",
             "The bars count the estimates of the replicates; the red line is the estimate.");
    }
    heading(p, "Zelf narekenen", "Make it again");
    buf_c(&p->b, "<pre><code>");
    esc(p, p->command);
    buf_fmt(&p->b, "</code></pre>\n<p>Baken %s. BLAKE2b-256 (input.csv): <code>", BAKEN_VERSION);
    buf_add(&p->b, p->digest);
    buf_c(&p->b, "</code></p>\n");
}

static Err html(Report *p, Str *ret_html)
{
    p->b = buf_new(p->mem, MSE_OUT_MAX);
    head(p);
    answer(p);
    reasons(p);
    sensitivity(p);
    models(p);
    overlaps(p);
    method(p);
    buf_c(&p->b, "</main></body></html>\n");
    return buf_done(&p->b, ret_html);
}

// ---- the files ----------------------------------------------------------------------------------------------------

static void csv_text(Buf *b, Str s) // quoted; and no spreadsheet takes it for a formula
{
    buf_char(b, '"');
    if (s.n && (s.p[0] == '=' || s.p[0] == '+' || s.p[0] == '-' || s.p[0] == '@')) buf_char(b, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') buf_char(b, '"');
        buf_char(b, s.p[i]);
    }
    buf_char(b, '"');
}

static void csv_rows(Buf *b, const char *kind, const MseRows *rows)
{
    for (int i = 0; i < rows->count; i++) {
        buf_fmt(b, "%s,", kind);
        csv_text(b, rows->v[i].what);
        if (rows->v[i].status == FIT_OK) buf_fmt(b, ",%.6g\n", rows->v[i].estimate);
        else buf_c(b, ",\n");
    }
}

static Err csv(Report *p, Str *ret_csv)
{
    Buf b = buf_new(p->mem, MSE_OUT_MAX);
    const MseResult *r = p->r;
    buf_c(&b, "kind,what,estimate\n");
    const double v[] = {r->observed, r->hidden, r->estimate, r->lower, r->upper};
    static const char *const names[] = {"observed", "hidden", "estimate", "lower", "upper"};
    for (size_t i = 0; i < COUNT(v); i++) {
        buf_fmt(&b, "result,%s,", names[i]);
        if (isfinite(v[i])) buf_fmt(&b, "%.8g", v[i]);
        buf_char(&b, '\n');
    }
    csv_rows(&b, "method", &p->k->methods);
    csv_rows(&b, "threshold", &p->k->sweep);
    csv_rows(&b, "without_list", &p->k->drop);
    csv_rows(&b, "merged_lists", &p->k->merge);
    csv_rows(&b, "assumption", &p->k->assumption);
    return buf_done(&b, ret_csv);
}

static Err json(Report *p, Str *ret_json)
{
    Buf b = buf_new(p->mem, MSE_OUT_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    mse_check_json(&j, p->k);
    json_kstr(&j, "command", p->command);
    json_kstr(&j, "input_blake2b256", p->digest);
    json_kstr(&j, "version", S(BAKEN_VERSION));
    json_end(&j);
    buf_char(&b, '\n');
    return buf_done(&b, ret_json);
}

static Str command_line(Arena *mem, const MseOptions *o, bool nl)
{
    Str s = str_fmt(mem,
                    "baken mse report input.csv --out DIR --model %s --threshold %g --max-order %d --bootstrap %d "
                    "--seed %llu --level %.0f --top %d",
                    mse_model_name(o->model), o->threshold, o->max_order, o->replicates, (unsigned long long)o->seed,
                    o->level * 100, o->top);
    if (o->interval != MSE_POSTERIOR)
        s = str_fmt(mem, "%.*s --interval %s", STR_ARG(s), mse_interval_name(o->interval));
    if (*o->lists) s = str_fmt(mem, "%.*s --lists '%s'", STR_ARG(s), o->lists);
    return nl ? s : str_fmt(mem, "%.*s --lang en", STR_ARG(s));
}

Err mse_report(Arena *mem, const MseCheck *k, Str input, bool dutch, MseReport *ret_report, Why *w)
{
    MseReport made;
    Hash hash = hash_of(input);
    Str bytes = hash_str(&hash);
    Report p = {.mem = mem, .nl = dutch, .k = k, .r = k->r, .digest = str_hex(mem, bytes.p, bytes.n)};
    p.command = command_line(mem, k->r->o, dutch);
    if (html(&p, &made.html) != OK || csv(&p, &made.csv) != OK || json(&p, &made.json) != OK)
        return why(w, E_LIMIT, "the report is too large");
    *ret_report = made;
    return OK;
}

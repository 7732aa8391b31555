// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_report.c - the report as a ministry could publish it: the answer, the verdict with its reasons, how it was made.
#include "crypt/crypt.h"
#include "figures/mse_chart.h"
#include "figures/mse_crossed.h"
#include "figures/mse_page.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { FIGURES = 3, TEXT_MAX = 2000 };

const char *page_say(const Report *p, const char *nl, const char *en) { return p->nl ? nl : en; }

void page_esc(Report *p, Str s) { chart_escape(&p->b, s); }

void page_heading(Report *p, const char *nl, const char *en) { buf_fmt(&p->b, "<h2>%s</h2>\n", page_say(p, nl, en)); }

void page_para(Report *p, const char *nl, const char *en) { buf_fmt(&p->b, "<p>%s</p>\n", page_say(p, nl, en)); }

void page_para_of(Report *p, const char *nl, const char *en, ...)
{
    char text[TEXT_MAX];
    va_list args;
    va_start(args, en);
    vsnprintf(text, sizeof text, p->nl ? nl : en, args);
    va_end(args);
    buf_c(&p->b, "<p>");
    page_esc(p, str_c(text));
    buf_c(&p->b, "</p>\n");
}

void table_begin(Report *p, const char *nl, const char *en, const char *const *heads)
{
    buf_c(&p->b, "<div class=\"mr-scroll\" role=\"region\" aria-label=\"");
    page_esc(p, str_c(page_say(p, nl, en)));
    buf_c(&p->b, "\" tabindex=\"0\"><table><caption>");
    page_esc(p, str_c(page_say(p, nl, en)));
    buf_c(&p->b, "</caption>\n<thead><tr>");
    for (; heads[0]; heads += 2) {
        const char *head = page_say(p, heads[0], heads[1]);
        bool number = head[0] == '#';
        buf_fmt(&p->b, "<th scope=\"col\"%s>", number ? " class=\"mr-n\"" : "");
        page_esc(p, str_c(head + number));
        buf_c(&p->b, "</th>");
    }
    buf_c(&p->b, "</tr></thead>\n<tbody>\n");
}

void row_begin(Report *p) { buf_c(&p->b, "<tr>"); }

void cell(Report *p, Str text)
{
    buf_c(&p->b, "<td>");
    page_esc(p, text);
    buf_c(&p->b, "</td>");
}

void cell_number(Report *p, Str text)
{
    buf_c(&p->b, "<td class=\"mr-n\">");
    page_esc(p, text);
    buf_c(&p->b, "</td>");
}

void row_end(Report *p) { buf_c(&p->b, "</tr>\n"); }
void table_end(Report *p) { buf_c(&p->b, "</tbody></table></div>\n"); }

void figure_begin(Report *p, const char *nl, const char *en)
{
    buf_c(&p->b, "<figure class=\"mr-figure\"><div class=\"mr-scroll\" role=\"region\" aria-label=\"");
    page_esc(p, str_c(page_say(p, nl, en)));
    buf_c(&p->b, "\" tabindex=\"0\">");
}

void figure_end(Report *p, const char *nl, const char *en)
{
    buf_fmt(&p->b, "</div><figcaption>%s</figcaption></figure>\n", page_say(p, nl, en));
}

Str rounded(const Report *p, double v)
{
    if (isnan(v)) return p->nl ? S("niet bekend") : S("not known");
    if (isinf(v)) return p->nl ? S("zonder einde") : S("without end");
    double unit = v >= 1 ? pow(10, floor(log10(v)) - FIGURES + 1) : 1;
    return mse_number(p->mem, mse_told(p->r->o, unit > 1 ? floor(v / unit + 0.5) * unit : v));
}

// "2.0" as Dutch readers write it; only between digits, so that a full stop stays one.
Str page_comma(const Report *p, Str s)
{
    if (!p->nl) return s;
    char *c = str_z(p->mem, s);
    for (size_t i = 1; i + 1 < s.n; i++)
        if (c[i] == '.' && c[i - 1] >= '0' && c[i - 1] <= '9' && c[i + 1] >= '0' && c[i + 1] <= '9') c[i] = ',';
    return (Str){c, s.n};
}

Str page_decimal(const Report *p, double v, int digits) { return page_comma(p, str_fmt(p->mem, "%.*f", digits, v)); }

Str count_of(const Report *p, double n) { return mse_seen_text(p->mem, p->r->o, n, p->nl); }

Str page_digest(const Report *p) { return p->s->digest.n ? p->s->digest : mse_input_digest(p->mem, p->s->input); }

Str mse_input_digest(Arena *mem, Str input)
{
    Hash hash = hash_of(input);
    Str bytes = hash_str(&hash);
    return str_hex(mem, bytes.p, bytes.n);
}

// ---- the answer ---------------------------------------------------------------------------------------------------

static void no_estimate(Report *p)
{
    const MseResult *r = p->r;
    Str seen = count_of(p, r->observed);
    page_para(p, "<strong>Er is geen schatting te geven.</strong>", "<strong>No estimate can be given.</strong>");
    page_para_of(
        p,
        "%.*s vermoedelijke slachtoffers staan op een of meer lijsten. Hoeveel er niet in beeld zijn, is uit deze "
        "lijsten niet te schatten. Dat is ook een uitkomst: elk getal zou hier verzonnen zijn.",
        "%.*s presumed victims are on one or more lists. How many are not in sight cannot be estimated from these "
        "lists. That is a result too: any number would be made up.",
        STR_ARG(seen));
    buf_c(&p->b, "<p>");
    page_esc(p, p->nl ? r->reason_nl : r->reason);
    buf_c(&p->b, ".</p>\n");
}

// One in how many: a share says more than two large numbers.
static void in_sight(Report *p)
{
    enum { HUNDRED = 100 };
    const MseOptions *o = p->r->o;
    double seen = mse_seen(o, p->r->observed) * HUNDRED;
    double share = seen / mse_told(o, p->r->estimate), low = seen / mse_told(o, p->r->upper);
    if (!(share >= 1) || !(low >= 1)) return;
    page_para_of(p,
                 "Van elke 100 vermoedelijke slachtoffers zijn er dus naar schatting %.0f in beeld (tussen %.0f en "
                 "%.0f).",
                 "So of every 100 presumed victims an estimated %.0f are in sight (between %.0f and %.0f).", share, low,
                 fmin(seen / mse_told(o, p->r->lower), HUNDRED));
}

static void estimate(Report *p)
{
    const MseResult *r = p->r;
    Str seen = count_of(p, r->observed), all = rounded(p, r->estimate), hidden = rounded(p, r->hidden);
    Str low = rounded(p, r->lower), high = rounded(p, r->upper);
    buf_c(&p->b, "<p class=\"mr-number\">");
    buf_fmt(&p->b,
            page_say(p, "Naar schatting zijn er <strong>%.*s vermoedelijke slachtoffers</strong>.",
                     "There are an estimated <strong>%.*s presumed victims</strong>."),
            STR_ARG(all));
    buf_c(&p->b, "</p>\n<p>");
    if (isnan(r->lower))
        buf_c(&p->b, page_say(p, "Er is geen interval: gebruik dit getal niet.",
                              "There is no interval: do not use this number."));
    else
        buf_fmt(
            &p->b,
            page_say(p,
                     "Het werkelijke aantal ligt met %.0f %% zekerheid tussen <strong>%.*s en %.*s</strong>, als de "
                     "aannames hieronder kloppen.",
                     "With %.0f %% confidence the true number lies between <strong>%.*s and %.*s</strong>, if the "
                     "assumptions below hold."),
            r->o->level * 100, STR_ARG(low), STR_ARG(high));
    buf_c(&p->b, "</p>\n");
    page_para_of(p, "%.*s vermoedelijke slachtoffers zijn gezien. Naar schatting %.*s zijn niet in beeld.",
                 "%.*s presumed victims were seen. An estimated %.*s are not in sight.", STR_ARG(seen),
                 STR_ARG(hidden));
    in_sight(p);
    if (p->k->verdict == MSE_UNPUBLISHABLE)
        page_para(
            p,
            "Dit getal mag niet los worden genoemd: andere keuzes, die even goed te verdedigen zijn, geven een heel "
            "ander aantal. Noem alleen de spreiding hieronder.",
            "Do not quote this number by itself: other choices that can be defended as well give a very different "
            "number. Quote only the spread below.");
}

static void answer(Report *p)
{
    static const char *const kinds[] = {"usable", "fragile", "refused"};
    buf_fmt(&p->b, "<div class=\"mr-answer mr-answer--%s\">\n<p class=\"mr-verdict\">%s: %s.</p>\n",
            kinds[p->k->verdict], page_say(p, "Oordeel", "Verdict"), mse_verdict_text(p->k->verdict, p->nl));
    if (isnan(p->r->estimate)) no_estimate(p);
    else estimate(p);
    buf_c(&p->b, "</div>\n");
}

static void advice(Report *p)
{
    if (!isnan(p->r->estimate) || p->r->advice.n == 0) return;
    page_heading(p, "Wat wel zou helpen", "What would help");
    buf_c(&p->b, "<p>");
    page_esc(p, p->nl ? p->r->advice_nl : p->r->advice);
    buf_c(&p->b, "</p>\n");
}

static void reasons(Report *p)
{
    static const char *const weights[][2] = {{"fine", "goed"}, {"take care", "let op"}, {"serious", "ernstig"}};
    page_heading(p, "Waarom dit oordeel", "Why this verdict");
    buf_c(&p->b, "<ul>\n");
    for (int i = 0; i < p->k->reason_count; i++) {
        const MseReason *v = &p->k->reasons[i];
        buf_fmt(&p->b, "<li><strong>%s</strong>: ", weights[v->weight][p->nl]);
        page_esc(p, page_comma(p, p->nl ? v->nl : v->en));
        buf_c(&p->b, ".</li>\n");
    }
    buf_c(&p->b, "</ul>\n");
}

static void assumptions(Report *p)
{
    static const char *const texts[][2] = {
        {"De lijsten gaan over dezelfde groep mensen, dezelfde tijd en hetzelfde gebied.",
         "The lists concern the same group of people, the same time and the same area."},
        {"Wie op twee lijsten staat, is goed herkend als dezelfde persoon. Een paar fouten in de koppeling kunnen de "
         "schatting veel veranderen.",
         "Whoever is on two lists was rightly recognised as the same person. A few errors in the linkage can change "
         "the estimate much."},
        {"Iedereen op een lijst is een vermoedelijk slachtoffer. Of iemand echt slachtoffer is, stelt de schatting "
         "niet vast.",
         "Everybody on a list is a presumed victim. The estimate does not establish who is a victim."},
        {"Mensen die geen enkele lijst bereikt, hangen met de lijsten samen zoals het model zegt. Dit is met deze "
         "gegevens niet te toetsen.",
         "People whom no list reaches relate to the lists as the model says. This cannot be tested with these data."}};
    page_heading(p, "Wat we aannemen", "What we assume");
    buf_c(&p->b, "<ul>\n");
    for (size_t i = 0; i < COUNT(texts); i++) buf_fmt(&p->b, "<li>%s</li>\n", texts[i][!p->nl]);
    buf_c(&p->b, "</ul>\n");
}

static void small_counts(Report *p)
{
    int small = 0;
    for (unsigned h = 1; h < 1u << p->r->c.lists; h++) small += p->r->c.n[h] > 0 && p->r->c.n[h] < 5;
    page_heading(p, "Kleine aantallen", "Small counts");
    if (p->r->o->protect)
        page_para(
            p,
            "Er is gerekend met de precieze aantallen. Hier staan ze afgerond op vijftallen, en aantallen onder de "
            "vijf staan er niet in. Zo wijst geen getal naar een persoon.",
            "The calculation used the exact counts. Here they are rounded to fives, and counts below five are not "
            "given, so that no number points at a person.");
    else
        page_para_of(
            p,
            "De aantallen in dit rapport zijn precies. %d keer gaat het om minder dan vijf mensen. Kijk voor je "
            "publiceert of zo'n aantal naar iemand kan wijzen.",
            "The counts in this report are exact. %d of them are below five. Before publishing, consider whether "
            "such a count may point at somebody.",
            small);
}

static Str crossed_options(Arena *mem, const MseCrossed *m)
{
    const MseAsk *a = m->ask;
    Str s = S(" --covariates");
    if (a->year) s = str_fmt(mem, "%.*s --year '%s' --degree %d", STR_ARG(s), a->year, a->degree);
    if (a->by) s = str_fmt(mem, "%.*s --by '%s'", STR_ARG(s), a->by);
    if (a->way != WAY_ANEW) s = str_fmt(mem, "%.*s --way %s", STR_ARG(s), mse_way_name(a->way));
    if (a->doubtful) s = str_fmt(mem, "%.*s --doubtful '%s'", STR_ARG(s), a->doubtful);
    if (a->absent) s = str_fmt(mem, "%.*s --absent", STR_ARG(s));
    if (a->people) s = str_fmt(mem, "%.*s --population population.csv", STR_ARG(s));
    return s;
}

Str mse_command(Arena *mem, const MseStudy *s, bool dutch)
{
    const MseOptions *o = s->result->o;
    Str c = str_fmt(mem,
                    "baken mse report input.csv --out DIR --model %s --threshold %g --max-order %d --bootstrap %d "
                    "--seed %llu --level %.0f --top %d --trials %d",
                    mse_model_name(o->model), o->threshold, o->max_order, o->replicates, (unsigned long long)o->seed,
                    o->level * 100, o->top, s->cover.trials);
    if (o->interval != MSE_POSTERIOR)
        c = str_fmt(mem, "%.*s --interval %s", STR_ARG(c), mse_interval_name(o->interval));
    if (o->model == MSE_LCM && o->sweeps) c = str_fmt(mem, "%.*s --sweeps %d", STR_ARG(c), o->sweeps);
    if (*o->lists) c = str_fmt(mem, "%.*s --lists '%s'", STR_ARG(c), o->lists);
    if (s->crossed) c = str_fmt(mem, "%.*s%.*s", STR_ARG(c), STR_ARG(crossed_options(mem, s->crossed)));
    if (s->has_strata) c = str_fmt(mem, "%.*s --strata '%s'", STR_ARG(c), o->strata);
    return dutch ? c : str_fmt(mem, "%.*s --lang en", STR_ARG(c));
}

static void again(Report *p)
{
    page_heading(p, "Zelf narekenen", "Make it again");
    if (p->r->o->protect)
        page_para(
            p,
            "De tabel blijft in Baken, omdat er kleine aantallen in staan. Daar kan een onderzoeker deze schatting "
            "herhalen. De invoer is te herkennen aan de vingerafdruk.",
            "The table stays in Baken, because it holds small counts. An analyst can repeat the estimate there. The "
            "digest tells which input it was.");
    else
        page_para(p, "Met dezelfde invoer geeft deze opdracht dezelfde getallen, op elke computer.",
                  "With the same input this command gives the same numbers, on every computer.");
    buf_c(&p->b, "<pre><code>");
    page_esc(p, mse_command(p->mem, p->s, p->nl));
    buf_fmt(&p->b, "</code></pre>\n<p>Baken %s. %s <code>", BAKEN_VERSION,
            page_say(p, "Vingerafdruk van de invoer (BLAKE2b-256):", "Digest of the input (BLAKE2b-256):"));
    buf_add(&p->b, page_digest(p));
    buf_c(&p->b, "</code></p>\n");
}

static Err body(Report *p, Str *ret_body)
{
    p->b = buf_new(p->mem, MSE_OUT_MAX);
    answer(p);
    advice(p);
    reasons(p);
    assumptions(p);
    page_data(p);
    page_method(p);
    page_model(p);
    page_models(p);
    page_sensitivity(p);
    page_fit(p);
    page_coverage(p);
    page_strata(p);
    page_crossed(p);
    small_counts(p);
    again(p);
    return buf_done(&p->b, ret_body);
}

Err mse_report(Arena *mem, const MseStudy *s, bool dutch, MseReport *ret_report, Why *w)
{
    MseReport made = {.title = dutch ? S("Hoeveel vermoedelijke slachtoffers zijn niet in beeld?")
                                     : S("How many presumed victims are not in sight?")};
    Report p = {.mem = mem, .nl = dutch, .s = s, .k = s->check, .r = s->result};
    if (body(&p, &made.body) != OK || page_csv(&p, &made.csv) != OK || page_json(&p, true, &made.json) != OK)
        return why(w, E_LIMIT, "the report is too large");
    *ret_report = made;
    return OK;
}

Str mse_answer_digest(Arena *mem, const MseStudy *s)
{
    Report p = {.mem = mem, .s = s, .k = s->check, .r = s->result};
    Str json;
    return page_json(&p, false, &json) == OK ? mse_input_digest(mem, json) : STR_NONE;
}

// ---- the page around it -------------------------------------------------------------------------------------------

static const char style[] =
    "@page{size:A4;margin:18mm 16mm}body{font:1.05rem/1.55 system-ui,sans-serif;max-width:50rem;margin:2rem auto;"
    "padding:0 1rem;color:#1b1b1b;background:#fff}h1,h2{line-height:1.2;break-after:avoid}h2{margin-top:2.2rem}"
    ".mr-answer{border-inline-start:.4rem solid #154273;padding:.6rem 1.2rem;background:#eef3f8}"
    ".mr-number{font-size:1.35rem}.mr-verdict{font-weight:700}.mr-scroll{overflow-x:auto;margin:1rem 0}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:start;padding:.3rem .6rem;vertical-align:top;"
    "border-bottom:1px solid #8a94a0}tr{break-inside:avoid}.mr-n{text-align:end;font-variant-numeric:tabular-nums;"
    "white-space:nowrap}caption{text-align:start;font-weight:700;padding:.3rem 0}"
    ".mr-figure{margin:1.5rem 0;break-inside:avoid}figcaption{color:#3d4650}"
    "svg{width:100%;min-width:34rem;height:auto;font:13px system-ui,sans-serif}svg text{fill:#1b1b1b}"
    ".mr-grid{stroke:#c9d0d8}.mr-bar{stroke:#154273;stroke-width:3}.mr-dot{fill:#154273}.mr-band{fill:#dbe6f1}"
    ".mr-point{fill:#5a7ea6;fill-opacity:.55}.mr-chosen{fill:#b3261e;stroke:#fff}.mr-bin{fill:#5a7ea6}"
    ".mr-mark{stroke:#b3261e;stroke-width:2}code{overflow-wrap:anywhere}pre{white-space:pre-wrap;background:#f3f4f6;"
    "padding:.8rem}@media print{body{margin:0;max-width:none;font-size:10.5pt}.mr-scroll{overflow:visible}"
    "svg{min-width:0}}";

Str mse_report_page(Arena *mem, Str title, Str content, bool dutch)
{
    Buf b = buf_new(mem, MSE_OUT_MAX);
    buf_fmt(&b,
            "<!doctype html>\n<html lang=\"%s\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" "
            "content=\"width=device-width, initial-scale=1\"><title>",
            dutch ? "nl" : "en");
    chart_escape(&b, title);
    buf_fmt(&b, "</title>\n<style>%s</style></head>\n<body><main>\n<h1>", style);
    chart_escape(&b, title);
    buf_c(&b, "</h1>\n");
    buf_add(&b, content);
    buf_c(&b, "</main></body></html>\n");
    return buf_str(&b);
}

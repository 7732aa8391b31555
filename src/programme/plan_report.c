// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_report.c - the quarterly report to the steering group, made in one step from the plan as it is.
#include "app/sheets.h"
#include "html/html.h"
#include "programme/plan.h"

enum { REPORT_MAX = 512 * 1024, LETTERS = 8 };

const char *plan_state(const PlanAction *a, Date day)
{
    Civil c = civil_of_date(day);
    if (plan_first_year(a->years) > c.year) return N_("komt nog");
    if (plan_last_year(a->years) < c.year) return N_("zou klaar zijn");
    return N_("loopt");
}

Str plan_report_title(Arena *mem, Quarter q)
{
    return str_fmt(mem, "Kwartaalrapportage Samen tegen mensenhandel: kwartaal %d van %d", q.quarter, q.year);
}

// ---- pieces -------------------------------------------------------------------------------------------------------

static void esc(Buf *b, Str s) { buf_add(b, html_escape(b->mem, s).s); }

static void table(Buf *b, const char *caption, const char *const *heads)
{
    buf_fmt(b,
            "<div class=\"mr-scroll\" role=\"region\" aria-label=\"%s\" tabindex=\"0\"><table><caption>%s</caption>"
            "<thead><tr>",
            caption, caption);
    for (; *heads; heads++)
        buf_fmt(b, "<th scope=\"col\"%s>%s</th>", **heads == '#' ? " class=\"mr-n\"" : "", *heads + (**heads == '#'));
    buf_c(b, "</tr></thead>\n<tbody>\n");
}

static void cell(Buf *b, Str s)
{
    buf_c(b, "<td>");
    esc(b, s);
    buf_c(b, "</td>");
}

static void number(Buf *b, int64_t v)
{
    buf_c(b, "<td class=\"mr-n\">");
    buf_add(b, text_count(b->mem, LANG_NL, v));
    buf_c(b, "</td>");
}

static void table_end(Buf *b) { buf_c(b, "</tbody></table></div>\n"); }

static void figure(Buf *b, const char *label)
{
    buf_fmt(b, "<figure class=\"mr-figure\"><div class=\"mr-scroll\" role=\"region\" aria-label=\"%s\" tabindex=\"0\">",
            label);
}

static void figure_end(Buf *b, const char *caption)
{
    buf_fmt(b, "</div><figcaption>%s</figcaption></figure>\n", caption);
}

static bool between(Date day, Date from, Date until) { return day >= from && day <= until; }

static Date quarter_begin(Quarter q)
{
    return q.quarter > 1 ? quarter_end((Quarter){q.year, q.quarter - 1}) + 1 : date_of(q.year, 1, 1);
}

// ---- parts --------------------------------------------------------------------------------------------------------

static void summary(Buf *b, const Plan *p, Quarter q)
{
    Date end = quarter_end(q);
    int coming = 0, running = 0, past = 0;
    for (size_t i = 0; i < p->actions_count; i++) {
        Str state = str_c(plan_state(&p->actions[i], end));
        if (str_eq_c(state, "loopt")) running++;
        else if (str_eq_c(state, "komt nog")) coming++;
        else past++;
    }
    buf_fmt(b,
            "<div class=\"mr-answer\"><p class=\"mr-number\">Van de %zu acties lopen er volgens het plan "
            "<strong>%d</strong>, "
            "zouden er %d klaar zijn en komen er %d nog.</p>",
            p->actions_count, running, past, coming);
    buf_c(b, "<p>");
    for (size_t i = 0; i < p->phases_count; i++)
        if (p->phases[i].from <= end && p->phases[i].until >= quarter_begin(q)) {
            buf_c(b, "Fase: ");
            esc(b, p->phases[i].title);
            buf_c(b, ". ");
        }
    buf_c(b, "</p></div>\n<p>Deze rapportage is gemaakt uit het plan en uit wat de bronnen over de voortgang zeggen. "
             "Een actie die volgens het plan klaar zou zijn, hoeft dat niet te zijn.</p>\n");
}

static void planning(Buf *b, const Plan *p, Quarter q)
{
    static const char *const heads[] = {"#actie", "wat", "actiehouder", "jaren", "volgens het plan", NULL};
    Date end = quarter_end(q);
    buf_c(b, "<h2>Planning</h2>\n");
    figure(b, "Planning per actie");
    plan_draw_years(b, p, end);
    figure_end(
        b, "Elke balk is een jaar waarin een actie gepland is: lijn en actie staan ervoor. De streep is het einde van "
           "dit kwartaal. De tabel zegt hetzelfde.");
    table(b, "Alle acties", heads);
    for (size_t i = 0; i < p->actions_count; i++) {
        const PlanAction *a = &p->actions[i];
        buf_c(b, "<tr>");
        number(b, a->number);
        cell(b, a->title);
        cell(b, a->owners);
        cell(b, plan_years_text(b->mem, a->years));
        cell(b, str_c(plan_state(a, end)));
        buf_c(b, "</tr>\n");
    }
    table_end(b);
}

static void developments(Buf *b, const Plan *p, Quarter q)
{
    static const char *const heads[] = {"jaar", "acties", "wat de bron zegt", "bron", NULL};
    buf_c(b, "<h2>Voortgang volgens de bronnen</h2>\n<p>Van acties die hier niet staan, is tot en met dit jaar niets "
             "bekend.</p>\n");
    table(b, "Voortgang", heads);
    for (size_t i = 0; i < p->developments_count; i++) {
        const PlanDevelopment *d = &p->developments[i];
        if (d->year > q.year) continue;
        buf_fmt(b, "<tr><td>%lld</td>", (long long)d->year);
        cell(b, d->actions ? plan_set_text(b->mem, d->actions) : S("-"));
        cell(b, d->title);
        cell(b, d->source);
        buf_c(b, "</tr>\n");
    }
    table_end(b);
}

static void money(Buf *b, const Plan *p)
{
    static const char *const heads[] = {"code", "regel", "#2023", "#2024", "#2025", "#2026", NULL};
    buf_c(b, "<h2>Geld</h2>\n");
    figure(b, "Geld per lijn en jaar");
    plan_draw_budget(b, p);
    figure_end(b, "Breed: wat gereserveerd is, na verschuivingen. Smal: wat is uitgegeven. In euro.");
    if (p->spending_count == 0)
        buf_c(b, "<p><strong>Wat is toegezegd of uitgegeven, is niet bekend:</strong> geen bron noemt het.</p>\n");
    table(b, "Gereserveerd, in euro", heads);
    for (size_t i = 0; i <= LETTERS; i++) {
        bool all = plan_letters[i] == NULL;
        buf_fmt(b, "<tr><td>%s</td>", all ? "" : plan_letters[i]);
        cell(b, all ? S("Totaal") : plan_letter_title(p, plan_letters[i], false));
        for (int k = 0; k < PLAN_BUDGET_YEARS; k++)
            number(b, plan_available(p, all ? S("all") : str_c(plan_letters[i]), PLAN_FIRST_YEAR + k));
        buf_c(b, "</tr>\n");
    }
    table_end(b);
}

static void risks(Buf *b, const Plan *p)
{
    static const char *const heads[] = {"code", "risico", "oorzaak", "#niveau", "#aanvaard", "wie", "maatregel", NULL};
    buf_c(b, "<h2>Risico's</h2>\n");
    figure(b, "Risicomatrix");
    plan_draw_risks(b, p);
    figure_end(
        b,
        "Kans tegen het grootste gevolg voor tijd, geld of kwaliteit. De scores zijn een eerste eigen schatting: het "
        "plan geeft er geen.");
    table(b, "Risico's", heads);
    for (size_t i = 0; i < p->risks_count; i++) {
        const PlanRisk *r = &p->risks[i];
        buf_c(b, "<tr>");
        cell(b, r->code);
        cell(b, r->title);
        cell(b, r->cause);
        number(b, plan_risk_level(r));
        number(b, r->accepted);
        cell(b, r->owner);
        cell(b, r->measure);
        buf_c(b, "</tr>\n");
    }
    table_end(b);
}

static void dates(Buf *b, const Plan *p, Quarter q)
{
    size_t n = 0;
    buf_c(b, "<h2>Momenten in dit kwartaal</h2>\n<ul>\n");
    for (size_t i = 0; i < p->deadlines_count; i++) {
        const PlanDeadline *d = &p->deadlines[i];
        if (!between(d->day, quarter_begin(q), quarter_end(q))) continue;
        buf_c(b, "<li>");
        esc(b, text_day(b->mem, LANG_NL, d->day));
        buf_c(b, ": ");
        esc(b, d->title);
        buf_c(b, "</li>\n");
        n++;
    }
    if (n == 0) buf_c(b, "<li>De bronnen noemen er geen.</li>\n");
    buf_c(b, "</ul>\n");
}

static void risks_over(Buf *b, const Plan *p)
{
    buf_c(b, "<h2>Om over te besluiten</h2>\n<ul>\n");
    for (size_t i = 0; i < p->risks_count; i++) {
        const PlanRisk *r = &p->risks[i];
        if (plan_risk_level(r) <= r->accepted) continue;
        buf_fmt(b, "<li>Risico %.*s staat op %lld en aanvaard is %lld: ", STR_ARG(r->code),
                (long long)plan_risk_level(r), (long long)r->accepted);
        esc(b, r->title);
        buf_c(b, "</li>\n");
    }
    buf_fmt(b,
            "<li>%zu keer spreken de bronnen elkaar tegen; van elk is een lezing gekozen, die de regiegroep kan "
            "bevestigen.</li>\n</ul>\n",
            p->contradictions_count);
}

Str plan_report(Arena *mem, const Plan *p, Quarter q)
{
    Buf b = buf_new(mem, REPORT_MAX);
    summary(&b, p, q);
    risks_over(&b, p);
    dates(&b, p, q);
    planning(&b, p, q);
    developments(&b, p, q);
    money(&b, p);
    risks(&b, p);
    return buf_str(&b);
}

// ---- a page of its own --------------------------------------------------------------------------------------------

static const char style[] =
    "@page{size:A4;margin:18mm 16mm}body{font:1rem/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;"
    "padding:0 1rem;color:#1b1b1b;background:#fff}h1,h2{line-height:1.2;break-after:avoid}h2{margin-top:2.2rem}"
    ".mr-answer{border-inline-start:.4rem solid #154273;padding:.6rem 1.2rem;background:#eef3f8}"
    ".mr-number{font-size:1.25rem}.mr-scroll{overflow-x:auto;margin:1rem 0}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:start;padding:.3rem .6rem;vertical-align:top;border-bottom:1px solid #8a94a0}"
    "tr,.mr-figure{break-inside:avoid}.mr-n{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}"
    "caption{text-align:start;font-weight:700;padding:.3rem 0}.mr-figure{margin:1.5rem 0}figcaption{color:#3d4650}"
    "svg{width:100%;min-width:34rem;height:auto;font:13px system-ui,sans-serif}svg text{fill:#1b1b1b}"
    ".mr-grid{stroke:#c9d0d8}.mr-bin{fill:#5a7ea6}.mr-band{fill:#e6edf5}.mr-serious{stroke:#b3261e;stroke-width:3}"
    ".mr-mark{stroke:#b3261e;stroke-width:2}.mr-chosen{fill:#b3261e}"
    "@media print{body{margin:0;max-width:none;font-size:10pt}.mr-scroll{overflow:visible}svg{min-width:0}}";

Str plan_report_page(Arena *mem, Str title, Str body)
{
    Buf b = buf_new(mem, REPORT_MAX);
    buf_c(&b, "<!doctype html>\n<html lang=\"nl\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" "
              "content=\"width=device-width, initial-scale=1\"><title>");
    esc(&b, title);
    buf_fmt(&b, "</title>\n<style>%s</style></head>\n<body><main>\n<h1>", style);
    esc(&b, title);
    buf_c(&b, "</h1>\n");
    buf_add(&b, body);
    buf_c(&b, "</main></body></html>\n");
    return buf_str(&b);
}

// ---- a workbook ---------------------------------------------------------------------------------------------------

static Sheet money_sheet(Arena *mem, const Plan *p)
{
    const Str heads[] = {S("regel"), S("wat"), S("2023"), S("2024"), S("2025"), S("2026"), STR_NONE};
    Sheet s = sheet_new(mem, S("geld"), S("Gereserveerd, in euro"), heads, LETTERS + 1, false);
    for (size_t i = 0; i <= LETTERS; i++) {
        bool all = plan_letters[i] == NULL;
        sheet_text(&s, all ? S("totaal") : str_c(plan_letters[i]));
        sheet_text(&s, all ? S("Totaal") : plan_letter_title(p, plan_letters[i], false));
        for (int k = 0; k < PLAN_BUDGET_YEARS; k++)
            sheet_number(&s, (double)plan_available(p, all ? S("all") : str_c(plan_letters[i]), PLAN_FIRST_YEAR + k));
    }
    return s;
}

static Sheet planning_sheet(Arena *mem, const Plan *p, Quarter q)
{
    const Str heads[] = {S("actie"), S("lijn"), S("wat"), S("actiehouder"), S("jaren"), S("volgens het plan"),
                         STR_NONE};
    Sheet s = sheet_new(mem, S("planning"), S("Planning"), heads, p->actions_count + 1, false);
    for (size_t i = 0; i < p->actions_count; i++) {
        const PlanAction *a = &p->actions[i];
        sheet_number(&s, (double)a->number);
        sheet_number(&s, (double)a->of_line);
        sheet_text(&s, a->title);
        sheet_text(&s, a->owners);
        sheet_text(&s, plan_years_text(mem, a->years));
        sheet_text(&s, str_c(plan_state(a, quarter_end(q))));
    }
    return s;
}

static Sheet risk_sheet(Arena *mem, const Plan *p)
{
    const Str heads[] = {S("code"), S("risico"), S("niveau"), S("aanvaard"), S("wie"), S("maatregel"), STR_NONE};
    Sheet s = sheet_new(mem, S("risicos"), S("Risico's"), heads, p->risks_count + 1, false);
    for (size_t i = 0; i < p->risks_count; i++) {
        const PlanRisk *r = &p->risks[i];
        sheet_text(&s, r->code);
        sheet_text(&s, r->title);
        sheet_number(&s, (double)plan_risk_level(r));
        sheet_number(&s, (double)r->accepted);
        sheet_text(&s, r->owner);
        sheet_text(&s, r->measure);
    }
    return s;
}

Err plan_report_xlsx(Arena *mem, const Plan *p, Quarter q, const char *tmpdir, Str *ret_xlsx, Why *w)
{
    enum { SHEETS = 3 };
    Sheet *sheets = NEW_ARRAY(mem, Sheet, SHEETS); // no initializer: gcc 12 clears padding in the wrong place there
    sheets[0] = planning_sheet(mem, p, q);
    sheets[1] = money_sheet(mem, p);
    sheets[2] = risk_sheet(mem, p);
    const SheetFact about[] = {{S("Rapportage"), plan_report_title(mem, q)},
                               {S("Uitgegeven"), p->spending_count ? S("zie spending.csv") : S("niet bekend")}};
    return sheets_xlsx(mem, tmpdir, about, COUNT(about), sheets, SHEETS, ret_xlsx, w);
}

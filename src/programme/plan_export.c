// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_export.c - the plan for other programs: JSON, CSV, a workbook, and a calendar.
#include "app/sheets.h"
#include "programme/plan_csv.h"
#include "programme/plan_ics.h"
#include "programme/plan_table.h"
#include <math.h>
#include <string.h>

enum { OUT_MAX = 1024 * 1024, LAST_MONTH = 12, LAST_DAY = 31, QUARTERS = 4, QUARTER_MONTHS = 3 };

// ---- JSON and CSV -------------------------------------------------------------------------------------------------

static bool is_number(const PlanColumn *c, Str text)
{
    return text.n && (c->type == PLAN_INT || c->type == PLAN_INT_MAY || c->type == PLAN_AMOUNT);
}

static void json_value(Json *j, Arena *mem, const PlanColumn *c, const void *row)
{
    Str text = plan_value(mem, c, row);
    int64_t v;
    json_key(j, c->name);
    if (is_number(c, text)) {
        memcpy(&v, (const char *)row + c->at, sizeof v);
        json_int(j, v);
    } else if (text.n == 0 && c->type != PLAN_SET && c->type != PLAN_YEARSET) {
        json_nil(j);
    } else {
        json_str(j, text);
    }
}

Str plan_json(Arena *mem, const Plan *p)
{
    Buf b = buf_new(mem, OUT_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    for (int t = 0; t < PLAN_TABLE_COUNT; t++) {
        const PlanLayout *l = &plan_layouts[t];
        json_key(&j, str_z(mem, str_head(str_c(l->file), strlen(l->file) - strlen(".csv"))));
        json_arr(&j);
        for (size_t i = 0; i < plan_rows(p, l); i++) {
            json_obj(&j);
            for (const PlanColumn *c = l->columns; c->name; c++) json_value(&j, mem, c, plan_row(p, l, i));
            json_end(&j);
        }
        json_arr_end(&j);
    }
    json_end(&j);
    return buf_str(&b);
}

// What stands in one row of the budget for several actions is given with each of them, and says so.
static const PlanBudget *budget_of(const Plan *p, int64_t action)
{
    for (size_t i = 0; i < p->budget_count; i++)
        if (plan_has(p->budget[i].actions, action)) return &p->budget[i];
    return NULL;
}

Str plan_csv(Arena *mem, const Plan *p)
{
    Buf b = buf_new(mem, OUT_MAX);
    buf_c(&b, "number,line,goal,title,title_en,years,phase,owners,partners,forms,budget_code,budget_actions,2023,2024,"
              "2025,2026,source\n");
    for (size_t i = 0; i < p->actions_count; i++) {
        const PlanAction *a = &p->actions[i];
        const PlanBudget *m = budget_of(p, a->number);
        const Str values[] = {a->goal,
                              a->title,
                              a->title_en,
                              plan_years_text(mem, a->years),
                              a->phase,
                              a->owners,
                              a->partners,
                              a->forms,
                              m ? m->code : STR_NONE,
                              m ? plan_set_text(mem, m->actions) : STR_NONE};
        buf_fmt(&b, "%lld,%lld", (long long)a->number, (long long)a->of_line);
        for (size_t k = 0; k < COUNT(values); k++) {
            buf_char(&b, ',');
            csv_write(&b, values[k]);
        }
        for (int k = 0; k < PLAN_BUDGET_YEARS; k++) {
            buf_char(&b, ',');
            if (m && m->amount[k] != PLAN_NO_AMOUNT) buf_int(&b, m->amount[k]);
        }
        buf_char(&b, ',');
        csv_write(&b, a->source);
        buf_char(&b, '\n');
    }
    return buf_str(&b);
}

// ---- a workbook ---------------------------------------------------------------------------------------------------

// Without the English titles and the copy of the amounts, so that a sheet can be read.
static bool shown(const PlanColumn *c)
{
    return !str_ends(str_c(c->name), S("_en")) && !str_starts(str_c(c->name), S("br"));
}

static Sheet sheet_of(Arena *mem, const Plan *p, const PlanLayout *l)
{
    Str heads[PLAN_COLUMNS_MAX + 1] = {STR_NONE};
    size_t n = 0, rows = plan_rows(p, l);
    for (const PlanColumn *c = l->columns; c->name; c++)
        if (shown(c)) heads[n++] = str_c(c->name);
    Str name = str_head(str_c(l->file), strlen(l->file) - strlen(".csv"));
    Sheet s = sheet_new(mem, name, name, heads, rows + 1, false);
    for (size_t i = 0; i < rows; i++)
        for (const PlanColumn *c = l->columns; c->name; c++) {
            if (!shown(c)) continue;
            Str text = plan_value(mem, c, plan_row(p, l, i));
            int64_t v;
            memcpy(&v, (const char *)plan_row(p, l, i) + c->at, sizeof v);
            if (is_number(c, text)) sheet_number(&s, (double)v);
            else sheet_text(&s, text);
        }
    return s;
}

Err plan_xlsx(Arena *mem, const Plan *p, const char *tmpdir, Str *ret_xlsx, Why *w)
{
    Sheet sheets[PLAN_TABLE_COUNT];
    for (int t = 0; t < PLAN_TABLE_COUNT; t++) sheets[t] = sheet_of(mem, p, &plan_layouts[t]);
    const SheetFact about[] = {{S("Programma"), S("Samen tegen mensenhandel")},
                               {S("Bedragen"), S("in hele euro's; leeg: niet gedrukt")}};
    return sheets_xlsx(mem, tmpdir, about, COUNT(about), sheets, PLAN_TABLE_COUNT, ret_xlsx, w);
}

// ---- a calendar ---------------------------------------------------------------------------------------------------

#define PLAN_STAMP SECONDS(1718582400) // 17 June 2024

// DTSTAMP is of the plan, so that the same plan gives the same file.
static void event(Buf *b, Str uid, Date day, Str title, Str source)
{
    ics_event(b, &(IcsEvent){.uid = uid, .title = title, .text = source, .stamp = PLAN_STAMP, .day = day});
}

static void quarter_events(Buf *b, Arena *mem, bool dutch)
{
    for (int y = PLAN_FIRST_YEAR + 1; y <= PLAN_LAST_YEAR; y++)
        for (int q = 1; q <= QUARTERS; q++) {
            Str title = dutch ? str_fmt(mem, "Kwartaalrapportage %d, kwartaal %d", y, q)
                              : str_fmt(mem, "Quarterly report %d, quarter %d", y, q);
            event(b, str_fmt(mem, "quarter-%d-%d@baken", y, q), quarter_end((Quarter){y, q}), title,
                  S("AP, Governance (kernteam)"));
            title = dutch ? str_fmt(mem, "Berichten over acties: laatste dag van kwartaal %d van %d", q, y)
                          : str_fmt(mem, "Reports on actions: last day of quarter %d of %d", q, y);
            event(b, str_fmt(mem, "reports-%d-%d@baken", y, q), quarter_end((Quarter){y, q}), title, STR_NONE);
            title = dutch ? str_fmt(mem, "Berichten over acties: kwartaal %d van %d sluit", q, y)
                          : str_fmt(mem, "Reports on actions: quarter %d of %d closes", q, y);
            event(b, str_fmt(mem, "reports-close-%d-%d@baken", y, q), quarter_end((Quarter){y, q}) + PLAN_CLOSE_DAYS,
                  title, STR_NONE);
        }
}

void plan_calendar_events(Buf *b, const Plan *p, bool dutch)
{
    Arena *mem = b->mem;
    for (size_t i = 0; i < p->deadlines_count; i++) {
        const PlanDeadline *d = &p->deadlines[i];
        event(b, str_fmt(mem, "deadline-%.*s@baken", STR_ARG(d->code)), d->day, dutch ? d->title : d->title_en,
              d->source);
    }
    for (size_t i = 0; i < p->phases_count; i++) {
        const PlanPhase *f = &p->phases[i];
        Str title = dutch ? str_fmt(mem, "Einde van de fase: %.*s", STR_ARG(f->title))
                          : str_fmt(mem, "End of phase: %.*s", STR_ARG(f->title_en));
        event(b, str_fmt(mem, "phase-%.*s@baken", STR_ARG(f->code)), f->until, title, f->source);
    }
    for (size_t i = 0; i < p->operational_count; i++) {
        const PlanOperational *g = &p->operational[i];
        Str title = dutch ? str_fmt(mem, "Doel %.*s: %.*s", STR_ARG(g->code), STR_ARG(g->title))
                          : str_fmt(mem, "Goal %.*s: %.*s", STR_ARG(g->code), STR_ARG(g->title_en));
        event(b, str_fmt(mem, "goal-%.*s@baken", STR_ARG(g->code)), date_of((int)g->year, LAST_MONTH, LAST_DAY), title,
              g->source);
    }
    for (size_t i = 0; i < p->actions_count; i++) {
        const PlanAction *a = &p->actions[i];
        Str title = dutch ? str_fmt(mem, "Actie %lld klaar: %.*s", (long long)a->number, STR_ARG(a->title))
                          : str_fmt(mem, "Action %lld done: %.*s", (long long)a->number, STR_ARG(a->title_en));
        event(b, str_fmt(mem, "action-%lld@baken", (long long)a->number),
              date_of((int)plan_last_year(a->years), LAST_MONTH, LAST_DAY), title, a->source);
    }
    quarter_events(b, mem, dutch);
}

Str plan_calendar(Arena *mem, const Plan *p, bool dutch)
{
    Buf b = buf_new(mem, OUT_MAX);
    ics_begin(&b);
    plan_calendar_events(&b, p, dutch);
    ics_end(&b);
    return buf_str(&b);
}

// ---- quarters -----------------------------------------------------------------------------------------------------

Err quarter_parse(Str s, Quarter *ret_q)
{
    int64_t year, quarter;
    enum { LENGTH = 6, MARK = 4 };
    if (s.n != LENGTH || s.p[MARK] != 'Q' || str_int((Str){s.p, MARK}, PLAN_FIRST_YEAR, PLAN_LAST_YEAR, &year) != OK ||
        str_int((Str){s.p + MARK + 1, 1}, 1, QUARTERS, &quarter) != OK)
        return E_INPUT;
    *ret_q = (Quarter){(int)year, (int)quarter};
    return OK;
}

Date quarter_end(Quarter q) { return months_later(date_of(q.year, 1, 1), q.quarter * QUARTER_MONTHS) - 1; }

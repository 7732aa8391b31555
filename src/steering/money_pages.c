// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// money_pages.c - the books on a screen: all lines, one row of the budget, one booking, and booking.
#include "app/sheets_file.h"
#include "steering/money_html.h"
#include "steering/money_view.h"

enum { ENTRIES_SHOWN = 200 };

static Err answer(Req *rq, const Frame *f, void (*page)(Out *o, const void *v), const void *v)
{
    Out *o = req_out(rq);
    page_begin(rq, o, f);
    page(o, v);
    page_end(rq, o, f);
    return req_html(rq, 200);
}

static Frame frame(Str title)
{
    return (Frame){.title_text = title,
                   .section = "sturing",
                   .back_path = "/sturing/geld",
                   .back_title = N_("Geld van het programma")};
}

static Str row_path(Arena *mem, Str code) { return str_fmt(mem, "/sturing/geld/regels/%.*s", STR_ARG(code)); }

// ---- the form -----------------------------------------------------------------------------------------------------

static void row_options(Req *rq, FormInput *in, Str chosen, const char *none)
{
    const Plan *p = plan_get();
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, p->budget_count + 1);
    size_t n = 0;
    if (none) options[n++] = (FormOption){STR_NONE, str_c(tr(rq->lang, none)), chosen.n == 0};
    for (size_t i = 0; i < p->budget_count; i++) {
        const PlanBudget *b = &p->budget[i];
        Str title = rq->lang == LANG_EN ? b->title_en : b->title;
        options[n++] = (FormOption){b->code, str_fmt(rq->mem, "%.*s %.*s", STR_ARG(b->code), STR_ARG(title)),
                                    str_eq(b->code, chosen)};
    }
    in->options = options;
    in->option_count = n;
}

static void year_options(Req *rq, FormInput *in, int chosen, const char *none)
{
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, PLAN_BUDGET_YEARS + 1);
    size_t n = 0;
    if (none) options[n++] = (FormOption){STR_NONE, str_c(tr(rq->lang, none)), chosen == 0};
    for (int y = PLAN_FIRST_YEAR; y < PLAN_FIRST_YEAR + PLAN_BUDGET_YEARS; y++) {
        Str year = str_fmt(rq->mem, "%d", y);
        options[n++] = (FormOption){year, year, y == chosen};
    }
    in->options = options;
    in->option_count = n;
}

static void decided(StaffForm *f)
{
    form_add(f, FORM_TEXT, "reden", N_("Waarom?"))->rows = 3;
    FormInput *in = form_add(f, FORM_LINE, "besloten", N_("Wie besloot dit?"));
    in->hint = N_("Een overleg of een functie, geen naam van een persoon.");
    in = form_add(f, FORM_LINE, "bron", N_("Waar staat dit?"));
    in->hint = N_("Bijvoorbeeld het nummer van een besluit of factuur.");
}

static StaffForm form_of(Req *rq, Str code)
{
    StaffForm f = form_start(rq, "boeking", S("/sturing/geld/boeken"), N_("Boek"));
    int year = civil_of_date(date_nl(rq->now)).year;
    form_choices(rq, form_add(&f, FORM_SELECT, "soort", N_("Wat gebeurde er met het geld?")), money_kinds, STR_NONE);
    row_options(rq, form_add(&f, FORM_SELECT, "regel", N_("Regel van de begroting")), code, NULL);
    year_options(rq, form_add(&f, FORM_SELECT, "jaar", N_("Jaar van de begroting")), year, NULL);
    FormInput *in = form_add(&f, FORM_NUMBER, "bedrag", N_("Bedrag in hele euro's"));
    in->hint = N_("Bijvoorbeeld 12500. Meer dan er is, mag: dan valt het op.");
    form_choices(rq, form_add(&f, FORM_SELECT, "basis", N_("Eenmalig of elk jaar?")), money_bases, S("once"));
    in = form_add(&f, FORM_DATE, "dag", N_("Wanneer is dit besloten of betaald?"));
    in->value = date_iso(rq->mem, date_nl(rq->now));
    in = form_add(&f, FORM_SELECT, "naar", N_("Bij verschuiven: naar welke regel?"));
    row_options(rq, in, STR_NONE, N_("niet van toepassing"));
    in = form_add(&f, FORM_SELECT, "naar-jaar", N_("Bij verschuiven: naar welk jaar?"));
    year_options(rq, in, 0, N_("niet van toepassing"));
    decided(&f);
    return f;
}

// "12500", "12.500" and "€ 12.500" are one amount.
static Err amount_field(Req *rq, int64_t *ret_amount)
{
    Str typed = req_field(rq, "bedrag");
    Buf b = buf_new(rq->mem, KB(1));
    for (size_t i = 0; i < typed.n && b.n < 64; i++)
        if (typed.p[i] != '.' && typed.p[i] != ' ') buf_char(&b, typed.p[i]);
    Str digits = buf_str(&b);
    if (str_starts(digits, S("€"))) digits = (Str){digits.p + S("€").n, digits.n - S("€").n};
    if (str_int(digits, -MONEY_MOST, MONEY_MOST, ret_amount) != OK)
        return req_fail(rq, E_INPUT, N_("Vul een bedrag in hele euro's in."));
    return OK;
}

static Err read_booking(Req *rq, NewMoney *n, const char **ret_field)
{
    Str day = req_field(rq, "dag");
    *n = (NewMoney){.submission = form_submission(rq),
                    .kind = req_field(rq, "soort"),
                    .code = req_field(rq, "regel"),
                    .to_code = req_field(rq, "naar"),
                    .basis = req_field(rq, "basis"),
                    .reason = req_field(rq, "reden"),
                    .decided_by = req_field(rq, "besloten"),
                    .source = req_field(rq, "bron"),
                    .by = rq->actor.account,
                    .sample = rq->app->demo};
    if (str_int(req_field(rq, "jaar"), 0, PLAN_LAST_YEAR, &n->year) != OK) n->year = 0;
    if (str_int(req_field(rq, "naar-jaar"), 0, PLAN_LAST_YEAR, &n->to_year) != OK) n->to_year = 0;
    *ret_field = "bedrag";
    TRY(amount_field(rq, &n->amount));
    *ret_field = "dag";
    if (day.n && date_parse(day, &n->day) != OK)
        return req_fail(rq, E_INPUT, N_("Vul een datum in die bestaat, bijvoorbeeld 22-11-2026."));
    if (n->day > date_nl(rq->now)) return req_fail(rq, E_INPUT, N_("Deze dag is nog niet geweest."));
    return money_check(plan_get(), n, ret_field, &rq->why);
}

static Err show_form(Req *rq)
{
    TRY(req_may(rq, ACT_steering_keep, REL_NONE));
    Str code = req_query(rq, "regel");
    StaffForm f = form_of(rq, code);
    return form_show(rq, &f, N_("Boek iets"), S("/sturing/geld"));
}

static Err prepare_booking(Req *rq)
{
    NewMoney *n = NEW(rq->mem, NewMoney);
    const char *field;
    TRY(req_may(rq, ACT_steering_keep, REL_NONE));
    Err e = read_booking(rq, n, &field);
    if (e == E_INPUT) {
        StaffForm f = form_of(rq, STR_NONE);
        form_typed(rq, &f);
        return form_again(rq, &f, field, N_("Boek iets"), S("/sturing/geld"));
    }
    rq->prepared = n;
    return e;
}

static Err store_booking(Req *rq)
{
    const NewMoney *n = rq->prepared;
    int64_t id;
    bool made;
    TRY(money_store(rq->db, rq->mem, n, rq->now, &id, &made));
    if (made) req_log(rq, "money.book", "money", id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, row_path(rq->mem, n->code));
}

// ---- pages --------------------------------------------------------------------------------------------------------

static void fill_years(Req *rq, MoneyView *v)
{
    int64_t year = 0;
    Str asked = req_query(rq, "jaar");
    if (str_int(asked, PLAN_FIRST_YEAR, PLAN_FIRST_YEAR + PLAN_BUDGET_YEARS - 1, &year) != OK) year = 0;
    v->year = (int)year;
    v->years[0] = (FormOption){STR_NONE, str_c(T(rq->lang, "alle jaren")), year == 0};
    for (int y = 0; y < PLAN_BUDGET_YEARS; y++) {
        Str text = str_fmt(rq->mem, "%d", PLAN_FIRST_YEAR + y);
        v->years[y + 1] = (FormOption){text, text, year == PLAN_FIRST_YEAR + y};
    }
}

static void fill_lines(Req *rq, MoneyView *v)
{
    for (size_t i = 0; plan_letters[i] && i < COUNT(v->lines); i++) {
        MoneyLineView *l = &v->lines[v->line_count++];
        l->letter = plan_letters[i];
        l->title = plan_letter_title(v->p, l->letter, rq->lang == LANG_EN);
        l->all = money_of_letter(v->p, str_c(l->letter), v->year);
    }
    v->all = money_of_letter(v->p, S("all"), v->year);
    v->over = NEW_ARRAY(rq->mem, MoneyOverRow, v->p->budget_count * PLAN_BUDGET_YEARS);
    for (size_t i = 0; i < v->p->budget_count; i++)
        for (int y = PLAN_FIRST_YEAR; y < PLAN_FIRST_YEAR + PLAN_BUDGET_YEARS; y++) {
            MoneySum s = money_of_row(v->p, &v->p->budget[i], y);
            if (s.left < 0) v->over[v->over_count++] = (MoneyOverRow){&v->p->budget[i], y, s};
        }
}

void money_draw(Out *o, const MoneyView *v) { plan_draw_budget(o->b, v->p); }

static void overview(Out *o, const void *v) { money_page(o, v); }

static Err show_overview(Req *rq)
{
    MoneyView *v = NEW(rq->mem, MoneyView);
    PlanCheck k;
    const Date today = date_nl(rq->now);
    TRY(req_may(rq, ACT_steering_view, REL_NONE));
    v->keeps = req_can(rq, ACT_steering_keep, REL_NONE);
    TRY(q_money_until(rq->db, rq->mem, today, &v->entries, &v->entry_count));
    v->p = money_with(rq->mem, plan_get(), today, v->entries, v->entry_count);
    for (size_t i = 0; i < v->entry_count; i++) v->any_sample = v->any_sample || v->entries[i].sample;
    if (v->entry_count > ENTRIES_SHOWN) { // the newest; all of them stand with their row
        v->entries += v->entry_count - ENTRIES_SHOWN;
        v->entry_count = ENTRIES_SHOWN;
    }
    plan_check(rq->mem, v->p, &k);
    v->reconciles = k.reconciles;
    fill_years(rq, v);
    fill_lines(rq, v);
    const Frame f = {.title = N_("Geld van het programma"),
                     .section = "sturing",
                     .back_path = "/sturing",
                     .back_title = N_("Sturing van het programma")};
    return answer(rq, &f, overview, v);
}

static void row(Out *o, const void *v) { money_row_page(o, v); }

static Err show_row(Req *rq)
{
    MoneyRowView *v = NEW(rq->mem, MoneyRowView);
    MoneyEntry *all;
    size_t n;
    const Date today = date_nl(rq->now);
    TRY(req_may(rq, ACT_steering_view, REL_NONE));
    v->keeps = req_can(rq, ACT_steering_keep, REL_NONE);
    v->row = money_row(plan_get(), req_part(rq, 0));
    if (!v->row) return req_fail(rq, E_NOTFOUND, N_("Deze regel staat niet in de begroting."));
    TRY(q_money_until(rq->db, rq->mem, today, &all, &n));
    const Plan *p = money_with(rq->mem, plan_get(), today, all, n);
    v->entries = NEW_ARRAY(rq->mem, MoneyEntry, n + 1);
    for (size_t i = 0; i < n; i++)
        if (str_eq(all[i].code, v->row->code) || str_eq(all[i].to_code, v->row->code))
            v->entries[v->entry_count++] = all[i];
    for (int y = 0; y < PLAN_BUDGET_YEARS; y++) v->sums[y] = money_of_row(p, v->row, PLAN_FIRST_YEAR + y);
    v->all = money_of_row(p, v->row, 0);
    v->form = form_of(rq, v->row->code);
    const Frame f = frame(tr_fmt(rq->mem, rq->lang, N_("Regel %s van de begroting"), str_z(rq->mem, v->row->code)));
    return answer(rq, &f, row, v);
}

// ---- one booking, and taking it back --------------------------------------------------------------------------------

static Err entry_open(Req *rq, MoneyEntry *ret_e)
{
    TRY(req_may(rq, ACT_steering_keep, REL_NONE));
    Err e = q_money_by_id(rq->db, rq->mem, req_id(rq, 0), ret_e);
    if (e == E_NOTFOUND) return req_fail(rq, e, N_("Deze boeking bestaat niet."));
    return e;
}

static StaffForm form_back(Req *rq, const MoneyEntry *e)
{
    StaffForm f = form_start(rq, "terug", str_fmt(rq->mem, "/sturing/geld/boekingen/%lld/terug", (long long)e->id),
                             N_("Neem terug"));
    f.secondary = true;
    decided(&f);
    return f;
}

static void entry(Out *o, const void *v) { money_entry_page(o, v); }

static Err show_entry(Req *rq)
{
    MoneyEntryView *v = NEW(rq->mem, MoneyEntryView);
    TRY(entry_open(rq, &v->e));
    const PlanBudget *b = money_row(plan_get(), v->e.code);
    if (b) v->row_title = rq->lang == LANG_EN ? b->title_en : b->title;
    v->back = form_back(rq, &v->e);
    const Frame f = frame(str_c(T(rq->lang, "Boeking")));
    return answer(rq, &f, entry, v);
}

static Err prepare_back(Req *rq)
{
    MoneyEntry e;
    NewMoney *n = NEW(rq->mem, NewMoney);
    const char *field;
    TRY(entry_open(rq, &e));
    if (e.counters) return req_fail(rq, E_CONFLICT, N_("Een tegenboeking kun je niet terugnemen. Boek opnieuw."));
    *n = money_counter(&e, date_nl(rq->now));
    n->submission = form_submission(rq);
    n->reason = req_field(rq, "reden");
    n->decided_by = req_field(rq, "besloten");
    n->source = req_field(rq, "bron");
    n->by = rq->actor.account;
    n->sample = rq->app->demo;
    if (money_check(plan_get(), n, &field, &rq->why) != OK) {
        StaffForm f = form_back(rq, &e);
        form_typed(rq, &f);
        return form_again(rq, &f, field, N_("Neem deze boeking terug"), S("/sturing/geld"));
    }
    rq->prepared = n;
    return OK;
}

static Err store_back(Req *rq)
{
    const NewMoney *n = rq->prepared;
    int64_t id;
    bool made;
    Err e = money_store(rq->db, rq->mem, n, rq->now, &id, &made);
    if (e == E_CONFLICT) return req_fail(rq, e, N_("Deze boeking is al teruggenomen."));
    TRY(e);
    if (made) req_log(rq, "money.counter", "money", id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, row_path(rq->mem, n->code));
}

// ---- files --------------------------------------------------------------------------------------------------------

static Sheet sums_sheet(Req *rq, const Plan *p)
{
    const Str heads[] = {
        str_c(T(rq->lang, "Regel")),        str_c(T(rq->lang, "Titel")),      str_c(T(rq->lang, "Jaar")),
        str_c(T(rq->lang, "Gereserveerd")), str_c(T(rq->lang, "Verschoven")), str_c(T(rq->lang, "Toegezegd")),
        str_c(T(rq->lang, "Uitgegeven")),   str_c(T(rq->lang, "Over")),       STR_NONE};
    Sheet s = sheet_new(rq->mem, S("over"), str_c(T(rq->lang, "Wat er is en wat er over is")), heads,
                        p->budget_count * PLAN_BUDGET_YEARS, false);
    for (size_t i = 0; i < p->budget_count; i++)
        for (int y = PLAN_FIRST_YEAR; y < PLAN_FIRST_YEAR + PLAN_BUDGET_YEARS; y++) {
            const PlanBudget *b = &p->budget[i];
            MoneySum m = money_of_row(p, b, y);
            sheet_text(&s, b->code);
            sheet_text(&s, rq->lang == LANG_EN ? b->title_en : b->title);
            sheet_text(&s, str_fmt(rq->mem, "%d", y));
            const int64_t amounts[] = {m.reserved, m.shifted, m.committed, m.spent, m.left};
            for (size_t k = 0; k < COUNT(amounts); k++) sheet_number(&s, (double)amounts[k]);
        }
    return s;
}

static Sheet entries_sheet(Req *rq, const MoneyEntry *entries, size_t n)
{
    const Str heads[] = {str_c(T(rq->lang, "Nummer")),         str_c(T(rq->lang, "Dag")),
                         str_c(T(rq->lang, "Soort")),          str_c(T(rq->lang, "Regel")),
                         str_c(T(rq->lang, "Jaar")),           str_c(T(rq->lang, "Naar")),
                         str_c(T(rq->lang, "Bedrag in euro")), str_c(T(rq->lang, "Basis")),
                         str_c(T(rq->lang, "Waarom")),         str_c(T(rq->lang, "Wie besloot")),
                         str_c(T(rq->lang, "Bron")),           str_c(T(rq->lang, "Boekt terug")),
                         str_c(T(rq->lang, "Voorbeeld")),      STR_NONE};
    Sheet s = sheet_new(rq->mem, S("boekingen"), str_c(T(rq->lang, "Alle boekingen, ook wat is teruggenomen")), heads,
                        n + 1, false);
    for (size_t i = 0; i < n; i++) {
        const MoneyEntry *e = &entries[i];
        sheet_text(&s, str_fmt(rq->mem, "%lld", (long long)e->id));
        sheet_text(&s, date_iso(rq->mem, e->day));
        sheet_text(&s, str_c(tr(rq->lang, choice_label(money_kinds, e->kind))));
        sheet_text(&s, e->code);
        sheet_text(&s, str_fmt(rq->mem, "%lld", (long long)e->year));
        sheet_text(&s,
                   e->to_code.n ? str_fmt(rq->mem, "%.*s %lld", STR_ARG(e->to_code), (long long)e->to_year) : STR_NONE);
        sheet_number(&s, (double)e->amount);
        sheet_text(&s, str_c(tr(rq->lang, choice_label(money_bases, e->basis))));
        sheet_text(&s, e->reason);
        sheet_text(&s, e->decided_by);
        sheet_text(&s, e->source);
        sheet_text(&s, e->counters ? str_fmt(rq->mem, "%lld", (long long)e->counters) : STR_NONE);
        sheet_text(&s, e->sample ? str_c(T(rq->lang, "ja")) : STR_NONE);
    }
    return s;
}

static Err download(Req *rq)
{
    MoneyEntry *entries;
    size_t n;
    const Str name = req_part(rq, 0);
    const Date today = date_nl(rq->now);
    TRY(req_may(rq, ACT_steering_view, REL_NONE));
    TRY(q_money_until(rq->db, rq->mem, today, &entries, &n));
    const Plan *p = money_with(rq->mem, plan_get(), today, entries, n);
    const Sheet sheets[] = {sums_sheet(rq, p), entries_sheet(rq, entries, n)};
    const SheetFact about[] = {{str_c(T(rq->lang, "Gemaakt op")), date_iso(rq->mem, today)},
                               {str_c(T(rq->lang, "Bedragen")), str_c(T(rq->lang, "in hele euro's"))}};
    return req_sheets(rq, name, "geld", about, COUNT(about), sheets, COUNT(sheets));
}

const SteeringSection money_section = {"/sturing/geld", N_("Geld"),
                                       N_("Wat is gereserveerd, toegezegd en uitgegeven, en wat er over is."),
                                       ACT_steering_view, NULL};

const Route money_routes[] = {
    {M_GET, "/sturing/geld", ACT_steering_view, 0, 0, NULL, show_overview},
    {M_GET, "/sturing/geld/bestand/:geld", ACT_steering_view, 0, 0, NULL, download},
    {M_GET, "/sturing/geld/boeken", ACT_steering_keep, 0, 0, NULL, show_form},
    {M_POST, "/sturing/geld/boeken", ACT_steering_keep, 0, 0, prepare_booking, store_booking},
    {M_GET, "/sturing/geld/regels/:regel", ACT_steering_view, 0, 0, NULL, show_row},
    {M_GET, "/sturing/geld/boekingen/:id", ACT_steering_keep, 0, 0, NULL, show_entry},
    {M_POST, "/sturing/geld/boekingen/:id/terug", ACT_steering_keep, 0, 0, prepare_back, store_back},
    {0},
};

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// reporting_pages.c - reports of the programme: the list, one of them, and its files. What changes them:
// reporting_acts.c.
#include "steering/reporting_html.h"
#include "steering/reporting_view.h"

Str reporting_path(Arena *mem, int64_t id, const char *more)
{
    return str_fmt(mem, "/sturing/rapportages/%lld%s", (long long)id, more);
}

Str reporting_item_title(Arena *mem, Lang lang, Str period)
{
    Period p;
    return period_parse(period, &p) == OK ? reporting_title(mem, lang, p) : period;
}

const char *reporting_what(Lang of, ReportFormat format)
{
    static const char *const words[LANG_COUNT][REPORT_FORMATS] = {
        {N_("Pagina, in het Nederlands"), N_("PDF, in het Nederlands"), N_("XLSX, in het Nederlands")},
        {N_("Pagina, in het Engels"), N_("PDF, in het Engels"), N_("XLSX, in het Engels")}};
    return words[of][format];
}

Err reporting_open(Req *rq, Reporting *ret_r)
{
    Err e = q_reporting_by_id(rq->db, rq->mem, req_id(rq, 0), ret_r);
    return e == E_NOTFOUND ? req_fail(rq, e, N_("Deze rapportage bestaat niet.")) : e;
}

// ---- the list -----------------------------------------------------------------------------------------------------

static Err show_list(Req *rq)
{
    ReportingList *v = NEW(rq->mem, ReportingList);
    TRY(reporting_list_view(rq, v));
    return reporting_list_show(rq, v, 200);
}

Err reporting_list_view(Req *rq, ReportingList *v)
{
    ReportingListRow *rows;
    TRY(q_reporting_list(rq->db, rq->mem, REPORTING_LIST_MAX, &rows, &v->count));
    v->items = NEW_ARRAY(rq->mem, ReportingItem, v->count + 1);
    for (size_t i = 0; i < v->count; i++) {
        const ReportingListRow *r = &rows[i];
        bool newer = i > 0 && str_eq(rows[i - 1].period, r->period) && v->items[i - 1].adopted_at;
        v->items[i] = (ReportingItem){
            .id = r->id,
            .title = reporting_item_title(rq->mem, rq->lang, r->period),
            .code = str_fmt(rq->mem, "%.*s-%lld", STR_ARG(r->period), (long long)r->number),
            .state = choice_label(reporting_states, r->state),
            .cutoff = r->cutoff,
            .adopted_at = r->adopted_at,
            .published = r->published_at != 0,
            .replaced = newer || (i > 0 && str_eq(rows[i - 1].period, r->period) && v->items[i - 1].replaced)};
    }
    v->may_make = req_can(rq, ACT_steering_report, REL_NONE);
    v->begin = reporting_begin_form(rq);
    return OK;
}

Err reporting_list_show(Req *rq, const ReportingList *v, int status)
{
    const Frame f = {.title = N_("Rapportages"),
                     .section = "sturing",
                     .back_path = "/sturing",
                     .back_title = N_("Sturing van het programma")};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    reporting_list_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, status);
}

// ---- one ----------------------------------------------------------------------------------------------------------

static void pair(ReportingPage *v, const char *label, Str value)
{
    if (value.n) v->pairs[v->pair_count++] = (Pair){.label = label, .value = value};
}

static Err facts(Req *rq, const Reporting *r, ReportingPage *v)
{
    Str name;
    ReportInput words = {.lang = rq->lang};
    TRY(reporting_words(rq->db, rq->mem, r, 0, &words));
    pair(v, N_("Stand"), words.state);
    pair(v, N_("Vervangt"), words.replaces);
    pair(v, N_("Teruggegeven, want"), r->returned);
    pair(v, N_("Cijfers tot"), text_datetime(rq->mem, rq->lang, r->cutoff));
    TRY(account_name(rq->db, rq->mem, (AccountId){r->made_by}, &name));
    pair(v, N_("Gemaakt door"), name);
    if (r->submitted_by) TRY(account_name(rq->db, rq->mem, (AccountId){r->submitted_by}, &name));
    if (r->submitted_by) pair(v, N_("Aangeboden door"), name);
    if (r->adopted_by) TRY(account_name(rq->db, rq->mem, (AccountId){r->adopted_by}, &name));
    if (r->adopted_by) pair(v, N_("Vastgesteld door"), name);
    if (r->published_at) pair(v, N_("Openbaar sinds"), text_date(rq->mem, rq->lang, r->published_at));
    pair(v, N_("Gemaakt uit"), r->made_from);
    return OK;
}

static Err files(Req *rq, const Reporting *r, ReportingPage *v)
{
    ReportingFilesRow *rows;
    size_t n, at = 0;
    TRY(q_reporting_files(rq->db, rq->mem, r->id, &rows, &n));
    for (int l = 0; l < LANG_COUNT; l++)
        for (int f = 0; f < REPORT_FORMATS; f++) {
            ReportingDownload *x = &v->files[at++];
            x->name = reporting_name(rq->mem, (Lang)l, (ReportFormat)f);
            x->what = reporting_what((Lang)l, (ReportFormat)f);
            for (size_t i = 0; i < n; i++)
                if (str_eq(rows[i].name, x->name)) {
                    x->digest = rows[i].digest;
                    x->size = tr_fmt(rq->mem, rq->lang, N_("%d kB"), (int)((rows[i].size + 1023) / 1024));
                }
        }
    return OK;
}

static Err show_one(Req *rq)
{
    Reporting r;
    ReportInput in;
    ReportingPage *v = NEW(rq->mem, ReportingPage);
    TRY(reporting_open(rq, &r));
    v->id = r.id;
    v->adopted = str_eq_c(r.state, "adopted");
    Str title = reporting_item_title(rq->mem, rq->lang, r.period);
    v->title = tr_fmt(rq->mem, rq->lang, N_("%.*s, nummer %d"), STR_ARG(title), (int)r.number);
    TRY(facts(rq, &r, v));
    TRY(files(rq, &r, v));
    TRY(reporting_forms(rq, &r, v));
    const Frame f = {.title = N_("Rapportage"),
                     .title_text = v->title,
                     .section = "sturing",
                     .back_path = "/sturing/rapportages",
                     .back_title = N_("Rapportages")};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    reporting_page_head(o, v);
    if (!v->adopted) {
        CLEANUP(arena_freep) Arena *work = arena_new(REPORTING_MEMORY);
        TRY(reporting_input(rq->db, work, plan_get(), &r, &in, &rq->why));
        in.lang = rq->lang;
        out_raw(o, (Html){S("<div class=\"bk-report\">")});
        doc_html(o->b, reporting_doc(work, &in));
        out_raw(o, (Html){S("</div>")});
    }
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- files --------------------------------------------------------------------------------------------------------

// Of a report that is not adopted: made now, in memory of its own.
static Err made_now(Req *rq, const Reporting *r, Lang lang, ReportFormat format, Str *ret_bytes)
{
    CLEANUP(arena_freep) Arena *work = arena_new(REPORTING_MEMORY);
    ReportInput in;
    Str made;
    TRY(reporting_input(rq->db, work, plan_get(), r, &in, &rq->why));
    in.lang = lang;
    TRY(reporting_words(rq->db, work, r, 0, &in));
    TRY(reporting_make(work, &in, format, rq->app->dir, &made, &rq->why));
    *ret_bytes = str_dup(rq->mem, made);
    return OK;
}

static Err send_file(Req *rq, const Reporting *r, Str name)
{
    Lang lang;
    ReportFormat format;
    ReportingFileGetRow stored;
    Str bytes, code = reporting_code(rq->mem, r);
    if (reporting_named(name, &lang, &format) != OK) return req_fail(rq, E_NOTFOUND, N_("Dit bestand bestaat niet."));
    if (str_eq_c(r->state, "adopted")) {
        TRY(q_reporting_file_get(rq->db, rq->mem, r->id, name, &stored));
        bytes = stored.content;
    } else {
        TRY(made_now(rq, r, lang, format, &bytes));
    }
    Str file = str_fmt(rq->mem, "rapportage-%.*s-%.*s", STR_ARG(code), STR_ARG(name));
    return req_file(rq, bytes, reporting_files[format].type, file);
}

static Err download(Req *rq)
{
    Reporting r;
    TRY(reporting_open(rq, &r));
    return send_file(rq, &r, req_part(rq, 1));
}

// ---- for everyone -------------------------------------------------------------------------------------------------

static Err show_public(Req *rq)
{
    Reporting *rows;
    size_t count;
    TRY(q_reporting_published(rq->db, rq->mem, REPORTING_LIST_MAX, &rows, &count));
    ReportingPage *pages = NEW_ARRAY(rq->mem, ReportingPage, count + 1);
    for (size_t i = 0; i < count; i++) {
        const Reporting *r = &rows[i];
        ReportInput words = {.lang = rq->lang};
        ReportingPage *v = &pages[i];
        v->id = r->id;
        v->title = reporting_item_title(rq->mem, rq->lang, r->period);
        TRY(reporting_words(rq->db, rq->mem, r, 0, &words));
        pair(v, N_("Stand"), words.state);
        pair(v, N_("Vervangt"), words.replaces);
        TRY(files(rq, r, v));
    }
    const Frame f = {.title = N_("Vastgestelde rapportages"),
                     .section = "programma",
                     .back_path = "/programma/rapportage",
                     .back_title = N_("Kwartaalrapportage")};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    reporting_public_page(o, pages, count);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err download_public(Req *rq)
{
    Reporting r;
    TRY(reporting_open(rq, &r));
    if (!r.published_at) return req_fail(rq, E_NOTFOUND, N_("Deze rapportage bestaat niet."));
    return send_file(rq, &r, req_part(rq, 1));
}

const Route reporting_page_routes[] = {
    {M_GET, "/programma/rapportages", ACT_public, 0, 0, NULL, show_public},
    {M_GET, "/programma/rapportages/:id/bestand/:bestand", ACT_public, 0, 0, NULL, download_public},
    {M_GET, "/sturing/rapportages", ACT_steering_view, 0, 0, NULL, show_list},
    {M_GET, "/sturing/rapportages/:id", ACT_steering_view, 0, 0, NULL, show_one},
    {M_GET, "/sturing/rapportages/:id/bestand/:bestand", ACT_steering_view, 0, 0, NULL, download},
    {0},
};

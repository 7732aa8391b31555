// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// progress_report.c - the form in which an owner says how an action is going: with an account, or by a link.
#include "app/stored.h"
#include "base/json.h"
#include "steering/progress_html.h"
#include "steering/progress_view.h"
#include <jansson.h>

enum { DRAFT_MAX = 32 * 1024, STATUS_FORM_ERRORS = 422, LIMIT_LINK_BURST = 30, LIMIT_LINK_HOUR = 240 };

// Who reports on what.
typedef struct Reporting {
    const PlanAction *a;
    Quarter q;
    OrgId org;
    Str org_name, path; // of the form
    int64_t link;       // 0: with an account
} Reporting;

typedef struct Sending {
    NewProgress n;
    Str sealed_keys[HTTP_FILES_MAX];
} Sending;

// ---- the form -----------------------------------------------------------------------------------------------------

// The longer words of a list, with an empty choice in front: nothing is chosen for whoever reports.
static void options_of(Req *rq, FormInput *in, const Choice *list)
{
    size_t n = 0;
    while (list[n].code) n++;
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, n + 1);
    options[0] = (FormOption){STR_NONE, str_c(T(rq->lang, "Kies")), true};
    for (size_t i = 0; i < n; i++)
        options[i + 1] = (FormOption){str_c(list[i].code), str_c(tr(rq->lang, list[i].option)), false};
    in->options = options;
    in->option_count = n + 1;
}

static void text(StaffForm *f, const char *name, const char *label, const char *hint, int rows, bool optional)
{
    FormInput *in = form_add(f, FORM_TEXT, name, label);
    in->hint = hint;
    in->rows = rows;
    in->optional = optional;
}

static StaffForm form_of(Req *rq, const Reporting *r)
{
    enum { SHORT = 3, LONG = 6 };
    StaffForm f = form_start(rq, "bericht", r->path, N_("Stuur het bericht in"));
    form_add(&f, FORM_HIDDEN, "kwartaal", "")->value = quarter_text(rq->mem, r->q);
    options_of(rq, form_add(&f, FORM_SELECT, "stand", N_("Hoe staat het met deze actie?")), progress_states);
    options_of(rq, form_add(&f, FORM_SELECT, "fase", N_("In welke fase is de actie?")), progress_phases);
    text(&f, "voortgang", N_("Wat gebeurde er dit kwartaal?"), N_("Een paar zinnen is genoeg. Noem geen personen."),
         LONG, false);
    text(&f, "resultaten", N_("Wat is er nu af?"), N_("Bijvoorbeeld een verslag, een afspraak of een training."), SHORT,
         true);
    text(&f, "knelpunten", N_("Wat zit in de weg, en wat is er nodig?"),
         N_("Verplicht als de actie vastzit of risico loopt."), SHORT, true);
    text(&f, "verwachting", N_("Wat verwacht je voor het volgende kwartaal?"), "", SHORT, true);
    FormInput *in = form_add(&f, FORM_DATE, "klaar-op", N_("Wanneer is de actie klaar, denk je?"));
    in->optional = true;
    in = form_add(&f, FORM_NUMBER, "procent", N_("Hoeveel procent is klaar?"));
    in->hint = N_("Alleen als je het kunt tellen, bijvoorbeeld 12 van de 25 regio's. Anders laat je dit leeg.");
    in->optional = true;
    in = form_add(&f, FORM_LINE, "bewijs", N_("Adres van een pagina waar het resultaat staat"));
    in->hint = N_("Begint met https://");
    in->optional = true;
    if (r->link) {
        in = form_add(&f, FORM_LINE, "naam", N_("Je naam of functie"));
        in->hint = N_("Alleen het kernteam en de eigenaren van deze actie zien dit. Leeg laten mag.");
        in->optional = true;
    }
    return f;
}

static void set(StaffForm *f, const char *name, Str value)
{
    for (size_t i = 0; i < f->input_count; i++) {
        FormInput *in = &f->inputs[i];
        if (!str_eq_c(str_c(in->name), name)) continue;
        in->value = value;
        FormOption *options = NULL;
        if (in->option_count) {
            options = (FormOption *)(uintptr_t)in->options; // made by options_of
            for (size_t k = 0; k < in->option_count; k++) options[k].selected = str_eq(options[k].value, value);
        }
    }
}

static void fill_from(Req *rq, StaffForm *f, const ProgressReport *r, bool same_quarter)
{
    set(f, "fase", r->phase);
    if (r->ends_on) set(f, "klaar-op", date_iso(rq->mem, r->ends_on));
    if (!same_quarter) return;
    set(f, "stand", r->state);
    set(f, "voortgang", r->progress);
    set(f, "resultaten", r->results);
    set(f, "knelpunten", r->obstacles);
    set(f, "verwachting", r->forecast);
    set(f, "bewijs", r->evidence);
    set(f, "naam", r->reporter);
    if (r->percent >= 0) set(f, "procent", str_fmt(rq->mem, "%lld", (long long)r->percent));
}

// ---- drafts -------------------------------------------------------------------------------------------------------

// Whose draft it is: whoever is signed in, at the link it is the link's.
static int64_t drafter(const Req *rq, const Reporting *r) { return r->link ? 0 : rq->actor.account.v; }

static Str draft_of(Req *rq, const StaffForm *f)
{
    Buf b = buf_new(rq->mem, DRAFT_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    for (size_t i = 0; i < f->input_count; i++)
        if (f->inputs[i].kind != FORM_HIDDEN) json_kstr(&j, f->inputs[i].name, f->inputs[i].value);
    json_end(&j);
    return buf_str(&b);
}

static void fill_from_draft(Req *rq, StaffForm *f, Str fields)
{
    json_error_t error;
    json_t *root = json_loadb(fields.p, fields.n, JSON_REJECT_DUPLICATES, &error);
    for (size_t i = 0; root && i < f->input_count; i++) {
        const json_t *v = json_object_get(root, f->inputs[i].name);
        if (json_is_string(v))
            set(f, f->inputs[i].name, str_dup(rq->mem, (Str){json_string_value(v), json_string_length(v)}));
    }
    json_decref(root);
}

// ---- showing ------------------------------------------------------------------------------------------------------

static Err last_of(Req *rq, const Reporting *r, const ProgressReport **ret_last)
{
    ProgressByLinkRow one;
    ProgressReport *last = NEW(rq->mem, ProgressReport);
    int64_t q = quarter_number(r->q);
    Err e = E_NOTFOUND;
    if (r->link) {
        e = q_progress_by_link(rq->db, rq->mem, r->link, r->a->number, q, &one);
    } else {
        ProgressByAccountOrgRow own;
        e = q_progress_by_account_org(rq->db, rq->mem, r->org.v, r->a->number, q, &own);
        one.id = own.id;
    }
    *ret_last = NULL;
    if (e == E_NOTFOUND) return OK;
    TRY(e);
    TRY(q_progress_by_id(rq->db, rq->mem, one.id, last));
    *ret_last = last;
    return OK;
}

static Err asked_of(Req *rq, const ProgressReport *last, Str *ret_words)
{
    ProgressReviewOfActionRow *rows;
    size_t n;
    *ret_words = STR_NONE;
    if (!last || !str_eq_c(last->review, "more")) return OK;
    TRY(q_progress_review_of_action(rq->db, rq->mem, last->action, PROGRESS_HISTORY_MAX, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (rows[i].report_id == last->id && str_eq_c(rows[i].verdict, "more")) *ret_words = rows[i].words;
    return OK;
}

static Err view_of(Req *rq, const Reporting *r, ReportFormView *v)
{
    *v = (ReportFormView){.a = r->a,
                          .q_words = quarter_words(rq->mem, rq->lang, r->q),
                          .org_name = r->org_name,
                          .draft_path = str_fmt(rq->mem, "%.*s/concept", STR_ARG(r->path)),
                          .closes = quarter_closes(r->q),
                          .by_link = r->link != 0,
                          .sent = str_eq_c(req_query(rq, "klaar"), "1"),
                          .kept = str_eq_c(req_query(rq, "bewaard"), "1"),
                          .files_lost = str_eq_c(req_query(rq, "bestand"), "1"),
                          .form = form_of(rq, r)};
    TRY(last_of(rq, r, &v->last));
    return asked_of(rq, v->last, &v->asked);
}

static Err fill(Req *rq, const Reporting *r, ReportFormView *v)
{
    ProgressDraftGetRow draft;
    ProgressReport *before;
    size_t n;
    Err e = q_progress_draft_get(rq->db, rq->mem, r->a->number, quarter_number(r->q), drafter(rq, r), r->link, &draft);
    if (e == OK) {
        v->saved_at = draft.saved_at;
        fill_from_draft(rq, &v->form, draft.fields);
        return OK;
    }
    if (e != E_NOTFOUND) return e;
    if (v->last) {
        fill_from(rq, &v->form, v->last, true);
        return OK;
    }
    if (r->link) return OK; // a link shows nothing but what came in by it
    TRY(q_progress_of_action(rq->db, rq->mem, r->a->number, 1, &before, &n));
    if (n) fill_from(rq, &v->form, &before[0], false);
    return OK;
}

static Err answer(Req *rq, const Reporting *r, const ReportFormView *v, int status)
{
    Frame f = {.title_text = tr_fmt(rq->mem, rq->lang, N_("Bericht over actie %d"), (int)r->a->number),
               .section = r->link ? "programma" : "sturing",
               .narrow = true};
    if (!r->link) {
        f.back_path = str_z(rq->mem, progress_path(rq->mem, r->a->number, ""));
        f.back_title = str_z(rq->mem, tr_fmt(rq->mem, rq->lang, N_("Actie %d"), (int)r->a->number));
    }
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    progress_form_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, status);
}

static Err show(Req *rq, const Reporting *r)
{
    ReportFormView v;
    TRY(view_of(rq, r, &v));
    TRY(fill(rq, r, &v));
    return answer(rq, r, &v, 200);
}

// ---- reading what was sent ----------------------------------------------------------------------------------------

static const char *const evidence_types[] = {
    "application/pdf",
    "image/png",
    "image/jpeg",
    "text/plain",
    "text/csv",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet"};

static bool evidence_type(Str type)
{
    for (size_t i = 0; i < COUNT(evidence_types); i++)
        if (str_eq_c(type, evidence_types[i])) return true;
    return false;
}

static Err check_files(Req *rq)
{
    int count = 0;
    for (size_t i = 0; i < rq->upload_count; i++) {
        if (rq->uploads[i].size == 0) continue;
        if (!evidence_type(rq->uploads[i].sniffed_type))
            return req_fail(rq, E_INPUT,
                            N_("Dit soort bestand kan niet. Kies een pdf, een foto, tekst, of een document van Word, "
                               "Excel, PowerPoint of LibreOffice."));
        if (++count > PROGRESS_FILES_MAX) return req_fail(rq, E_INPUT, N_("Kies ten hoogste drie bestanden."));
    }
    return OK;
}

static Err read_numbers(Req *rq, NewProgress *n, const char **ret_field)
{
    Str day = req_field(rq, "klaar-op"), percent = req_field(rq, "procent");
    if (percent.n && percent.p[percent.n - 1] == '%') percent = str_trim((Str){percent.p, percent.n - 1});
    n->percent = -1;
    *ret_field = "klaar-op";
    if (day.n && date_parse(day, &n->ends_on) != OK)
        return req_fail(rq, E_INPUT, N_("Vul een datum in die bestaat, bijvoorbeeld 22-11-2026."));
    *ret_field = "procent";
    if (percent.n && str_int(percent, 0, 100, &n->percent) != OK)
        return req_fail(rq, E_INPUT, N_("Vul een heel getal in van 0 tot en met 100, of laat dit leeg."));
    return OK;
}

static Err read_report(Req *rq, const Reporting *r, NewProgress *n, const char **ret_field)
{
    *n = (NewProgress){.submission = form_submission(rq),
                       .action = r->a->number,
                       .quarter = r->q,
                       .org = r->org,
                       .account = rq->actor.account,
                       .link = r->link,
                       .reporter = r->link ? req_field(rq, "naam") : STR_NONE,
                       .state = req_field(rq, "stand"),
                       .phase = req_field(rq, "fase"),
                       .progress = req_field(rq, "voortgang"),
                       .results = req_field(rq, "resultaten"),
                       .obstacles = req_field(rq, "knelpunten"),
                       .forecast = req_field(rq, "verwachting"),
                       .evidence = req_field(rq, "bewijs"),
                       .sample = rq->app->demo};
    if (r->link) n->account = (AccountId){0};
    TRY(progress_check(n, ret_field, &rq->why));
    TRY(read_numbers(rq, n, ret_field));
    *ret_field = NULL;
    return check_files(rq);
}

static Err prepare_send(Req *rq, const Reporting *r)
{
    Sending *s = NEW(rq->mem, Sending);
    const char *field;
    Err e = read_report(rq, r, &s->n, &field);
    if (e == E_INPUT) {
        ReportFormView v;
        TRY(view_of(rq, r, &v));
        form_typed(rq, &v.form);
        v.form.error = str_c(tr(rq->lang, rq->why.text));
        v.form.error_input = field;
        v.files_lost = rq->upload_count != 0;
        return answer(rq, r, &v, STATUS_FORM_ERRORS);
    }
    TRY(e);
    for (size_t i = 0; i < rq->upload_count; i++) {
        Upload *u = &rq->uploads[i];
        if (u->size == 0) continue;
        s->sealed_keys[i] = progress_seal_key(rq->mem, &rq->app->pepper, u->stored, &u->key);
        upload_keep(u);
    }
    rq->prepared = s;
    return OK;
}

static Err store_files(Req *rq, const Sending *s, int64_t id)
{
    for (size_t i = 0; i < rq->upload_count; i++) {
        const Upload *u = &rq->uploads[i];
        bool taken;
        if (s->sealed_keys[i].n == 0) continue;
        TRY(stored_take(rq->db, u->stored, &taken));
        if (!taken) return req_fail(rq, E_CONFLICT, N_("Het bestand is niet heel aangekomen. Probeer het opnieuw."));
        TRY(q_progress_file_insert(rq->db, id, u->stored, u->filename, u->sniffed_type, u->size, s->sealed_keys[i]));
    }
    return OK;
}

static Err store_report(Req *rq, const Sending *s)
{
    int64_t id;
    bool again;
    TRY(progress_store(rq->db, rq->mem, &s->n, rq->now, &id, &again));
    if (again) { // what came in a second time is dropped; the report has its own
        for (size_t i = 0; i < rq->upload_count; i++) rq->uploads[i].keep = false;
        return OK;
    }
    TRY(store_files(rq, s, id));
    req_log(rq, s->n.link ? "progress.report_by_link" : "progress.report", "progress", id, GROUND_TASK, STR_NONE);
    return OK;
}

static Err store_draft(Req *rq, const Reporting *r, Str *ret_rest)
{
    StaffForm f = form_of(rq, r);
    form_typed(rq, &f);
    Str fields = draft_of(rq, &f);
    *ret_rest = rq->upload_count ? S("&bestand=1") : STR_NONE;
    if (fields.n >= DRAFT_MAX - 1) return req_fail(rq, E_INPUT, N_("Dit is te lang. Schrijf het korter."));
    TRY(q_progress_draft_save(rq->db, r->a->number, quarter_number(r->q), drafter(rq, r), r->link, rq->now, fields));
    req_log(rq, "progress.draft", "action", r->a->number, GROUND_TASK, STR_NONE);
    return OK;
}

// ---- with an account ----------------------------------------------------------------------------------------------

static Err staff_open(Req *rq, Str quarter, Reporting *r)
{
    Relation relation;
    const Date today = date_nl(rq->now);
    TRY(progress_action_open(rq, &r->a, &relation));
    TRY(req_may(rq, ACT_progress_report, relation));
    r->q = progress_quarter(quarter, quarter_at(today));
    r->org = rq->actor.org;
    r->org_name = rq->actor.org_name;
    r->path = progress_path(rq->mem, r->a->number, "/bericht");
    r->link = 0;
    if (!progress_can_be_reported(r->q, today)) return req_fail(rq, E_DENIED, N_("Dit kwartaal is nog niet begonnen."));
    if (!progress_open_for_owners(r->q, today) && !req_can(rq, ACT_progress_report, REL_NONE))
        return req_fail(rq, E_DENIED, N_("Dit kwartaal is gesloten. Vraag het kernteam om je bericht in te voeren."));
    return OK;
}

static Err show_staff(Req *rq)
{
    Reporting r;
    TRY(staff_open(rq, req_query(rq, "kwartaal"), &r));
    return show(rq, &r);
}

static Err prepare_staff(Req *rq)
{
    Reporting r;
    TRY(staff_open(rq, req_field(rq, "kwartaal"), &r));
    return prepare_send(rq, &r);
}

static Err store_staff(Req *rq)
{
    Reporting r;
    TRY(staff_open(rq, req_field(rq, "kwartaal"), &r));
    TRY(store_report(rq, rq->prepared));
    return req_redirect(rq, progress_path(rq->mem, r.a->number, ""));
}

static Err store_staff_draft(Req *rq)
{
    Reporting r;
    Str rest;
    TRY(staff_open(rq, req_field(rq, "kwartaal"), &r));
    TRY(store_draft(rq, &r, &rest));
    return req_redirect(rq, str_fmt(rq->mem, "%.*s?kwartaal=%.*s&bewaard=1%.*s", STR_ARG(r.path),
                                    STR_ARG(quarter_text(rq->mem, r.q)), STR_ARG(rest)));
}

// ---- by a link ----------------------------------------------------------------------------------------------------

static Err link_open(Req *rq, Reporting *r)
{
    ProgressLinkFindRow l;
    if (!rq->on_writer) TRY(req_limit(rq, "progress_link", LIMIT_LINK_BURST, LIMIT_LINK_HOUR));
    Err e = progress_link_find(rq->db, rq->mem, &rq->app->pepper, req_part(rq, 0), rq->now, &l);
    if (e == OK && (!plan_action(plan_get(), l.action) || !quarter_from(l.quarter).year)) e = E_NOTFOUND;
    if (e == E_NOTFOUND)
        return req_fail(
            rq, e, N_("Deze link werkt niet meer. Vraag het kernteam van het programma om een nieuwe, of log in."));
    TRY(e);
    *r = (Reporting){.a = plan_action(plan_get(), l.action),
                     .q = quarter_from(l.quarter),
                     .org = {l.org_id},
                     .org_name = l.org_name,
                     .path = str_fmt(rq->mem, "/bericht/%.*s", STR_ARG(req_part(rq, 0))),
                     .link = l.id};
    return OK;
}

static Err show_link(Req *rq)
{
    Reporting r;
    TRY(link_open(rq, &r));
    return show(rq, &r);
}

static Err prepare_link(Req *rq)
{
    Reporting r;
    TRY(link_open(rq, &r));
    return prepare_send(rq, &r);
}

static Err store_link(Req *rq)
{
    Reporting r;
    TRY(link_open(rq, &r)); // it may have been withdrawn meanwhile
    TRY(store_report(rq, rq->prepared));
    return req_redirect(rq, str_fmt(rq->mem, "%.*s?klaar=1", STR_ARG(r.path)));
}

static Err prepare_link_draft(Req *rq)
{
    Reporting r;
    return link_open(rq, &r); // who has no link does not reach the writer
}

static Err store_link_draft(Req *rq)
{
    Reporting r;
    Str rest;
    TRY(link_open(rq, &r));
    TRY(store_draft(rq, &r, &rest));
    return req_redirect(rq, str_fmt(rq->mem, "%.*s?bewaard=1%.*s", STR_ARG(r.path), STR_ARG(rest)));
}

const Route progress_report_routes[] = {
    {M_GET, "/sturing/acties/:id/bericht", ACT_progress_report, 0, 0, NULL, show_staff},
    {M_POST, "/sturing/acties/:id/bericht", ACT_progress_report, R_FILES, 0, prepare_staff, store_staff},
    {M_POST, "/sturing/acties/:id/bericht/concept", ACT_progress_report, R_FILES, 0, NULL, store_staff_draft},
    {M_GET, "/bericht/:link", ACT_public, 0, 0, NULL, show_link},
    {M_POST, "/bericht/:link", ACT_public, R_PUBLIC_POST | R_FILES, 0, prepare_link, store_link},
    {M_POST, "/bericht/:link/concept", ACT_public, R_PUBLIC_POST | R_FILES, 0, prepare_link_draft, store_link_draft},
    {0},
};

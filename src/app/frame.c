// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// frame.c - the frame around every page, and the few pages that belong to no domain: leaving, assets, health.
#include "app/frame.h"
#include "app/frame_html.h"
#include "app/state.h"
#include "assets/assets.h"

typedef struct Menu {
    const char *section, *path, *label;
    Action action;
} Menu;

static const Menu public_menu[] = {
    {"start", "/", N_("Start"), ACT_public},
    {"informatie", "/informatie", N_("Informatie"), ACT_public},
    {"loket", "/loket", N_("Vind een loket"), ACT_public},
    {"loketten", "/loketten", N_("Alle loketten"), ACT_public},
    {"melden", "/melden", N_("Melden"), ACT_public},
    {"postvak", "/postvak", N_("Mijn postvak"), ACT_public},
};

static const Menu staff_menu[] = {
    {"werk", "/werk", N_("Werk"), ACT_signed_in},
    {"signalen", "/signalen", N_("Signalen"), ACT_signal_list},
    {"adviezen", "/adviezen", N_("Adviesvragen"), ACT_advice_answer},
    {"verwijzingen", "/verwijzingen", N_("Verwijzingen"), ACT_referral_answer},
    {"casussen", "/casussen", N_("Casussen"), ACT_case_list},
    {"opvang", "/opvang", N_("Opvang"), ACT_placement_list},
    {"opvang", "/opvang/vragen", N_("Opvang"), ACT_placement_answer},
    {"opvangbeeld", "/opvang/beeld", N_("Landelijk beeld"), ACT_shelter_picture},
    {"schattingen", "/schattingen", N_("Schattingen"), ACT_figures_work},
    {"sturing", "/sturing", N_("Sturing"), ACT_steering_view},
    {"bewustwording", "/bewustwording", N_("Bewustwording"), ACT_awareness_view},
    {"scholing", "/scholing", N_("Scholing"), ACT_signed_in},
    {"beheer-loketten", "/beheer/loketten", N_("Loketten"), ACT_desk_edit},
    {"regels", "/beheer/regels", N_("Regels"), ACT_rules_view},
    {"logboek", "/logboek", N_("Logboek"), ACT_ledger_read},
    {"bewaren", "/bewaren", N_("Bewaren"), ACT_retention_view},
    {"beheer", "/beheer", N_("Beheer"), ACT_account_manage},
};

static bool staff_page(const Req *rq) { return rq->actor.account.v != 0; }

static Str role_labels(Req *rq)
{
    Buf b = buf_new(rq->mem, KB(1));
    for (int r = 0; r < ROLE_COUNT; r++) {
        if (!(rq->actor.roles & ROLE_BIT(r))) continue;
        if (b.n) buf_c(&b, ", ");
        buf_c(&b, tr(rq->lang, role_label((Role)r)));
    }
    return buf_str(&b);
}

// The list of signals is for whom signals belong to, and for who watches a region: others would meet a closed door.
static bool shows(const Req *rq, const Menu *m)
{
    if (m->action != ACT_signal_list) return may_ever(&rq->actor, m->action);
    return req_can(rq, ACT_signal_work, REL_OWN) || req_can(rq, ACT_signal_list, REL_REGION);
}

static void fill_menu(const Req *rq, const Frame *f, FrameView *v)
{
    const Menu *menu = staff_page(rq) ? staff_menu : public_menu;
    size_t n = staff_page(rq) ? COUNT(staff_menu) : COUNT(public_menu);
    for (size_t i = 0; i < n; i++) {
        if (staff_page(rq) && !shows(rq, &menu[i])) continue;
        v->menu[v->menu_count++] =
            (MenuItem){menu[i].path, menu[i].label, str_eq_c(str_c(menu[i].section), f->section)};
    }
}

// The same page in the other language. What a POST showed has no address of its own: then the start of its section.
static void fill_languages(Req *rq, FrameView *v)
{
    Str path = rq->path.n && rq->http->method != M_POST ? rq->path : S("/");
    if (rq->http->method == M_POST && rq->path.n) {
        Str rest = {rq->path.p + 1, rq->path.n - 1};
        Str section = str_cut(&rest, '/');
        path = str_fmt(rq->mem, "/%.*s", STR_ARG(section));
    }
    v->path_nl = path;
    v->path_en = str_eq(path, S("/")) ? S("/en") : str_fmt(rq->mem, "/en%.*s", STR_ARG(path));
}

static FrameView view_of(Req *rq, const Frame *f)
{
    FrameView v = {.title = f->title_text.n ? f->title_text : str_c(tr(rq->lang, f->title)),
                   .org = rq->actor.org_name,
                   .user = rq->actor.name,
                   .csrf = rq->csrf,
                   .back_path = str_c(f->back_path),
                   .back_title = f->back_title ? str_c(tr(rq->lang, f->back_title)) : STR_NONE,
                   .narrow = f->narrow,
                   .demo = rq->app->demo,
                   .private = staff_page(rq) || rq->http->method == M_POST};
    fill_menu(rq, f, &v);
    fill_languages(rq, &v);
    if (staff_page(rq)) v.roles = role_labels(rq);
    return v;
}

void page_begin(Req *rq, Out *o, const Frame *f)
{
    FrameView v = view_of(rq, f);
    if (staff_page(rq)) frame_staff_begin(o, &v);
    else frame_public_begin(o, &v);
}

void page_end(Req *rq, Out *o, const Frame *f)
{
    FrameView v = view_of(rq, f);
    if (staff_page(rq)) frame_staff_end(o, &v);
    else frame_public_end(o, &v);
}

// ---- pages of the frame itself ------------------------------------------------------------------------------------

// Without JavaScript the exit button lands here: clear what the browser keeps of us, go to a neutral site: the weather.
static Err leave(Req *rq)
{
    rq->response = (HttpResponse){.status = 303, .type = "text/plain; charset=utf-8", .headers = rq->response.headers};
    req_header(rq, "Location", S("https://www.knmi.nl/nederland-nu/weer"));
    // Not when another site asks for this address, in an image for example: it would sign our staff out.
    Str site = http_header(rq->http, "Sec-Fetch-Site");
    if (site.n == 0 || str_eq(site, S("same-origin")) || str_eq(site, S("none")))
        req_header(rq, "Clear-Site-Data", S("\"cache\", \"cookies\", \"storage\""));
    rq->answered = true;
    return OK;
}

// A large script for staff is in the program in its compressed form only: every browser that runs it takes that.
static const char *type_of(const Asset *whole, const Asset *small, Str path)
{
    if (whole) return whole->type;
    return small && str_ends(path, S(".js")) ? "text/javascript; charset=utf-8" : NULL;
}

static Err asset(Req *rq)
{
    Str name = req_part(rq, 0), path = str_fmt(rq->mem, "assets/%.*s", STR_ARG(name));
    const Asset *a = asset_find(path);
    // The build lays a compressed copy beside what is large: old phones on slow lines get an eighth of the bytes.
    const Asset *small = asset_find(str_fmt(rq->mem, "%.*s.gz", STR_ARG(path)));
    const char *type = type_of(a, small, path);
    bool packed = small && str_has(http_header(rq->http, "Accept-Encoding"), S("gzip"));
    if (!type || (!a && !packed)) return req_fail(rq, E_NOTFOUND, N_("Deze pagina bestaat niet."));
    if (small) req_header(rq, "Vary", S("Accept-Encoding"));
    if (packed) req_header(rq, "Content-Encoding", S("gzip"));
    const Asset *sent = packed ? small : a;
    Str etag = str_fmt(rq->mem, "\"%s\"", sent->etag);
    req_header(rq, "ETag", etag);
    bool same = str_eq(http_header(rq->http, "If-None-Match"), etag);
    rq->response.status = same ? 304 : 200;
    rq->response.type = type;
    rq->response.body = same ? STR_NONE : sent->bytes;
    rq->response.cache = "public, max-age=3600";
    rq->answered = true;
    return OK;
}

static Err robots(Req *rq)
{
    rq->response =
        (HttpResponse){.status = 200,
                       .type = "text/plain; charset=utf-8",
                       .headers = rq->response.headers,
                       .body = S("User-agent: *\nDisallow: /postvak\nDisallow: /melden\nDisallow: /inloggen\n")};
    rq->answered = true;
    return OK;
}

const Route app_routes[] = {
    {M_GET, "/verlaat", ACT_public, 0, 0, NULL, leave},
    {M_GET, "/assets/:naam", ACT_public, R_CACHE, 0, NULL, asset},
    {M_GET, "/healthz", ACT_public, R_API | R_BARE, 0, NULL, health_live},
    {M_GET, "/readyz", ACT_public, R_API | R_BARE, 0, NULL, health_ready},
    {M_GET, "/metrics", ACT_public, R_API | R_BARE, 0, NULL, metrics_page},
    {M_GET, "/robots.txt", ACT_public, 0, 0, NULL, robots},
    {0},
};

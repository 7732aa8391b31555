// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// dispatch.c - the one way from a request to its answer. The order of the checks is the point; see app.h.
#include "app/state.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/meter.h"
#include <assert.h>
#include <string.h>

#define RETRY_CROWDED_S "30"

static bool writes(const Req *rq)
{
    return rq->http->method != M_GET && rq->http->method != M_HEAD && !(rq->route->flags & R_READ_POST);
}

// "/en/loket" -> "/loket", English. Dutch has no prefix.
static Str cut_language(Str path, Lang *ret_lang)
{
    *ret_lang = LANG_NL;
    if (!str_starts(path, S("/en")) || (path.n > 3 && path.p[3] != '/')) return path;
    *ret_lang = LANG_EN;
    return path.n == 3 ? S("/") : (Str){path.p + 3, path.n - 3};
}

// Programs say it in a header: the one of our languages they like best.
static Lang api_language(const HttpRequest *http)
{
    Str rest = http_header(http, "Accept-Language");
    Lang best = LANG_NL;
    double best_q = 0;
    while (rest.n) {
        Str range = str_cut(&rest, ','), tag = str_trim(str_cut(&range, ';'));
        double q = 1;
        range = str_trim(range);
        if (str_starts(range, S("q=0"))) q = range.n > 4 && range.p[3] == '.' ? (range.p[4] - '0') / 10.0 : 0;
        bool en = str_ieq(str_head(tag, 2), S("en")), nl = str_ieq(str_head(tag, 2), S("nl"));
        if ((!en && !nl) || q <= best_q) continue;
        best = en ? LANG_EN : LANG_NL;
        best_q = q;
    }
    return best;
}

// A write must come from a page of ours. Browsers say so themselves: Sec-Fetch-Site, and Origin as a second witness.
// Programs that use the API send neither.
static Err same_origin(Req *rq)
{
    Str site = http_header(rq->http, "Sec-Fetch-Site");
    if (site.n && !str_eq(site, S("same-origin")) && !str_eq(site, S("none")))
        return req_fail(rq, E_DENIED, N_("Deze aanvraag kwam van een andere site."));
    Str origin = http_header(rq->http, "Origin");
    if (origin.n == 0 || str_eq(origin, S("null"))) return OK; // no-referrer pages send "null" from some browsers
    Str host = http_header(rq->http, "Host");
    if (str_ends(origin, host) && host.n + 3 <= origin.n &&
        str_starts((Str){origin.p + (origin.n - host.n - 3), 3}, S("://")))
        return OK;
    return req_fail(rq, E_DENIED, N_("Deze aanvraag kwam van een andere site."));
}

static Err load_actor(Req *rq)
{
    if (rq->route->action == ACT_public) return OK;
    Str cookie = http_cookie(rq->http, "baken");
    if (cookie.n == 0) return req_fail(rq, E_AUTH, N_("Log eerst in."));
    Db *db = app_reader(rq->app);
    bool touch = false;
    Err e = session_actor(rq->mem, db, cookie, rq->now, &rq->actor, &rq->csrf, &touch);
    app_reader_back(rq->app, db);
    if (e != OK) return e == E_AUTH ? req_fail(rq, E_AUTH, N_("Je bent niet meer aangemeld. Log opnieuw in.")) : e;
    rq->touch = touch;
    if (!may_ever(&rq->actor, rq->route->action))
        return req_fail(rq, E_DENIED, N_("Je rol geeft geen toegang tot deze pagina."));
    return OK;
}

static Req *req_new(App *app, HttpRequest *http)
{
    Req *rq = NEW(http->mem, Req);
    rq->app = app;
    rq->http = http;
    rq->mem = http->mem;
    rq->now = clock_now();
    rq->began = clock_micros();
    rq->response.headers.v = NEW_ARRAY(rq->mem, Field, HEADERS_MAX);
    http->app = rq;
    return rq;
}

// When most places are taken, who only comes to look is asked to come back. Staff go on, and so does who is filling in a
// form: their steps are posts. What can be written is limited where it is queued.
static bool can_wait(const Req *rq)
{
    HttpServer *server = atomic_load(&rq->app->state->server);
    bool looks = rq->http->method == M_GET || rq->http->method == M_HEAD;
    return looks && rq->route->action == ACT_public && !(rq->route->flags & (R_ALWAYS | R_BARE | R_CACHE)) && server &&
           http_crowded(server);
}

static Err admit(void *ctx, HttpRequest *http, HttpAdmission *ret)
{
    Req *rq = req_new(ctx, http);
    Str path = cut_language(http->path, &rq->lang);
    bool other_method = false;
    rq->path = path;
    if (str_starts(path, S("/api/"))) rq->lang = api_language(http);
    rq->route = route_find(rq->app->state, rq, path, &other_method);
    if (!rq->route)
        return req_fail(rq, E_NOTFOUND,
                        other_method ? N_("Dit kan niet op dit adres.") : N_("Deze pagina bestaat niet."));
    TRY(req_limit(rq, "pages", LIMIT_PAGES_BURST, LIMIT_PAGES_HOUR));
    if (http->method != M_GET && http->method != M_HEAD) TRY(same_origin(rq));
    TRY(load_actor(rq));
    if (can_wait(rq)) {
        req_header(rq, "Retry-After", S(RETRY_CROWDED_S));
        return req_fail(rq, E_BUSY, N_("Het is nu erg druk. Wacht een halve minuut en probeer het opnieuw."));
    }
    bool body = http->method != M_GET && http->method != M_HEAD;
    bool files = rq->route->flags & R_FILES;
    size_t usual = files ? (size_t)HTTP_FILES_MAX * HTTP_FILE_BYTES_MAX + HTTP_BODY_DEFAULT * 2 : HTTP_BODY_DEFAULT;
    *ret = (HttpAdmission){.body_max = !body                 ? 0
                                       : rq->route->body_max ? rq->route->body_max
                                                             : usual,
                           .sink = files                              ? upload_sink(rq)
                                   : rq->route->flags & R_TEXT_FILE ? text_sink(rq)
                                                                    : NULL};
    return OK;
}

static Err check_csrf(Req *rq)
{
    if (rq->route->action == ACT_public || (rq->route->flags & R_API)) return OK;
    Str sent = field_get(&rq->http->form, "csrf");
    if (sent.n == rq->csrf.n && sent.n && bytes_equal(sent.p, rq->csrf.p, sent.n)) return OK;
    return req_fail(rq, E_DENIED, N_("Het formulier is verlopen. Ga terug, ververs de pagina en probeer het opnieuw."));
}

// From the end of its head to its answer. The time a client took to send a body is in it, so files are left out.
static void measure(const Req *rq)
{
    int64_t took = clock_micros() - rq->began;
    if (rq->upload_count) return;
    meter_time(rq->on_writer ? TIMER_write : TIMER_read, took);
    if (rq->app->slow_ms == 0 || took < (int64_t)rq->app->slow_ms * 1000 || (rq->route->flags & R_SLOW)) return;
    meter_add(METER_slow_requests, 1);
    log_line(LOG_WARN, "slow_request", "id=%.*s route=%s ms=%lld", STR_ARG(rq->http->id), rq->route->path,
             (long long)(took / 1000));
}

static void finish(Req *rq, Err e)
{
    if (e == OK && arena_over(rq->mem)) e = E_LIMIT;
    if (e == OK && !rq->answered) e = E_BUG;
    if (e != OK) {
        for (size_t i = 0; i < rq->upload_count; i++) rq->uploads[i].keep = false;
        respond_error(rq, e);
    }
    measure(rq);
    http_reply(rq->http, &rq->response);
}

// ---- on the writer --------------------------------------------------------------------------------------------------

static Err log_entries(Req *rq, Db *db)
{
    for (size_t i = 0; i < rq->entry_count; i++) TRY(ledger_add(rq->app->ledger, db, &rq->entries[i]));
    return OK;
}

static Err run_logged(Req *rq, Db *db)
{
    int64_t before = db_changes(db);
    if (writes(rq)) {
        TRY(uploads_whole(rq));
        TRY(rq->route->handle(rq));
        if (rq->entry_count == 0 && db_changes(db) != before) {
            log_line(LOG_ERROR, "write_without_entry", "route=%s", rq->route->path);
            return E_BUG;
        }
        if (arena_over(rq->mem)) return E_LIMIT;
        if (!rq->answered) return E_BUG; // now, while it can still be undone
    }
    return log_entries(rq, db);
}

static Err job_run(Db *db, void *arg)
{
    Req *rq = arg;
    rq->db = db;
    rq->on_writer = true;
    int64_t mark = ledger_mark(rq->app->ledger);
    Err e = run_logged(rq, db);
    if (e != OK) ledger_undo(rq->app->ledger, mark);
    rq->db = NULL;
    return e;
}

static void job_done(void *arg, Err result)
{
    Req *rq = arg;
    if (rq->settled) rq->settled(rq, result);
    finish(rq, result);
}

static void to_writer(Req *rq)
{
    Job *job = NEW(rq->mem, Job);
    *job = (Job){.run = job_run, .done = job_done, .arg = rq, .staff = rq->actor.account.v != 0};
    if (writer_submit(rq->app->writer, job) != OK)
        finish(rq, req_fail(
                       rq, E_BUSY,
                       N_("Het is nu erg druk. Wacht een halve minuut en probeer het opnieuw. Je tekst is niet weg.")));
}

// ---- on the pool ----------------------------------------------------------------------------------------------------

typedef struct Touch {
    Job job;
    Arena *mem;
    Str cookie;
    Time now;
} Touch;

static Err touch_run(Db *db, void *arg)
{
    Touch *t = arg;
    return session_touch(db, t->cookie, t->now);
}

static void touch_done(void *arg, Err result)
{
    (void)result; // the session then ends a little earlier
    arena_free(((Touch *)arg)->mem);
}

static void touch_session(Req *rq)
{
    Arena *mem = arena_new(TOUCH_MEMORY);
    Touch *t = NEW(mem, Touch);
    *t = (Touch){.mem = mem, .cookie = str_dup(mem, http_cookie(rq->http, "baken")), .now = rq->now};
    t->job = (Job){.run = touch_run, .done = touch_done, .arg = t, .staff = true};
    if (writer_submit(rq->app->writer, &t->job) != OK) arena_free(mem);
}

static void read_page(Req *rq)
{
    if (rq->route->flags & R_BARE) {
        finish(rq, rq->route->handle(rq));
        return;
    }
    rq->db = app_reader(rq->app);
    Err e = db_snapshot(rq->db);
    if (e == OK) e = rq->route->handle(rq);
    db_snapshot_end(rq->db);
    app_reader_back(rq->app, rq->db);
    rq->db = NULL;
    if (e == OK) visit_seen(rq);
    if (e == OK && rq->entry_count) to_writer(rq); // shown only when the entries are on disk
    else finish(rq, e);
}

static Err prepare(Req *rq)
{
    if (!rq->route->prepare) return OK;
    rq->db = app_reader(rq->app);
    Err e = rq->route->prepare(rq);
    app_reader_back(rq->app, rq->db);
    rq->db = NULL;
    return e;
}

static void prepare_and_write(Req *rq)
{
    Err e = prepare(rq);
    if (e != OK) finish(rq, e);
    else if (rq->answered) finish(rq, OK); // prepare found that nothing is to be written (a form with errors)
    else to_writer(rq);
}

void dispatch_slow(Req *rq) { prepare_and_write(rq); }

static void serve(void *ctx, HttpRequest *http)
{
    (void)ctx;
    Req *rq = http->app;
    if (rq->touch) touch_session(rq);
    if (http->method == M_GET || http->method == M_HEAD) {
        read_page(rq);
        return;
    }
    Err e = check_csrf(rq);
    if (e != OK) finish(rq, e);
    else if (!writes(rq)) read_page(rq);
    else if (!(rq->route->flags & R_SLOW)) prepare_and_write(rq);
    else if (slow_submit(rq->app, rq, rq->actor.account.v || device_known(rq, req_field(rq, "naam"))) != OK)
        finish(rq, req_fail(rq, E_BUSY, N_("Het is nu erg druk. Wacht een halve minuut en probeer het opnieuw.")));
}

static void refuse(void *ctx, HttpRequest *http, Err e, HttpResponse *ret)
{
    Req *rq = http->app ? http->app : req_new(ctx, http);
    respond_error(rq, e);
    *ret = rq->response;
}

static void gone(void *ctx, HttpRequest *http)
{
    (void)ctx;
    Req *rq = http->app;
    if (!rq) return;
    uploads_settle(rq);
    actor_wipe(&rq->actor);
}

const HttpApp dispatcher = {.admit = admit, .serve = serve, .refuse = refuse, .gone = gone};

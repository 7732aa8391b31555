// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// metrics.c - /metrics for a monitoring program (Prometheus text format 0.0.4); /healthz: the process lives; /readyz:
// it can do its work. None of them waits for the store, so that they answer when it does not.
#include "app/state.h"
#include "app/stored_sql.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/meter.h"
#include <sys/resource.h>

enum { PULSE_EVERY_MS = 1000, READY_DISK_PART = 8 /* of what uploads leave free */ };

// ---- the pulse: does a write still reach the disk? -----------------------------------------------------------------

static Err pulse_run(Db *db, void *arg)
{
    const App *app = arg;
    DbSchema schema;
    TRY(db_schema(db, &schema));
    if (!db_schema_fits(&schema)) return E_CONFLICT;
    return q_pulse(db, (Str){app->state->node, sizeof app->state->node}, clock_now());
}

static void pulse_done(void *arg, Err result)
{
    AppState *st = ((App *)arg)->state;
    atomic_store(&st->pulse_result, result);
    atomic_store(&st->pulse_at, clock_steady());
    atomic_store(&st->pulse_out, false);
}

// At most one at a time, and not more often than PULSE_EVERY_MS: who asks costs at most that. The answer to this is
// for who asks next.
static void pulse_send(App *app)
{
    AppState *st = app->state;
    bool out = false;
    if (clock_steady() - atomic_load(&st->pulse_at) < PULSE_EVERY_MS) return;
    if (!atomic_compare_exchange_strong(&st->pulse_out, &out, true)) return;
    atomic_store(&st->pulse_sent, clock_steady());
    st->pulse = (Job){.run = pulse_run, .done = pulse_done, .arg = app, .staff = true};
    if (writer_submit(app->writer, &st->pulse) != OK) atomic_store(&st->pulse_out, false); // busy is not broken
}

static const char *store_trouble(App *app)
{
    AppState *st = app->state;
    pulse_send(app);
    if (atomic_load(&st->pulse_out) && clock_steady() - atomic_load(&st->pulse_sent) >= st->pulse_wait_ms)
        return "does not answer";
    int result = atomic_load(&st->pulse_result);
    if (result == E_CONFLICT) return "has another schema";
    return result == OK ? NULL : "takes no writes";
}

static bool disk_has_room(const App *app)
{
    int64_t left;
    return disk_free(app->dir, &left) == OK && left >= app->disk_reserve / READY_DISK_PART;
}

Err health_live(Req *rq)
{
    buf_c(req_json_out(rq), "{\"status\":\"ok\"}");
    return req_json(rq, 200);
}

Err health_ready(Req *rq)
{
    AppState *st = rq->app->state;
    const char *store = store_trouble(rq->app);
    bool room = disk_has_room(rq->app), stops = atomic_load(&st->draining), good = !store && room && !stops;
    atomic_store(&st->ready_asked, clock_steady());
    buf_fmt(req_json_out(rq), "{\"ready\":%s,\"stopping\":%s,\"store\":\"%s\",\"schema\":%lld,\"disk\":\"%s\"}",
            good ? "true" : "false", stops ? "true" : "false", store ? store : "ok",
            (long long)db_version_of_program(), room ? "ok" : "full");
    if (!good) req_header(rq, "Retry-After", S("5"));
    return req_json(rq, good ? 200 : 503);
}

// ---- /metrics -------------------------------------------------------------------------------------------------------

static bool may_read(const Req *rq)
{
    Str want = rq->app->metrics_token, sent = http_header(rq->http, "Authorization"), bearer = S("Bearer ");
    if (want.n == 0) return rq->http->local;
    if (sent.n != bearer.n + want.n || !str_ieq(str_head(sent, bearer.n), bearer)) return false;
    return bytes_equal(sent.p + bearer.n, want.p, want.n);
}

static void say(Buf *b, const char *name, const char *kind, const char *help)
{
    buf_fmt(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind);
}

static void gauge(Buf *b, const char *name, const char *help, int64_t value)
{
    say(b, name, "gauge", help);
    buf_fmt(b, "%s %lld\n", name, (long long)value);
}

static void seconds(Buf *b, int64_t micros)
{
    buf_fmt(b, "%lld.%06lld", (long long)(micros / 1000000), (long long)(micros % 1000000));
}

static void histogram(Buf *b, const char *name, const char *help, Timer t)
{
    TimerReading r = timer_read(t);
    say(b, name, "histogram", help);
    for (int i = 0; i < METER_BOUNDS; i++) {
        buf_fmt(b, "%s_bucket{le=\"", name);
        seconds(b, meter_bounds[i]);
        buf_fmt(b, "\"} %lld\n", (long long)r.within[i]);
    }
    buf_fmt(b, "%s_bucket{le=\"+Inf\"} %lld\n%s_sum ", name, (long long)r.count, name);
    seconds(b, r.sum);
    buf_fmt(b, "\n%s_count %lld\n", name, (long long)r.count);
}

static void counters(Buf *b)
{
#define X(name, help)                                                                                                  \
    say(b, "baken_" #name "_total", "counter", help);                                                                  \
    buf_fmt(b, "baken_" #name "_total %lld\n", (long long)meter_read(METER_##name));
    COUNTERS(X)
#undef X
#define X(name, help) histogram(b, "baken_" #name "_seconds", help ", in seconds", TIMER_##name);
    TIMERS(X)
#undef X
}

static void gauges(Buf *b, App *app)
{
    AppState *st = app->state;
    HttpServer *server = atomic_load(&st->server);
    int64_t left = 0;
    struct rusage used = {0};
    gauge(b, "baken_up_seconds", "Since the start", (clock_steady() - st->started) / 1000);
    gauge(b, "baken_ready", "1: it can do its work",
          !store_trouble(app) && disk_has_room(app) && !atomic_load(&st->draining));
    gauge(b, "baken_schema", "Number of the last migration that the program knows", db_version_of_program());
    gauge(b, "baken_queue", "Writes that wait", (int64_t)writer_waiting(app->writer));
    gauge(b, "baken_queue_max", "Writes that may wait", WRITER_QUEUE_MAX);
    gauge(b, "baken_connections", "Connections that are open", server ? http_connections(server) : 0);
    gauge(b, "baken_crowded", "1: new visitors hear that it is busy", server && http_crowded(server));
    gauge(b, "baken_readers_busy", "Read connections in use", (int64_t)app_readers_busy(app));
    gauge(b, "baken_slow_queue", "Sign-ins that wait for their slow hash", (int64_t)slow_waiting(app));
    if (disk_free(app->dir, &left) == OK) gauge(b, "baken_disk_free_bytes", "Free for the data folder", left);
    if (getrusage(RUSAGE_SELF, &used) == 0)
        gauge(b, "baken_memory_peak_bytes", "Most memory the process ever had", (int64_t)used.ru_maxrss * 1024);
}

Err metrics_page(Req *rq)
{
    if (!may_read(rq)) return req_fail(rq, E_NOTFOUND, N_("Deze pagina bestaat niet."));
    Buf *b = req_json_out(rq);
    gauges(b, rq->app);
    counters(b);
    TRY(req_json(rq, 200));
    rq->response.type = "text/plain; version=0.0.4; charset=utf-8";
    return OK;
}

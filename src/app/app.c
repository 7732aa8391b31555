// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// app.c - the process: data folder, keys, store, ledger, writer; serving; writes outside a request.
#include "app/state.h"
#include "app/stored_sql.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/log.h"
#include <assert.h>
#include <errno.h>
#include <magic.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_FILE_MAX = 256, LIMITER_SLOTS = 1 << 16, JOB_MEMORY = 64 * 1024 * 1024 };

// A key of the installation: 32 random bytes in DIR/keys/NAME, hexadecimal, readable by its owner only.
// Made only together with a new store: a lost key that came back as another one would close every mailbox unseen.
static Err key_load(const char *dir, const char *name, bool make, Secret *ret_key, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(16));
    const char *path = str_z(mem, str_fmt(mem, "%s/keys/%s", dir, name));
    Str text;
    Err e = file_read(mem, path, KEY_FILE_MAX, &text, w);
    if (e == OK) {
        if (str_unhex(str_trim(text), ret_key->b, SECRET_SIZE) == OK) return OK;
        return why(w, E_IO, "%s is damaged: restore it from the backup of the keys", path);
    }
    if (e != E_NOTFOUND) return e;
    if (!make) return why(w, E_IO, "%s is missing: restore it from the backup of the keys", path);
    Secret fresh = secret_random();
    text = str_hex(mem, fresh.b, SECRET_SIZE);
    e = file_write(path, 0600, str_fmt(mem, "%.*s\n", STR_ARG(text)), w);
    if (e == OK) *ret_key = fresh;
    secret_wipe(&fresh);
    return e;
}

static Err folders(const char *dir, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(16));
    TRY(dir_make(dir, 0700, w));
    return dir_make(str_z(mem, str_fmt(mem, "%s/keys", dir)), 0700, w);
}

const char *app_store(Arena *mem, const char *store, const char *dir)
{
    return store ? store : str_z(mem, str_fmt(mem, "%s/baken.db", dir));
}

static Err open_keys(App *app, bool new_store, Why *w)
{
    TRY(key_load(app->dir, "pepper.key", new_store, &app->pepper, w));
    // Of what is being written now, no more; but a node beside others must have theirs.
    bool may_make = new_store || !store_is_remote(app->store);
    return key_load(app->dir, "draft.key", may_make, &app->draft_key, w);
}

// The first node says which keys go with this store; a node with others would give out codes that open nothing.
static Err same_keys(App *app, Db *db, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(16));
    CLEANUP(secret_wipe) Secret key = secret_derive(&app->pepper, "keymark0", 0);
    Hash mark = hash_keyed(&key, S("baken"));
    KeyMarkRow row = {.mark = STR_NONE};
    Err e = db_begin(db);
    if (e == OK) e = q_key_mark_set(db, hash_str(&mark));
    if (e == OK) e = q_key_mark(db, mem, &row);
    if (e == OK) e = db_commit(db);
    if (e != OK) {
        e = why(w, e, "cannot compare the keys with the store: %s", db_error(db));
        db_rollback(db);
        return e;
    }
    if (str_eq(row.mark, hash_str(&mark))) return OK;
    return why(w, E_CONFLICT, "%s/keys is not of this store: copy keys/ from the node that made it", app->dir);
}

static Err open_store(App *app, const char *store, Why *w)
{
    CLEANUP(db_closep) Db *write = NULL;
    DbSchema schema;
    TRY(store_check_name(store, w));
    app->store = strdup(store);
    if (!app->store) abort();
    TRY(db_open(store, DB_WRITE, &write, w));
    Err e = db_schema(write, &schema);
    if (e != OK) return why(w, e, "cannot read the version of the store: %s", db_error(write));
    TRY(open_keys(app, schema.last == 0, w));
    TRY(db_ready(write, w));
    TRY(same_keys(app, write, w));
    TRY(ledger_open(write, app->dir, true, &app->ledger, w));
    for (size_t i = 0; i < READERS; i++) TRY(db_open(store, DB_READ, &app->read[i], w));
    const WriterHooks hooks = {.mark = ledger_job_mark,
                               .undone = ledger_job_undone,
                               .seal = ledger_seal,
                               .failed = ledger_batch_failed,
                               .arg = app->ledger};
    TRY(writer_start(write, &hooks, &app->writer));
    write = NULL; // the writer's now
    return OK;
}

// Mistakes in a table of routes that would be a hole: they show at the first start, not in a review.
static void routes_check(const Route *const *tables, size_t count)
{
    for (size_t t = 0; t < count; t++) {
        for (const Route *r = tables[t]; r->path; r++) {
            bool reads = r->method == M_GET, open = r->action == ACT_public;
            bool writes = !reads && !(r->flags & R_READ_POST);
            assert(r->handle && r->path[0] == '/');
            assert(!reads || !r->prepare);
            assert(!reads || !(r->flags & (R_SLOW | R_FILES | R_TEXT_FILE | R_PUBLIC_POST | R_READ_POST)));
            assert(reads || !(r->flags & R_API) || open);                // without CSRF token: no cookie may count
            assert(!writes || open == ((r->flags & R_PUBLIC_POST) != 0)); // a write without an account is a choice
        }
    }
}

static void name_node(AppState *st)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(1));
    unsigned char name[NODE_NAME / 2];
    random_bytes(name, sizeof name);
    memcpy(st->node, str_hex(mem, name, sizeof name).p, sizeof st->node);
}

Err app_open(const AppOptions *o, const Route *const *tables, size_t count, App **ret_app, Why *w)
{
    TRY(crypt_start());
    routes_check(tables, count);
    App *app = calloc(1, sizeof *app);
    AppState *st = calloc(1, sizeof *st);
    if (!app || !st) abort();
    *app = (App){.dir = o->dir, .no_limits = o->no_limits, .demo = o->demo, .secure_cookies = o->secure_cookies,
                 .route_tables = tables, .route_table_count = count, .public_url = "",
                 .disk_reserve = DISK_RESERVE, .state = st};
    app->metrics_token = o->metrics_token;
    app->slow_ms = o->slow_ms;
    db_slow_after(o->slow_ms);
    st->started = clock_steady();
    st->pulse_wait_ms = PULSE_WAIT_MS;
    name_node(st);
    route_index_make(st, tables, count);
    pthread_mutex_init(&st->lock, NULL);
    pthread_cond_init(&st->reader_free, NULL);
    pthread_cond_init(&st->slow_wake, NULL);
    pthread_mutex_init(&st->magic_lock, NULL);
    Err e = folders(o->dir, w);
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(16));
    if (e == OK) e = open_store(app, app_store(mem, o->store, o->dir), w);
    if (e != OK) {
        app_close(app);
        return e;
    }
    app->limiter = limiter_new(LIMITER_SLOTS);
    visits_begin(app);
    *ret_app = app;
    return OK;
}

void app_close(App *app)
{
    if (!app) return;
    writer_stop(app->writer);
    for (size_t i = 0; i < READERS; i++) db_close(app->read[i]);
    ledger_close(app->ledger);
    limiter_free(app->limiter);
    if (app->state->magic) magic_close(app->state->magic);
    secret_wipe(&app->pepper);
    secret_wipe(&app->draft_key);
    free(app->state->routes);
    free(app->state);
    union {
        const char *view;
        char *own;
    } store = {.view = app->store};
    free(store.own);
    free(app);
}

Db *app_reader(App *app)
{
    AppState *st = app->state;
    pthread_mutex_lock(&st->lock);
    for (;;) {
        for (size_t i = 0; i < READERS; i++) {
            if (st->reader_taken[i]) continue;
            st->reader_taken[i] = true;
            pthread_mutex_unlock(&st->lock);
            return app->read[i];
        }
        pthread_cond_wait(&st->reader_free, &st->lock);
    }
}

void app_reader_back(App *app, Db *db)
{
    AppState *st = app->state;
    pthread_mutex_lock(&st->lock);
    for (size_t i = 0; i < READERS; i++)
        if (app->read[i] == db) st->reader_taken[i] = false;
    pthread_cond_signal(&st->reader_free);
    pthread_mutex_unlock(&st->lock);
}

size_t app_readers_busy(App *app)
{
    AppState *st = app->state;
    size_t n = 0;
    pthread_mutex_lock(&st->lock);
    for (size_t i = 0; i < READERS; i++) n += st->reader_taken[i];
    pthread_mutex_unlock(&st->lock);
    return n;
}

static sigset_t stop_signals(void)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    return stop;
}

void app_hold_signals(void)
{
    const sigset_t stop = stop_signals();
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    signal(SIGPIPE, SIG_IGN);
}

// Who was told to stop serves on while somebody watches: without that, visitors meet a closed door until the balancer
// finds out. A second signal is somebody in a hurry.
static void drain(App *app, const AppOptions *o)
{
    AppState *st = app->state;
    const sigset_t stop = stop_signals();
    int64_t asked = atomic_load(&st->ready_asked);
    if (o->drain_s == 0 || asked == 0 || clock_steady() - asked > SECONDS(DRAIN_WATCHED_S)) return;
    atomic_store(&st->draining, true);
    log_line(LOG_INFO, "draining", "seconds=%d", o->drain_s);
    const struct timespec patience = {.tv_sec = o->drain_s};
    while (sigtimedwait(&stop, NULL, &patience) < 0 && errno == EINTR) {}
}

Err app_serve(App *app, const AppOptions *o, void (*ready)(int port), Why *w)
{
    AppState *st = app->state;
    const sigset_t stop = stop_signals();
    st->magic = magic_open(MAGIC_MIME_TYPE);
    if (st->magic && magic_load(st->magic, NULL) != 0) {
        magic_close(st->magic);
        st->magic = NULL;
        log_line(LOG_WARN, "no_magic", "file types can't be recognised: install libmagic-mgc");
    }
    TRY(slow_start(app));
    HttpApp http = dispatcher;
    http.ctx = app;
    CLEANUP(secret_wipe) Secret network_key = secret_derive(&app->pepper, "client00", 0);
    const HttpOptions options = {.host = o->host, .port = o->port, .unix_socket = o->unix_socket,
                                 .connections_max = o->connections_max, .network_key = &network_key};
    HttpServer *server = NULL;
    Err e = http_start(&options, &http, &server, w);
    if (e == OK) {
        atomic_store(&st->server, server); // requests may be coming in already
        ready(http_port(server));
        int got = 0;
        sigwait(&stop, &got);
        log_line(LOG_INFO, "stopping", "signal=%d", got);
        drain(app, o);
        http_stop(server);
    }
    slow_stop(app);
    Why last = {{0}};
    if (visits_keep(app, &last) != OK) log_line(LOG_WARN, "visits_lost", "%s", last.text);
    return e;
}

// ---- writes outside a request -------------------------------------------------------------------------------------

typedef struct Outside {
    App *app;
    Err (*run)(App *app, Db *db, Arena *mem, void *arg);
    void *arg;
    Why *why;
} Outside;

static Err outside_run(Db *db, void *arg)
{
    Outside *out = arg;
    CLEANUP(arena_freep) Arena *mem = arena_new(JOB_MEMORY);
    int64_t mark = ledger_mark(out->app->ledger), before = db_changes(db);
    Err e = out->run(out->app, db, mem, out->arg);
    if (e == OK && ledger_mark(out->app->ledger) == mark && db_changes(db) != before)
        e = why(out->why, E_BUG, "a write without an entry in the ledger");
    if (e != OK) ledger_undo(out->app->ledger, mark);
    return e;
}

Err app_write(App *app, Err (*run)(App *app, Db *db, Arena *mem, void *arg), void *arg, Why *w)
{
    Outside out = {.app = app, .run = run, .arg = arg, .why = w};
    return writer_run(app->writer, outside_run, &out);
}

Err app_log(App *app, Db *db, const Entry *e) { return ledger_add(app->ledger, db, e); }

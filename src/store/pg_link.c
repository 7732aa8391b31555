// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// pg_link.c - one connection to PostgreSQL: making it, losing it, waiting for its answers, and what its errors mean.
#include "base/buf.h"
#include "store/pg.h"
#include "sys/clock.h"
#include <arpa/inet.h>
#include <assert.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { BACK_OFF_MS = 100, BACK_OFF_DOUBLINGS = 4, SERVER_LEAST = 150000 };

// ---- the gate: while a database is away one thread tries, now and then; the others are told at once ----------------

struct PgGate {
    PgGate *next;
    char *url;
    int failures;
    bool trying;
    Time retry_at; // steady clock
};

static pthread_mutex_t gates_lock = PTHREAD_MUTEX_INITIALIZER;
static PgGate *gates;

static PgGate *gate_of(const char *url)
{
    pthread_mutex_lock(&gates_lock);
    PgGate *g = gates;
    while (g && strcmp(g->url, url) != 0) g = g->next;
    if (!g) {
        g = calloc(1, sizeof *g);
        if (!g || !(g->url = strdup(url))) abort();
        g->next = gates;
        gates = g;
    }
    pthread_mutex_unlock(&gates_lock);
    return g;
}

static bool gate_enter(PgGate *g)
{
    pthread_mutex_lock(&gates_lock);
    bool mine = g->failures == 0 || (!g->trying && clock_steady() >= g->retry_at);
    if (mine && g->failures) g->trying = true;
    pthread_mutex_unlock(&gates_lock);
    return mine;
}

static void gate_leave(PgGate *g, bool connected)
{
    pthread_mutex_lock(&gates_lock);
    g->trying = false;
    if (connected) {
        g->failures = 0;
    } else {
        int doublings = g->failures < BACK_OFF_DOUBLINGS ? g->failures : BACK_OFF_DOUBLINGS;
        g->retry_at = clock_steady() + (BACK_OFF_MS << doublings);
        g->failures++;
    }
    pthread_mutex_unlock(&gates_lock);
}

// ---- errors ---------------------------------------------------------------------------------------------------------

void pg_say(Pg *pg, const char *text)
{
    Str s = str_head(str_trim(str_c(text)), sizeof pg->error - 1);
    for (size_t i = 0; i < s.n; i++) pg->error[i] = s.p[i] == '\n' ? ' ' : s.p[i];
    pg->error[s.n] = 0;
}

// Classes and codes of SQLSTATE: https://www.postgresql.org/docs/15/errcodes-appendix.html
static Err of_state(const char *state)
{
    static const struct {
        const char *begins;
        Err e;
    } known[] = {
        {"23", E_CONFLICT}, // integrity
        {"40", E_BUSY},     // serialization, deadlock
        {"55P03", E_BUSY},  // no lock in time
        {"57014", E_BUSY},  // took too long
        {"53300", E_BUSY},  // too many connections
        {"54", E_LIMIT},    // too long, too many
        {"22021", E_INPUT}, // not UTF-8
    };
    for (size_t i = 0; state && i < COUNT(known); i++)
        if (strncmp(state, known[i].begins, strlen(known[i].begins)) == 0) return known[i].e;
    return E_STORE;
}

Err pg_lost(Pg *pg)
{
    if (pg->link) {
        if (PQstatus(pg->link) != CONNECTION_OK && !pg->error[0]) pg_say(pg, PQerrorMessage(pg->link));
        PQfinish(pg->link);
        pg->link = NULL;
        pg->queued = pg->owed = 0;
        pg->uncounted = false;
    }
    if (pg->tx == TX_OPEN) pg->tx = TX_BROKEN;
    return E_STORE;
}

static bool failed(const PGresult *r)
{
    ExecStatusType status = PQresultStatus(r);
    return status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY;
}

Err pg_of_result(Pg *pg, PGresult *r)
{
    if (!r || PQstatus(pg->link) != CONNECTION_OK) return pg_lost(pg);
    if (!failed(r)) return OK;
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE), *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    pg_say(pg, text ? text : "no answer"); // never the detail: it quotes values
    // The server became a standby under us: the one that takes writes is elsewhere.
    if (state && strcmp(state, "25006") == 0 && pg->base.mode == DB_WRITE) return pg_lost(pg);
    return of_state(state);
}

// ---- waiting --------------------------------------------------------------------------------------------------------

bool pg_arrived(Pg *pg, Time until)
{
    for (;;) {
        int unsent = PQflush(pg->link);
        if (unsent < 0) return false;
        if (!unsent && !PQisBusy(pg->link)) return true;
        Time left = until - clock_steady();
        struct pollfd wait = {.fd = PQsocket(pg->link), .events = (short)(POLLIN | (unsent ? POLLOUT : 0))};
        if (left <= 0) {
            pg_say(pg, "the database did not answer in time");
            return false;
        }
        if (poll(&wait, 1, left < INT32_MAX ? (int)left : INT32_MAX) <= 0) continue;
        if ((wait.revents & ~POLLOUT) && !PQconsumeInput(pg->link)) return false;
    }
}

Err pg_answer(Pg *pg, PGresult **ret_result)
{
    PGresult *kept = NULL;
    Time until = clock_steady() + pg->patience;
    pg->error[0] = 0;
    *ret_result = NULL;
    for (;;) {
        if (!pg_arrived(pg, until)) {
            PQclear(kept);
            return pg_lost(pg);
        }
        PGresult *r = PQgetResult(pg->link);
        if (!r) break;
        if (kept && failed(kept)) {
            PQclear(r);
            continue;
        }
        PQclear(kept);
        kept = r;
    }
    Err e = pg_of_result(pg, kept);
    if (e == OK) *ret_result = kept;
    else PQclear(kept);
    return e;
}

Err pg_run(Pg *pg, const char *sql)
{
    PGresult *r;
    TRY(pg_plain(pg));
    if (!PQsendQuery(pg->link, sql)) return pg_lost(pg);
    TRY(pg_answer(pg, &r));
    PQclear(r);
    return OK;
}

Err pg_ask(Pg *pg, Arena *mem, const char *sql, Str *ret_text)
{
    PGresult *r;
    TRY(pg_plain(pg));
    if (!PQsendQuery(pg->link, sql)) return pg_lost(pg);
    TRY(pg_answer(pg, &r));
    Err e = PQntuples(r) > 0 && PQnfields(r) > 0 ? OK : E_NOTFOUND;
    if (e == OK) *ret_text = str_dup(mem, (Str){PQgetvalue(r, 0, 0), (size_t)PQgetlength(r, 0, 0)});
    PQclear(r);
    return e;
}

// ---- connecting -----------------------------------------------------------------------------------------------------

// The server's notices are not for standard error. A warning may matter: "committed here, not on the standby".
static void notice(void *arg, const PGresult *r)
{
    Pg *pg = arg;
    const char *severity = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity && strcmp(severity, "WARNING") == 0) pg->warned = true;
}

// Nothing waits for ever, here or there: a node that hangs loses the write lock, a statement that hangs is ended. The
// administrator may ask for more safety than we do (remote_apply), never for less. No bitmaps: our lists walk an index
// in order until a page is full. Where the planner holds a filter for rarer than it is (it thinks so of every function)
// it would read and sort everything instead: 118 ms for a page of the ledger that takes 0.1. One plan for a statement,
// whatever it is asked, as in the embedded engine: to plan again each time costs more the more there is. So a statement
// names what the condition of a partial index says, and its index stands in the order of its list.
static const char set_up[] =
    "SET statement_timeout = '20s'; SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '30s';"
    "SET jit = off; SET enable_bitmapscan = off; SET plan_cache_mode = force_generic_plan;"
    "SET client_min_messages = warning; SET search_path = public; SET bytea_output = hex;"
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')";

static Err set_up_link(Pg *pg, Why *w)
{
    const char *encoding = PQparameterStatus(pg->link, "server_encoding");
    if (PQserverVersion(pg->link) < SERVER_LEAST)
        return why(w, E_STORE, "%s: PostgreSQL 15 or newer is needed", pg->label);
    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return why(w, E_STORE, "%s: the encoding of the database must be UTF8", pg->label);
    PQsetNoticeReceiver(pg->link, notice, pg);
    if (PQsetnonblocking(pg->link, 1) != 0) return why(w, E_STORE, "%s: cannot be asked without waiting", pg->label);
    Err e = pg_run(pg, set_up);
    // Not as an option of the connection: then a primary would look like a standby to libpq.
    if (e == OK && pg->base.mode == DB_READ) e = pg_run(pg, "SET default_transaction_read_only = on");
    return e == OK ? OK : why(w, e, "cannot set up %s: %s", pg->label, pg->error);
}

static bool near(const char *host)
{
    static const char *const names[] = {"", "localhost", "::1"};
    unsigned char v4[4];
    if (inet_pton(AF_INET, host, v4) == 1) return v4[0] == 127; // all of 127.0.0.0/8 is this machine
    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(host, names[i]) == 0) return true;
    return host[0] == '/' || host[0] == '@'; // a UNIX socket
}

// Of one host, or of several with commas between.
static bool all_near(const char *hosts)
{
    char one[PG_HOST_MAX];
    for (const char *from = hosts;; from++) {
        size_t n = strcspn(from, ",");
        if (n >= sizeof one) return false;
        memcpy(one, from, n);
        one[n] = 0;
        if (!near(one)) return false;
        from += n;
        if (!*from) return true;
    }
}

static const char *option(const PQconninfoOption *all, const char *name)
{
    for (; all && all->keyword; all++)
        if (strcmp(all->keyword, name) == 0) return all->val;
    return NULL;
}

const char *pg_sslmode(const char *url)
{
    PQconninfoOption *said = PQconninfoParse(url, NULL), *usual = PQconndefaults(); // what the environment says
    const char *host = option(said, "host"), *address = option(said, "hostaddr");
    bool chosen = option(said, "sslmode") || option(said, "service") || getenv("PGSSLMODE") || getenv("PGSERVICE");
    if (!host && !address) host = option(usual, "host"), address = option(usual, "hostaddr");
    bool far = (host && !all_near(host)) || (address && !all_near(address));
    PQconninfoFree(said);
    PQconninfoFree(usual);
    return far && !chosen ? "verify-full" : NULL;
}

Err pg_connect(Pg *pg, Why *w)
{
    // What stands before the URL is a default, what stands behind it is not to be changed.
    static const char *const keys[] = {"fallback_application_name",
                                       "connect_timeout",
                                       "keepalives_idle",
                                       "keepalives_interval",
                                       "keepalives_count",
                                       "tcp_user_timeout",
                                       "target_session_attrs",
                                       "gssencmode",
                                       "sslmode",
                                       "dbname",
                                       "client_encoding",
                                       NULL};
    const char *const values[COUNT(keys)] = {
        "baken", "3", "5", "2", "3", "5000", "read-write", "disable", pg_sslmode(pg->url), pg->url, "UTF8", NULL};
    if (!pg->gate) pg->gate = gate_of(pg->url);
    if (!gate_enter(pg->gate)) {
        pg_say(pg, "the database is away; trying again shortly");
        return why(w, E_STORE, "%s: %s", pg->label, pg->error);
    }
    pg->error[0] = 0;
    pg->link = PQconnectdbParams(keys, values, 1);
    pg->met++;
    Err e = OK;
    if (PQstatus(pg->link) != CONNECTION_OK) {
        pg_say(pg, PQerrorMessage(pg->link));
        e = why(w, E_STORE, "cannot open the store %s: %s", pg->label, pg->error);
    }
    if (e == OK) e = set_up_link(pg, w);
    gate_leave(pg->gate, e == OK);
    if (e != OK) (void)pg_lost(pg);
    return e;
}

Err pg_ready(Pg *pg)
{
    if (pg->tx == TX_BROKEN) return E_STORE;
    if (pg->late != OK) return pg->late;
    if (pg->link && PQstatus(pg->link) == CONNECTION_OK) return OK;
    if (pg->link) (void)pg_lost(pg);
    return pg->tx == TX_NONE ? pg_connect(pg, NULL) : E_STORE;
}

Err pg_name_check(const char *url, Why *w)
{
    char *text = NULL;
    PQconninfoOption *all = PQconninfoParse(url, &text);
    if (!all) {
        PQfreemem(text); // may quote the URL
        return why(w, E_INPUT, "--store: this is not a URL of PostgreSQL, such as postgres://baken@db.example/baken");
    }
    bool secret = false;
    for (const PQconninfoOption *o = all; o->keyword; o++)
        secret |= o->val && (strcmp(o->keyword, "password") == 0 || strcmp(o->keyword, "sslpassword") == 0);
    PQconninfoFree(all);
    if (secret)
        return why(w, E_INPUT,
                   "--store: leave the password out: others on this machine could read it. "
                   "Put it in a file of your own and name that in PGPASSFILE");
    return OK;
}

static size_t add_path(const char **paths, size_t n, size_t max, const char *path)
{
    if (n < max && path && path[0] == '/') paths[n++] = path;
    return n;
}

static size_t add_options(Arena *mem, PQconninfoOption *all, const char **paths, size_t n, size_t max)
{
    static const char *const files[] = {"passfile", "sslcert", "sslkey", "sslrootcert", "sslcrl", "sslcrldir"};
    for (const PQconninfoOption *o = all; o && o->keyword; o++)
        for (size_t i = 0; i < COUNT(files); i++)
            if (o->val && strcmp(o->keyword, files[i]) == 0) n = add_path(paths, n, max, str_z(mem, str_c(o->val)));
    PQconninfoFree(all);
    return n;
}

void pg_reads(Arena *mem, const char *url, const char **ret_paths, size_t max)
{
    static const char *const usual[] = {".pgpass", ".pg_service.conf", ".postgresql"};
    size_t n = add_options(mem, PQconninfoParse(url, NULL), ret_paths, 0, max);
    n = add_options(mem, PQconndefaults(), ret_paths, n, max);
    n = add_path(ret_paths, n, max, getenv("PGSERVICEFILE"));
    n = add_path(ret_paths, n, max, "/run/systemd/resolve"); // names of hosts: /etc/resolv.conf points there
    const char *home = getenv("HOME");
    for (size_t i = 0; home && i < COUNT(usual); i++)
        n = add_path(ret_paths, n, max, str_z(mem, str_fmt(mem, "%s/%s", home, usual[i])));
}

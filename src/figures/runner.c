// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// runner.c - the background: a few threads take runs out of the store, make them, and put back what came out.
//
// The queue is the store, so it outlives a reload, a crash and this process. A run is taken with a term; a node that
// does not bring it back in time loses it to another. A program that starts takes up what it left itself. What was
// taken RUN_ATTEMPTS_MAX times and never brought back is given up: it may be the run that ends the program.
#include "figures/figures.h"
#include "figures/figures_sql.h"
#include "sys/clock.h"
#include "sys/log.h"
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { RUN_MEMORY = 256 * 1024 * 1024, POLL_S = 30, CLAIM_EXTRA_MINUTES = 5, POLITE = 10, HOST_MAX = 256 };

typedef struct Slot {
    struct Runner *runner;
    pthread_t thread;
    int64_t run; // 0: idle
    bool late;
    Time deadline; // steady clock
    MseWatch watch;
} Slot;

struct Runner {
    App *app;
    Time limit; // of one run
    char worker[2 * HASH_SIZE + 1];
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t keeper;
    unsigned wakes; // grows with each call of runner_wake
    bool stop;
    Slot slots[RUNNER_THREADS];
};

// One runner in a process; pages ask it how far a run is.
static pthread_mutex_t current_lock = PTHREAD_MUTEX_INITIALIZER;
static Runner *current;

// ---- one run ------------------------------------------------------------------------------------------------------

typedef struct Taken {
    Arena *mem;
    const char *worker;
    Time limit;
    FigureNextRow run;
    FigureTableByIdRow table;
    RunMade made;
    Err result;
    Why why;
    bool found, late, given_up;
} Taken;

static Err log_run(App *app, Db *db, const Taken *t, const char *action)
{
    const Entry e = {.account = t->run.again ? t->run.again_by : t->run.added_by,
                     .org = t->run.org_id,
                     .action = str_c(action),
                     .object = S("figure_run"),
                     .object_id = t->run.id};
    return app_log(app, db, &e);
}

static Err put_back(App *app, Db *db, Taken *t)
{
    const RunMade *m = &t->made;
    int64_t changed;
    TRY(q_figure_done(db, t->run.id, str_c(t->worker), clock_now(), S(BAKEN_VERSION), str_c(m->verdict), m->observed,
                      m->estimate, m->lower, m->upper, m->answer, &changed));
    if (changed == 0) return OK; // stopped, deleted, or lost to another node meanwhile
    for (size_t i = 0; i < RUN_FILES; i++)
        TRY(q_figure_file_put(db, t->run.id, str_c(m->files[i].name), m->files[i].content));
    return log_run(app, db, t, "figures.done");
}

// What the statistics say of it is English, and for the log.
static const char *fault_of(const Taken *t)
{
    if (t->given_up)
        return N_("Bij het maken van deze schatting stopte het programma, drie keer. We proberen het niet nog "
                  "eens. Kies minder herhalingen, een ander model of minder kenmerken, of vraag de beheerder om het logboek.");
    if (t->late) return N_("Het duurde te lang. Kies minder herhalingen of een ander model.");
    if (t->result == E_LIMIT)
        return N_("Met deze keuzes is de tabel te groot om uit te rekenen. Kies een ander model, samenhang tussen twee "
                  "lijsten, of minder kenmerken.");
    if (t->result == E_INPUT) return N_("Met deze tabel lukt deze methode niet. Kies een andere methode.");
    return N_("Er ging iets mis bij het maken van de schatting. Probeer het later nog eens.");
}

static Err finish(App *app, Db *db, Arena *mem, void *arg)
{
    (void)mem;
    Taken *t = arg;
    int64_t changed;
    if (t->given_up) t->result = E_BUG;
    if (t->run.again) {
        Str outcome = t->result != OK ? S("failed") : str_eq(t->made.answer, t->run.answer) ? S("same") : S("other");
        TRY(q_figure_again_done(db, t->run.id, str_c(t->worker), clock_now(), outcome, S(BAKEN_VERSION), &changed));
        return changed ? log_run(app, db, t, "figures.again_done") : OK;
    }
    if (t->result == OK) return put_back(app, db, t);
    TRY(q_figure_failed(db, t->run.id, str_c(t->worker), clock_now(), str_c(fault_of(t)), &changed));
    return changed ? log_run(app, db, t, "figures.failed") : OK;
}

static Err take(App *app, Db *db, Arena *mem, void *arg)
{
    (void)mem;
    Taken *t = arg;
    Time now = clock_now();
    int64_t changed;
    Err e = q_figure_next(db, t->mem, now, &t->run);
    if (e == E_NOTFOUND) return OK;
    TRY(e);
    TRY(q_figure_table_by_id(db, t->mem, t->run.table_id, &t->table));
    TRY(q_figure_take(db, t->run.id, str_c(t->worker), now + t->limit + MINUTES(CLAIM_EXTRA_MINUTES), now, &changed));
    t->found = changed > 0;
    t->given_up = t->run.attempts >= RUN_ATTEMPTS_MAX;
    if (t->given_up) return finish(app, db, mem, t);
    return log_run(app, db, t, "figures.start");
}

// The program ends while it was made; that is no fault of the run.
static Err put_off(App *app, Db *db, Arena *mem, void *arg)
{
    (void)mem;
    const Taken *t = arg;
    int64_t changed;
    TRY(q_figure_put_off(db, t->run.id, str_c(t->worker), &changed));
    return changed ? log_run(app, db, t, "figures.put_off") : OK;
}

static RunAsked asked_of(const Taken *t)
{
    return (RunAsked){.title = t->table.title,
                      .content = t->table.content,
                      .lists = t->table.list_names,
                      .model = t->run.model,
                      .interval = t->run.ci,
                      .strata = t->run.strata,
                      .digest = t->table.protected ? t->table.digest : STR_NONE,
                      .groups = {.year = t->run.year_column,
                                 .by = t->run.by_columns,
                                 .population = t->run.population,
                                 .way = t->run.way,
                                 .doubtful = t->run.doubtful,
                                 .degree = t->run.degree,
                                 .absent = t->run.absent},
                      .threshold = t->run.threshold,
                      .max_order = t->run.max_order,
                      .replicates = t->run.replicates,
                      .trials = t->run.trials,
                      .seed = t->run.seed,
                      .level = t->run.level,
                      .protect = t->table.protected != 0};
}

// True when there was one. A run that the program's end broke off waits for the next start.
static bool run_one(Runner *r, Slot *slot)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(RUN_MEMORY);
    Taken *t = NEW(mem, Taken);
    Why w = {{0}};
    t->mem = mem;
    t->worker = r->worker;
    t->limit = r->limit;
    if (app_write(r->app, take, t, &w) != OK || !t->found) return false;
    if (t->given_up) {
        log_line(LOG_ERROR, "figures", "run=%lld given up after %d tries", (long long)t->run.id, RUN_ATTEMPTS_MAX);
        return true; // the next one
    }
    pthread_mutex_lock(&r->lock);
    atomic_store(&slot->watch.stop, r->stop);
    slot->run = t->run.id;
    slot->late = false;
    slot->deadline = clock_steady() + r->limit;
    pthread_mutex_unlock(&r->lock);
    const RunAsked asked = asked_of(t);
    t->result = run_make(mem, &asked, &slot->watch, r->app->dir, !t->run.again, &t->made, &t->why);
    pthread_mutex_lock(&r->lock);
    bool ending = r->stop && t->result != OK;
    t->late = slot->late && t->result != OK;
    slot->run = 0;
    pthread_mutex_unlock(&r->lock);
    if (ending) {
        Err put = app_write(r->app, put_off, t, &w); // else it counts as a try
        if (put != OK) log_line(LOG_WARN, "figures", "run=%lld error=%s", (long long)t->run.id, err_name(put));
        return false;
    }
    if (t->result != OK && t->result != E_BUSY)
        log_line(LOG_WARN, "figures", "run=%lld error=%s %s", (long long)t->run.id, err_name(t->result), t->why.text);
    Err e = app_write(r->app, finish, t, &w);
    if (e != OK) log_line(LOG_ERROR, "figures", "run=%lld error=%s %s", (long long)t->run.id, err_name(e), w.text);
    return true;
}

// ---- the threads --------------------------------------------------------------------------------------------------

static void wait_s(Runner *r, int seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    pthread_cond_timedwait(&r->wake, &r->lock, &until);
}

static void *work(void *arg)
{
    Slot *slot = arg;
    Runner *r = slot->runner;
    unsigned seen = 0;
    (void)!nice(POLITE); // of this thread only, on Linux: visitors go first
    for (;;) {
        while (run_one(r, slot)) {}
        pthread_mutex_lock(&r->lock);
        if (!r->stop && r->wakes == seen) wait_s(r, POLL_S);
        seen = r->wakes;
        bool stop = r->stop;
        pthread_mutex_unlock(&r->lock);
        if (stop) return NULL;
    }
}

// Ends what takes too long.
static void *keep(void *arg)
{
    Runner *r = arg;
    pthread_mutex_lock(&r->lock);
    while (!r->stop) {
        for (int i = 0; i < RUNNER_THREADS; i++) {
            Slot *s = &r->slots[i];
            if (s->run == 0 || clock_steady() < s->deadline) continue;
            s->late = true;
            atomic_store(&s->watch.stop, true);
        }
        wait_s(r, 1);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

// ---- starting and stopping ----------------------------------------------------------------------------------------

// The same for each start of this program on this machine and folder.
static void name_worker(Runner *r)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(8));
    char host[HOST_MAX] = "";
    (void)!gethostname(host, sizeof host - 1);
    Hash h = hash_of(str_fmt(mem, "%s %s", host, r->app->dir));
    Str bytes = hash_str(&h), hex = str_hex(mem, bytes.p, bytes.n);
    for (size_t i = 0; i < hex.n; i++) r->worker[i] = hex.p[i];
}

static Err release(App *app, Db *db, Arena *mem, void *arg)
{
    (void)mem;
    const Runner *r = arg;
    int64_t changed;
    TRY(q_figure_release(db, str_c(r->worker), &changed));
    if (changed == 0) return OK;
    return app_log(app, db, &(Entry){.action = S("figures.resume"), .object = S("system")});
}

Err runner_start(App *app, Time limit, Runner **ret_runner)
{
    Runner *r = calloc(1, sizeof *r);
    if (!r) abort();
    r->app = app;
    r->limit = limit;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->wake, NULL);
    name_worker(r);
    Why w = {{0}};
    Err e = app_write(app, release, r, &w);
    int started = 0;
    bool keeper = e == OK && pthread_create(&r->keeper, NULL, keep, r) == 0;
    for (; keeper && started < RUNNER_THREADS; started++) {
        r->slots[started].runner = r;
        if (pthread_create(&r->slots[started].thread, NULL, work, &r->slots[started]) != 0) break;
    }
    if (started < RUNNER_THREADS) { // a system that gives no threads at the start is in no state to serve
        log_line(LOG_ERROR, "figures", "threads=%d %s", started, w.text);
        if (started || keeper) abort();
        free(r);
        return e == OK ? E_BUSY : e;
    }
    pthread_mutex_lock(&current_lock);
    current = r;
    pthread_mutex_unlock(&current_lock);
    *ret_runner = r;
    return OK;
}

void runner_stop(Runner *r)
{
    if (!r) return;
    pthread_mutex_lock(&current_lock);
    if (current == r) current = NULL;
    pthread_mutex_unlock(&current_lock);
    pthread_mutex_lock(&r->lock);
    r->stop = true;
    for (int i = 0; i < RUNNER_THREADS; i++) atomic_store(&r->slots[i].watch.stop, true);
    pthread_cond_broadcast(&r->wake);
    pthread_mutex_unlock(&r->lock);
    for (int i = 0; i < RUNNER_THREADS; i++) pthread_join(r->slots[i].thread, NULL);
    pthread_join(r->keeper, NULL);
    free(r);
}

// ---- for pages ----------------------------------------------------------------------------------------------------

// The slot that works on this run, with the runner locked; NULL and nothing locked otherwise.
static Slot *find(int64_t run)
{
    Slot *found = NULL;
    pthread_mutex_lock(&current_lock);
    Runner *r = current;
    if (r) {
        pthread_mutex_lock(&r->lock);
        for (int i = 0; i < RUNNER_THREADS; i++)
            if (run && r->slots[i].run == run) found = &r->slots[i];
        if (!found) pthread_mutex_unlock(&r->lock);
    }
    pthread_mutex_unlock(&current_lock);
    return found;
}

void runner_wake(void)
{
    pthread_mutex_lock(&current_lock);
    Runner *r = current;
    if (r) {
        pthread_mutex_lock(&r->lock);
        r->wakes++;
        pthread_cond_broadcast(&r->wake);
        pthread_mutex_unlock(&r->lock);
    }
    pthread_mutex_unlock(&current_lock);
}

void runner_cancel(int64_t run)
{
    Slot *s = find(run);
    if (!s) return;
    atomic_store(&s->watch.stop, true);
    pthread_mutex_unlock(&s->runner->lock);
}

bool runner_progress(int64_t run, RunProgress *ret_progress)
{
    Slot *s = find(run);
    if (!s) return false;
    *ret_progress = (RunProgress){.stage = (MseStage)atomic_load(&s->watch.stage),
                                  .done = atomic_load(&s->watch.done),
                                  .all = atomic_load(&s->watch.all)};
    pthread_mutex_unlock(&s->runner->lock);
    return true;
}

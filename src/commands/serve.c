// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// serve.c - `baken serve` and `baken init`.
#include "app/app.h"
#include "commands/command.h"
#include "commands/demo.h"
#include "commands/jobs.h"
#include "commands/offline.h"
#include "commands/routes.h"
#include "figures/figures.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/sandbox.h"
#include <stdio.h>
#include <string.h>

enum {
    PORT_DEFAULT = 8080,
    DRAIN_S_DEFAULT = 5,
    DRAIN_S_MAX = 30, // systemd gives a minute in all
    SLOW_MS_DEFAULT = 500,
    SLOW_MS_MAX = 3600 * 1000,
    TOKEN_FILE_MAX = 4096,
    TOKEN_MIN = 20,
    CONNECTIONS_MIN = 16,
    CONNECTIONS_MAX = 100000
};

static char listen_host[64];

// "127.0.0.1:8080", ":8080", "8080"
static Err parse_listen(Args *a, const char *text, AppOptions *o)
{
    const char *colon = strrchr(text, ':');
    Str host = colon ? (Str){text, (size_t)(colon - text)} : S("127.0.0.1");
    int64_t port;
    if (str_int(str_c(colon ? colon + 1 : text), 0, 65535, &port) != OK || host.n >= sizeof listen_host)
        return why(&a->why, E_INPUT, "--listen takes HOST:PORT, for example 127.0.0.1:8080");
    memcpy(listen_host, host.p, host.n);
    o->host = host.n ? listen_host : "127.0.0.1";
    o->port = (int)port;
    return OK;
}

static bool loopback(const AppOptions *o)
{
    return o->unix_socket || strcmp(o->host, "127.0.0.1") == 0 || strcmp(o->host, "localhost") == 0 ||
           strcmp(o->host, "::1") == 0;
}

static void ready(int port)
{
    if (port) printf("ready on http://%s:%d\n", strcmp(listen_host, "") ? listen_host : "127.0.0.1", port);
    else printf("ready on the socket\n");
    fflush(stdout);
}

// Before the first thread: afterwards only the data folder (and the socket's) can be written.
static Err sandbox(Args *a, const AppOptions *o)
{
    TRY(dir_make(o->dir, 0700, &a->why));
    const char *socket_dir = NULL;
    if (o->unix_socket) {
        const char *slash = strrchr(o->unix_socket, '/');
        socket_dir = slash && slash != o->unix_socket
                         ? str_z(a->mem, (Str){o->unix_socket, (size_t)(slash - o->unix_socket)})
                         : ".";
    }
    const char *const folders[SANDBOX_FOLDERS_MAX] = {o->dir, socket_dir};
    const char *readable[SANDBOX_READABLE_MAX] = {NULL};
    store_reads(a->mem, o->store, readable, SANDBOX_READABLE_MAX);
    const Sandbox held = sandbox_enter(folders, readable);
    if (!held.files) log_line(LOG_WARN, "sandbox", "this kernel does not confine files (Landlock)");
    if (!held.calls) log_line(LOG_WARN, "sandbox", "this system does not confine system calls (seccomp)");
    return OK;
}

// Read before the sandbox: the file with the token is not in the data folder.
static Err watch_options(Args *a, AppOptions *o)
{
    int64_t slow;
    TRY(arg_int(a, "slow-ms", SLOW_MS_DEFAULT, 0, SLOW_MS_MAX, &slow));
    o->slow_ms = (int)slow;
    int64_t connections, drain;
    TRY(arg_int(a, "connections", 0, CONNECTIONS_MIN, CONNECTIONS_MAX, &connections));
    o->connections_max = (int)connections;
    TRY(arg_int(a, "drain-s", DRAIN_S_DEFAULT, 0, DRAIN_S_MAX, &drain));
    o->drain_s = (int)drain;
    const char *path = arg_value(a, "metrics-token", NULL);
    if (!path) return OK;
    TRY(file_read(a->mem, path, TOKEN_FILE_MAX, &o->metrics_token, &a->why));
    o->metrics_token = str_trim(o->metrics_token);
    if (o->metrics_token.n >= TOKEN_MIN) return OK;
    return why(&a->why, E_INPUT, "%s: a token has %d characters or more", path, TOKEN_MIN);
}

Err command_serve(Args *a)
{
    AppOptions o = {.dir = arg_value(a, "data", NULL),
                    .store = arg_store(a),
                    .host = "127.0.0.1",
                    .port = PORT_DEFAULT,
                    .unix_socket = arg_value(a, "socket", NULL),
                    .demo = arg_on(a, "demo"),
                    .no_limits = arg_on(a, "no-limits"),
                    .secure_cookies = arg_on(a, "secure-cookies")};
    const char *where = arg_value(a, "listen", NULL);
    if (where) TRY(parse_listen(a, where, &o));
    if (o.no_limits && !loopback(&o)) return why(&a->why, E_INPUT, "--no-limits is for loopback only");
    TRY(watch_options(a, &o));
    TRY(sandbox(a, &o));
    app_hold_signals();
    App *app = NULL;
    TRY(app_open(&o, route_tables, route_table_count, &app, &a->why));
    Jobs *jobs = NULL;
    Runner *runner = NULL;
    Err e = app_prepare(app, &a->why);
    if (e == OK) e = demo_prepare(app, &a->why);
    if (e == OK) e = jobs_start(app, &jobs);
    if (e == OK) e = runner_start(app, MINUTES(RUN_MINUTES_MAX), &runner);
    if (e == OK) e = app_serve(app, &o, ready, &a->why);
    runner_stop(runner);
    jobs_stop(jobs);
    app_close(app);
    log_held(true);
    return e;
}

Err command_init(Args *a)
{
    const AppOptions o = {.dir = arg_value(a, "data", NULL), .store = arg_store(a)};
    App *app = NULL;
    TRY(app_open(&o, route_tables, route_table_count, &app, &a->why));
    Err e = app_prepare(app, &a->why);
    app_close(app);
    if (e == OK) printf("%s is ready\n", o.dir);
    return e;
}

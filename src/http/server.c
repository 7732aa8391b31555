// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Starting and stopping. libmicrohttpd does sockets and framing; what it may not do is switched off here.
#include "http/server.h"
#include "sys/clock.h"
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

const HttpTimes http_times_default = {.head_ms = 10000,
                                      .idle_ms = 15000,
                                      .body_ms = 15000,
                                      .reply_ms = 30000,
                                      .crowd_ms = 1500,
                                      .watch_ms = 1000,
                                      .stop_ms = 10000};

enum {
    THREADS_DEFAULT = 2,
    CONNECTIONS_DEFAULT = 4000,
    // Strict would refuse a missing Host and a space in the target, with a page of its own and without our headers.
    // head_check and target_parse refuse both.
    MHD_LENIENT = 0,
    // nginx keeps connections to us open for a minute; when we close first, a POST can meet a closing socket.
    IDLE_BEHIND_FRONT_MS = 75000,
};

// The path stays as it came: on_target keeps it and path_decode looks at it. MHD's own decoding would end a string at
// %00, so that /page%00x reads as /page.
static size_t keep_escapes(void *cls, struct MHD_Connection *mhd, char *text)
{
    (void)cls, (void)mhd;
    return strlen(text);
}

// A line for every odd client would fill a disk, and could hold what a visitor sent.
static void say_nothing(void *cls, const char *fmt, va_list args) { (void)cls, (void)fmt, (void)args; }

static void server_free(HttpServer *s)
{
    watchdog_stop(s->watchdog);
    if (s->listen_fd >= 0) close(s->listen_fd);
    if (s->unix_socket) unlink(s->unix_socket);
    free(s->unix_socket);
    secret_wipe(&s->client_key);
    secret_wipe(&s->network_key);
    free(s);
}

static struct MHD_Daemon *daemon_start(HttpServer *s, const HttpOptions *o)
{
    unsigned threads = o->threads > 0 ? (unsigned)o->threads : THREADS_DEFAULT;
    unsigned connections = (unsigned)s->connections_max;
    return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, s,
                            MHD_OPTION_EXTERNAL_LOGGER, say_nothing, NULL, // first, so that it hears of the others
                            MHD_OPTION_LISTEN_SOCKET, s->listen_fd, MHD_OPTION_THREAD_POOL_SIZE, threads,
                            MHD_OPTION_CONNECTION_LIMIT, connections < threads ? threads : connections,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_POOL_BYTES, MHD_OPTION_STRICT_FOR_CLIENT,
                            MHD_LENIENT, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)(s->times.idle_ms / 1000 + 1),
                            MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL, MHD_OPTION_URI_LOG_CALLBACK, on_target, s,
                            MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
                            s, MHD_OPTION_END);
}

Err http_start_timed(const HttpOptions *options, const HttpTimes *times, const HttpApp *app, HttpServer **ret_server,
                     Why *w)
{
    if (crypt_start() != OK) return why(w, E_CRYPT, "the cryptographic library does not start");
    HttpServer *s = calloc(1, sizeof *s);
    if (!s) abort();
    s->app = *app;
    s->times = *times;
    s->listen_fd = -1;
    s->connections_max = listen_room(options->connections_max > 0 ? options->connections_max : CONNECTIONS_DEFAULT);
    s->behind_socket = options->unix_socket != NULL;
    if (s->behind_socket && s->times.idle_ms < IDLE_BEHIND_FRONT_MS) s->times.idle_ms = IDLE_BEHIND_FRONT_MS;
    s->client_key = secret_random();
    s->network_key = options->network_key ? *options->network_key : secret_random();
    Err e = listen_on(options, &s->listen_fd, &s->port, w);
    if (e == OK && s->behind_socket) {
        s->unix_socket = strdup(options->unix_socket);
        if (!s->unix_socket) abort();
    }
    if (e == OK) e = watchdog_start(s->times.watch_ms, s->connections_max / 4 * 3, &s->watchdog, w);
    if (e == OK) {
        s->mhd = daemon_start(s, options);
        if (!s->mhd) e = why(w, E_IO, "the HTTP server does not start");
    }
    if (e != OK) {
        server_free(s);
        return e;
    }
    *ret_server = s;
    return OK;
}

Err http_start(const HttpOptions *options, const HttpApp *app, HttpServer **ret_server, Why *w)
{
    return http_start_timed(options, &http_times_default, app, ret_server, w);
}

int http_port(const HttpServer *server) { return server->port; }
bool http_crowded(const HttpServer *server) { return watchdog_crowded(server->watchdog); }
int http_connections(const HttpServer *server) { return watchdog_count(server->watchdog); }

static void pause_a_moment(void)
{
    struct timespec pause = {.tv_nsec = 5 * 1000 * 1000};
    nanosleep(&pause, NULL);
}

void http_stop(HttpServer *s)
{
    if (!s) return;
    // Nobody can connect any more. Not with MHD_quiesce_daemon: it takes the socket out of the set that a pool thread
    // waits on while that thread does the same, and MHD ends the process when one of them finds it gone.
    atomic_store(&s->stopping, true);
    shutdown(s->listen_fd, SHUT_RDWR);
    Time until = clock_steady() + s->times.stop_ms;
    while (atomic_load(&s->in_flight) > 0 && clock_steady() < until) pause_a_moment();
    // Clients had their time. The app always answers; what it has must not lose the ground under its feet, and MHD
    // gives up the whole process when it stops with a connection that is suspended.
    atomic_store(&s->closed, true);
    while (atomic_load(&s->unanswered) > 0) pause_a_moment();
    MHD_stop_daemon(s->mhd);
    s->listen_fd = -1; // MHD closed it
    server_free(s);
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// http.h - bytes in, a bounded and checked request out; a response in, safe bytes out. Knows no routes of ours.
//
// libmicrohttpd (epoll, a pool of two threads) below. What it lets through we refuse here before anything is parsed:
// two Host / Content-Length / Transfer-Encoding headers, both lengths, control bytes, %00, a body on GET, unknown
// methods; a deadline for headers and for the whole request is kept by a watchdog thread.
//
// Life of a request:
//   1. headers are in  -> app->admit(): may this come in, and with how large a body, and do files stream to a sink?
//   2. body is in      -> app->serve() on a pool thread. It answers now, or keeps the request and answers later
//                         from any thread (the writer): http_reply is called exactly once. The client may have
//                         left meanwhile; the request stays valid until http_reply returns.
// Everything a request needs lives in its arena (REQUEST_MEMORY); nothing of it survives http_reply.
// No address of a client is stored or logged. The limiter sees only a keyed hash that changes every hour.
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "crypt/crypt.h"

enum {
    HTTP_FIELDS_MAX = 256,        // form fields and query fields, each
    HTTP_HEADER_BYTES_MAX = 32 * 1024,
    HTTP_BODY_DEFAULT = 128 * 1024,
    HTTP_FILES_MAX = 5,
    HTTP_FILE_BYTES_MAX = 20 * 1024 * 1024,
    HTTP_REQUEST_MEMORY = 8 * 1024 * 1024,
};

typedef enum Method { M_GET, M_HEAD, M_POST, M_PUT, M_PATCH, M_DELETE, M_OPTIONS } Method;

typedef struct Field {
    Str name, value; // decoded, valid UTF-8, no NUL
} Field;
typedef struct Fields {
    Field *v;
    size_t n;
} Fields;

// Where an uploaded file goes while it streams in. The app's sink seals it and stores it. Calls come in order:
// start, write..., end; or drop when the upload breaks off. size is known only at the end. After a start or an end that
// failed no drop follows. Calls come on a pool thread: a sink that must wait for a disk does not block, it says
// http_hold.
typedef struct FileSink {
    void *ctx; // the app's
    Err (*start)(void *ctx, Str field, Str filename, Str type);
    Err (*write)(void *ctx, Str piece);
    Err (*end)(void *ctx, size_t size);
    void (*drop)(void *ctx);
} FileSink;

typedef struct HttpRequest HttpRequest;
struct HttpRequest {
    Arena *mem;
    Method method;
    Str path;     // decoded, begins with '/', no "//", no "/../", no NUL
    Fields query; // decoded
    Fields form;  // of application/x-www-form-urlencoded or multipart/form-data
    Str body;     // raw, for other content types (JSON)
    Str type;     // content type without parameters, lower case
    bool local;   // the connection comes from this machine's loopback, and not on behalf of another (X-Forwarded-For)
    bool secure;  // TLS here, or X-Forwarded-Proto: https from a trusted front (loopback or UNIX socket)
    unsigned char client[16]; // keyed hash of the address, for limits of this server; changes every hour that passes
    Str id;       // of this request, for the log, the answer (X-Request-Id) and who asks about it
    void *app;    // what admit() attached
    struct HttpConn *conn; // the server's
};

// As rq->client, but the same at every node of a platform: it changes with the hour of the clock.
Hash http_network(const HttpRequest *rq, Time now); // in the hour of now
Str http_header(const HttpRequest *rq, const char *name); // empty when absent
Str http_cookie(const HttpRequest *rq, const char *name); // empty when absent or twice
Str field_get(const Fields *f, const char *name);         // first value, empty when absent
bool field_has(const Fields *f, const char *name);

// A body that is made while it is sent, so that a large one is never in memory whole. Calls come on a pool thread.
typedef struct HttpStream {
    void *arg;                              // NULL: no stream
    Err (*next)(void *arg, Str *ret_piece); // never empty; valid until the next call. A failure breaks the answer off
    void (*end)(void *arg);                 // once, whatever happened: frees
    size_t size;                            // of all pieces together
} HttpStream;

typedef struct HttpResponse {
    int status;
    const char *type;  // "text/html; charset=utf-8"
    Str body;          // in the request's arena, or static
    Fields headers;    // extra headers; values without control bytes (checked)
    const char *cache; // NULL = "no-store"
    HttpStream stream; // instead of body; the server's from http_reply on
} HttpResponse;

typedef struct HttpAdmission {
    size_t body_max;      // 0 = no body; only multipart may be longer than 1 MB, other bodies are kept in memory
    const FileSink *sink; // NULL = file parts are refused
} HttpAdmission;

typedef struct HttpApp {
    void *ctx;
    // May attach rq->app. On failure the request is answered with refuse() and the body is not read.
    Err (*admit)(void *ctx, HttpRequest *rq, HttpAdmission *ret_admission);
    void (*serve)(void *ctx, HttpRequest *rq);
    // A response for trouble found before serve(): bad request, too large, timed out, too busy.
    void (*refuse)(void *ctx, HttpRequest *rq, Err e, HttpResponse *ret_response);
    // The request is over (answered or broken off): release what rq->app holds outside the arena.
    void (*gone)(void *ctx, HttpRequest *rq);
} HttpApp;

typedef struct HttpOptions {
    const char *host; // "127.0.0.1"
    int port;         // 0 = the system chooses
    const char *unix_socket; // instead of host and port, behind nginx
    int threads;      // 0 = 2
    int connections_max; // 0 = 4000; fewer when the system allows fewer descriptors
    const Secret *network_key; // for http_network: the same on all nodes of one platform; NULL: of this server only
} HttpOptions;

typedef struct HttpServer HttpServer;
Err http_start(const HttpOptions *options, const HttpApp *app, HttpServer **ret_server, Why *w) MUST_USE;
int http_port(const HttpServer *server);
int http_connections(const HttpServer *server); // open now
// Three quarters of the places are taken: slow clients get less time, and the app may refuse what can wait.
bool http_crowded(const HttpServer *server);
// No new connections; waits for requests in flight: at most 10 s for clients, for the app until it has answered all.
// Then nothing of the server is left and the app hears no more of it.
void http_stop(HttpServer *server); // accepts NULL

// Sends the response and ends the request. Adds the security headers (see http/reply.c) to every response.
void http_reply(HttpRequest *rq, const HttpResponse *response);

// From a sink, while a body comes in: read no more of it for now. The client waits; the thread does not.
void http_hold(HttpRequest *rq);
// From any thread, once for each http_hold, before gone() was called: read on. The time between was ours, not the
// client's.
void http_release(HttpRequest *rq);

// ---- pure parts, fuzzed -----------------------------------------------------------------------------------------
// a=1&b=2 ; E_INPUT: bad escape, NUL, not UTF-8; E_LIMIT: more than HTTP_FIELDS_MAX
Err form_parse_urlencoded(Arena *mem, Str body, Fields *ret_fields) MUST_USE;
// multipart, incrementally: see http/multipart.h
Err path_decode(Arena *mem, Str raw, Str *ret_path) MUST_USE; // E_INPUT as above and for "..", "//", control bytes
Str url_encode(Arena *mem, Str s);

// A route's path against a pattern: "/casus/:id/taken" ; captures in order. At most 6.
enum { PATH_PARTS_MAX = 6 };
bool path_match(Str pattern, Str path, Str ret_captured[PATH_PARTS_MAX]);

// ---- limits -------------------------------------------------------------------------------------------------------
// Token buckets keyed by a hash, in memory, of fixed size; old ones make room. Never a stop for all.
typedef struct Limiter Limiter;
Limiter *limiter_new(size_t slots);
void limiter_free(Limiter *l);
// True when one more is allowed: `burst` at once, then `per_hour` an hour. seconds until the next otherwise.
bool limiter_take(Limiter *l, const void *key, size_t n, int burst, int per_hour, int64_t now_ms, int *ret_wait_s);

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// server.h - inside src/http only: the server, one connection's request, and who may touch it when.
//
// A HttpConn is one request. It is made when the request line is in (on_target), gets its arena when the headers are
// in, and dies in on_completed, always on the pool thread of its connection. Between the call of app->serve and
// http_reply it belongs to the app, on whatever thread; reply_state is the hand-over in both directions.
#pragma once
#include "base/buf.h"
#include "crypt/crypt.h"
#include "http/http.h"
#include "http/multipart.h"
#include "http/pure.h"
#include "http/watch.h"
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdatomic.h>

// The deadlines; tests shorten them. Slower than HTTP_RATE_MIN bytes a second over the whole body is too slow.
enum { HTTP_RATE_MIN = 8 * 1024 };
typedef struct HttpTimes {
    int head_ms;  // from the first byte we wait for to the end of the headers
    int idle_ms;  // between requests of one connection, until the next request line
    int body_ms;  // grace on top of what HTTP_RATE_MIN allows
    int reply_ms; // the same, for a client that takes its answer
    int crowd_ms; // instead of each of the four above when it is crowded
    int watch_ms; // how often the watchdog looks
    int stop_ms;  // how long http_stop waits for clients
} HttpTimes;
extern const HttpTimes http_times_default;
Err http_start_timed(const HttpOptions *options, const HttpTimes *times, const HttpApp *app, HttpServer **ret_server,
                     Why *w) MUST_USE;

enum {
    // A body we refuse is read to its end up to this size, so that a person who chose a video too many hears why and
    // does not see a broken connection; past it we close.
    HTTP_DISCARD_MAX = 64 * 1024 * 1024,
    // Bodies that are kept in memory whole (all but multipart) are never longer, whatever admit() says.
    HTTP_COLLECTED_MAX = 1024 * 1024,
    // MHD's memory for one connection: also what limits the headers it takes in.
    HTTP_POOL_BYTES = 64 * 1024,
};

typedef struct HttpConn HttpConn;

struct HttpServer {
    HttpApp app;
    HttpTimes times;
    struct MHD_Daemon *mhd;
    Watchdog *watchdog;
    int port, listen_fd, connections_max;
    char *unix_socket; // removed when we stop
    bool behind_socket;
    Secret client_key, network_key; // of rq->client, new at every start; of http_network
    atomic_int in_flight;
    atomic_int unanswered; // the app has them, or will let them go on: MHD must not stop under them
    atomic_bool stopping;
    atomic_bool closed; // nothing is given to the app any more, and nothing held
};

// One client's connection, from accept to close. It knows the request at hand because MHD forgets it when the arguments
// of a target do not fit in the pool: on_completed is not called then.
typedef struct Link {
    Watch *watch;
    HttpConn *request; // NULL between requests
} Link;

typedef enum Phase { PHASE_HEAD, PHASE_BODY, PHASE_DISCARD, PHASE_SERVE, PHASE_SENT } Phase;
enum { REPLY_NONE, REPLY_SUSPENDED, REPLY_GIVEN };
enum { HOLD_NONE, HOLD_ASKED, HOLD_SUSPENDED };

struct HttpConn {
    HttpServer *server;
    struct MHD_Connection *mhd;
    Link *link;
    HttpRequest rq;
    Head head;
    unsigned char network[16]; // address of the visitor, as far as limits tell visitors apart
    Fields headers;
    Phase phase;
    bool begun, close;
    HttpAdmission admission;
    size_t received;
    Time body_start;
    Buf body;
    Multipart *multipart;
    Err trouble; // why the body is discarded
    int trouble_status;
    atomic_int reply_state, hold;
    Time held_since;
    HttpResponse response;
    bool has_response; // and owns response.stream
    size_t target_n;
    bool target_long;
    char target[];
};

// request.c: the stages of a request, called by MHD.
void on_connection(void *cls, struct MHD_Connection *mhd, void **link, enum MHD_ConnectionNotificationCode what);
void *on_target(void *cls, const char *target, struct MHD_Connection *mhd);
enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
                           const char *version, const char *data, size_t *data_size, void **conn);
void on_completed(void *cls, struct MHD_Connection *mhd, void **conn, enum MHD_RequestTerminationCode how);

// reply.c: c->response to the wire. False: nothing could be queued, close the connection.
bool reply_send(HttpConn *c);

// Deadlines that begin now: what patience allows, and what is allowed when it is crowded. Bytes are worth their time.
void watch_for(HttpConn *c, Time from, int patience_ms, size_t bytes, bool whole);

// client.c: rq->local, rq->secure, rq->client
void client_of(HttpConn *c); // and rq->id, when a trusted front gave one
Str request_id_new(Arena *mem);

// listen.c: how many connections there can be with the descriptors that this process may have; asks for more of them.
int listen_room(int connections);
// A bound, listening socket. ret_port stays 0 for a UNIX socket.
Err listen_on(const HttpOptions *options, int *ret_fd, int *ret_port, Why *w) MUST_USE;

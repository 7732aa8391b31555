// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// app.h - one request, from the door to the answer: what every handler of every domain works with.
//
// A domain folder exports a table of Route. The dispatcher (app/dispatch.c) does, in this order and for every route:
//   limits -> session -> may_ever(actor, route action) -> same-origin and CSRF for writes -> prepare -> handle
//   -> ledger
// so a handler never checks these again. Object-level rights it must check: find the Relation in the store and call
// req_may(rq, ACT_x, relation), which answers E_NOTFOUND for REL_NONE and E_DENIED otherwise, with the reason.
//
// GET   handle runs on a pool thread on a read-only connection, in one snapshot (rq->db). If it called req_log (a read
//       of personal data) the page is sent only after the entries are on disk.
// POST  prepare (optional) runs on a pool thread with the read-only connection: parse, seal, anything costly; routes
//       with R_SLOW have it run on the slow pool (Argon2). Then handle runs on the writer, in a savepoint (rq->db
//       writes); the answer is sent after the commit. A handler that wrote must have called req_log: nothing commits
//       unlogged (else the job is undone and the answer is 500). Returning an Err undoes what handle wrote; to keep a
//       write and still answer "no" (a counted failure), set the response yourself and return OK. Handlers on the
//       writer must be quick: no Argon2, no file reads, no loops over all rows.
//
// Answers: req_page(...) for HTML via a template, req_redirect (303), req_json, req_problem; or return an Err and the
// dispatcher makes the error page (or problem+json on API routes) from rq->why.
#pragma once
#include "access/access.h"
#include "html/html.h"
#include "http/http.h"
#include "ledger/ledger.h"
#include "store/writer.h"

typedef struct App App;
typedef struct Req Req;

enum {
    R_API = 1,         // JSON in and out, problem+json, API-Version header; no CSRF token (no cookies are looked at)
    R_SLOW = 2,        // prepare runs on the slow pool
    R_FILES = 4,       // multipart with files: body up to FILES, streamed sealed to the store through rq->uploads
    R_PUBLIC_POST = 8, // a write without an account: same-origin is checked, no CSRF token
    R_READ_POST = 16, // a POST that writes nothing (a question page): handle runs like a GET, on the pool
    R_ALWAYS = 256,   // a public GET that is let in however crowded it is: where staff sign in
    R_BARE = 64,      // a GET that needs no store: it answers when there is none
    R_TEXT_FILE = 128, // multipart, one text of at most TEXT_FILE_MAX, in memory (rq->text_file), never stored
    R_CACHE = 32,     // may be cached for an hour by browsers (static, the same for all)
};

enum { TEXT_FILE_MAX = 512 * 1024 };

typedef struct Route {
    Method method;
    const char *path;  // "/signalen/:id/duiding"; captures by req_id(rq, 0), req_part(rq, 0). "/en" is cut off before
    Action action;     // ACT_public: no account needed
    unsigned flags;
    size_t body_max;   // 0 = HTTP_BODY_DEFAULT for POST
    Err (*prepare)(Req *rq);
    Err (*handle)(Req *rq);
} Route;

// A file that came in with the request: already sealed in the store under a random name, with a key of its own, and
// pending: a record takes it with stored_take in its own commit (app/stored.h), a draft leaves it pending.
// If the request does not end in a commit that kept it (upload_keep), it is dropped.
typedef struct Upload {
    Str field, filename, declared_type, sniffed_type; // sniffed by libmagic from the first bytes
    int64_t size;
    Str stored; // random name in the store
    Secret key;
    bool keep;
    struct Inflow *inflow; // stored.c
} Upload;

struct Req {
    App *app;
    HttpRequest *http;
    const Route *route;
    Arena *mem;
    Lang lang;
    Time now;
    Db *db;
    Actor actor;      // actor.account.v == 0: nobody signed in
    Str csrf;         // for forms of staff
    Str parts[PATH_PARTS_MAX];
    Upload uploads[HTTP_FILES_MAX];
    size_t upload_count;
    Why why;          // why the last Err: for the person, in Dutch, translated when it is a known text
    void *prepared;   // what prepare hands to handle
    void (*settled)(Req *rq, Err e); // after the commit, or instead of it; on the writer, before the answer: instant
    HttpResponse response;
    bool answered;
    int64_t began;    // clock_micros
    Entry *entries;   // to be logged
    size_t entry_count;
    bool on_writer;
    bool touch; // the session's time of last use is to be renewed
    Str path;   // without the language prefix
    unsigned allow; // bits of Method: what this address does take, when it does not take this one
    Buf *body;      // of the answer
    Buf *text_file;   // what came with R_TEXT_FILE; NULL: nothing
    void *sniff;    // of the file that is streaming in (upload.c)
};

// ---- input ----
Str req_field(Req *rq, const char *name);       // form field, line ends normal, trimmed; empty when absent
Str req_query(Req *rq, const char *name);
bool req_flag(Req *rq, const char *name);       // a ticked box: "1"
int64_t req_id(Req *rq, size_t part);           // a captured positive number; 0 when it is not one
Str req_part(Req *rq, size_t part);
// Required text of at most max bytes; else E_INPUT with "label" in the message. A limit counts bytes of UTF-8.
Err req_text(Req *rq, const char *name, const char *label, size_t max, Str *ret_text) MUST_USE;
Err req_number(Req *rq, const char *name, const char *label, int64_t min, int64_t max, int64_t *ret_v) MUST_USE;
Err req_fail(Req *rq, Err e, const char *dutch) MUST_USE; // sets rq->why (translated) and returns e

// Where people reach this installation, without a slash behind it: for addresses that are read out or sent along.
Str req_base(const Req *rq);

// ---- rights and the ledger ----
Err req_may(Req *rq, Action does, Relation what) MUST_USE;
bool req_can(const Req *rq, Action does, Relation what); // for showing a button; the door asks again
// The ground when an organisation does its own public task (GDPR article 6, paragraph 1, under e). A draft, like every
// list of grounds here: not reviewed by a lawyer.
#define GROUND_TASK "avg6-1e"
void req_log(Req *rq, const char *action, const char *object, int64_t id, const char *ground, Str purpose);

// ---- answers ----
// Begin an HTML page: returns where templates write. End with req_html. title is put in <title> with the site's name.
Out *req_out(Req *rq);
Err req_html(Req *rq, int status) MUST_USE;
Err req_redirect(Req *rq, Str path) MUST_USE;   // 303 to a path of ours, language kept
Err req_problem(Req *rq, Err e) MUST_USE;       // application/problem+json from rq->why (RFC 9457)
Buf *req_json_out(Req *rq);
Err req_json(Req *rq, int status) MUST_USE;
Err req_file(Req *rq, Str content, const char *type, Str filename) MUST_USE; // as a download, never shown inline
void req_header(Req *rq, const char *name, Str value);
// HttpOnly, SameSite=Strict, Secure unless loopback
void req_cookie(Req *rq, const char *name, Str value, int64_t max_age_s);

// A browser from which this name signed in before: its next sign-in goes first. For 90 days.
void device_remember(Req *rq, Str username);
bool device_known(Req *rq, Str username);

// ---- the frame around pages (app/frame.html) ----
typedef struct Frame {
    const char *title;   // Dutch, translated; or use title_text
    Str title_text;
    const char *section; // which menu entry is current: "informatie", "loket", "melden", "postvak", "signalen", ...
    const char *back_path; // breadcrumb parent, may be NULL
    const char *back_title;
    bool narrow;         // a question page
} Frame;
// The public frame, or the staff frame when someone is signed in and section is a staff one.
void page_begin(Req *rq, Out *o, const Frame *f);
void page_end(Req *rq, Out *o, const Frame *f);

extern const Route app_routes[]; // leaving, assets, health

// ---- the process ----
struct App {
    const char *dir;       // data folder
    const char *store;     // name of the store (store/db.h)
    Db *read[8];           // one for each pool thread, handed out by app_db
    Writer *writer;
    Ledger *ledger;
    Secret pepper;         // DIR/keys/pepper.key: receipts and blind indexes
    Secret draft_key;      // seals the state that public forms carry; DIR/keys/draft.key
    Limiter *limiter;
    bool no_limits;        // loopback only
    int64_t disk_reserve;  // bytes that uploads leave free, so that a report can always be stored
    bool demo;
    bool secure_cookies;
    Str metrics_token;     // who may read /metrics; empty: only this machine
    int slow_ms;           // requests that take longer are named in the log; 0 = none
    const char *public_url; // for links in invites; may be empty
    const Route *const *route_tables;
    size_t route_table_count;
    struct AppState *state; // the dispatcher's own
};

typedef struct AppOptions {
    const char *dir, *host, *unix_socket;
    const char *store; // NULL: baken.db in the data folder
    int port;
    bool no_limits, demo, secure_cookies;
    Str metrics_token;
    int slow_ms, connections_max; // 0: as many as http.h says
    int drain_s; // app_serve: after the signal, when a balancer is watching /readyz
} AppOptions;

// Per address and in total, an hour; --limits may change them. 0 = none.
enum { LIMIT_REPORTS_BURST = 20, LIMIT_REPORTS_HOUR = 60, LIMIT_RECEIPT_BURST = 10, LIMIT_RECEIPT_HOUR = 60,
       LIMIT_LOGIN_BURST = 10, LIMIT_LOGIN_HOUR = 60, LIMIT_PAGES_BURST = 600, LIMIT_PAGES_HOUR = 36000 };
// Wrong ones from one network, an hour, at all nodes together.
enum { GUESSES_LOGIN = 60, GUESSES_INVITE = 30, GUESSES_RECEIPT = 15, GUESSES_LINK = 30 };
// E_RATE with the seconds to wait in rq->why. Counted by this node: protects what it can carry.
Err req_limit(Req *rq, const char *what, int burst, int per_hour) MUST_USE;
// The same for a secret that may be guessed, counted by all nodes together. First ask; and when it was wrong, say so:
// on the writer it counts in that commit (so also return OK), elsewhere by itself.
Err req_guess(Req *rq, const char *what, int per_hour) MUST_USE;
Err req_guess_wrong(Req *rq, const char *what) MUST_USE;

// The name of the store of an installation: what was asked for, or else the file in the data folder.
const char *app_store(Arena *mem, const char *store, const char *dir);
Err app_open(const AppOptions *o, const Route *const *tables, size_t count, App **ret_app, Why *w) MUST_USE;
void app_close(App *app);
// The first thing in a program that will serve: threads inherit the mask, so that only app_serve hears the signals.
void app_hold_signals(void);
// Returns after SIGTERM / SIGINT. When /readyz was asked for in the last DRAIN_WATCHED_S there is a balancer that sends
// people here: it hears 503 from now on, and everything is served as before for drain_s, or until a second signal. Then
// nobody comes in any more, and what was taken in is answered.
Err app_serve(App *app, const AppOptions *o, void (*ready)(int port), Why *w) MUST_USE;
// A read connection outside a request; waits for a free one. Give it back soon.
Db *app_reader(App *app);
void app_reader_back(App *app, Db *db);
// Runs a write outside a request (CLI, demo, clocks): in a job, with the ledger. `run` must log through app_log.
Err app_write(App *app, Err (*run)(App *app, Db *db, Arena *mem, void *arg), void *arg, Why *w) MUST_USE;
Err app_log(App *app, Db *db, const Entry *e) MUST_USE;

void upload_keep(Upload *u);
// A stored file as a download, opened with this key while it is sent.
Err req_stored(Req *rq, Str stored, const Secret *key, Str filename) MUST_USE;

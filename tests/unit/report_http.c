// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The whole way of a report over the wire: the questions without a script, files, the receipt, the mailbox, the API.
#include "app/stored_sql.h"
#include "base/json.h"
#include "http_client.h"
#include "signal/signal_report_sql.h"
#include "signal_place.h"
#include "sys/clock.h"
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { WAIT_MS = 20000 };
static _Atomic int port;
static pthread_t server;

static void ready(int p) { port = p; }

static void *serve(void *arg)
{
    Why w = {{0}};
    const AppOptions o = {.host = "127.0.0.1"};
    if (app_serve(((Platform *)arg)->app, &o, ready, &w) != OK) abort();
    return NULL;
}

static int start(void **state)
{
    app_hold_signals();
    int e = platform_open(state);
    assert_int_equal(pthread_create(&server, NULL, serve, *state), 0);
    for (int i = 0; i < WAIT_MS && !port; i++) usleep(1000);
    assert_true(port > 0);
    return e;
}

static int stop(void **state)
{
    kill(getpid(), SIGTERM);
    pthread_join(server, NULL);
    return platform_close(state);
}

static Str ask(Arena *mem, const char *method, const char *path, const char *headers, Str body)
{
    int fd = client_connect(port);
    assert_true(fd >= 0);
    client_send_bytes(fd, str_fmt(mem, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %zu\r\n%s\r\n", method,
                                  path, body.n, headers));
    client_send_bytes(fd, body);
    Str answer = client_read(mem, fd, false, WAIT_MS);
    close(fd);
    return answer;
}

static Str form(Arena *mem, const char *path, Str body)
{
    return ask(mem, "POST", path, "Content-Type: application/x-www-form-urlencoded\r\n", body);
}

static Str json(Arena *mem, const char *path, const char *headers, const char *body)
{
    return ask(mem, "POST", path, str_z(mem, str_fmt(mem, "Content-Type: application/json\r\n%s", headers)),
               str_c(body));
}

// What stands between two texts; empty when they are not there.
static Str between(Str s, const char *before, const char *after)
{
    Str b = str_c(before), a = str_c(after);
    for (size_t i = 0; i + b.n <= s.n; i++) {
        if (!str_starts((Str){s.p + i, s.n - i}, b)) continue;
        for (size_t k = i + b.n; k + a.n <= s.n; k++)
            if (str_starts((Str){s.p + k, s.n - k}, a)) return (Str){s.p + i + b.n, k - i - b.n};
    }
    return STR_NONE;
}

static Str draft_in(Str page)
{
    Str draft = between(page, "name=\"concept\" value=\"", "\"");
    assert_true(draft.n > 0);
    return draft;
}

static Str answer(Arena *mem, Str page, const char *topic, const char *fields)
{
    return form(mem, "/melden",
                str_fmt(mem, "concept=%.*s&stap=%s&naar=verder&%s", STR_ARG(draft_in(page)), topic, fields));
}

static Str to_summary(Arena *mem)
{
    Str page = form(mem, "/melden", S("concept=&naar=begin"));
    assert_int_equal(response_status(page), 200);
    page = answer(mem, page, "role", "rol=citizen");
    page = answer(mem, page, "anonymity", "anonimiteit=anonymous");
    page = answer(mem, page, "danger", "gevaar=nee");
    page = answer(mem, page, "form", "vorm=labour");
    page = answer(mem, page, "story", "tekst=Een+%3Cb%3Everhaal%3C%2Fb%3E");
    page = answer(mem, page, "place", "gemeente=GM0502&plaats=");
    page = answer(mem, page, "when", "wanneer=now&wanneerTekst=");
    page = answer(mem, page, "people", "slachtoffers=&verdachten=");
    page = answer(mem, page, "files", "");
    page = answer(mem, page, "police", "politie=nee");
    assert_int_equal(response_status(page), 200);
    assert_true(str_has(page, S("/melden/versturen")));
    return page;
}

static Str code_in(Arena *mem, Str page)
{
    Buf b = buf_new(mem, 64);
    Str digits = between(page, "dir=\"ltr\"><span>", "</p>");
    for (size_t i = 0; i < digits.n; i++)
        if (digits.p[i] >= '0' && digits.p[i] <= '9') buf_char(&b, digits.p[i]);
    assert_int_equal(b.n, RECEIPT_DIGITS);
    return buf_str(&b);
}

static void questions_keep_what_was_typed(void **state)
{
    Arena *mem = ((Platform *)*state)->mem;
    Str page = form(mem, "/melden", S("concept=&naar=begin"));
    page = answer(mem, page, "role", "");
    assert_int_equal(response_status(page), 422); // nothing chosen
    assert_true(str_has(page, S("href=\"#rol\"")) && str_has(page, S("id=\"rol\"")));
    page = to_summary(mem);
    assert_true(str_has(page, S("Een &lt;b&gt;verhaal&lt;/b&gt;")));
    assert_true(str_has(page, S("Capelle aan den IJssel")));
    assert_int_equal(response_header(page, "Set-Cookie").n, 0);
    assert_str(response_header(page, "Cache-Control"), "no-store");
    // From the summary to a topic and back; the other answers stay.
    page = form(mem, "/melden", str_fmt(mem, "concept=%.*s&stap=summary&naar=story", STR_ARG(draft_in(page))));
    assert_true(str_has(page, S("&lt;b&gt;verhaal")));
    page = answer(mem, page, "story", "tekst=Anders");
    assert_true(str_has(page, S("/melden/versturen")) && str_has(page, S("Anders")));
    assert_int_equal(response_status(form(mem, "/melden", S("concept=AAAA&stap=role&naar=verder"))), 400);
}

static void sending_twice_is_one_report(void **state)
{
    Arena *mem = ((Platform *)*state)->mem;
    Str page = to_summary(mem), draft = draft_in(page);
    Str body = str_fmt(mem, "concept=%.*s", STR_ARG(draft));
    Str first = form(mem, "/melden/versturen", body), again = form(mem, "/melden/versturen", body);
    assert_int_equal(response_status(first), 200);
    assert_true(str_eq(code_in(mem, first), code_in(mem, again)));
    assert_true(str_eq(between(first, "<strong>20", "</strong>"), between(again, "<strong>20", "</strong>")));
    // Typed again: wrong, then right.
    Str token = between(first, "name=\"sleutel\" value=\"", "\"");
    Str wrong = form(mem, "/melden/bevestigen", str_fmt(mem, "sleutel=%.*s&ontvangstcode=123", STR_ARG(token)));
    assert_int_equal(response_status(wrong), 422);
    Str right = form(mem, "/melden/bevestigen",
                     str_fmt(mem, "sleutel=%.*s&ontvangstcode=%.*s", STR_ARG(token), STR_ARG(code_in(mem, first))));
    assert_int_equal(response_status(right), 200);
    assert_int_equal(between(right, "dir=\"ltr\"><span>", "</p>").n, 0);
}

static void the_mailbox_opens_with_the_code_only(void **state)
{
    Platform *p = *state;
    Arena *mem = p->mem;
    Str sent = form(mem, "/melden/versturen", str_fmt(mem, "concept=%.*s", STR_ARG(draft_in(to_summary(mem)))));
    Str code = code_in(mem, sent);
    Str box = form(mem, "/postvak", str_fmt(mem, "ontvangstcode=%.*s", STR_ARG(code)));
    assert_int_equal(response_status(box), 200);
    assert_false(str_has(box, S("verhaal"))); // never the report itself
    assert_false(str_has(box, code));         // nor the code, unless asked
    Str token = between(box, "name=\"sleutel\" value=\"", "\"");
    Str once = form(mem, "/postvak/code", str_fmt(mem, "sleutel=%.*s", STR_ARG(token)));
    assert_true(str_eq(code_in(mem, once), code));
    Str twice = form(mem, "/postvak/code", str_fmt(mem, "sleutel=%.*s", STR_ARG(token)));
    assert_int_equal(between(twice, "dir=\"ltr\"><span>", "</p>").n, 0);
    Str body = str_fmt(
        mem,
        "--x\r\nContent-Disposition: form-data; name=\"sleutel\"\r\n\r\n%.*s\r\n--x\r\nContent-Disposition: "
        "form-data; name=\"bericht\"\r\n\r\nNog een bericht\r\n--x\r\nContent-Disposition: form-data; "
        "name=\"bestand\"; filename=\"kladje.txt\"\r\nContent-Type: text/plain\r\n\r\nEen kladje met GeheimBeeld erin."
        "\r\n--x--\r\n",
        STR_ARG(token));
    Str said = ask(mem, "POST", "/postvak/bericht", "Content-Type: multipart/form-data; boundary=x\r\n", body);
    assert_int_equal(response_status(said), 200);
    assert_true(str_has(said, S("Nog een bericht")));
    Str disk = whole_disk(p);
    assert_false(str_has(disk, S("Nog een bericht")) || str_has(disk, S("GeheimBeeld")));
    Str gone = form(mem, "/postvak/verwijderd", str_fmt(mem, "sleutel=%.*s", STR_ARG(token)));
    assert_int_equal(response_status(gone), 200);
    assert_int_equal(response_status(form(mem, "/postvak", str_fmt(mem, "ontvangstcode=%.*s", STR_ARG(code)))), 422);
}

static Str send_file(Arena *mem, Str draft, const char *content)
{
    Str body = str_fmt(mem,
                       "--x\r\nContent-Disposition: form-data; name=\"concept\"\r\n\r\n%.*s\r\n--x\r\n"
                       "Content-Disposition: form-data; name=\"naar\"\r\n\r\nerbij\r\n--x\r\n"
                       "Content-Disposition: form-data; name=\"bestand\"; filename=\"a.txt\"\r\n\r\n%s\r\n--x--\r\n",
                       STR_ARG(draft), content);
    return ask(mem, "POST", "/melden/bijlagen", "Content-Type: multipart/form-data; boundary=x\r\n", body);
}

static Str add_file(Arena *mem, Str draft, const char *content)
{
    Str page = send_file(mem, draft, content);
    assert_int_equal(response_status(page), 200);
    return page;
}

static void files_wait_when_the_disk_fills(void **state)
{
    const Platform *p = *state;
    Arena *mem = p->mem;
    Str summary = to_summary(mem), body = str_fmt(mem, "concept=%.*s", STR_ARG(draft_in(summary)));
    int64_t reserve = p->app->disk_reserve;
    p->app->disk_reserve = INT64_MAX;
    Str page = send_file(mem, draft_in(summary), "Dit past er niet meer bij.");
    assert_int_equal(response_status(page), 503);
    assert_false(str_has(page, str_c(p->dir)));                                   // no path of ours
    assert_int_equal(response_status(form(mem, "/melden/versturen", body)), 200); // the report itself does
    p->app->disk_reserve = reserve;
}

// Back in the browser, and one more file: what was sent before belongs to the report and is never cleared away.
static void files_of_a_sent_report_stay(void **state)
{
    const Platform *p = *state;
    Arena *mem = p->mem;
    PendingFileOldRow *rows;
    size_t before, after;
    assert_ok(q_pending_file_old(p->app->read[0], mem, INT64_MAX, 100, &rows, &before));
    Str draft = draft_in(add_file(mem, draft_in(to_summary(mem)), "Eerste bestand, hoort bij de melding."));
    assert_int_equal(response_status(form(mem, "/melden/versturen", str_fmt(mem, "concept=%.*s", STR_ARG(draft)))),
                     200);
    (void)add_file(mem, draft, "Tweede bestand, komt te laat.");
    assert_ok(q_pending_file_old(p->app->read[0], mem, INT64_MAX, 100, &rows, &after));
    assert_int_equal(after, before + 1); // the second alone
}

// Every character becomes five in the page: once enough to bring the server down.
static void a_flood_of_messages_still_opens(void **state)
{
    enum { FLOOD = 150, LONG = 8000 };
    Arena *mem = ((Platform *)*state)->mem;
    Str sent = form(mem, "/melden/versturen", str_fmt(mem, "concept=%.*s", STR_ARG(draft_in(to_summary(mem)))));
    Str code = code_in(mem, sent);
    char *text = arena_alloc(mem, LONG);
    for (size_t i = 0; i < LONG; i++) text[i] = i + 1 < LONG ? '&' : 0;
    for (int i = 0; i < FLOOD; i++) {
        CLEANUP(arena_freep) Arena *own = arena_new(MB(1));
        Str body = str_fmt(own, "{\"ontvangstcode\":\"%.*s\",\"tekst\":\"%s\"}", STR_ARG(code), text);
        assert_int_equal(response_status(json(own, "/api/v1/postvak/berichten", "", str_z(own, body))), 201);
    }
    Str box = form(mem, "/postvak", str_fmt(mem, "ontvangstcode=%.*s", STR_ARG(code)));
    assert_int_equal(response_status(box), 200); // its head: the client reads no more than a piece of so large a page
    assert_true(response_header(box, "Content-Length").n >= sizeof "1000000" - 1);
}

static void wrong_codes_are_counted(void **state)
{
    const Platform *p = *state;
    MailboxFailuresRow *rows;
    size_t n = 0;
    int64_t before = 0, after = 0;
    Time since = clock_now() - HOURS(2);
    assert_ok(q_mailbox_failures(p->app->read[0], p->mem, since, &rows, &n));
    for (size_t i = 0; i < n; i++) before += rows[i].count;
    assert_int_equal(response_status(form(p->mem, "/postvak", S("ontvangstcode=123"))), 422);
    Str unknown = json(p->mem, "/api/v1/postvak/_openen", "", "{\"ontvangstcode\":\"11111 11111 11111 11111 11111\"}");
    assert_true(response_status(unknown) == 400 || response_status(unknown) == 404);
    assert_ok(q_mailbox_failures(p->app->read[0], p->mem, since, &rows, &n));
    for (size_t i = 0; i < n; i++) after += rows[i].count;
    assert_int_equal(after, before + 2);
}

static void the_api_reports_once_for_a_key(void **state)
{
    Arena *mem = ((Platform *)*state)->mem;
    static const char body[] =
        "{\"rol\":\"burger\",\"vorm\":\"arbeid\",\"gemeente\":\"Capelle aan den IJssel\",\"tekst\":\"Iets\"}";
    Str first = json(mem, "/api/v1/meldingen", "Idempotency-Key: een-1\r\n", body);
    Str again = json(mem, "/api/v1/meldingen", "Idempotency-Key: een-1\r\n", body);
    assert_int_equal(response_status(first), 201);
    assert_str(response_header(first, "API-Version"), "1.0.0");
    assert_true(str_eq(response_body(first), response_body(again)));
    assert_int_equal(response_status(json(mem, "/api/v1/meldingen", "Idempotency-Key: een-1\r\n",
                                          "{\"rol\":\"burger\",\"tekst\":\"Iets anders\"}")),
                     422);
    Str full =
        json(mem, "/api/v1/meldingen", "", "{\"rol\":\"burger\",\"vorm\":\"arbeidsuitbuiting\",\"tekst\":\"Iets\"}");
    assert_int_equal(response_status(full), 201);
    Str without = json(mem, "/api/v1/meldingen", "", body);
    assert_int_equal(response_status(without), 201);
    assert_false(str_eq(response_body(first), response_body(without)));
    Str code = between(first, "\"ontvangstcode\":\"", "\"");
    Str box = json(mem, "/api/v1/postvak/_openen", "",
                   str_z(mem, str_fmt(mem, "{\"ontvangstcode\":\"%.*s\"}", STR_ARG(code))));
    assert_int_equal(response_status(box), 200);
    assert_true(str_has(box, S("\"status\":\"ontvangen\"")));
    Str said = json(mem, "/api/v1/postvak/berichten", "",
                    str_z(mem, str_fmt(mem, "{\"ontvangstcode\":\"%.*s\",\"tekst\":\"Hallo\"}", STR_ARG(code))));
    assert_int_equal(response_status(said), 201);
}

static void the_api_tells_every_error_at_once(void **state)
{
    Arena *mem = ((Platform *)*state)->mem;
    Str bad = json(mem, "/api/v1/meldingen", "Accept-Language: en-GB,nl;q=0.5\r\n",
                   "{\"rol\":\"x\",\"gemeente\":\"Nergens\",\"kleur\":1,\"contact\":{\"email\":\"a@b.example\"}}");
    assert_int_equal(response_status(bad), 400);
    assert_str(response_header(bad, "Content-Type"), "application/problem+json");
    static const char *const pointers[] = {"#/rol", "#/gemeente", "#/kleur", "#/contact", "#/tekst"};
    for (size_t i = 0; i < COUNT(pointers); i++)
        assert_true(str_has(bad, str_fmt(mem, "\"pointer\":\"%s\"", pointers[i])));
    static const char *const no_json[] = {"", "[]", "{\"rol\":\"burger\",\"rol\":\"burger\",\"tekst\":\"x\"}", "{"};
    for (size_t i = 0; i < COUNT(no_json); i++)
        assert_int_equal(response_status(json(mem, "/api/v1/meldingen", "", no_json[i])), 400);
    Str desks = ask(mem, "GET", "/api/v1/loketten?pageSize=2&gemeente=GM0502", "", STR_NONE);
    assert_int_equal(response_status(desks), 200);
    assert_true(str_has(response_header(desks, "Link"), S("rel=\"next\"")));
    assert_int_equal(response_status(ask(mem, "GET", "/api/v1/loketten?kleur=rood", "", STR_NONE)), 400);
    assert_int_equal(response_status(ask(mem, "GET", "/api/v1/openapi.json", "", STR_NONE)), 200);
    assert_int_equal(response_status(ask(mem, "GET", "/signalen/nieuw", "", STR_NONE)), 303); // staff sign in first
    // A long unknown name is cut, never in the middle of a character.
    Str odd = str_fmt(mem, "{\"a%s\":1}", "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé");
    Str page = json(mem, "/api/v1/meldingen", "", str_z(mem, odd));
    assert_int_equal(response_status(page), 400);
    assert_true(str_text_ok(response_body(page)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_keep_what_was_typed),        cmocka_unit_test(sending_twice_is_one_report),
        cmocka_unit_test(the_mailbox_opens_with_the_code_only), cmocka_unit_test(wrong_codes_are_counted),
        cmocka_unit_test(a_flood_of_messages_still_opens),      cmocka_unit_test(files_of_a_sent_report_stay),
        cmocka_unit_test(files_wait_when_the_disk_fills),       cmocka_unit_test(the_api_reports_once_for_a_key),
        cmocka_unit_test(the_api_tells_every_error_at_once)};
    return cmocka_run_group_tests(tests, start, stop);
}

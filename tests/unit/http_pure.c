// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The parts of src/http that need no socket.
#include "http/pure.h"
#include "unit.h"
#include "http_tests.h"
#include <string.h>

static int setup(void **state)
{
    *state = arena_new(MB(8));
    return 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static void forms(void **state)
{
    Arena *mem = *state;
    Fields f;
    assert_ok(form_parse_urlencoded(mem, S("a=1&naam=Jos%C3%A9+de+V&&leeg=&los&a=2&r=x%0D%0Ay&s=a=b"), &f));
    assert_int_equal(f.n, 7);
    assert_str(field_get(&f, "naam"), "José de V");
    assert_str(field_get(&f, "a"), "1");
    assert_true(field_has(&f, "leeg"));
    assert_true(field_has(&f, "los"));
    assert_false(field_has(&f, "lo"));
    assert_str(field_get(&f, "r"), "x\r\ny");
    assert_str(field_get(&f, "s"), "a=b");
    assert_ok(form_parse_urlencoded(mem, S(""), &f));
    assert_int_equal(f.n, 0);
    static const char *const bad[] = {"a=%", "a=%1", "a=%zz", "a=%00", "a=%C3", "a=%ED%A0%80", "%0A=1", "a=%C0%AF"};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(form_parse_urlencoded(mem, str_c(bad[i]), &f), E_INPUT);
    assert_int_equal(form_parse_urlencoded(mem, (Str){"a=\0", 3}, &f), E_INPUT);
    assert_int_equal(f.n, 0); // untouched on failure
}

static void floods_are_refused(void **state)
{
    Arena *mem = *state;
    char body[4 * 1024];
    size_t n = 0;
    for (size_t i = 0; i < HTTP_FIELDS_MAX; i++) memcpy(body + n, "a=1&", 4), n += 4;
    Fields f;
    assert_ok(form_parse_urlencoded(mem, (Str){body, n}, &f));
    assert_int_equal(f.n, HTTP_FIELDS_MAX);
    memcpy(body + n, "b", 1);
    assert_int_equal(form_parse_urlencoded(mem, (Str){body, n + 1}, &f), E_LIMIT);
}

static void encoding(void **state)
{
    Arena *mem = *state;
    assert_str(url_encode(mem, S("a b/é&~-")), "a%20b%2F%C3%A9%26~-");
    assert_str(url_encode(mem, S("")), "");
}

static void paths(void **state)
{
    Arena *mem = *state;
    Str p;
    assert_ok(path_decode(mem, S("/"), &p));
    assert_ok(path_decode(mem, S("/caf%C3%A9/a+b/"), &p));
    assert_str(p, "/café/a+b/");
    assert_ok(path_decode(mem, S("/..a/b.."), &p));
    static const char *const bad[] = {"",      "a",     "*",      "http://x/",  "//",     "/a//b",    "/..",    "/../a",
                                      "/a/..", "/a/.",  "/%2e%2E/a", "/a%2Fb",  "/a%2fb", "/a%00b",   "/a%0Ab", "/a\\b",
                                      "/a%5Cb", "/a%7F", "/%",     "/%C3",       "/a\tb",  "/a/%2e%2e"};
    for (size_t i = 0; i < COUNT(bad); i++) assert_int_equal(path_decode(mem, str_c(bad[i]), &p), E_INPUT);
    assert_str(p, "/..a/b..");
}

static void matching(void **state)
{
    (void)state;
    Str got[PATH_PARTS_MAX];
    assert_true(path_match(S("/casus/:id/taken/:nr"), S("/casus/12/taken/x y"), got));
    assert_str(got[0], "12");
    assert_str(got[1], "x y");
    assert_int_equal(got[2].n, 0);
    assert_true(path_match(S("/"), S("/"), got));
    static const char *const other[] = {"/casus/12", "/casus//taken/1", "/casus/12/taken/", "/casus/12/taken/1/2",
                                        "/Casus/12/taken/1", "/", ""};
    for (size_t i = 0; i < COUNT(other); i++)
        assert_false(path_match(S("/casus/:id/taken/:nr"), str_c(other[i]), got));
}

typedef struct HeadCase {
    int status;
    const char *method, *version, *headers; // "Name:value|Name:value"
} HeadCase;

static int check(Arena *mem, const HeadCase *t, Head *ret_head)
{
    Fields f = {NEW_ARRAY(mem, Field, HTTP_HEADERS_MAX + 1), 0};
    Str rest = str_c(t->headers);
    while (rest.n) {
        Str value = str_cut(&rest, '|');
        Str name = str_cut(&value, ':');
        f.v[f.n++] = (Field){name, value};
    }
    return head_check(&f, str_c(t->method), str_c(t->version), ret_head);
}

static void heads(void **state)
{
    static const HeadCase cases[] = {
        {0, "GET", "HTTP/1.1", "Host:a"},
        {0, "GET", "HTTP/1.0", ""},
        {0, "GET", "HTTP/1.1", "Host:[::1]:8080|Content-Length:0"},
        {0, "POST", "HTTP/1.1", "Host:a|Content-Length:12"},
        {0, "POST", "HTTP/1.1", "Host:a|Transfer-Encoding:Chunked"},
        {400, "GET", "HTTP/1.1", ""},
        {400, "GET", "HTTP/1.1", "Host:a|host:a"},
        {400, "GET", "HTTP/1.1", "Host:a b"},
        {400, "GET", "HTTP/1.1", "Host:"},
        {400, "GET", "HTTP/1.0", "Host:a|Host:b"},
        {400, "POST", "HTTP/1.1", "Host:a|Content-Length:1|Content-Length:1"},
        {400, "POST", "HTTP/1.1", "Host:a|Content-Length:1|Transfer-Encoding:chunked"},
        {400, "POST", "HTTP/1.1", "Host:a|Transfer-Encoding:chunked|Transfer-Encoding:chunked"},
        {400, "POST", "HTTP/1.1", "Host:a|Transfer-Encoding:identity, chunked"},
        {400, "POST", "HTTP/1.1", "Host:a|Transfer-Encoding:xchunked"},
        {400, "POST", "HTTP/1.0", "Transfer-Encoding:chunked"},
        {400, "POST", "HTTP/1.1", "Host:a|Content-Length:+1"},
        {400, "POST", "HTTP/1.1", "Host:a|Content-Length:-1"},
        {400, "POST", "HTTP/1.1", "Host:a|Content-Length:1,1"},
        {400, "POST", "HTTP/1.1", "Host:a|Content-Length:99999999999999999999"},
        {400, "POST", "HTTP/1.1", "Host:a|Content-Type:a/b|Content-Type:c/d"},
        {400, "GET", "HTTP/1.1", "Host:a|Content-Length:1"},
        {400, "HEAD", "HTTP/1.1", "Host:a|Transfer-Encoding:chunked"},
        {400, "GET", "HTTP/1.1", "Host :a"},
        {400, "GET", "HTTP/1.1", "Host:a|X:a\x01"},
        {400, "GET", "HTTP/1.1", "Host:a|X:a\rb"},
        {400, "GET", "HTTP/1.1", "Host:a|X\x7F:b"},
        {405, "TRACE", "HTTP/1.1", "Host:a"},
        {405, "CONNECT", "HTTP/1.1", "Host:a"},
        {501, "BREW", "HTTP/1.1", "Host:a"},
        {501, "get", "HTTP/1.1", "Host:a"},
        {400, "G(T", "HTTP/1.1", "Host:a"},
        {505, "GET", "HTTP/2.0", "Host:a"},
    };
    Head head;
    for (size_t i = 0; i < COUNT(cases); i++) {
        int got = check(*state, &cases[i], &head);
        if (got != cases[i].status) print_error("%s %s: %d\n", cases[i].method, cases[i].headers, got);
        assert_int_equal(got, cases[i].status);
    }
    assert_int_equal(check(*state, &(HeadCase){0, "POST", "HTTP/1.1",
                                               "Host:a|Transfer-Encoding:chunked|Expect:100-Continue|"
                                               "X-Forwarded-For:1.1.1.1, 2.2.2.2|X-Forwarded-For: 3.3.3.3|"
                                               "X-Forwarded-Proto:https"},
                           &head), 0);
    assert_int_equal(head.length, -1);
    assert_true(head.expect_continue);
    assert_str(head.forwarded_for, "3.3.3.3");
    assert_str(head.forwarded_proto, "https");
}

static void types_and_cookies(void **state)
{
    Arena *mem = *state;
    assert_str(type_of(mem, S(" Text/HTML ; charset=x")), "text/html");
    assert_str(type_parameter(mem, S("a/b; Boundary=\"x y\"; c=d"), "boundary"), "x y");
    assert_str(type_parameter(mem, S("a/b; boundary=x; boundary=y"), "boundary"), "");
    assert_str(type_parameter(mem, S("a/b"), "boundary"), "");
    Field v[] = {{S("Cookie"), S("a=1; b=2;c")}, {S("cookie"), S("d=4; b=3")}};
    Fields headers = {v, 2};
    assert_str(cookie_in(&headers, "a"), "1");
    assert_str(cookie_in(&headers, "b"), ""); // twice: whose is it?
    assert_str(cookie_in(&headers, "d"), "4");
    assert_str(cookie_in(&headers, "x"), "");
}

static void limits(void **state)
{
    (void)state;
    Limiter *l = limiter_new(1024);
    int64_t now = 1000000;
    int wait = 0;
    for (int i = 0; i < 3; i++) assert_true(limiter_take(l, "k", 1, 3, 60, now, &wait));
    assert_false(limiter_take(l, "k", 1, 3, 60, now, &wait));
    assert_in_range(wait, 60, 61);
    assert_true(limiter_take(l, "other", 5, 3, 60, now, &wait));
    // Trying all the time must not slow the refilling.
    for (int s = 1; s < 60; s++) assert_false(limiter_take(l, "k", 1, 3, 60, now + s * 1000, &wait));
    assert_true(limiter_take(l, "k", 1, 3, 60, now + 60010, &wait));
    assert_false(limiter_take(l, "k", 1, 3, 60, now + 60020, &wait));
    for (int i = 0; i < 3; i++) assert_true(limiter_take(l, "k", 1, 3, 60, now + 3600 * 1000, &wait));
    assert_false(limiter_take(l, "k", 1, 3, 60, now + 3600 * 1000, &wait));
    limiter_free(l);
}

static void a_full_table_stops_nobody(void **state)
{
    (void)state;
    Limiter *l = limiter_new(64);
    for (int i = 0; i < 10000; i++) assert_true(limiter_take(l, &i, sizeof i, 1, 1, 1000 + i, NULL));
    limiter_free(l);
    limiter_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(forms, setup, teardown),
        cmocka_unit_test_setup_teardown(floods_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(encoding, setup, teardown),
        cmocka_unit_test_setup_teardown(paths, setup, teardown),
        cmocka_unit_test(matching),
        cmocka_unit_test_setup_teardown(heads, setup, teardown),
        cmocka_unit_test_setup_teardown(types_and_cookies, setup, teardown),
        cmocka_unit_test(limits),
        cmocka_unit_test(a_full_table_stops_nobody),
        cmocka_unit_test_setup_teardown(multipart_reads, setup, teardown),
        cmocka_unit_test_setup_teardown(multipart_refuses, setup, teardown),
        cmocka_unit_test_setup_teardown(multipart_limits, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The head of a request, checked before anything in it is believed.
#include "http/pure.h"
#include <string.h>

enum { REQUEST_ID_MIN = 8, REQUEST_ID_MAX = 64 };

bool token_ok(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!alnum && (c == 0 || !strchr("!#$%&'*+-.^_`|~", c))) return false;
    }
    return s.n > 0;
}

bool header_value_ok(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F) return false;
    }
    return true;
}

// How often the header stands there, and its last value.
static int header_find(const Fields *headers, Str name, Str *ret_value)
{
    int count = 0;
    for (size_t i = 0; i < headers->n; i++) {
        if (!str_ieq(headers->v[i].name, name)) continue;
        *ret_value = str_trim(headers->v[i].value);
        count++;
    }
    return count;
}

static bool host_ok(Str host)
{
    if (host.n == 0 || host.n > 300) return false;
    for (size_t i = 0; i < host.n; i++) {
        unsigned char c = (unsigned char)host.p[i];
        bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!alnum && (c == 0 || !strchr(".-_:[]", c))) return false;
    }
    return true;
}

static int method_of(Str s, Method *ret_method)
{
    static const struct {
        const char *name;
        Method method;
    } known[] = {{"GET", M_GET},     {"HEAD", M_HEAD},     {"POST", M_POST},      {"PUT", M_PUT},
                 {"PATCH", M_PATCH}, {"DELETE", M_DELETE}, {"OPTIONS", M_OPTIONS}};
    for (size_t i = 0; i < COUNT(known); i++)
        if (str_eq_c(s, known[i].name)) {
            *ret_method = known[i].method;
            return 0;
        }
    return str_eq_c(s, "TRACE") || str_eq_c(s, "CONNECT") ? 405 : 501;
}

// Where the body ends must be beyond doubt.
static int body_length(const Fields *headers, bool http10, int64_t *ret_length)
{
    Str length = STR_NONE, coding = STR_NONE;
    int lengths = header_find(headers, S("Content-Length"), &length);
    int codings = header_find(headers, S("Transfer-Encoding"), &coding);
    if (lengths > 1 || codings > 1 || (lengths && codings)) return 400;
    if (codings) {
        if (http10 || !str_ieq(coding, S("chunked"))) return 400;
        *ret_length = -1;
    } else if (lengths) {
        int64_t n;
        if (length.n == 0 || length.p[0] == '-' || str_int(length, 0, INT64_MAX, &n) != OK) return 400;
        *ret_length = n;
    } else {
        *ret_length = 0;
    }
    return 0;
}

// It goes into the log and into pages as it is.
static bool id_ok(Str id)
{
    for (size_t i = 0; i < id.n; i++) {
        char c = id.p[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        if (!fine) return false;
    }
    return id.n >= REQUEST_ID_MIN && id.n <= REQUEST_ID_MAX;
}

int head_check(const Fields *headers, Str method, Str version, Head *ret_head)
{
    Head head = {0};
    size_t bytes = 0;
    if (headers->n > HTTP_HEADERS_MAX) return 431;
    for (size_t i = 0; i < headers->n; i++) {
        bytes += headers->v[i].name.n + headers->v[i].value.n + 4;
        if (!token_ok(headers->v[i].name) || !header_value_ok(headers->v[i].value)) return 400;
    }
    if (bytes > HTTP_HEADER_BYTES_MAX) return 431;
    bool http10 = str_eq_c(version, "HTTP/1.0");
    if (!http10 && !str_eq_c(version, "HTTP/1.1")) return 505;
    if (!token_ok(method)) return 400;
    int status = method_of(method, &head.method);
    if (status) return status;

    Str value = STR_NONE;
    int hosts = header_find(headers, S("Host"), &value);
    if (hosts > 1 || (hosts == 0 && !http10) || (hosts == 1 && !host_ok(value))) return 400;
    status = body_length(headers, http10, &head.length);
    if (status) return status;
    bool takes_body = head.method == M_POST || head.method == M_PUT || head.method == M_PATCH;
    if (head.length != 0 && !takes_body) return 400;
    if (header_find(headers, S("Content-Type"), &head.content_type) > 1) return 400;
    if (header_find(headers, S("Expect"), &value) && str_ieq(value, S("100-continue"))) head.expect_continue = true;
    // A list over several lines reads as one; its last member is in the last line.
    if (header_find(headers, S("X-Forwarded-For"), &value)) {
        while (value.n) head.forwarded_for = str_trim(str_cut(&value, ','));
    }
    if (header_find(headers, S("X-Forwarded-Proto"), &value) == 1) head.forwarded_proto = value;
    if (header_find(headers, S("X-Request-Id"), &value) == 1 && id_ok(value)) head.request_id = value;
    *ret_head = head;
    return 0;
}

Str type_of(Arena *mem, Str content_type) { return str_lower(mem, str_trim(str_cut(&content_type, ';'))); }

Str type_parameter(Arena *mem, Str content_type, const char *name)
{
    str_cut(&content_type, ';');
    Str found = STR_NONE;
    while (content_type.n) {
        Str value = str_cut(&content_type, ';');
        Str key = str_trim(str_cut(&value, '='));
        if (!str_ieq(key, str_c(name))) continue;
        value = str_trim(value);
        if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"') value = (Str){value.p + 1, value.n - 2};
        if (found.n || memchr(value.n ? value.p : "", '"', value.n)) return STR_NONE;
        found = value;
    }
    return found.n ? str_dup(mem, found) : STR_NONE;
}

Str cookie_in(const Fields *headers, const char *name)
{
    Str found = STR_NONE;
    int count = 0;
    for (size_t i = 0; i < headers->n; i++) {
        if (!str_ieq(headers->v[i].name, S("Cookie"))) continue;
        Str rest = headers->v[i].value;
        while (rest.n) {
            Str value = str_cut(&rest, ';');
            if (!str_eq_c(str_trim(str_cut(&value, '=')), name)) continue;
            found = str_trim(value);
            count++;
        }
    }
    return count == 1 ? found : STR_NONE;
}

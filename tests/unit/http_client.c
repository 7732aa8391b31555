// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "http_client.h"
#include "sys/clock.h"
#include <arpa/inet.h>
#include <assert.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { RESPONSE_MAX = 256 * 1024 };

int client_connect(int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert(fd >= 0);
    if (connect(fd, (const struct sockaddr *)&at, sizeof at) == 0) return fd;
    close(fd);
    return -1;
}

int client_connect_unix(const char *path)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    assert(strlen(path) < sizeof at.sun_path);
    memcpy(at.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert(fd >= 0 && connect(fd, (const struct sockaddr *)&at, sizeof at) == 0);
    return fd;
}

void client_send_bytes(int fd, Str bytes)
{
    while (bytes.n) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (n <= 0) return; // the server may have closed: the answer tells
        bytes = (Str){bytes.p + n, bytes.n - (size_t)n};
    }
}

void client_send(int fd, const char *text) { client_send_bytes(fd, str_c(text)); }

static Str line_of(Str response, const char *name)
{
    Str rest = response;
    str_cut(&rest, '\n');
    while (rest.n) {
        Str value = str_trim(str_cut(&rest, '\n'));
        if (value.n == 0) break;
        if (str_ieq(str_cut(&value, ':'), str_c(name))) return str_trim(value);
    }
    return STR_NONE;
}

Str response_header(Str response, const char *name) { return line_of(response, name); }

Str response_body(Str response)
{
    const char *end = response.n ? memmem(response.p, response.n, "\r\n\r\n", 4) : NULL;
    if (!end) return STR_NONE;
    size_t head = (size_t)(end - response.p) + 4;
    return (Str){response.p + head, response.n - head};
}

int response_status(Str response)
{
    int64_t status;
    if (response.n < 12 || str_int((Str){response.p + 9, 3}, 100, 599, &status) != OK) return 0;
    return (int)status;
}

// Bytes as they come, until `enough` of them (looked at after every piece), the end, or the time is up.
static Str read_some(Arena *mem, int fd, bool one, bool to_head, int ms)
{
    char *p = arena_alloc(mem, RESPONSE_MAX);
    size_t n = 0;
    Time until = clock_steady() + ms;
    while (n < RESPONSE_MAX) {
        Str so_far = {p, n};
        const char *end = n ? memmem(p, n, "\r\n\r\n", 4) : NULL;
        int64_t length = 0;
        size_t want = RESPONSE_MAX;
        if (end && one) {
            if (str_int(line_of(so_far, "Content-Length"), 0, RESPONSE_MAX, &length) != OK) length = 0;
            want = (size_t)(end - p) + 4 + (to_head ? 0 : (size_t)length);
            if (n >= want) break;
        }
        Time left = until - clock_steady();
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (left <= 0 || poll(&ready, 1, (int)left) <= 0) break;
        // Never past the one response: the next belongs to the next call.
        size_t room = end && one ? want - n : one ? 1 : RESPONSE_MAX - n;
        ssize_t got = recv(fd, p + n, room, 0);
        if (got <= 0) break;
        n += (size_t)got;
    }
    return (Str){p, n};
}

Str client_read(Arena *mem, int fd, bool to_head, int ms) { return read_some(mem, fd, true, to_head, ms); }

Str client_talk(Arena *mem, int port, const char *text, int ms)
{
    int fd = client_connect(port);
    assert(fd >= 0);
    client_send(fd, text);
    Str response = read_some(mem, fd, false, false, ms);
    close(fd);
    return response;
}

bool client_closed(int fd, int ms)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    char c;
    return poll(&ready, 1, ms) > 0 && recv(fd, &c, 1, 0) <= 0;
}

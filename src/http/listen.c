// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Sockets to listen on, bound here and not by MHD: its address reuse is SO_REUSEPORT, with which two servers would
// share a port and nobody would notice.
#include "http/server.h"
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static Err refuse_to_listen(Why *w, int fd, const char *where)
{
    int e = errno;
    if (fd >= 0) close(fd);
    return why(w, E_IO, "cannot listen on %s: %s", where, strerror(e));
}

static Err listen_unix(const char *path, int *ret_fd, Why *w)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    size_t n = strlen(path);
    if (n == 0 || n >= sizeof at.sun_path) return why(w, E_INPUT, "the path of the socket is empty or too long");
    memcpy(at.sun_path, path, n);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return refuse_to_listen(w, fd, path);
    // A socket that a server which stopped hard left behind answers nobody; one in use we leave alone.
    struct stat st;
    if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode)) {
        if (connect(fd, (const struct sockaddr *)&at, sizeof at) == 0 || errno != ECONNREFUSED) {
            errno = EADDRINUSE;
            return refuse_to_listen(w, fd, path);
        }
        unlink(path);
        close(fd);
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd < 0) return refuse_to_listen(w, fd, path);
    }
    if (bind(fd, (const struct sockaddr *)&at, sizeof at) || chmod(path, 0660) || listen(fd, SOMAXCONN))
        return refuse_to_listen(w, fd, path);
    *ret_fd = fd;
    return OK;
}

enum { OTHER_DESCRIPTORS = 128 }; // the store, the log, what libraries open

int listen_room(int connections)
{
    struct rlimit l;
    if (getrlimit(RLIMIT_NOFILE, &l) != 0) return connections;
    rlim_t want = (rlim_t)connections + OTHER_DESCRIPTORS;
    if (l.rlim_cur < want) {
        l.rlim_cur = l.rlim_max < want ? l.rlim_max : want;
        if (setrlimit(RLIMIT_NOFILE, &l) != 0) return connections;
    }
    return l.rlim_cur >= want ? connections : (int)(l.rlim_cur - (l.rlim_cur > 2 * OTHER_DESCRIPTORS ? OTHER_DESCRIPTORS : l.rlim_cur / 2));
}

Err listen_on(const HttpOptions *options, int *ret_fd, int *ret_port, Why *w)
{
    if (options->unix_socket) return listen_unix(options->unix_socket, ret_fd, w);
    const char *host = options->host ? options->host : "127.0.0.1";
    if (strcmp(host, "localhost") == 0) host = "127.0.0.1";
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } at = {0};
    if (options->port < 0 || options->port > 65535) return why(w, E_INPUT, "a port is a number from 0 to 65535");
    socklen_t size = sizeof at.v4;
    if (inet_pton(AF_INET, host, &at.v4.sin_addr) == 1) {
        at.v4.sin_family = AF_INET;
        at.v4.sin_port = htons((uint16_t)options->port);
    } else if (inet_pton(AF_INET6, host, &at.v6.sin6_addr) == 1) {
        at.v6.sin6_family = AF_INET6;
        at.v6.sin6_port = htons((uint16_t)options->port);
        size = sizeof at.v6;
    } else {
        return why(w, E_INPUT, "the host to listen on is an IP address or localhost, not \"%s\"", host);
    }
    int on = 1, fd = socket(at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) || bind(fd, &at.any, size) ||
        listen(fd, SOMAXCONN) || getsockname(fd, &at.any, &size))
        return refuse_to_listen(w, fd, host);
    *ret_port = ntohs(at.any.sa_family == AF_INET ? at.v4.sin_port : at.v6.sin6_port);
    *ret_fd = fd;
    return OK;
}

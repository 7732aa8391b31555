// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Who is asking, as far as limits need to know: a keyed hash that means nothing an hour later.
#include "http/server.h"
#include "sys/clock.h"
#include <arpa/inet.h>
#include <string.h>

enum { ID_GROUPS = 3, ID_GROUP = 4 };

typedef struct Address {
    unsigned char bytes[16]; // IPv4 mapped in IPv6
} Address;

static Address from_v4(const struct in_addr *v4)
{
    Address a = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}};
    memcpy(a.bytes + 12, v4, 4);
    return a;
}

static Address from_v6(const struct in6_addr *v6)
{
    Address a;
    memcpy(a.bytes, v6, 16);
    return a;
}

static bool is_v4(const Address *a)
{
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    return memcmp(a->bytes, mapped, sizeof mapped) == 0;
}

static bool is_loopback(const Address *a)
{
    static const unsigned char one[16] = {[15] = 1};
    return (is_v4(a) && a->bytes[12] == 127) || memcmp(a->bytes, one, sizeof one) == 0;
}

static bool address_parse(Arena *mem, Str s, Address *ret_address)
{
    if (s.n == 0 || s.n > 64) return false;
    const char *z = str_z(mem, s);
    struct in_addr v4;
    struct in6_addr v6;
    if (inet_pton(AF_INET, z, &v4) == 1) *ret_address = from_v4(&v4);
    else if (inet_pton(AF_INET6, z, &v6) == 1) *ret_address = from_v6(&v6);
    else return false;
    return true;
}

// Twelve digits in groups: to be read out on a telephone.
Str request_id_new(Arena *mem)
{
    char digits[ID_GROUPS * ID_GROUP];
    uint64_t n;
    random_bytes(&n, sizeof n); // once: each time is a call of the system
    for (size_t i = 0; i < sizeof digits; i++, n /= 10) digits[i] = (char)('0' + n % 10);
    return str_fmt(mem, "%.4s-%.4s-%.4s", digits, digits + ID_GROUP, digits + 2 * ID_GROUP);
}

static Hash hash_in_hour(const HttpConn *c, const Secret *key, Time at)
{
    struct {
        unsigned char bytes[16];
        int64_t hour;
    } text = {.hour = at / HOURS(1)};
    memcpy(text.bytes, c->network, sizeof text.bytes);
    return hash_keyed(key, (Str){(const char *)&text, sizeof text});
}

void client_of(HttpConn *c)
{
    HttpRequest *rq = &c->rq;
    Address address = {0};
    bool trusted = c->server->behind_socket;
    if (!trusted) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(c->mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
        const struct sockaddr *peer = info ? info->client_addr : NULL;
        union {
            struct sockaddr_in v4;
            struct sockaddr_in6 v6;
        } at;
        if (peer && peer->sa_family == AF_INET) {
            memcpy(&at.v4, peer, sizeof at.v4);
            address = from_v4(&at.v4.sin_addr);
        } else if (peer && peer->sa_family == AF_INET6) {
            memcpy(&at.v6, peer, sizeof at.v6);
            address = from_v6(&at.v6.sin6_addr);
        }
        trusted = is_loopback(&address);
        // What a front on this machine passes on is the front's visitor, not this machine.
        rq->local = trusted && c->head.forwarded_for.n == 0;
    }
    if (trusted && c->head.request_id.n) rq->id = c->head.request_id; // the front has it in its own log
    if (trusted) {
        (void)address_parse(rq->mem, c->head.forwarded_for, &address); // else all of the front's visitors share one
        rq->secure = str_ieq(c->head.forwarded_proto, S("https"));
    }
    // One household or company has a whole /64: counting single addresses of it would be no limit.
    memcpy(c->network, address.bytes, is_v4(&address) ? 16 : 8);
    Hash hash = hash_in_hour(c, &c->server->client_key, clock_steady());
    memcpy(rq->client, hash.b, sizeof rq->client);
}

Hash http_network(const HttpRequest *rq, Time now)
{
    return hash_in_hour(rq->conn, &rq->conn->server->network_key, now);
}

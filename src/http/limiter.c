// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Token buckets in a table of fixed size. A key has WAYS places; when all are taken, the one that has recovered most
// makes room, so a flood of new keys can forget old ones but never stop anybody.
#include "crypt/crypt.h"
#include "http/http.h"
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { WAYS = 4, SHARDS = 16, PART = 1000 }; // tokens are counted in thousandths

typedef struct Slot {
    uint64_t key;    // 0 = free
    int64_t last_ms; // when parts was true
    int64_t parts;
    int64_t full_ms; // when it is full again: the earliest makes room first
} Slot;

struct Limiter {
    size_t sets;
    Slot *slots;
    Secret hash_key;
    pthread_mutex_t locks[SHARDS];
};

Limiter *limiter_new(size_t slots)
{
    if (crypt_start() != OK) abort();
    Limiter *l = calloc(1, sizeof *l);
    if (!l) abort();
    l->sets = slots / WAYS + 1;
    l->slots = calloc(l->sets * WAYS, sizeof *l->slots);
    if (!l->slots) abort();
    l->hash_key = secret_random();
    for (size_t i = 0; i < SHARDS; i++) pthread_mutex_init(&l->locks[i], NULL);
    return l;
}

void limiter_free(Limiter *l)
{
    if (!l) return;
    for (size_t i = 0; i < SHARDS; i++) pthread_mutex_destroy(&l->locks[i]);
    secret_wipe(&l->hash_key);
    free(l->slots);
    free(l);
}

static Slot *slot_of(Slot *set, uint64_t key)
{
    Slot *oldest = &set[0];
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].key == key) return &set[i];
        if (set[i].full_ms < oldest->full_ms) oldest = &set[i];
    }
    *oldest = (Slot){.key = key};
    return oldest;
}

bool limiter_take(Limiter *l, const void *key, size_t n, int burst, int per_hour, int64_t now_ms, int *ret_wait_s)
{
    assert(burst > 0 && per_hour > 0);
    const int64_t hour_ms = 3600 * 1000, full = (int64_t)burst * PART;
    Hash hash = hash_keyed(&l->hash_key, (Str){key, n});
    uint64_t h;
    memcpy(&h, hash.b, sizeof h);
    h |= 1; // never the free mark
    size_t set = (size_t)(h >> 8) % l->sets;
    pthread_mutex_t *lock = &l->locks[set % SHARDS];
    pthread_mutex_lock(lock);
    Slot *s = slot_of(&l->slots[set * WAYS], h);
    if (s->last_ms == 0) s->parts = full, s->last_ms = now_ms;
    int64_t passed = now_ms - s->last_ms;
    if (passed < 0) passed = 0;
    if (passed > hour_ms * 24) passed = hour_ms * 24;
    int64_t gained = passed * per_hour * PART / hour_ms;
    s->parts = s->parts + gained < full ? s->parts + gained : full;
    // Time that was worth less than a part stays to be counted, else frequent tries would slow the refilling.
    s->last_ms = s->parts == full ? now_ms : s->last_ms + gained * hour_ms / ((int64_t)per_hour * PART);
    bool allowed = s->parts >= PART;
    if (allowed) s->parts -= PART;
    s->full_ms = s->last_ms + (full - s->parts) * hour_ms / ((int64_t)per_hour * PART);
    int64_t wait_ms = (PART - s->parts) * hour_ms / ((int64_t)per_hour * PART);
    pthread_mutex_unlock(lock);
    if (!allowed && ret_wait_s) *ret_wait_s = (int)(wait_ms / 1000 + 1);
    return allowed;
}

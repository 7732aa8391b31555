// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "directory/fragment.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef struct Fragment {
    char key[FRAGMENT_KEY_MAX];
    size_t key_size;
    int64_t version, minute;
    char *html;
    size_t size;
} Fragment;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Fragment places[FRAGMENT_PLACES];

static Fragment *place_of(Str key)
{
    uint32_t h = 2166136261u; // FNV-1a: spreads the keys, guards nothing
    for (size_t i = 0; i < key.n; i++) h = (h ^ (unsigned char)key.p[i]) * 16777619u;
    return &places[h % FRAGMENT_PLACES];
}

bool fragment_get(Str key, int64_t version, Time now, Buf *to)
{
    if (key.n == 0 || key.n > FRAGMENT_KEY_MAX) return false;
    pthread_mutex_lock(&lock); // held for one copy
    const Fragment *f = place_of(key);
    bool fits = f->html && f->version == version && f->minute == now / MINUTES(1) && f->key_size == key.n &&
                memcmp(f->key, key.p, key.n) == 0;
    if (fits) buf_bytes(to, f->html, f->size);
    pthread_mutex_unlock(&lock);
    return fits;
}

void fragment_put(Str key, int64_t version, Time now, Str html)
{
    if (key.n == 0 || key.n > FRAGMENT_KEY_MAX || html.n == 0 || html.n > FRAGMENT_SIZE_MAX) return;
    char *copy = malloc(html.n);
    if (!copy) return; // only a cache
    memcpy(copy, html.p, html.n);
    pthread_mutex_lock(&lock);
    Fragment *f = place_of(key);
    free(f->html);
    *f = (Fragment){.key_size = key.n, .version = version, .minute = now / MINUTES(1), .html = copy, .size = html.n};
    memcpy(f->key, key.p, key.n);
    pthread_mutex_unlock(&lock);
}

void fragment_forget(void)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < FRAGMENT_PLACES; i++) free(places[i].html);
    memset(places, 0, sizeof places);
    pthread_mutex_unlock(&lock);
}

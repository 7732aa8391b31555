// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "base/arena.h"
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_MIN = 16 * 1024, ALIGN = 16, FULL_AT = 2, ABORT_AT = 8 };

typedef struct Block {
    struct Block *next;
    size_t size, used;
    _Alignas(ALIGN) unsigned char bytes[];
} Block;

struct Arena {
    Block *first, *last;
    size_t soft_limit, used;
};

static Block *block_new(size_t size)
{
    Block *b = malloc(sizeof *b + size);
    if (!b) abort();
    b->next = NULL;
    b->size = size;
    b->used = 0;
    return b;
}

Arena *arena_new(size_t soft_limit)
{
    Arena *mem = malloc(sizeof *mem);
    if (!mem) abort();
    mem->first = mem->last = block_new(BLOCK_MIN);
    mem->soft_limit = soft_limit;
    mem->used = 0;
    return mem;
}

// Requests carry secrets; what an arena held is wiped before the memory is used again.
static void wipe(Block *b)
{
    memset(b->bytes, 0, b->used);
    __asm__ volatile("" : : "r"(b->bytes) : "memory");
}

void arena_reset(Arena *mem)
{
    for (Block *b = mem->first->next, *next; b; b = next) {
        next = b->next;
        wipe(b);
        free(b);
    }
    wipe(mem->first);
    mem->first->next = NULL;
    mem->first->used = 0;
    mem->last = mem->first;
    mem->used = 0;
}

void arena_free(Arena *mem)
{
    if (!mem) return;
    arena_reset(mem);
    free(mem->first);
    free(mem);
}

void arena_freep(Arena **mem)
{
    arena_free(*mem);
    *mem = NULL;
}

static size_t aligned(size_t size)
{
    if (size > SIZE_MAX / 4) abort();
    return (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

static bool fits(const Arena *mem, size_t more) { return mem->used + more <= ABORT_AT * mem->soft_limit + BLOCK_MIN; }

void *arena_raw(Arena *mem, size_t size)
{
    assert(mem);
    size_t want = aligned(size);
    if (!fits(mem, want)) abort();
    Block *b = mem->last;
    if (b->size - b->used < want) {
        size_t next = b->size < MB(1) ? b->size * 2 : b->size;
        b = block_new(next < want ? want : next);
        mem->last->next = b;
        mem->last = b;
    }
    void *p = b->bytes + b->used;
    b->used += want;
    mem->used += want;
    return p;
}

bool arena_longer(Arena *mem, const void *p, size_t size, size_t longer)
{
    assert(longer >= size);
    Block *b = mem->last;
    size_t had = aligned(size), more = aligned(longer) - had;
    if (b->used < had || p != b->bytes + b->used - had || b->size - b->used < more || !fits(mem, more)) return false;
    b->used += more;
    mem->used += more;
    return true;
}

void *arena_alloc(Arena *mem, size_t size) { return memset(arena_raw(mem, size), 0, size); }

void *arena_array(Arena *mem, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) abort();
    return arena_alloc(mem, total);
}

bool arena_over(const Arena *mem) { return mem->used > mem->soft_limit; }
bool arena_full(const Arena *mem) { return mem->used > FULL_AT * mem->soft_limit + BLOCK_MIN; }
size_t arena_used(const Arena *mem) { return mem->used; }

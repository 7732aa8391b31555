// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// arena.h - memory with one owner and one end: a request, the process, a test.
//
// Allocation never fails, so code has no out-of-memory branches. Past its soft limit an arena marks itself
// `over`: it still serves, and whoever owns the request refuses to go on. Past twice the limit it is `full`: what grows
// with what people sent (buffers, lists of rows) stops there with an error, so that no request can bring the process
// down. Past eight times the limit, or when the system has no memory, the process aborts: it is durable, it starts
// again.
// Memory comes zeroed. Nothing is freed one by one. Not shared between threads.
#pragma once
#include "base/attr.h"
#include <stdbool.h>
#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_new(size_t soft_limit);
void arena_free(Arena *mem);     // accepts NULL
void arena_freep(Arena **mem);   // for CLEANUP
void arena_reset(Arena *mem);    // empties it, keeps the first block; wipes what was used
void *arena_alloc(Arena *mem, size_t size);
// For a text that grows: without zeroes, so write before you read; and what was allocated last made longer where it
// stands (false: there is no room, or something was allocated after it).
void *arena_raw(Arena *mem, size_t size);
bool arena_longer(Arena *mem, const void *p, size_t size, size_t longer);
void *arena_array(Arena *mem, size_t count, size_t size); // aborts when count * size overflows
bool arena_over(const Arena *mem);
bool arena_full(const Arena *mem);
size_t arena_used(const Arena *mem);

#define NEW(mem, type) ((type *)arena_alloc((mem), sizeof(type)))
#define NEW_ARRAY(mem, type, count) ((type *)arena_array((mem), (count), sizeof(type)))

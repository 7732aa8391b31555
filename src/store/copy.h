// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// copy.h - a whole store into another one, whatever their engines.
//
// Which tables and columns there are is read from the store itself, so a new migration needs nothing here. Tables go in
// the order of their foreign keys, rows in the order of their primary keys, all of it from one snapshot into one
// transaction: the other store holds everything, or nothing. Then it is read again, and for each table a digest over
// the same canonical bytes (numbers of eight bytes, texts with their length in front) must be that of the original.
// What is written to the original meanwhile is not in the copy: stop the nodes first when the copy takes its place.
#pragma once
#include "store/db.h"

typedef struct StoreCopied {
    int64_t tables, rows;
} StoreCopied;
typedef void StoreProgress(int64_t done, int64_t all); // rows, read twice

// Can it be copied to? Asks only: E_CONFLICT when there is something in it.
Err store_copy_ask(const char *to, Why *w) MUST_USE;
// to: empty, or not there yet. E_CONFLICT: there is something in it, or the original has another schema.
Err store_copy(const char *from, const char *to, StoreProgress *progress, StoreCopied *ret_copied, Why *w) MUST_USE;

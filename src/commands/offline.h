// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// offline.h - what commands in a terminal share: the store to read, a logged write, JSON on standard output.
//
// They work beside a server that runs on the same data folder.
#pragma once
#include "app/app.h"
#include "base/json.h"
#include "commands/command.h"

enum { OUTPUT_MAX = 64 * 1024 * 1024 };

const char *arg_store(const Args *a); // the name of the store: --store, BAKEN_STORE, or in --data
// For reading. E_NOTFOUND when there is no data folder or nothing in the store, E_CONFLICT when its schema is another
// than the program's.
Err offline_db(Args *a, Db **ret_db) MUST_USE;
Err offline_any_db(Args *a, Db **ret_db) MUST_USE; // of any schema: to back it up, and to look what is wrong with it
Err offline_write(Args *a, Err (*run)(App *, Db *, Arena *, void *), void *arg) MUST_USE;
Err print_out(const Buf *b) MUST_USE; // and a line end

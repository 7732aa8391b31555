// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// test_store.h - a store for a test, on the engine that this run is about.
//
// BAKEN_TEST_STORE unset: a file in the folder of the test. Else it is the address of a PostgreSQL that may be
// littered, or "@FILE" with that address in a file (tests/pg/cluster): each folder gets a database of its own there,
// made from a template that has the schema, and dropped when the test program ends.
#pragma once
#include "store/db.h"

// Its name for db_open; the same folder gives the same store.
const char *test_store(const char *dir);       // with the schema, where that saves time: call db_migrate all the same
const char *test_store_empty(const char *dir); // nothing in it, for app_open: a new installation makes its keys
bool test_store_is_remote(void);
// What someone with the file, or with the password of the database, could do. Ends the program when it fails.
void test_store_run(const char *store, const char *sql);
// Removes the folder of a test with the file of its store in it; 0: it held nothing else.
int test_store_remove(const char *dir);

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// staff_place.h - a platform that serves, with people of several organisations signed in, and three signals of the
// first town: 0 labour, by name; 1 sexual, anonymous, no police; 2 sexual, by name, a child in danger.
#pragma once
#include "app/app.h"
#include "unit.h"

enum { SIGNALS = 3 };
#define STORY "Er slapen mensen in de kas van de buurman."
#define REPORTER "Melder Voorbeeld"
#define FILE_TEXT "Dit zag ik bij de kas." // a file with signal 0

typedef struct Person {
    Str cookie, csrf;
    AccountId account;
    OrgId org;
} Person;

typedef struct Office {
    char dir[64];
    App *app;
    Arena *mem;
    Db *db;                                                            // reads, beside the server
    Person focal, colleague, other_town, house, care, adviser, police; // focal and colleague: Capelle
    int64_t signals[SIGNALS];
} Office;

int office_open(void **state); // for cmocka's setup and teardown
int office_close(void **state);
int office_remove(const char *dir); // a folder of the test, with all that is in it

Str get(Office *o, const Person *who, const char *path);                      // the whole response
Str post(Office *o, const Person *who, const char *path, const char *fields); // urlencoded; csrf is added
int get_status(Office *o, const Person *who, const char *path);
int post_status(Office *o, const Person *who, const char *path, const char *fields);
const char *path_of(Office *o, const char *front, int64_t id, const char *rest);
// How many entries of this action the ledger holds.
int64_t logged(Office *o, const char *action);

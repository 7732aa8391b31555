// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// signal_place.h - a whole platform in a folder of its own, with two organisations, for tests of signals.
#pragma once
#include "app/app.h"
#include "unit.h"

typedef struct Platform {
    char dir[64];
    App *app;
    Arena *mem;
    OrgId national, capelle; // capelle serves GM0502
    KeyPair national_pair, capelle_pair;
} Platform;

int platform_open(void **state);  // for cmocka's setup and teardown
int platform_close(void **state);
Str whole_disk(Platform *p); // every byte of the data folder

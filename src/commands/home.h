// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// home.h - /werk, the first page after signing in: what waits for this person, of every domain. Counts and links only.
#pragma once
#include "signal/tray.h"

typedef struct HomeView {
    Waiting waiting;
    Str name, roles;
    bool manages;
} HomeView;

extern const Route home_routes[];

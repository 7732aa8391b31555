// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// frame.h - what the page frame's templates show. Handlers use page_begin and page_end of app.h.
#pragma once
#include "app/app.h"

enum { MENU_MAX = 16 };

typedef struct MenuItem {
    const char *path, *label;
    bool current;
} MenuItem;

// What was sent, to be sent again: on the page that says that it failed.
typedef struct Resend {
    Str path;
    const Fields *fields;
    bool files; // they are chosen anew
} Resend;

typedef struct FrameView {
    Str title, org, user, roles, csrf, path_nl, path_en, back_path, back_title;
    MenuItem menu[MENU_MAX];
    size_t menu_count;
    bool narrow, demo, private;
} FrameView;

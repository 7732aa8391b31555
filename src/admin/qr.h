// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// qr.h - a text as a QR code: the path of an SVG, drawn on the server, so that the secret in it goes nowhere else.
#pragma once
#include "base/str.h"

enum { QR_MARGIN = 4 }; // modules of white around it, as the standard asks

typedef struct Qr {
    int size; // of the drawing, in modules, margin included
    Str path; // for <path d="...">: one rectangle for each run of dark modules
} Qr;

Err qr_make(Arena *mem, Str text, Qr *ret_qr) MUST_USE; // E_LIMIT: the text does not fit

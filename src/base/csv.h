// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// csv.h - text in a file that people open in a spreadsheet.
//
// What somebody typed must not do anything there: a cell that begins like a formula gets an apostrophe in front.
// Numbers are written as they are, by the caller: those may begin with a minus.
#pragma once
#include "base/buf.h"

void csv_text(Buf *b, Str s); // quoted

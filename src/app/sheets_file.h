// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// sheets_file.h - tables as the file that was asked for: stem.csv, stem.json or stem.xlsx.
#pragma once
#include "app/app.h"
#include "app/sheets.h"

// name: as it stands in the address. Any other name is E_NOTFOUND with words.
Err req_sheets(Req *rq, Str name, const char *stem, const SheetFact *about, size_t facts, const Sheet *s,
               size_t n) MUST_USE;

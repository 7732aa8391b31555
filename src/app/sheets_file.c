// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "app/sheets_file.h"

Err req_sheets(Req *rq, Str name, const char *stem, const SheetFact *about, size_t facts, const Sheet *s, size_t n)
{
    Str made, rest = name, base = str_cut(&rest, '.');
    const char *type;
    if (!str_eq_c(base, stem)) rest = STR_NONE;
    if (str_eq_c(rest, "csv")) {
        type = "text/csv; charset=utf-8";
        TRY(sheets_csv(rq->mem, about, facts, s, n, &made));
    } else if (str_eq_c(rest, "json")) {
        type = "application/json";
        TRY(sheets_json(rq->mem, about, facts, s, n, &made));
    } else if (str_eq_c(rest, "xlsx")) {
        type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        TRY(sheets_xlsx(rq->mem, rq->app->dir, about, facts, s, n, &made, &rq->why));
    } else {
        return req_fail(rq, E_NOTFOUND, N_("Dit bestand bestaat niet."));
    }
    return req_file(rq, made, type, name);
}

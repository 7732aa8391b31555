// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// doctor_cli.c - `baken doctor`: the same findings as on the screen, and the slow checks as well.
#include "admin/doctor.h"
#include "commands/offline.h"
#include "directory/directory.h"
#include "sys/clock.h"
#include <stdio.h>

static void ledger_progress(int64_t done, int64_t all) { progress("checking the ledger", done, all); }

static void findings_json(Buf *b, const Finding *v, size_t n)
{
    Json j = json_to(b);
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        json_obj(&j);
        json_kstr(&j, "health", str_c(health_name(v[i].health)));
        json_kstr(&j, "check", str_c(v[i].code));
        json_kstr(&j, "text", v[i].text);
        json_kstr(&j, "advice", v[i].advice);
        json_end(&j);
    }
    json_arr_end(&j);
}

Err command_doctor(Args *a)
{
    CLEANUP(db_closep) Db *db = NULL;
    TRY(offline_any_db(a, &db));
    const DoctorCall call = {.dir = arg_value(a, "data", NULL),
                             .lang = LANG_EN,
                             .now = clock_now(),
                             .thorough = !arg_on(a, "quick"),
                             .progress = ledger_progress};
    Finding *v;
    size_t n, danger = 0;
    Err e = doctor_run(db, a->mem, &call, &v, &n);
    directory_forget();
    TRY(e);
    Buf b = buf_new(a->mem, KB(256));
    if (a->json) findings_json(&b, v, n);
    for (size_t i = 0; i < n; i++) {
        danger += v[i].health == HEALTH_DANGER;
        if (a->json) continue;
        buf_fmt(&b, "%s%-8s %.*s", i ? "\n" : "", health_name(v[i].health), STR_ARG(v[i].text));
        if (v[i].advice.n) buf_fmt(&b, "\n         %.*s", STR_ARG(v[i].advice));
    }
    TRY(print_out(&b));
    return danger ? why(&a->why, E_CONFLICT, "in danger: %zu", danger) : OK;
}

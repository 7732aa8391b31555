// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// system_pages.c - the doctor's findings on a screen, and whether someone is guessing receipt codes.
#include "admin/admin.h"
#include "admin/admin_view.h"
#include "admin/system_html.h"
#include "signal/mailbox.h"

static const Frame frame = {
    .title = N_("Systeem"), .section = "beheer", .back_path = "/beheer", .back_title = N_("Beheer")};

static Err show(Req *rq)
{
    TRY(req_may(rq, ACT_system_view, REL_NONE));
    const DoctorCall call = {.dir = rq->app->dir,
                             .lang = rq->lang,
                             .now = rq->now,
                             .serving = true,
                             .secure_cookies = rq->app->secure_cookies,
                             .limits = !rq->app->no_limits,
                             .demo = rq->app->demo};
    SystemView v = {.queue = (int64_t)writer_waiting(rq->app->writer)};
    Finding *findings;
    DbSchema schema;
    TRY(doctor_run(rq->db, rq->mem, &call, &findings, &v.n));
    v.findings = findings;
    TRY(db_schema(rq->db, &schema));
    v.schema = schema.last;
    TRY(mailbox_failures_since(rq->db, rq->mem, rq->now, &v.guesses_hour));
    TRY(mailbox_failures_since(rq->db, rq->mem, rq->now - DAYS(1), &v.guesses_day));
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    system_body(o, &v);
    page_end(rq, o, &frame);
    return req_html(rq, 200);
}

const Route system_routes[] = {
    {M_GET, "/beheer/systeem", ACT_system_view, 0, 0, NULL, show},
    {0},
};

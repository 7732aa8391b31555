// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// steering_pages.c - the overview: every part of the steering that this person may open, and what waits there.
#include "steering/steering_html.h"
#include "steering/steering_view.h"
#include <assert.h>

static Err show_overview(Req *rq)
{
    SteeringView v = {0};
    for (size_t i = 0; steering_sections[i]; i++) {
        const SteeringSection *s = steering_sections[i];
        if (!may_ever(&rq->actor, s->action)) continue;
        assert(v.count < STEERING_SECTIONS_MAX);
        SteeringItem *item = &v.items[v.count++];
        *item = (SteeringItem){.section = s};
        if (s->waiting) TRY(s->waiting(rq, &item->waiting, &item->late));
    }
    const Frame f = {.title = N_("Sturing van het programma"), .section = "sturing"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    steering_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

const Route steering_routes[] = {
    {M_GET, "/sturing", ACT_steering_view, 0, 0, NULL, show_overview},
    {0},
};

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_ics.h - events as iCalendar (RFC 5545): whole days, or a moment with a length. Pure.
#pragma once
#include "base/buf.h"
#include "base/time.h"
#include "programme/plan.h"

typedef struct IcsEvent {
    Str uid, title, text; // uid: the same for the same event, for ever
    Time stamp;           // when it was last changed
    Date day;
    Time from; // 0: the whole day
    int minutes;
} IcsEvent;

void ics_begin(Buf *b);
void ics_event(Buf *b, const IcsEvent *e);
void ics_end(Buf *b);
void plan_calendar_events(Buf *b, const Plan *p, bool dutch); // deadlines, phases, goals, actions, quarters

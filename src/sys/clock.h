// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// clock.h - what time it is. The only place that asks the system, so that tests and demos can say.
#pragma once
#include "base/time.h"

Time clock_now(void);               // wall clock, ms UTC
Time clock_steady(void);            // never goes back; for intervals only
int64_t clock_micros(void);         // clock_steady in microseconds
void clock_set(Time fixed);         // tests and the demo's past: clock_now() then answers this; 0 = real time again

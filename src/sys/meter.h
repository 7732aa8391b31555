// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// meter.h - what the process counts of itself while it runs: how often, and how long. Shown by /metrics.
//
// Adding costs some nanoseconds on any thread: each thread counts in a part of its own; reading adds the parts up.
// Never anything of a visitor or a record: names are known when the program is built, values are numbers.
#pragma once
#include <stdint.h>

// name in /metrics (with baken_ in front and _total behind), what it says
#define COUNTERS(ONE)                                                                                                  \
    ONE(answers_2xx, "Answers that were fine")                                                                         \
    ONE(answers_3xx, "Answers that sent the visitor on")                                                               \
    ONE(answers_4xx, "Requests that were refused as wrong, not allowed or too many")                                   \
    ONE(answers_5xx, "Requests that failed or were refused for being too busy")                                        \
    ONE(busy, "Requests that heard that it is too busy")                                                               \
    ONE(rate_limited, "Requests that heard to wait because they came too often")                                       \
    ONE(slow_requests, "Requests that took longer than --slow-ms")                                                     \
    ONE(slow_statements, "Statements that took longer than --slow-ms")                                                 \
    ONE(batches, "Commits")                                                                                            \
    ONE(batches_failed, "Commits that failed; everybody in them was told")                                             \
    ONE(jobs, "Writes that were run, in batches")                                                                      \
    ONE(jobs_refused, "Writes that were refused because the queue was full")                                           \
    ONE(file_bytes, "Bytes of attachments that came in")                                                               \
    ONE(log_errors, "Lines in the log at level error")

typedef enum Counter {
#define X(name, help) METER_##name,
    COUNTERS(X)
#undef X
        METER_COUNT
} Counter;

#define TIMERS(ONE)                                                                                                    \
    ONE(read, "Pages that were read")                                                                                  \
    ONE(write, "Requests that wrote, until they were on disk")                                                         \
    ONE(commit, "Commits, until they were on disk")

typedef enum Timer {
#define X(name, help) TIMER_##name,
    TIMERS(X)
#undef X
        TIMER_COUNT
} Timer;

enum { METER_BOUNDS = 13 };
extern const int64_t meter_bounds[METER_BOUNDS]; // in microseconds, ascending

typedef struct TimerReading {
    int64_t within[METER_BOUNDS]; // how many took at most that long
    int64_t count, sum;           // sum in microseconds
} TimerReading;

void meter_add(Counter c, int64_t n);
void meter_time(Timer t, int64_t micros);
int64_t meter_read(Counter c);
TimerReading timer_read(Timer t);

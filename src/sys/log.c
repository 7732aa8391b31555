// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "sys/log.h"
#include "sys/clock.h"
#include "sys/meter.h"
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum { EVENTS_MAX = 32, TEXT_MAX = 512 };

static atomic_bool quiet_on;
void log_quiet(bool quiet) { atomic_store(&quiet_on, quiet); }

static const char *const level_names[] = {"info", "warn", "error"};

static void write_line(LogLevel level, const char *event, const char *fmt, va_list args)
{
    char text[TEXT_MAX];
    vsnprintf(text, sizeof text, fmt, args);
    Civil c = civil_utc(clock_now());
    fprintf(stderr, "%04d-%02d-%02dT%02d:%02d:%02dZ %s %s %s\n", c.year, c.month, c.day, c.hour, c.minute, c.second,
            level_names[level], event, text);
}

// ---- what happens again and again ---------------------------------------------------------------------------------

typedef struct Gate {
    char event[LOG_EVENT_MAX];
    LogLevel level;
    Time since; // steady: of its first line in this while
    int written;
    int64_t held;
} Gate;

static pthread_mutex_t gates_lock = PTHREAD_MUTEX_INITIALIZER;
static Gate gates[EVENTS_MAX];
static size_t gate_count;

static Gate *gate_of(const char *event, LogLevel level)
{
    for (size_t i = 0; i < gate_count; i++)
        if (strcmp(gates[i].event, event) == 0) return &gates[i];
    if (gate_count == EVENTS_MAX || strlen(event) >= LOG_EVENT_MAX) return NULL;
    Gate *g = &gates[gate_count++];
    *g = (Gate){.level = level, .since = clock_steady()};
    memcpy(g->event, event, strlen(event) + 1);
    return g;
}

PRINTF_LIKE(2, 3) static void write_held(LogLevel level, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    write_line(level, "log_held", fmt, args);
    va_end(args);
}

// The lock is held.
static void tell_held(Gate *g)
{
    if (g->held == 0) return;
    write_held(g->level, "event=%s more=%lld", g->event, (long long)g->held);
    g->held = 0;
}

static bool may_write(const char *event, LogLevel level)
{
    bool fine = true;
    pthread_mutex_lock(&gates_lock);
    Gate *g = gate_of(event, level);
    if (g) {
        Time now = clock_steady();
        if (now - g->since >= LOG_WHILE_MS) {
            tell_held(g);
            g->since = now;
            g->written = 0;
        }
        fine = g->written < LOG_LINES;
        if (fine) g->written++;
        else g->held++;
    }
    pthread_mutex_unlock(&gates_lock);
    return fine;
}

void log_held(bool all)
{
    pthread_mutex_lock(&gates_lock);
    Time now = clock_steady();
    for (size_t i = 0; i < gate_count; i++)
        if (all || now - gates[i].since >= LOG_WHILE_MS) tell_held(&gates[i]);
    pthread_mutex_unlock(&gates_lock);
}

void log_line(LogLevel level, const char *event, const char *fmt, ...)
{
    if (level == LOG_ERROR) meter_add(METER_log_errors, 1);
    if (level < LOG_ERROR && atomic_load(&quiet_on)) return;
    if (level > LOG_INFO && !may_write(event, level)) return;
    va_list args;
    va_start(args, fmt);
    write_line(level, event, fmt, args);
    va_end(args);
}

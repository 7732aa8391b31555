// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "sys/log.h"
#include "sys/clock.h"
#include "sys/meter.h"
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_bool quiet_on;
void log_quiet(bool quiet) { atomic_store(&quiet_on, quiet); }

void log_line(LogLevel level, const char *event, const char *fmt, ...)
{
    static const char *const names[] = {"info", "warn", "error"};
    if (level == LOG_ERROR) meter_add(METER_log_errors, 1);
    if (level < LOG_ERROR && atomic_load(&quiet_on)) return;
    Civil c = civil_utc(clock_now());
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    fprintf(stderr, "%04d-%02d-%02dT%02d:%02d:%02dZ %s %s %s\n", c.year, c.month, c.day, c.hour, c.minute, c.second,
            names[level], event, text);
}

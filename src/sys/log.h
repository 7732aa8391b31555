// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// log.h - lines for operators on standard error: "time level event key=value ...".
//
// Never personal data, never a body, never an address of a visitor, never a path with an id of a mailbox.
// What goes wrong again and again is written LOG_LINES times in LOG_WHILE_MS, then counted: "log_held event=... more=N"
// follows. With the database away for a night the journal stays readable, and older lines stay in it.
// Values are ours (numbers, names of routes and errors), so the format is for constants, not for input.
#pragma once
#include "base/attr.h"
#include <stdbool.h>

enum { LOG_LINES = 10, LOG_WHILE_MS = 60 * 1000, LOG_EVENT_MAX = 40 };

typedef enum LogLevel { LOG_INFO, LOG_WARN, LOG_ERROR } LogLevel;

void log_quiet(bool quiet); // tests: only errors
// Tells what was held back: of what is over, or all of it (the program ends). Somebody calls it every few seconds.
void log_held(bool all);
void log_line(LogLevel level, const char *event, const char *fmt, ...) PRINTF_LIKE(3, 4);

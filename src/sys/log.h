// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// log.h - lines for operators on standard error: "time level event key=value ...".
//
// Never personal data, never a body, never an address of a visitor, never a path with an id of a mailbox.
// Values are ours (numbers, names of routes and errors), so the format is for constants, not for input.
#pragma once
#include "base/attr.h"
#include <stdbool.h>

typedef enum LogLevel { LOG_INFO, LOG_WARN, LOG_ERROR } LogLevel;

void log_quiet(bool quiet); // tests: only errors
void log_line(LogLevel level, const char *event, const char *fmt, ...) PRINTF_LIKE(3, 4);

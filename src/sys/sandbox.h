// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// sandbox.h - what the serving process gives up for good, so that a fault in it opens less.
//
// Files (Landlock, best effort): afterwards only the data folder can be read and written, and the system's shared data
// can be read. System calls (seccomp): no new programs, no tracing of other processes, no mounting, no kernel modules,
// no namespaces. Both hold for this thread and every thread made later, so call it before any thread is started.
// A kernel or container that can't do it is not an error: the answer tells what holds, and the caller logs it.
#pragma once
#include "base/attr.h"
#include <stdbool.h>

enum { SANDBOX_FOLDERS_MAX = 4, SANDBOX_READABLE_MAX = 16 };

typedef struct Sandbox {
    bool files, calls;
} Sandbox;

// Folders that stay readable and writable; they must exist. readable: files and folders that stay readable, when they
// are there. NULL entries are skipped.
Sandbox sandbox_enter(const char *const folders[SANDBOX_FOLDERS_MAX],
                      const char *const readable[SANDBOX_READABLE_MAX]) MUST_USE;

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// watch.h - deadlines per connection. MHD's own time-out starts anew with every byte, so a client that drips one byte
// a second would stay for ever; the watchdog looks at the clock only.
//
// A Watch lives from accept until just before MHD closes the socket (watch_end), so the number is never another's.
// When its deadline passes the socket is shut down; MHD then sees the end of input and closes.
// Each watch has a second, shorter deadline for when it is crowded: patience with the slow is for when there is room.
#pragma once
#include "base/time.h"
#include "base/err.h"

typedef struct Watchdog Watchdog;
typedef struct Watch Watch;

// crowd: how many connections are too many to be patient.
Err watchdog_start(int every_ms, int crowd, Watchdog **ret_dog, Why *w) MUST_USE;
void watchdog_stop(Watchdog *dog); // accepts NULL

Watch *watch_begin(Watchdog *dog, int fd, Time deadline, Time hurried);
void watch_end(Watchdog *dog, Watch *watch);
int watchdog_count(const Watchdog *dog); // connections that are open
bool watchdog_crowded(const Watchdog *dog);
// Both on clock_steady(), 0 = none. whole: stop sending too, not only receiving.
void watch_until(Watch *watch, Time deadline, Time hurried, bool whole);

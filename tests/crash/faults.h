// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// faults.h - where the test program `baken_faults` makes the system fail, die or lie about the time.
//
// The linker puts these in the place of the calls of src/sys (--wrap); the engine's own calls go through a shim of its
// file layer. Nothing of it is in the program that people run. A test says what must happen in a small file, the page,
// which both sides map: BAKEN_FAULTS names it; without it nothing ever fails.
//
// call    one write, sync, rename, truncation or making of a file. Calls that match kinds, places and path are counted
//         from 1 since the page was written.
// fault   what happens to the calls first..last: an error, half a write, or the death of the process.
// power   dying takes along what the store wrote and did not sync: all of it, or what a seed chooses, for a disk writes in
//         the order it likes.
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { FAULT_WRITE = 1, FAULT_SYNC = 2, FAULT_RENAME = 4, FAULT_TRUNCATE = 8, FAULT_MAKE = 16 };
enum { PLACE_STORE = 1, PLACE_FILES = 2 };
typedef enum FaultMode {
    MODE_NONE,
    MODE_EIO,        // refused: the disk is broken
    MODE_ENOSPC,     // refused: the disk is full
    MODE_SHORT,      // half of a write arrives, then the disk is full
    MODE_DIE_BEFORE, // SIGKILL instead of the call
    MODE_DIE_WITHIN, // SIGKILL when half of a write has arrived
    MODE_DIE_AFTER,  // SIGKILL when the call is done and nobody knows
} FaultMode;

enum { FAULT_PATH_MAX = 120 };

typedef struct FaultPage {
    int64_t mode, first, last, kinds, places; // the test writes
    int64_t clock_ms;                         // added to the wall clock
    int64_t power;                            // 0: the process dies; 1: the power too; else a seed
    int64_t calls, fired;                     // the program writes
    char path[FAULT_PATH_MAX];                // a part of the path, or empty
} FaultPage;

// What must happen to this call of a file: counts it.
FaultMode fault_next(int kind, int place, const char *path);
_Noreturn void fault_die(void);
int64_t fault_power(void);
void fault_power_cut(int64_t seed); // takes back what the store did not sync
void fault_vfs(void); // puts the shim under the engine

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// tray.h - which signals wait, for whom, in which order.
//
// tray      the signals of an organisation, a part (tab) at a time: nobody's yet, mine, waiting, open, closed; and for
// who
//           directs the chain in a region: all of that region.
// order     urgent first, then the term that ends soonest; or by moment of receipt, newest first.
// cursor    where the last page ended, as text for a link; a page is read from there, so a tray of any size is quick.
//
// Lists hold coded columns only: no story, no name, no place. What it must never do: read anything sealed.
#pragma once
#include "signal/signal.h"
#include "signal/tray_sql.h"

enum { TRAY_PAGE = 25, TRAY_COUNT_MAX = 499 };

// name, Dutch label, Dutch word in the address
#define TRAY_TABS(X)                                                                                                   \
    X(unassigned, "Niet toegewezen", "vrij")                                                                           \
    X(mine, "Van mij", "mijn")                                                                                         \
    X(waiting, "Wacht", "wacht")                                                                                       \
    X(open, "Alle open", "open")                                                                                       \
    X(closed, "Gesloten", "gesloten")                                                                                  \
    X(region, "Regio", "regio")
typedef enum TrayTab {
#define X(name, label, word) TRAY_##name,
    TRAY_TABS(X)
#undef X
        TRAY_TAB_COUNT
} TrayTab;
const char *tray_tab_label(TrayTab t);
const char *tray_tab_word(TrayTab t);
TrayTab tray_tab_parse(Str word, TrayTab otherwise);

typedef TrayUnassignedRow TrayRow;

typedef struct TrayFilter {
    TrayTab tab;
    OrgId org;
    AccountId account;
    Str region;                 // for TRAY_region
    Str form, minor, state, gm; // codes; empty: any
    bool urgent_only, by_receipt;
    // the cursor
    bool after;
    int64_t urgent, due, id;
} TrayFilter;

// At most TRAY_PAGE rows; ret_more: there are others behind them.
Err tray_list(Db *db, Arena *mem, const TrayFilter *f, TrayRow **ret_rows, size_t *ret_count, bool *ret_more) MUST_USE;
Str tray_cursor(Arena *mem, const TrayRow *last);        // "1.1763800000000.12"
Err tray_cursor_parse(Str text, TrayFilter *f) MUST_USE; // E_INPUT

// All open signals of one colleague go to another of the same organisation; to 0: back to the tray of all.
// On the writer; the caller logs. E_INPUT: the other does not work there. ret_count: how many.
Err signal_hand_over(Db *db, Arena *mem, AccountId from, AccountId to, Time now, int64_t *ret_count, Why *w) MUST_USE;

// ---- what waits for a person: counts with a link, for the first page after signing in ----

typedef struct WaitingItem {
    int64_t count;           // counting stops at TRAY_COUNT_MAX + 1
    const char *label, *text; // Dutch
    const char *path;
    bool late;
} WaitingItem;
enum { WAITING_MAX = 16 };
typedef struct Waiting {
    WaitingItem items[WAITING_MAX];
    size_t count;
    int64_t total;
} Waiting;
void waiting_add(Waiting *v, int64_t count, const char *label, const char *text, const char *path, bool late);
Err signal_waiting(Req *rq, Waiting *v) MUST_USE; // signals, referrals, advice

extern const Route tray_routes[];

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// figures_view.h - what the pages of analysts show and share; between *_pages.c and figures.html only.
#pragma once
#include "app/form.h"
#include "figures/figures.h"
#include "figures/figures_sql.h"

typedef struct RunRow {
    int64_t id;
    Str title, who, estimate, low, high; // numbers in words; empty when there are none
    const char *model, *state, *css, *verdict;
    Time at;
} RunRow;

typedef struct TableRowView {
    int64_t id;
    Str title, who, people;
    const char *source;
    int64_t lists;
    Time at;
} TableRowView;

typedef struct FiguresList {
    RunRow *runs;
    TableRowView *tables;
    size_t run_count, table_count;
    Str next; // path of the next page of runs
} FiguresList;

typedef struct NewTable {
    Str csrf, submission, fault, title, lists, text;
    const char *fault_input;
    StaffForm platform; // when may_overlap
    bool may_overlap;
} NewTable;

typedef struct TablePage {
    int64_t id;
    Str title, who, digest, left_out;
    const char *source;
    Str years; // of the platform's table
    Time at;
    bool protected, has_runs;
    ShownTable table;
    Str covariates; // with commas
    StaffForm start;
    RunRow *runs;
    size_t run_count;
} TablePage;

typedef struct RunPage {
    int64_t id, table;
    Str title, who, fault, digest, version, threshold, again_who, again_version;
    const char *model, *interval, *state, *stage, *again;
    Str state_code, again_code, strata;
    Str year, by; // of one model over all characteristics
    const char *curve, *way;
    Str doubtful;
    bool absent, has_population;
    int64_t seed, level, replicates, trials;
    Time at, started_at, ended_at, again_at;
    bool waiting, follows, can_again, protected, again_waiting;
    int step, steps; // of the progress bar
    StaffForm stop, repeat;
} RunPage;

extern const Choice figure_ways[], figure_curves[], figure_models[], figure_intervals[], figure_sources[];

// The table or run of this path, after may(); with `content` the table's CSV is there.
Err table_open(Req *rq, FigureTableByIdRow *ret_table) MUST_USE;
Err run_open(Req *rq, FigureRunByIdRow *ret_run) MUST_USE;
Err run_rows(Req *rq, const FigureRunsRow *rows, size_t count, RunRow **ret_rows) MUST_USE;
// Says no with a text when the organisation has too much in the queue.
Err queue_room(Req *rq) MUST_USE;
Str table_path(Arena *mem, int64_t id, const char *rest);
Str run_path(Arena *mem, int64_t id, const char *rest);

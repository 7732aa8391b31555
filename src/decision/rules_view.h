// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// rules_view.h - what the pages of the rules show, and what their files share.
#pragma once
#include "app/app.h"
#include "app/form.h"
#include "decision/diff.h"
#include "decision/life.h"
#include "decision/past.h"
#include "decision/vet.h"

enum { WORDS_MAX = 40, TRY_VALUE_MAX = 400, CELL_MAX = 4000 };

typedef struct RuleRow {
    int64_t id, version;
    Str name, region, origin;
    const char *status, *state, *css; // in words; css: of the badge
    Time live_from, retired_at;
} RuleRow;

typedef struct DraftLine {
    DraftRow row;
    const char *kind, *state, *css;
} DraftLine;

typedef struct RulesView {
    const RuleRow *live, *others; // in use; waiting and old
    size_t live_count, other_count;
    const DraftLine *drafts;
    size_t draft_count, emergencies;
} RulesView;

typedef struct TryInput {
    Str field, label, value; // field: "in0"
    const char *type;        // Dutch label
    const Str *words;        // values that the table knows
    size_t word_count;
    bool yes_no, choice, number, date;
} TryInput;

typedef struct TryHit {
    Str rule;
    const Str *because, *outputs; // in words; "advies: zorg"
    size_t because_count, output_count;
} TryHit;

typedef struct TryView {
    Str csrf, action, fault;
    Str keep; // where this try can be kept as a test case; empty: nowhere
    const TryInput *inputs;
    size_t input_count;
    bool tried;
    const TryHit *hits;
    const Str *near; // rules that almost fitted, in words
    size_t hit_count, near_count;
} TryView;

typedef struct CaseLine {
    const RuleCase *c;
    const CaseResult *result;
    Str expected;
    StaffForm remove;
} CaseLine;

typedef struct CheckView {
    const Vetted *vetted;
    Str words;
    const Str *errors, *remarks; // of the analysis, in words
    size_t error_count, remark_count;
    CaseLine *cases;
    bool can_edit;
} CheckView;

// One version of a table.
typedef struct RuleView {
    RuleRow table;
    Str hash, title, description;
    Str lawyer;        // who read it, and who wrote that down; empty: nobody
    Str story, reason; // how it came to be; of who proposed it
    int64_t draft;     // 0: it came with the program
    const Decision *decision;
    TryView test;
    CheckView check;
    const StaffForm *forms;         // what this person may do with it
    const char *const *form_titles; // Dutch
    size_t form_count;
} RuleView;

typedef struct DraftView {
    const Draft *d;
    Str csrf;
    const char *kind, *state, *css, *why_not; // why_not: who sees it may not decide about it
    Str writers, proposer, decider, reviewer;
    Str live_words; // "versie 3"
    int64_t live_version, was_based_on;
    bool can_edit, live_changed;
    const Decision *decision;
    CheckView check;
    TableDiff diff;
    bool has_past;
    TryView test;
    const StaffForm *forms;
    const char *const *form_titles;
    size_t form_count;
    Str upload_submission;
} DraftView;

// One rule of a draft in a form, or a test case.
typedef struct CellView {
    Str field, label, value, hint;
    const Str *words;
    size_t word_count;
    const char *part; // Dutch: "als", "dan", ""
    bool input, output;
} CellView;

typedef struct RuleEditView {
    const Draft *d;
    Str csrf, fault, rule, action;
    const CellView *cells;
    size_t cell_count, at, count;
} RuleEditView;

typedef struct ColumnLine {
    Str name, allowed;
    const char *part, *type; // in words
    StaffForm remove;
    bool last; // the only one of its kind: it stays
} ColumnLine;

typedef struct ColumnsView {
    const Draft *d;
    const ColumnLine *lines;
    size_t count;
    const StaffForm *forms; // to add one
    const char *const *form_titles;
    size_t form_count;
} ColumnsView;

typedef struct CaseEditView {
    const Draft *d;
    Str csrf, fault, name, rules;
    const TryInput *inputs;
    size_t input_count;
    const CellView *outputs;
    size_t output_count;
} CaseEditView;

typedef struct TextView {
    const Draft *d;
    Str csrf, title, text, submission;
    const char *field;
    bool modeller; // the page with dmn-js
} TextView;

typedef struct PastView {
    const Draft *d;
    PastSums sums;
    size_t looked, changed, hidden; // in all, with the pages before
    Str next;                       // address of the next part; empty: this was the last
    bool done;
} PastView;

// rules_pages.c
RuleRow rule_row(const TableVersion *t);
Err rules_relation(Req *rq, Str region, Relation *ret_relation) MUST_USE; // how this person stands to a region's rules
bool rules_can(Req *rq, Action does, Str region);
const char *draft_kind_words(Str kind);
const char *draft_state_words(Str state, const char **ret_css);
Err draft_load(Req *rq, Draft *ret_draft) MUST_USE;     // of the address
Err draft_for_edit(Req *rq, Draft *ret_draft) MUST_USE; // and may be changed by this person, as it was seen
Str draft_path(Arena *mem, int64_t id, const char *rest);
Err draft_stale(Req *rq, Err e) MUST_USE; // words for E_CONFLICT
// edit_pages.c: every change of a draft is made before the writer, and then saved there.
typedef struct Saving {
    Draft d;
    Str xml, tests;
    const char *what; // for the ledger
    Str then;         // where to go
} Saving;
Err draft_saving(Req *rq, const char *what, Saving **ret_s) MUST_USE; // into rq->prepared
Err draft_saved(Req *rq) MUST_USE;
Err table_of(Req *rq, Arena *mem, Str xml, const Rules **ret_rules, const Decision **ret_d) MUST_USE;
// lawyer_pages.c
Err lawyer_words(Req *rq, const TableVersion *t, Str *ret_words) MUST_USE;
StaffForm lawyer_form(Req *rq, const TableVersion *t, const char **ret_title);
// try_out.c
const TryInput *try_inputs(Req *rq, Arena *mem, const Decision *d, size_t *ret_n);
Err try_bind(Req *rq, Arena *mem, const Decision *d, const TryInput *inputs, Binding **ret_bound) MUST_USE;
Err try_out(Req *rq, Arena *mem, const Rules *rules, const Decision *d, TryView *v) MUST_USE;
void try_words(Arena *mem, const Decision *d, size_t column, bool output, const Str **ret_words, size_t *ret_n);
// check_view.c
CheckView check_view(Req *rq, Arena *mem, const Vetted *v, const Draft *d);

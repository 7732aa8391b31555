// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// report.h - the rules of a report: what can be answered, what must be, and how it becomes a signal. No HTTP here.
//
// Report    the answers. Coded answers are codes of the lists in signal.h; "" means not answered.
// field     one answer, described once in report_fields[]: the forms, the draft, the API and the checks read it there.
// topic     one page of the questions; fields belong to one.
// part      where an answer is kept: readable columns, sealed content, or the sealed identity of the reporter.
//
// Handing in is two halves: report_seal does the costly work on a reading thread; report_store is one INSERT
// and a few rows on the writer. The receipt code follows from the draft's seed, so a resend gives the same code.
// What it must never do: log an answer; keep a contact detail of an anonymous reporter.
#pragma once
#include "signal/signal.h"

enum {
    REPORT_FILES_MAX = 5,
    REPORT_STORY_MAX = 20000, // bytes
    REPORT_TEXT_MAX = 4000,
    REPORT_LINE_MAX = 300,
    REPORT_ERRORS_MAX = 20,
    REPORT_FILE_NAME_MAX = 200,
};

// name, title of the page (Dutch)
#define REPORT_TOPICS(X)                                                                                               \
    X(role, N_("Wie ben je?"))                                                                                         \
    X(anonymity, N_("Mogen we weten wie je bent?"))                                                                    \
    X(danger, N_("Is er nu iemand in gevaar?"))                                                                        \
    X(form, N_("Waar lijkt het op?"))                                                                                  \
    X(story, N_("Wat is er aan de hand?"))                                                                             \
    X(place, N_("Waar is het?"))                                                                                       \
    X(when, N_("Wanneer is het?"))                                                                                     \
    X(people, N_("Om wie gaat het?"))                                                                                  \
    X(code_steps, N_("De meldcode"))                                                                                   \
    X(files, N_("Heb je foto's of andere bestanden?"))                                                                 \
    X(contact, N_("Hoe kunnen we je veilig bereiken?"))                                                                \
    X(police, N_("Mag de politie meekijken?"))                                                                         \
    X(summary, N_("Kijk je melding na"))
typedef enum Topic {
#define X(name, title) TOPIC_##name,
    REPORT_TOPICS(X)
#undef X
        TOPIC_COUNT
} Topic;

typedef enum Part { PART_COLUMN, PART_CONTENT, PART_REPORTER } Part;

typedef struct ReportFile {
    Str stored, name, type; // type as sniffed
    int64_t size;
    Secret key;
} ReportFile;

typedef struct Report {
    Str role, anonymity, danger, form, minor, police, gm_code;                        // PART_COLUMN
    Str story, place, when, when_text, victim_count, victims, suspect_count, suspects; // PART_CONTENT
    Str step1, step2, step3, step4, step5, step_note;
    Str name, phone, email, safe_call, safe_mail, safe_voice, safe_when, code_word; // PART_REPORTER
    ReportFile files[REPORT_FILES_MAX];
    size_t file_count;
} Report;

typedef struct ReportField {
    const char *name; // in forms, drafts, sealed content and the API
    size_t at;        // offset of the Str in Report
    const Choice *choices; // NULL: free text
    size_t max;        // bytes of free text
    Topic topic;
    Part part;
    const char *label; // Dutch
} ReportField;
extern const ReportField report_fields[]; // ended by name == NULL
const ReportField *report_field(Str name); // NULL when there is none
Str report_get(const Report *r, const ReportField *f);
void report_set(Report *r, const ReportField *f, Str value);

extern const Choice report_when[];     // now week year longer unknown
extern const Choice report_counts[];   // one few many unknown
extern const Choice report_steps[];    // done open not_needed
extern const Choice report_outcomes[]; // help report both later

const char *topic_name(Topic t);
const char *topic_title(Topic t);
bool topic_parse(Str name, Topic *ret_topic);
bool topic_applies(const Report *r, Topic t); // contact is not asked of who stays anonymous, ...
Topic topic_next(const Report *r, Topic t);     // the next that applies; summary is the last
Topic topic_before(const Report *r, Topic t);   // itself when it is the first
void topic_place(const Report *r, Topic t, int *ret_step, int *ret_steps);

typedef struct FieldError {
    const char *field; // a name of report_fields
    const char *code;  // for programs: "required", "unknown_value", "too_long", "not_text", "format"
    const char *text;  // Dutch, for people
} FieldError;
typedef struct FieldErrors {
    FieldError v[REPORT_ERRORS_MAX];
    size_t n;
} FieldErrors;
void field_error(FieldErrors *e, const char *field, const char *code, const char *text);

// Puts what was typed into the report: line ends and spaces normal. Too long or not text is an error, and the report
// keeps the readable part of it so that nothing typed is lost.
void report_fill(Arena *mem, Report *r, const ReportField *f, Str typed, FieldErrors *errors);
void report_check_topic(const Report *r, Topic t, FieldErrors *errors);
void report_check(const Report *r, FieldErrors *errors); // every topic that applies
void report_defaults(Report *r); // what a program left out: unknown, no danger, no police
// Answers that no longer belong: contact details of who chose to be anonymous, steps of who is no professional.
void report_drop_unasked(Report *r);

// JSON text {"rol": ..., "tekst": ...} of the parts in the bit set (1 << PART_x); empty answers are left out.
enum { PARTS_ALL = 7 };
Str report_json(Arena *mem, const Report *r, unsigned parts);
Err report_from_json(Arena *mem, Str json, Report *r) MUST_USE; // adds to r; E_INPUT: not such JSON

// ---- handing in ---------------------------------------------------------------------------------------------------

// What makes a sending this one and no other: both come from the draft, or from an Idempotency-Key.
typedef struct Submission {
    unsigned char id[SUBMISSION_SIZE];
    Secret seed; // of the receipt code
} Submission;

typedef struct SealedReport SealedReport;
typedef struct StoredReport {
    int64_t id;
    Str number;
    Receipt receipt; // wipe it
    bool again;      // this submission had been stored before
    bool differs;    // ... with other content, which is not stored
    bool mailbox_open; // false: the reporter deleted it since
} StoredReport;
void stored_wipe(StoredReport *s); // for CLEANUP

// The costly half, on a reading connection. channel: a code of signal_channels; lang: of the reporter.
Err report_seal(App *app, Db *db, Arena *mem, const Report *r, const Submission *s, const char *channel, Lang lang,
                SealedReport **ret_sealed) MUST_USE;
// The writing half. Does not log: the caller does, unless ret->again.
Err report_store(Db *db, Arena *mem, SealedReport *sealed, Time now, StoredReport *ret_stored) MUST_USE;

// ---- for staff ------------------------------------------------------------------------------------------------------

// Opens sealed content (or the reporter part, with the "reporter" key) of a signal into r.
Err report_open_content(Arena *mem, const Secret *signal_key, Str submission, Str sealed, Report *r) MUST_USE;
Err report_open_reporter(Arena *mem, const Secret *reporter_key, Str submission, Str sealed, Report *r) MUST_USE;

// ---- files ------------------------------------------------------------------------

enum { PENDING_FILES_BYTES_MAX = 4 * 1024 /* MB */ };
bool report_file_type_ok(Str sniffed_type);

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// work_forms.h - the small forms of a signal, and what its pages share; between the work_*.c files and referral.c.
// Each form is made here once: the page shows it, and the handler shows it again when something is wrong.
#pragma once
#include "signal/work.h"
#include "signal/work_view.h"

StaffForm form_message(Req *rq, const Work *w, const char *thread);
StaffForm form_seen(Req *rq, const Work *w);
StaffForm form_wait(Req *rq, const Work *w);
StaffForm form_state(Req *rq, const Work *w, const char *id, const char *state, const char *button);
StaffForm form_close(Req *rq, const Work *w);
Err form_assign(Req *rq, const Work *w, StaffForm *ret_take, StaffForm *ret_assign) MUST_USE;
StaffForm form_fact(Req *rq, const Work *w);
StaffForm form_fact_remove(Req *rq, const Work *w, int64_t fact);
StaffForm form_link(Req *rq, const Work *w);
StaffForm form_link_remove(Req *rq, const Work *w, int64_t link);
StaffForm form_talk(Req *rq, const Work *w);
StaffForm form_identity(Req *rq, const Work *w);
StaffForm form_feedback(Req *rq, const Work *w);
StaffForm form_withhold(Req *rq, const Work *w);

typedef struct OpenFile {
    WorkFilesRow row;
    Str name;
} OpenFile;
Err work_open_files(Req *rq, const Work *w, OpenFile **ret_files, size_t *ret_count) MUST_USE;
// ret_older: there are older ones that do not fit.
Err work_open_messages(Req *rq, const Work *w, const char *thread, MessageView **ret_rows, size_t *ret_count,
                       bool *ret_older) MUST_USE;
Secret work_file_key(const Work *w, Str sealed_under);
// Opens the sealed file on disk and sends it as a download. key: 32 bytes.
Err work_send_file(Req *rq, Str stored, Str key, Str name) MUST_USE;
size_t work_report_rows(Arena *mem, const Report *r, Part part, Pair **ret_rows);
bool work_clock_runs(Req *rq, const Work *w, ClockKind kind);
bool work_feedback_due(Req *rq, const Work *w);
// An active colleague who may work on signals of this organisation.
bool work_colleague(Req *rq, int64_t account);

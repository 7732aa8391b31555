// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// training.h - who may follow what, when a certificate ends, and what is shown of it.
#pragma once
#include "awareness/training_sql.h"
#include "base/time.h"

enum {
    COURSES_MAX = 200,
    COURSE_SESSIONS_MAX = 100,
    COURSE_MONTHS_MAX = 120,
    SEATS_MAX = 200,         // who was there is one form: a field for each, of HTTP_FIELDS_MAX
    LAPSE_SOON_DAYS = 90,    // reminded so long before
    LAPSED_DAYS = 366,       // and so long after
    PARTICIPATION_YEARS = 7, // kept so long after the session
};

// The moment a certificate ends: the same day so many months later. 0 months: never, 0.
Time certificate_until(Time held, int64_t months);

typedef enum CertificateState {
    CERTIFICATE_NONE,
    CERTIFICATE_PLANNED,
    CERTIFICATE_VALID,
    CERTIFICATE_SOON,
    CERTIFICATE_LAPSED
} CertificateState;
CertificateState certificate_state(Str participation, Time until, Time now);
const char *certificate_words(CertificateState s); // Dutch, translated where shown
const char *certificate_css(CertificateState s);   // of a status badge

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "clock/clock.h"
#include "decision/decision.h"

static const char *const kind_names[] = {
#define X(name, label) [CLOCK_##name] = #name,
    CLOCK_KINDS(X)
#undef X
};
static const char *const kind_labels[] = {
#define X(name, label) [CLOCK_##name] = N_(label),
    CLOCK_KINDS(X)
#undef X
};
static const struct {
    const char *code, *label;
} grounds[] = {
#define X(name, label) {#name, N_(label)},
    WITHHOLD_GROUNDS(X)
#undef X
};

const char *clock_kind_name(ClockKind k) { return kind_names[k]; }

const char *clock_kind_label(Str name)
{
    for (size_t k = 0; k < CLOCK_KIND_COUNT; k++)
        if (str_eq_c(name, kind_names[k])) return kind_labels[k];
    return N_("termijn");
}

const char *withhold_ground_label(Str code)
{
    for (size_t i = 0; i < COUNT(grounds); i++)
        if (str_eq_c(code, grounds[i].code)) return grounds[i].label;
    return NULL;
}

Err clock_term(Arena *mem, ClockKind kind, ClockTerm *ret_term, Why *w)
{
    const DecisionValue input = DECIDE_TEXT("klok", str_c(kind_names[kind]));
    Ruling d;
    TRY(decision_eval(mem, "termijnen", STR_NONE, &input, 1, &d, w));
    double days = d.hit_count ? hit_number(&d.hits[0], "dagen", 0) : 0;
    if (!(days > 0 && days < 3660))
        return why(w, E_NOTFOUND, "the table termijnen has no term for %s", kind_names[kind]);
    Str basis = str_fmt(mem, "%.*s v%lld %.*s", STR_ARG(d.table), (long long)d.version, STR_ARG(d.hits[0].rule));
    *ret_term = (ClockTerm){kind, (Time)(days * (double)DAYS(1)), basis};
    return OK;
}

Err clock_start(Db *db, Arena *mem, Str object_kind, int64_t object_id, ClockKind kind, OrgId org, Time now, Why *w)
{
    ClockTerm t;
    TRY(clock_term(mem, kind, &t, w));
    return q_clock_insert(db, object_kind, object_id, str_c(kind_names[kind]), now, now + t.length, t.basis, org.v);
}

static Err end(Db *db, Str object_kind, int64_t object_id, ClockKind kind, Str state, Str ground, Time now,
               AccountId by)
{
    int64_t changed;
    return q_clock_end(db, object_kind, object_id, str_c(kind_names[kind]), state, now, by.v, ground, &changed);
}

Err clock_meet(Db *db, Str object_kind, int64_t object_id, ClockKind kind, Time now, AccountId by)
{
    return end(db, object_kind, object_id, kind, S("met"), STR_NONE, now, by);
}

Err clock_withhold(Db *db, Str object_kind, int64_t object_id, ClockKind kind, Str ground, Time now, AccountId by)
{
    if (!withhold_ground_label(ground)) return E_INPUT;
    return end(db, object_kind, object_id, kind, S("withheld"), ground, now, by);
}

Err clock_stop_all(Db *db, Str object_kind, int64_t object_id, Time now, AccountId by)
{
    int64_t changed;
    return q_clock_end_all(db, object_kind, object_id, now, by.v, S("closed"), &changed);
}

Err clock_resume_all(Db *db, Str object_kind, int64_t object_id, Time stopped_at)
{
    int64_t changed;
    return q_clock_resume(db, object_kind, object_id, stopped_at, &changed);
}

Err clock_blur(Db *db, Str object_kind, int64_t object_id, Time month)
{
    int64_t changed;
    return q_clock_blur(db, object_kind, object_id, month, &changed);
}

// ---- screens ------------------------------------------------------------------------------------------------------

// Whole days where there are many, hours where it matters.
static Str span(Arena *mem, Lang lang, Time t)
{
    int64_t hours = t / HOURS(1), days = t / DAYS(1);
    if (hours < 1) return str_c(T(lang, "minder dan een uur"));
    if (hours < 48) return hours == 1 ? str_c(T(lang, "1 uur")) : tr_fmt(mem, lang, N_("%lld uur"), (long long)hours);
    return tr_fmt(mem, lang, N_("%lld dagen"), (long long)days);
}

static ClockView ended(Arena *mem, Lang lang, const ClockOfRow *row, ClockView v)
{
    Str day = text_date(mem, lang, row->ended_at);
    if (str_eq(row->state, S("met"))) {
        v.css = "met";
        v.icon = "ok";
        v.words = tr_fmt(mem, lang, N_("gehaald op %s"), str_z(mem, day));
    } else if (str_eq(row->state, S("missed"))) {
        v.css = "late";
        v.icon = "warning";
        v.words = tr_fmt(mem, lang, N_("te laat gedaan, op %s"), str_z(mem, day));
    } else {
        bool withheld = str_eq(row->state, S("withheld"));
        v.css = "paused";
        v.icon = "pause";
        v.words = withheld ? tr_fmt(mem, lang, N_("niet gedaan, met reden, op %s"), str_z(mem, day))
                           : tr_fmt(mem, lang, N_("gestopt op %s"), str_z(mem, day));
    }
    const char *ground = withhold_ground_label(row->ground);
    if (ground) v.ground_label = str_c(tr(lang, ground));
    return v;
}

ClockView clock_view(Arena *mem, Lang lang, const ClockOfRow *row, Time now)
{
    ClockView v = {.kind_label = clock_kind_label(row->kind), .due_at = row->due_at, .basis = row->basis};
    if (!str_eq(row->state, S("running"))) return ended(mem, lang, row, v);
    Time left = row->due_at - now, whole = row->due_at - row->started_at;
    if (left < 0) {
        v.css = "late";
        v.icon = "warning";
        v.words = tr_fmt(mem, lang, N_("te laat: %s"), str_z(mem, span(mem, lang, -left)));
        return v;
    }
    bool nearly = left < whole / 5 || left < HOURS(12);
    v.css = nearly ? "nearly" : "on-time";
    v.icon = nearly ? "hourglass" : "clock";
    v.words =
        tr_fmt(mem, lang, nearly ? N_("bijna: nog %s") : N_("op tijd: nog %s"), str_z(mem, span(mem, lang, left)));
    return v;
}

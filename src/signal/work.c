// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// work.c - opening a signal, its facts, indicators and messages. No screens here.
#include "signal/work.h"
#include "assets/assets.h"
#include "directory/directory.h"
#include <string.h>

const Choice waiting_for_choices[] = {{"reporter", "melder", N_("antwoord van de melder"), "", ""},
                                      {"advice", "advies", N_("advies"), "", ""},
                                      {"consultation", "overleg", N_("overleg"), "", ""},
                                      {"other", "anders", N_("iets anders"), "", ""},
                                      {0}};

// With whom a signal was discussed: kinds of organisations and functions, never names.
const Choice talk_partners[] = {{"colleague", "collega", N_("collega van de eigen organisatie"), "", ""},
                                {"municipal", "gemeentelijk", N_("gemeentelijk overleg"), "", ""},
                                {"expertise", "expertisecentrum", N_("expertisecentrum"), "", ""},
                                {"care", "zorg", N_("zorgcoördinator"), "", ""},
                                {"veilig_thuis", "veiligThuis", N_("Veilig Thuis"), "", ""},
                                {"safety_house", "zorgEnVeiligheidshuis", N_("Zorg- en Veiligheidshuis"), "", ""},
                                {"riec", "riec", N_("RIEC"), "", ""},
                                {"police", "politie", N_("politie"), "", ""},
                                {"chain_director", "ketenregisseur", N_("ketenregisseur"), "", ""},
                                {"other", "anders", N_("iemand anders"), "", ""},
                                {0}};

// ---- opening ------------------------------------------------------------------------------------

void work_wipe(Work *w) { secret_wipe(&w->key); }

Err work_relation(Db *db, Arena *mem, const Actor *who, const WorkSignalRow *s, Relation *ret_relation)
{
    Relation r = REL_NONE;
    if (s->org_id == who->org.v) {
        r = s->assignee == who->account.v ? REL_MINE : REL_OWN;
    } else if (has_role(who, ROLE_chain_director)) {
        WorkServesRow row;
        TRY(q_work_serves(db, mem, who->org.v, s->region_code, &row));
        if (row.serves > 0) r = REL_REGION;
    }
    *ret_relation = r;
    return OK;
}

Err work_load(Req *rq, Action does, Work *ret_w)
{
    Work w = {0};
    Err e = q_work_signal(rq->db, rq->mem, req_id(rq, 0), &w.s);
    if (e != OK && e != E_NOTFOUND) return e;
    if (e == OK) TRY(work_relation(rq->db, rq->mem, &rq->actor, &w.s, &w.relation));
    TRY(req_may(rq, does, w.relation));
    if (w.s.erased_at && does != ACT_signal_read) return req_fail(rq, E_CONFLICT, N_("Dit signaal is gewist."));
    *ret_w = w;
    return OK;
}

Err work_open_key(Req *rq, Work *w)
{
    if (record_key(rq->db, rq->mem, &rq->actor, "signal", w->s.id, &w->key) == OK) return OK;
    if (w->s.erased_at) return req_fail(rq, E_NOTFOUND, N_("Dit signaal is gewist."));
    return req_fail(rq, E_DENIED, N_("Jouw organisatie heeft geen sleutel van dit signaal."));
}

Err work_read(Req *rq, Action does, Work *ret_w)
{
    CLEANUP(work_wipe) Work w = {0};
    TRY(work_load(rq, does, &w));
    TRY(work_open_key(rq, &w));
    *ret_w = w;
    return OK;
}

Str work_path(Arena *mem, const Work *w, const char *rest)
{
    return str_fmt(mem, "/signalen/%lld%s", (long long)w->s.id, rest);
}

// ---- facts --------------------------------------------------------------------------------------

static const char *const fact_names[] = {
#define X(name, label, hint) #name,
    FACT_KINDS(X)
#undef X
};
static const char *const fact_labels[] = {
#define X(name, label, hint) N_(label),
    FACT_KINDS(X)
#undef X
};
static const char *const fact_hints[] = {
#define X(name, label, hint) N_(hint),
    FACT_KINDS(X)
#undef X
};

const char *fact_kind_name(FactKind k) { return fact_names[k]; }
const char *fact_kind_label(FactKind k) { return fact_labels[k]; }
const char *fact_kind_hint(FactKind k) { return fact_hints[k]; }

Err fact_kind_parse(Str name, FactKind *ret_kind)
{
    for (size_t k = 0; k < FACT_KIND_COUNT; k++) {
        if (!str_eq_c(name, fact_names[k])) continue;
        *ret_kind = (FactKind)k;
        return OK;
    }
    return E_INPUT;
}

static Str letters_and_digits(Arena *mem, Str s)
{
    char *p = arena_alloc(mem, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool upper = c >= 'A' && c <= 'Z';
        if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) p[n++] = upper ? (char)(c + 32) : c;
    }
    return (Str){p, n};
}

// "+31 6 1234", "0031 6 1234" and "06-1234" are one number; a number of another country keeps its code.
static Str phone_normal(Arena *mem, Str s)
{
    Str trimmed = str_trim(s);
    bool plus = str_starts(trimmed, S("+"));
    char *p = arena_alloc(mem, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9') p[n++] = s.p[i];
    Str digits = {p, n};
    if (plus) {
        // "+31 (0)6": the zero belongs to the national way of writing
        if (str_starts(digits, S("310"))) return str_fmt(mem, "31%.*s", (int)(n - 3), p + 3);
        return digits;
    }
    if (str_starts(digits, S("00"))) return phone_normal(mem, str_fmt(mem, "+%.*s", (int)(n - 2), p + 2));
    if (str_starts(digits, S("0"))) return str_fmt(mem, "31%.*s", (int)(n - 1), p + 1);
    return digits;
}

static Str online_normal(Arena *mem, Str s)
{
    static const char *const fronts[] = {"https://", "http://", "www.", "@"};
    Str v = str_lower(mem, str_trim(s));
    for (size_t i = 0; i < COUNT(fronts); i++) {
        Str front = str_c(fronts[i]);
        if (str_starts(v, front)) v = (Str){v.p + front.n, v.n - front.n};
    }
    while (v.n && v.p[v.n - 1] == '/') v.n--;
    return v;
}

Str fact_normal(Arena *mem, FactKind k, Str value)
{
    switch (k) {
    case FACT_phone: return phone_normal(mem, value);
    case FACT_plate:
    case FACT_account: return letters_and_digits(mem, value);
    case FACT_online: return online_normal(mem, value);
    case FACT_name:
    case FACT_address:
    case FACT_KIND_COUNT: break;
    }
    return name_fold(mem, value);
}

Hash fact_blind(Arena *mem, const Secret *pepper, FactKind k, Str value)
{
    Str normal = fact_normal(mem, k, value);
    return hash_keyed(pepper, str_fmt(mem, "fact:%s:%.*s", fact_names[k], STR_ARG(normal)));
}

static Str fact_context(Arena *mem, const Work *w, Str submission)
{
    Str of = str_hex(mem, submission.p, submission.n);
    Str part = str_fmt(mem, "fact:%.*s", STR_ARG(of));
    return signal_context(mem, w->s.submission, str_z(mem, part));
}

enum { FACT_BLOCK = 64 };

Str fact_seal(Arena *mem, const Work *w, Str submission, Str value)
{
    return seal(mem, &w->key, pad_text(mem, value, FACT_BLOCK), fact_context(mem, w, submission));
}

Err fact_unseal(Arena *mem, const Work *w, Str submission, Str sealed, Str *ret_value)
{
    Str padded;
    TRY(unseal(mem, &w->key, sealed, fact_context(mem, w, submission), &padded));
    *ret_value = str_trim(padded);
    return OK;
}

// ---- indicators ---------------------------------------------------------------------------------

// One field of a line; between quotes a comma is text and "" is a quote.
static Str csv_field(Arena *mem, Str *line)
{
    if (!str_starts(*line, S("\""))) return str_cut(line, ',');
    Buf b = buf_new(mem, KB(4));
    size_t i = 1;
    for (; i < line->n; i++) {
        if (line->p[i] == '"' && !(i + 1 < line->n && line->p[i + 1] == '"')) break;
        if (line->p[i] == '"') i++;
        buf_char(&b, line->p[i]);
    }
    *line = i + 1 < line->n ? (Str){line->p + i + 1, line->n - i - 1} : STR_NONE;
    if (line->n) (void)str_cut(line, ',');
    return buf_str(&b);
}

Err indicators_parse(Arena *mem, Str csv, Indicators *ret_list)
{
    Indicators *list = ret_list;
    *list = (Indicators){0};
    bool head = true;
    for (Str rest = csv; rest.n;) {
        Str line = str_trim(str_cut(&rest, '\n'));
        if (line.n == 0 || line.p[0] == '#') continue;
        if (head) { // the names of the columns
            head = false;
            continue;
        }
        Indicator in = {0};
        in.code = csv_field(mem, &line);
        in.form = csv_field(mem, &line);
        in.nl = csv_field(mem, &line);
        in.en = csv_field(mem, &line);
        int64_t weight;
        if (list->n == INDICATORS_MAX || str_int(csv_field(mem, &line), 1, 3, &weight) != OK || in.code.n == 0)
            return E_INPUT;
        in.weight = (int)weight;
        list->v[list->n++] = in;
    }
    return OK;
}

Err indicators_of(Db *db, Arena *mem, int64_t signal, Indicators **ret_list)
{
    const Asset *file = asset_find(S("data/indicators.csv"));
    Indicators *list = NEW(mem, Indicators);
    if (!file || indicators_parse(mem, file->bytes, list) != OK) return E_BUG;
    WorkIndicatorsRow *rows;
    size_t n;
    TRY(q_work_indicators(db, mem, signal, &rows, &n));
    for (size_t i = 0; i < list->n; i++) {
        Indicator *in = &list->v[i];
        for (size_t k = 0; k < n && !in->ticked; k++) in->ticked = str_eq(rows[k].code, in->code);
        if (!in->ticked) continue;
        list->ticked++;
        list->score += in->weight;
    }
    *ret_list = list;
    return OK;
}

// ---- messages -----------------------------------------------------------------------------------

bool work_can_answer(const Work *w) { return choice_is(w->s.mailbox, "open"); }

static Str note_context(Arena *mem, const Work *w, Str submission)
{
    Str of = str_hex(mem, submission.p, submission.n);
    Str part = str_fmt(mem, "note:%.*s", STR_ARG(of));
    return signal_context(mem, w->s.submission, str_z(mem, part));
}

Err work_note_open(Req *rq, const Work *w, Str submission, Str sealed, Str *ret_text)
{
    Str box;
    TRY(unseal(rq->mem, &w->key, sealed, note_context(rq->mem, w, submission), &box));
    return box_open(rq->mem, &rq->actor.own, box, ret_text);
}

NewMessage work_message(Req *rq, const Work *w, const char *thread, Str submission, Str text)
{
    NewMessage m = {.thread = str_c(thread), .submission = submission};
    if (strcmp(thread, THREAD_OWN) == 0) {
        // Under the signal's key too: else erasing the signal would leave the note to its writer's key.
        Str box = box_to(rq->mem, &rq->actor.own.public, text);
        m.sealed = seal(rq->mem, &w->key, box, note_context(rq->mem, w, submission));
        return m;
    }
    Secret key = strcmp(thread, THREAD_REPORTER) == 0 ? signal_thread_key(&w->key) : w->key;
    m.sealed = message_seal(rq->mem, &key, submission, text);
    secret_wipe(&key);
    return m;
}

Err work_message_store(Req *rq, const Work *w, const NewMessage *m)
{
    int64_t added, changed;
    TRY(q_work_message_add(rq->db, w->s.id, m->thread, m->submission, rq->actor.account.v, rq->actor.org.v, rq->now,
                           m->sealed, &added));
    if (!str_eq_c(m->thread, THREAD_REPORTER)) return OK;
    TRY(clock_meet(rq->db, S("signal"), w->s.id, CLOCK_acknowledge, rq->now, rq->actor.account));
    TRY(q_work_being_looked_at(rq->db, w->s.id, &changed));
    TRY(q_work_answered(rq->db, w->s.id, &changed));
    return q_work_touch(rq->db, w->s.id, rq->now, &changed);
}

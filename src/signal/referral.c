// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// referral.c - the rules of a referral: who may see it, what is in it, how it moves on.
#include "signal/referral.h"
#include "clock/clock.h"
#include "signal/referral_view.h"
#include "sys/clock.h"
#include <jansson.h>

const Choice referral_states[] = {{"sent", "verstuurd", N_("wacht op antwoord"), "", ""},
                                  {"accepted", "aangenomen", N_("aangenomen"), "", ""},
                                  {"rejected", "afgewezen", N_("afgewezen"), "", ""},
                                  {"done", "gereed", N_("afgerond"), "", ""},
                                  {"revoked", "ingetrokken", N_("ingetrokken"), "", ""},
                                  {"expired", "verlopen", N_("geen antwoord op tijd"), "", ""},
                                  {0}};

const Choice referral_parts[] = {{"story", "verhaal", N_("De melding"), "", ""},
                                 {"facts", "feiten", N_("Feiten"), "", ""},
                                 {"indicators", "aanwijzingen", N_("Aanwijzingen"), "", ""},
                                 {"files", "bestanden", N_("Bestanden"), "", ""},
                                 {"internal", "intern", N_("Interne berichten"), "", ""},
                                 {"reporter", "melder", N_("Gegevens van de melder"), "", ""},
                                 {0}};

// A draft: not reviewed by a lawyer; the screen says so.
const Choice referral_grounds[] = {{"zvh", "zvh", N_("convenant Zorg- en Veiligheidshuis"), "", ""},
                                   {"riec", "riec", N_("RIEC-convenant"), "", ""},
                                   {"toestemming", "toestemming", N_("toestemming van degene om wie het gaat"), "", ""},
                                   {"wmo", "wmo", N_("Wet maatschappelijke ondersteuning"), "", ""},
                                   {"jeugdwet", "jeugdwet", N_("Jeugdwet"), "", ""},
                                   {"meldrecht", "meldrecht", N_("meldrecht Veilig Thuis"), "", ""},
                                   {"vitaal", "vitaalBelang", N_("nood: een vitaal belang van iemand"), "", ""},
                                   {0}};

const Choice referral_terms[] = {{"30", "30", N_("een maand"), "", ""},
                                 {"90", "90", N_("drie maanden"), "", ""},
                                 {"180", "180", N_("een half jaar"), "", ""},
                                 {0}};

const OrgKind *referral_kinds(Str table_code)
{
    static const OrgKind regular[] = {ORG_regular_help, ORG_KIND_COUNT};
    static const OrgKind care[] = {ORG_care, ORG_veilig_thuis, ORG_regular_help, ORG_KIND_COUNT};
    static const OrgKind safety[] = {ORG_safety_house, ORG_police, ORG_KIND_COUNT};
    static const OrgKind riec[] = {ORG_riec, ORG_police, ORG_KIND_COUNT};
    if (choice_is(table_code, "care")) return care;
    if (choice_is(table_code, "safety_house")) return safety;
    if (choice_is(table_code, "riec")) return riec;
    return regular;
}

Str referral_context(Arena *mem, Str submission, const char *part)
{
    Str of = str_hex(mem, submission.p, submission.n);
    return str_fmt(mem, "referral:%.*s:%s", STR_ARG(of), part);
}

Err referral_load(Db *db, Arena *mem, const Actor *who, int64_t id, Referral *ret_r, Relation *ret_relation)
{
    Referral r;
    TRY(q_referral_by_id(db, mem, id, &r));
    Relation relation = REL_NONE;
    if (r.from_org == who->org.v) {
        relation = REL_OWN;
    } else if (r.to_org == who->org.v) {
        relation = REL_PARTICIPANT;
    } else if (has_role(who, ROLE_chain_director)) {
        WorkServesRow row;
        TRY(q_work_serves(db, mem, who->org.v, r.region_code, &row));
        if (row.serves > 0) relation = REL_REGION;
    }
    *ret_r = r;
    *ret_relation = relation;
    return OK;
}

// ---- the package --------------------------------------------------------------------------------

static void jsonp(json_t **j) { json_decref(*j); }

static Str text(Arena *mem, const json_t *root, const char *key)
{
    const json_t *v = json_object_get(root, key);
    return json_is_string(v) ? str_dup(mem, (Str){json_string_value(v), json_string_length(v)}) : STR_NONE;
}

static Str item(Arena *mem, const json_t *array, size_t i)
{
    const json_t *v = json_array_get(array, i);
    return json_is_string(v) ? str_dup(mem, (Str){json_string_value(v), json_string_length(v)}) : STR_NONE;
}

static void read_sections(Arena *mem, const json_t *root, ReferralPackage *p)
{
    const json_t *list = json_object_get(root, "sections");
    for (size_t i = 0; i < json_array_size(list) && p->section_count < REFERRAL_SECTIONS_MAX; i++) {
        const json_t *one = json_array_get(list, i), *rows = json_object_get(one, "rows");
        PackageSection *s = &p->sections[p->section_count++];
        size_t n = json_array_size(rows);
        *s = (PackageSection){.code = text(mem, one, "code"), .rows = NEW_ARRAY(mem, PackageRow, n + 1), .count = n};
        const Choice *part = choice_find(referral_parts, s->code);
        s->title = part ? part->label : N_("Kenmerken");
        for (size_t k = 0; k < n; k++) {
            const json_t *pair = json_array_get(rows, k);
            s->rows[k] = (PackageRow){item(mem, pair, 0), item(mem, pair, 1)};
        }
    }
}

static Err read_files(Arena *mem, const json_t *root, ReferralPackage *p)
{
    const json_t *list = json_object_get(root, "files");
    size_t n = json_array_size(list);
    p->files = NEW_ARRAY(mem, PackageFile, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *one = json_array_get(list, i);
        PackageFile *f = &p->files[p->file_count++];
        *f = (PackageFile){.stored = text(mem, one, "stored"),
                           .name = text(mem, one, "name"),
                           .type = text(mem, one, "type"),
                           .size = json_integer_value(json_object_get(one, "size"))};
        Str key = text(mem, one, "key");
        Err e = secret_from_token(key, &f->key);
        text_wipe(key);
        TRY(e);
    }
    return OK;
}

Err referral_open_package(Db *db, Arena *mem, const Actor *who, const Referral *r, ReferralPackage *ret_p)
{
    CLEANUP(secret_wipe) Secret key = {{0}};
    TRY(record_key(db, mem, who, "referral", r->id, &key));
    Str json;
    TRY(unseal(mem, &key, r->sealed_package, referral_context(mem, r->submission, "package"), &json));
    json = str_trim(json);
    CLEANUP(jsonp) json_t *root = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(root)) return E_CRYPT;
    ReferralPackage p = {.number = text(mem, root, "number"),
                         .form = text(mem, root, "form"),
                         .minor = text(mem, root, "minor"),
                         .gm_code = text(mem, root, "gm"),
                         .region_code = text(mem, root, "region"),
                         .police_unit = text(mem, root, "unit"),
                         .danger = json_is_true(json_object_get(root, "danger")),
                         .message = text(mem, root, "message")};
    read_sections(mem, root, &p);
    TRY(read_files(mem, root, &p));
    *ret_p = p;
    return OK;
}

// ---- moving on ----------------------------------------------------------------------------------

static bool state_is(const Referral *r, const char *state) { return str_eq_c(r->state, state); }

Err referral_accept(Req *rq, const Referral *r)
{
    if (!state_is(r, "sent") && !state_is(r, "expired"))
        return req_fail(rq, E_CONFLICT, N_("Deze verwijzing is al beantwoord."));
    int64_t changed;
    TRY(q_referral_move(rq->db, r->id, r->state, S("accepted"), rq->actor.account.v, rq->now, STR_NONE, 0, &changed));
    if (!changed) return req_fail(rq, E_CONFLICT, N_("Deze verwijzing is al beantwoord."));
    TRY(clock_meet(rq->db, S("referral"), r->id, CLOCK_referral_answer, rq->now, rq->actor.account));
    if (state_is(r, "expired")) TRY(q_work_state(rq->db, r->signal_id, S("referred"), STR_NONE, rq->now, &changed));
    req_log(rq, "referral.accept", "referral", r->id, str_z(rq->mem, r->ground), STR_NONE);
    return OK;
}

Err referral_set_case(Db *db, int64_t id, int64_t case_id)
{
    int64_t changed;
    TRY(q_referral_case(db, id, case_id, &changed));
    return changed ? OK : E_CONFLICT;
}

Err referral_finish(Req *rq, const Referral *r, Str result)
{
    Secret key;
    int64_t changed;
    TRY(record_key(rq->db, rq->mem, &rq->actor, "referral", r->id, &key));
    Str sealed = seal(rq->mem, &key, result, referral_context(rq->mem, r->submission, "answer"));
    secret_wipe(&key);
    TRY(q_referral_move(rq->db, r->id, S("accepted"), S("done"), rq->actor.account.v, rq->now, sealed, rq->now,
                        &changed));
    if (!changed) return req_fail(rq, E_CONFLICT, N_("Alleen een verwijzing die is aangenomen, kan worden afgerond."));
    req_log(rq, "referral.done", "referral", r->id, GROUND_TASK, STR_NONE);
    return OK;
}

// ---- the periodic job ---------------------------------------------------------------------------

static Err note(App *app, Db *db, const char *action, int64_t id)
{
    return app_log(app, db, &(Entry){.action = str_c(action), .object = S("referral"), .object_id = id});
}

// The reporter changed their mind before the police took it on.
static Err drop_unwanted(App *app, Db *db, Arena *mem, Time now)
{
    ReferralUnwantedRow *rows;
    size_t n;
    int64_t changed;
    TRY(q_referral_unwanted(db, mem, REFERRAL_JOB_MAX, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(q_referral_move(db, rows[i].id, rows[i].state, S("revoked"), 0, now, STR_NONE, now, &changed));
        TRY(record_revoke(db, "referral", rows[i].id, (OrgId){rows[i].to_org}));
        TRY(q_referral_set_withdrawn(db, rows[i].id, &changed));
        TRY(clock_stop_all(db, S("referral"), rows[i].id, now, (AccountId){0}));
        TRY(q_referral_signal_back(db, rows[i].signal_id, now, &changed));
        TRY(note(app, db, "referral.reporter_withdrew", rows[i].id));
    }
    return OK;
}

static Err expire_run(App *app, Db *db, Arena *mem, void *arg)
{
    Time now = *(const Time *)arg;
    ReferralOverdueRow *late;
    ReferralOutdatedRow *old;
    size_t n;
    int64_t changed;
    TRY(q_referral_overdue(db, mem, now, REFERRAL_JOB_MAX, &late, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(q_referral_move(db, late[i].id, S("sent"), S("expired"), 0, now, STR_NONE, 0, &changed));
        TRY(q_referral_signal_back(db, late[i].signal_id, now, &changed));
        TRY(note(app, db, "referral.expire", late[i].id));
    }
    TRY(drop_unwanted(app, db, mem, now));
    TRY(q_referral_outdated(db, mem, now, REFERRAL_JOB_MAX, &old, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(record_revoke(db, "referral", old[i].id, (OrgId){old[i].to_org}));
        TRY(q_referral_set_withdrawn(db, old[i].id, &changed));
        TRY(note(app, db, "referral.key_withdrawn", old[i].id));
    }
    return OK;
}

Err referral_expire(App *app, Why *w)
{
    Time now = clock_now();
    return app_write(app, expire_run, &now, w);
}

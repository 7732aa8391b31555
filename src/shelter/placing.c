// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "shelter/placing.h"
#include "decision/decision.h"
#include "signal/signal.h"

#define X(c, l)                                                                                                        \
    {                                                                                                                  \
        c, c, N_(l), N_(l), ""                                                                                         \
    }
const Choice request_states[] = {X("open", "zoekt een plek"),
                                 X("placed", "plek gevonden"),
                                 X("arrived", "aangekomen"),
                                 X("ended", "verblijf is klaar"),
                                 X("withdrawn", "ingetrokken"),
                                 X("unmet", "geen plek gevonden"),
                                 {0}};
const Choice ask_states[] = {X("asked", "wacht op antwoord"), X("accepted", "ja"),           X("refused", "nee"),
                             X("no_answer", "geen antwoord"), X("withdrawn", "ingetrokken"), {0}};
const Choice refuse_reasons[] = {X("full", "toch geen plek vrij"),
                                 X("criteria", "past niet bij onze doelgroep"),
                                 X("safety", "niet veilig voor deze persoon of voor anderen"),
                                 X("care_too_heavy", "de zorgvraag is te zwaar"),
                                 X("staffing", "te weinig personeel op dit moment"),
                                 X("payment", "niet duidelijk wie betaalt"),
                                 X("group", "past niet bij wie er nu verblijft"),
                                 X("other", "een andere reden"),
                                 {0}};
const Choice placement_states[] = {X("agreed", "afgesproken"),          X("arrived", "aangekomen"),
                                   X("not_arrived", "niet aangekomen"), X("ended", "beëindigd"),
                                   X("cancelled", "afgezegd"),          {0}};
const Choice stay_outcomes[] = {X("moved_on", "naar een volgende plek"),
                                X("home", "terug naar huis"),
                                X("own_place", "naar een eigen woning"),
                                X("left", "zelf vertrokken"),
                                X("returned_abroad", "terug naar het land van herkomst"),
                                X("sent_away", "weggestuurd"),
                                X("unknown", "niet bekend"),
                                {0}};
const Choice unmet_reasons[] = {X("no_place_found", "geen plek gevonden"),
                                X("declined", "de persoon wilde geen plek"),
                                X("elsewhere", "op een andere manier onderdak gevonden"),
                                X("lost", "geen contact meer"),
                                X("other", "een andere reden"),
                                {0}};

#undef X

Str placing_context(Arena *mem, Str submission, const char *part)
{
    Str of = str_hex(mem, submission.p, submission.n);
    return str_fmt(mem, "placement:%.*s:%s", STR_ARG(of), part);
}

// ---- the request --------------------------------------------------------------------------------------------------

// Only in the own region: numbers of requests follow each other, so an address is easily guessed.
static Err escalated(Db *db, Arena *mem, const Actor *who, const Request *r, Time now, Relation *ret_relation)
{
    Terms t;
    bool here;
    *ret_relation = REL_NONE;
    if (!str_eq(r->state, S("open"))) return OK;
    TRY(placing_terms(mem, r->kind, &t, NULL));
    TRY(org_in_region(db, mem, who->org, r->region_code, &here));
    Escalation level = escalation_of(&t, r->asked_at, now);
    bool sees = (has_role(who, ROLE_registrar) && level >= ESCALATE_national) ||
                (here && has_role(who, ROLE_chain_director) && level >= ESCALATE_chain) ||
                (here && has_role(who, ROLE_care_coordinator) && level >= ESCALATE_coordinator);
    if (sees) *ret_relation = REL_REGION;
    return OK;
}

// Whether the provider of a stay may still read of it.
static bool reads_on(const Stay *s)
{
    if (s->erased_at) return false;
    return str_eq(s->state, S("agreed")) || str_eq(s->state, S("arrived")) || str_eq(s->state, S("ended"));
}

static Err of_provider(Db *db, Arena *mem, const Actor *who, const Request *r, bool *ret_yes)
{
    Stay *rows;
    size_t n;
    TRY(q_placement_of_request(db, mem, r->id, &rows, &n));
    *ret_yes = false;
    for (size_t i = 0; i < n; i++)
        if (rows[i].org_id == who->org.v && rows[i].shared_at && reads_on(&rows[i])) *ret_yes = true;
    return OK;
}

Err request_load(Db *db, Arena *mem, const Actor *who, int64_t id, Time now, Request *ret_request,
                 Relation *ret_relation)
{
    Request r;
    TRY(q_request_by_id(db, mem, id, &r));
    Relation relation = REL_NONE;
    bool provider;
    TRY(of_provider(db, mem, who, &r, &provider));
    if (r.org_id == who->org.v) relation = r.account_id == who->account.v ? REL_MINE : REL_OWN;
    else if (r.backup_org == who->org.v || r.asked_org == who->org.v || provider) relation = REL_PARTICIPANT;
    else TRY(escalated(db, mem, who, &r, now, &relation));
    *ret_request = r;
    *ret_relation = relation;
    return OK;
}

static Err regions_bits(const Regions *regions, Str codes, uint32_t *ret_bits, Why *w)
{
    uint32_t bits = 0;
    while (codes.n) {
        Str code = str_cut(&codes, ' ');
        int at = region_at(regions, code);
        if (code.n == 0) continue;
        if (at < 0) return why(w, E_INPUT, N_("Kies een regio uit de lijst."));
        bits |= UINT32_C(1) << at;
    }
    *ret_bits = bits;
    return OK;
}

Err request_need(const Regions *regions, const Request *r, Need *ret_need, Why *w)
{
    Traits sex, form, residence, payer;
    int placer = choice_at(placers, r->placer), kind = choice_at(place_kinds, r->kind);
    uint32_t avoid, within;
    if (kind < 0 || placer < 0 || trait_of(sexes_asked, r->sex, &sex) != OK ||
        trait_of(forms_asked, r->form, &form) != OK || trait_of(residences, r->residence, &residence) != OK ||
        trait_of(payers, r->payer, &payer) != OK)
        return why(w, E_INPUT, N_("Kies bij elke vraag een antwoord uit de lijst."));
    TRY(regions_bits(regions, r->avoid, &avoid, w));
    TRY(regions_bits(regions, r->within, &within, w));
    *ret_need = (Need){.kind = kind,
                       .traits = sex | form | residence | payer | (Traits)r->needs,
                       .languages = (Traits)r->languages,
                       .age = (int)r->age,
                       .children = (int)r->children,
                       .security = (int)r->security,
                       .region = region_at(regions, r->region_code),
                       .avoid = avoid,
                       .within = within,
                       .placer = UINT32_C(1) << placer,
                       .stay_days = (int)r->stay_days,
                       .from = r->needed_at};
    return OK;
}

Err request_check(const Regions *regions, const NewRequest *n, Why *w)
{
    const Request r = {.kind = n->kind,
                       .placer = n->placer,
                       .sex = n->sex,
                       .form = n->form,
                       .residence = n->residence,
                       .payer = n->payer,
                       .region_code = n->region_code,
                       .avoid = n->avoid,
                       .within = n->within};
    Need need;
    TRY(request_need(regions, &r, &need, w));
    if (n->region_code.n && need.region < 0) return why(w, E_INPUT, N_("Kies een regio uit de lijst."));
    if (n->age < 0 || n->age > 120) return why(w, E_INPUT, N_("Vul een leeftijd in van 0 tot 120."));
    if (n->children < 0 || n->children > 20)
        return why(w, E_INPUT, N_("Vul in hoeveel kinderen meekomen, van 0 tot 20."));
    if (need.avoid & need.within)
        return why(w, E_INPUT, N_("Een regio kan niet gewenst en onveilig tegelijk zijn. Pas een van de twee aan."));
    return OK;
}

static ClockKind clock_of_kind(Str kind)
{
    bool tonight = str_eq(kind, S("crisis")) || str_eq(kind, S("emergency_bed"));
    return tonight ? CLOCK_placement : CLOCK_long_placement;
}

Err request_store(Db *db, Arena *mem, const NewRequest *n, AccountId by, Time now, int64_t *ret_id, bool *ret_new,
                  Why *w)
{
    RequestInsertRow row;
    Err e =
        q_request_insert(db, mem, signal_number(mem, now), n->submission, n->org.v, n->backup.v, by.v, n->case_id,
                         n->person_id, n->follows, n->kind, n->placer, n->sex, n->age, n->form, n->residence,
                         (int64_t)n->needs, (int64_t)n->languages, n->payer, n->children, n->security, n->region_code,
                         n->avoid, n->within, n->stay_days, n->needed_at, n->sealed_words, n->sealed_person, now, &row);
    if (e == E_NOTFOUND) {
        RequestBySubmissionRow old;
        TRY(q_request_by_submission(db, mem, n->submission, &old));
        *ret_id = old.id;
        *ret_new = false;
        return OK;
    }
    TRY(e);
    TRY(clock_start(db, mem, S("placement"), row.id, clock_of_kind(n->kind), n->org, now, w));
    *ret_id = row.id;
    *ret_new = true;
    return OK;
}

Err request_take_over(Db *db, int64_t id, OrgId org, AccountId by, Time now)
{
    int64_t changed;
    TRY(q_request_take_over(db, id, org.v, by.v, now, &changed));
    return changed ? OK : E_CONFLICT;
}

static Err set_state(Db *db, int64_t request, Str was, Str state, Str outcome, Time now)
{
    int64_t changed;
    TRY(q_request_set_state(db, request, was, state, outcome, now, &changed));
    return changed ? OK : E_CONFLICT;
}

static Err withdraw_others(Db *db, Arena *mem, int64_t request, AccountId by, Time now)
{
    AskRunningRow *rows;
    size_t n;
    TRY(q_ask_running(db, mem, request, &rows, &n));
    for (size_t i = 0; i < n; i++)
        TRY(ask_end(db, rows[i].id, (OrgId){rows[i].org_id}, S("withdrawn"), STR_NONE, STR_NONE, by, now));
    return OK;
}

Err request_stop(Db *db, Arena *mem, const Request *r, Str state, Str reason, AccountId by, Time now)
{
    TRY(set_state(db, r->id, S("open"), state, reason, now));
    TRY(withdraw_others(db, mem, r->id, by, now));
    return clock_stop_all(db, S("placement"), r->id, now, by);
}

// ---- questions and holds ------------------------------------------------------------------------------------------

Err place_hold(Db *db, Arena *mem, int64_t unit, int64_t ask, Time until, Time now, int64_t *ret_place)
{
    PlaceHoldRow row;
    Err e = q_place_hold(db, mem, unit, ask, until, now, &row);
    if (e == E_NOTFOUND) return E_CONFLICT;
    TRY(e);
    *ret_place = row.id;
    return OK;
}

Err ask_store(Db *db, Arena *mem, const NewAsk *n, AccountId by, Time now, int64_t *ret_id)
{
    AskInsertRow row;
    Err e =
        q_ask_insert(db, mem, n->request, n->unit, n->provider.v, by.v, n->answer_by, n->score, n->rules, now, &row);
    if (e == E_NOTFOUND) return E_CONFLICT;
    TRY(e);
    if (n->hold) {
        int64_t place, changed;
        Time until = now + MINUTES(HOLD_MINUTES);
        e = place_hold(db, mem, n->unit, row.id, until < n->answer_by ? until : n->answer_by, now, &place);
        if (e == E_CONFLICT) return E_LIMIT;
        TRY(e);
        TRY(q_ask_set_question(db, row.id, STR_NONE, place, &changed));
    }
    *ret_id = row.id;
    return OK;
}

static Err forget(Db *db, const char *kind, int64_t id, OrgId org)
{
    Err e = record_revoke(db, kind, id, org);
    return e == E_NOTFOUND ? OK : e;
}

Err provider_forgets(Db *db, int64_t request, int64_t ask, OrgId provider)
{
    TRY(forget(db, "placement", request, provider));
    TRY(forget(db, "placement_person", request, provider));
    return forget(db, "placement_ask", ask, provider);
}

Err ask_end(Db *db, int64_t ask, OrgId provider, Str state, Str reason, Str sealed_answer, AccountId by, Time now)
{
    int64_t changed;
    TRY(q_ask_end(db, ask, state, reason, sealed_answer, STR_NONE, by.v, now, &changed));
    if (changed == 0) return E_CONFLICT;
    // Who refused can read its own answer again: all that the key still opens.
    if (!str_eq(state, S("refused"))) TRY(forget(db, "placement_ask", ask, provider));
    return q_place_release(db, ask, &changed);
}

Err asks_expire(Db *db, Arena *mem, Time now, int64_t *ret_count)
{
    AskDueRow *rows;
    size_t n;
    TRY(q_ask_due(db, mem, now, ASKS_MAX, &rows, &n));
    for (size_t i = 0; i < n; i++)
        TRY(ask_end(db, rows[i].id, (OrgId){rows[i].org_id}, S("no_answer"), STR_NONE, STR_NONE, (AccountId){0}, now));
    *ret_count = (int64_t)n;
    return OK;
}

// The place held for it, or else whichever is free now.
static Err take_place(Db *db, Arena *mem, const Ask *a, Time now, int64_t *ret_place)
{
    int64_t place = a->place_id, changed = 0;
    if (place) TRY(q_place_take(db, place, a->id, now, &changed));
    if (!changed) {
        TRY(place_hold(db, mem, a->unit_id, a->id, now + MINUTES(1), now, &place));
        TRY(q_place_take(db, place, a->id, now, &changed));
    }
    if (!changed) return E_CONFLICT;
    *ret_place = place;
    return OK;
}

// What is free has changed: the provider said so by answering.
static Err claim_again(Db *db, Arena *mem, int64_t unit, AccountId by, Time now)
{
    ShelterUnit u;
    int64_t changed;
    TRY(q_unit_by_id(db, mem, unit, now, &u));
    TRY(q_unit_claimed(db, unit, now, by.v, &changed));
    return q_claim_insert(db, unit, now, by.v, u.free, u.total, S("placing"));
}

Err ask_accept(Db *db, Arena *mem, const Ask *a, Str sealed_answer, AccountId by, Time now, int64_t *ret_stay)
{
    TRY(set_state(db, a->request_id, S("open"), S("placed"), STR_NONE, now));
    int64_t place, changed;
    TRY(take_place(db, mem, a, now, &place));
    TRY(q_ask_accept(db, a->id, place, sealed_answer, by.v, now, &changed));
    if (changed == 0) return E_CONFLICT;
    Request r;
    TRY(q_request_by_id(db, mem, a->request_id, &r));
    PlacementInsertRow row;
    Time until = (r.needed_at > now ? r.needed_at : now) + DAYS(r.stay_days);
    TRY(q_placement_insert(db, mem, a->request_id, a->id, place, a->unit_id, a->org_id, until, now, &row));
    TRY(withdraw_others(db, mem, a->request_id, by, now));
    TRY(claim_again(db, mem, a->unit_id, by, now));
    *ret_stay = row.id;
    return OK;
}

// ---- the stay -----------------------------------------------------------------------------------------------------

Err stay_agree(Db *db, int64_t stay, Time intake_at, Str sealed_agreement, Time now)
{
    int64_t changed;
    TRY(q_placement_agree(db, stay, intake_at, sealed_agreement, now, &changed));
    return changed ? OK : E_CONFLICT;
}

static Err end_stay(Db *db, int64_t stay, Str was, Str state, Str outcome, Time now)
{
    int64_t changed;
    TRY(q_placement_end(db, stay, was, state, outcome, now, &changed));
    return changed ? OK : E_CONFLICT;
}

static Err free_place(Db *db, Arena *mem, const Stay *s, AccountId by, Time now)
{
    int64_t changed;
    TRY(q_place_set_state(db, s->place_id, S("free"), now, &changed));
    return claim_again(db, mem, s->unit_id, by, now);
}

// The address of a facility is for who has a stay running there.
static Err forget_for(Db *db, Arena *mem, OrgId org, int64_t facility)
{
    PlacementRunningRow running;
    if (org.v == 0) return OK;
    TRY(q_placement_running(db, mem, org.v, facility, &running));
    return running.n > 0 ? OK : forget(db, "facility", facility, org);
}

static Err forget_address(Db *db, Arena *mem, const Stay *s)
{
    TRY(forget_for(db, mem, (OrgId){s->request_org}, s->facility_id));
    return forget_for(db, mem, (OrgId){s->backup_org}, s->facility_id);
}

Err request_forget_address(Db *db, Arena *mem, int64_t request, OrgId org)
{
    Stay *rows;
    size_t n;
    TRY(q_placement_of_request(db, mem, request, &rows, &n));
    for (size_t i = 0; i < n; i++) TRY(forget_for(db, mem, org, rows[i].facility_id));
    return OK;
}

// Long term after crisis: who arrives there has left the place before.
static Err moved_on(Db *db, Arena *mem, const Request *r, AccountId by, Time now)
{
    if (r->follows == 0) return OK;
    Stay *rows;
    size_t n;
    TRY(q_placement_of_request(db, mem, r->follows, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].state, S("arrived"))) return stay_end(db, mem, &rows[i], S("moved_on"), by, now);
    return OK;
}

Err stay_arrived(Db *db, Arena *mem, const Stay *s, AccountId by, Time now)
{
    int64_t changed;
    TRY(q_placement_arrive(db, s->id, now, &changed));
    if (changed == 0) return E_CONFLICT;
    TRY(set_state(db, s->request_id, S("placed"), S("arrived"), STR_NONE, now));
    Request r;
    TRY(q_request_by_id(db, mem, s->request_id, &r));
    TRY(clock_meet(db, S("placement"), r.id, clock_of_kind(r.kind), now, by));
    return moved_on(db, mem, &r, by, now);
}

Err stay_failed(Db *db, Arena *mem, const Stay *s, Str state, AccountId by, Time now)
{
    TRY(end_stay(db, s->id, S("agreed"), state, STR_NONE, now));
    TRY(set_state(db, s->request_id, S("placed"), S("open"), STR_NONE, now));
    int64_t changed;
    TRY(q_ask_reopen(db, s->ask_id, S("withdrawn"), state, now, &changed));
    TRY(provider_forgets(db, s->request_id, s->ask_id, (OrgId){s->org_id}));
    TRY(free_place(db, mem, s, by, now));
    return forget_address(db, mem, s);
}

Err stay_extend(Db *db, const Stay *s, Time until, Time now)
{
    int64_t changed;
    if (until > now + DAYS(STAY_DAYS_MAX)) return E_LIMIT;
    TRY(q_placement_extend(db, s->id, until, now, &changed));
    return changed ? OK : E_CONFLICT;
}

Err stay_end(Db *db, Arena *mem, const Stay *s, Str outcome, AccountId by, Time now)
{
    TRY(end_stay(db, s->id, S("arrived"), S("ended"), outcome, now));
    TRY(set_state(db, s->request_id, S("arrived"), S("ended"), outcome, now));
    TRY(free_place(db, mem, s, by, now));
    return forget_address(db, mem, s);
}

// ---- terms --------------------------------------------------------------------------------------------------------

static Err term(Arena *mem, const char *name, Time *ret_term, Str *ret_basis, Why *w)
{
    const DecisionValue in = DECIDE_TEXT("klok", str_c(name));
    Ruling ruling;
    TRY(decision_eval(mem, "termijnen", STR_NONE, &in, 1, &ruling, w));
    double days = ruling.hit_count ? hit_number(&ruling.hits[0], "dagen", 0) : 0;
    if (!(days > 0 && days < 3660)) return why(w, E_NOTFOUND, "the table termijnen has no term for %s", name);
    *ret_term = (Time)(days * (double)DAYS(1) + 0.5);
    *ret_basis = str_fmt(mem, "%.*s v%lld", STR_ARG(ruling.table), (long long)ruling.version);
    return OK;
}

Err placing_terms(Arena *mem, Str kind, Terms *ret_terms, Why *w)
{
    bool tonight = clock_of_kind(kind) == CLOCK_placement;
    Terms t;
    TRY(term(mem, tonight ? "placement_answer" : "long_placement_answer", &t.answer, &t.basis, w));
    TRY(term(mem, tonight ? "placement_coordinator" : "long_placement_coordinator", &t.coordinator, &t.basis, w));
    TRY(term(mem, tonight ? "placement_national" : "long_placement_national", &t.national, &t.basis, w));
    TRY(term(mem, tonight ? "placement" : "long_placement", &t.chain, &t.basis, w));
    *ret_terms = t;
    return OK;
}

Escalation escalation_of(const Terms *t, Time asked_at, Time now)
{
    if (now - asked_at >= t->chain) return ESCALATE_chain;
    if (now - asked_at >= t->national) return ESCALATE_national;
    return now - asked_at >= t->coordinator ? ESCALATE_coordinator : ESCALATE_provider;
}

const char *escalation_label(Escalation e)
{
    static const char *const labels[] = {N_("bij de aanbieders"), N_("bij de zorgcoördinator"),
                                         N_("bij het landelijk coördinatiepunt"), N_("bij de ketenregisseur")};
    return labels[e];
}

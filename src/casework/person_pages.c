// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// person_pages.c - persons of a case: coded traits for who works on it, the identity for who gives a reason.
#include "casework/case_view.h"
#include "casework/casework_html.h"

typedef struct Person {
    CaseWork *w;
    PersonByIdRow p;
    Secret key;
    Identity identity;
    Str submission, sealed;
    Secret new_key;
} Person;

static Err person_open(Req *rq, Action does, Person **ret)
{
    Person *x = NEW(rq->mem, Person);
    TRY(case_open(rq, does, true, &x->w));
    if (x->w->c.erased_at) return req_fail(rq, E_NOTFOUND, N_("Deze casus is gewist."));
    if (q_person_by_id(rq->db, rq->mem, req_id(rq, 1), x->w->c.id, &x->p) != OK)
        return req_fail(rq, E_NOTFOUND, N_("Deze persoon staat niet in deze casus."));
    rq->prepared = x;
    *ret = x;
    return OK;
}

static Str person_path(Req *rq, const Person *x)
{
    return str_fmt(rq->mem, "/casussen/%lld/personen/%lld", (long long)x->w->c.id, (long long)x->p.id);
}

static bool changeable(const Person *x) { return !str_eq(x->w->c.state, S("closed")); }

static Err unseal_identity(Req *rq, Person *x)
{
    TRY(record_key(rq->db, rq->mem, &rq->actor, "person", x->p.id, &x->key));
    return identity_unseal(rq->mem, &x->key, x->p.submission, x->p.sealed_identity, &x->identity);
}

// ---- reading ------------------------------------------------------------------------------------------------------

static void add_pair(PersonPage *v, const char *label, Str value)
{
    if (value.n) v->identity[v->identity_count++] = (Pair){.label = label, .value = value};
}

static Str words_of_day(Req *rq, Str iso)
{
    Date d;
    return iso.n && date_parse(iso, &d) == OK ? text_day(rq->mem, rq->lang, d) : iso;
}

static Err find_same(Req *rq, const Person *x, PersonPage *v)
{
    PersonsLikeRow *rows;
    size_t n;
    Str name = blind_person(rq->mem, &rq->app->pepper, &x->identity),
        phone = blind_phone(rq->mem, &rq->app->pepper, x->identity.phone);
    TRY(q_persons_like(rq->db, rq->mem, name, phone, x->w->c.id, &rows, &n));
    v->same = NEW_ARRAY(rq->mem, SamePerson, n + 1);
    for (size_t i = 0; i < n; i++) {
        Case c;
        Relation relation;
        TRY(case_load(rq->db, rq->mem, &rq->actor, rows[i].case_id, &c, &relation));
        bool seen = req_can(rq, ACT_case_read, relation);
        bool twice = false;
        for (size_t k = 0; k < v->same_count; k++) twice |= v->same[k].case_id == (seen ? c.id : 0);
        if (twice) continue;
        v->same[v->same_count++] =
            seen ? (SamePerson){c.id, c.number, rows[i].letter, rows[i].by_name} : (SamePerson){0};
    }
    return OK;
}

static Err fill_identity(Req *rq, Person *x, PersonPage *v)
{
    TRY(unseal_identity(rq, x));
    const Identity *i = &x->identity;
    v->identity = NEW_ARRAY(rq->mem, Pair, 6);
    add_pair(v, N_("Naam"), i->name);
    add_pair(v, N_("Geboortedatum"), words_of_day(rq, i->birth_date));
    add_pair(v, N_("Telefoon"), i->phone);
    add_pair(v, N_("Adres"), i->address);
    add_pair(v, N_("Document en nummer"), i->document);
    add_pair(v, N_("Bijzonderheden"), i->notes);
    v->edit_identity = person_form_identity(rq, x->w, x->p.id, i);
    req_log(rq, "person.read", "person", x->p.id, GROUND_TASK, STR_NONE);
    TRY(find_same(rq, x, v));
    // That somebody is known elsewhere is a fact about that person: who was told so is on record.
    if (v->same_count) req_log(rq, "person.match", "person", x->p.id, GROUND_TASK, STR_NONE);
    return OK;
}

static void fill_traits(Req *rq, const Person *x, PersonPage *v)
{
    const PersonByIdRow *p = &x->p;
    const Pair rows[] = {
        {.label = N_("Rol"), .coded = choice_label(person_kinds, p->kind)},
        {.label = N_("Leeftijd"), .coded = choice_label(person_ages, p->age_band)},
        {.label = N_("Geslacht"), .coded = choice_label(person_sexes, p->sex)},
        {.label = N_("Nationaliteit"), .coded = choice_label(person_nationalities, p->nationality)},
        {.label = N_("Status als slachtoffer"), .coded = choice_label(person_statuses, p->status)},
        {.label = N_("Wie had het vermoeden?"), .coded = choice_label(person_presumed_by, p->presumed_by)},
    };
    v->traits = NEW_ARRAY(rq->mem, Pair, COUNT(rows));
    for (size_t i = 0; i < COUNT(rows); i++) v->traits[i] = rows[i];
    v->trait_count = COUNT(rows);
}

static Err show(Req *rq)
{
    Person *x;
    TRY(person_open(rq, ACT_case_read, &x));
    const PersonsOfRow row = {.id = x->p.id,
                              .letter = x->p.letter,
                              .kind = x->p.kind,
                              .age_band = x->p.age_band,
                              .sex = x->p.sex,
                              .nationality = x->p.nationality,
                              .status = x->p.status,
                              .non_punishment = x->p.non_punishment,
                              .has_identity = x->p.has_identity};
    PersonPage v = {.w = x->w,
                    .p = person_view(rq->mem, &row),
                    .can_work = req_can(rq, ACT_case_work, x->w->relation) && changeable(x)};
    TRY(identity_is_open(rq->db, &rq->actor, "person", x->p.id, rq->now, &v.open));
    v.open = v.open && req_can(rq, ACT_person_identity, x->w->relation);
    if (v.open) TRY(fill_identity(rq, x, &v));
    else v.reason = person_form_reason(rq, x->w, x->p.id);
    fill_traits(rq, x, &v);
    if (x->p.sealed_non_punishment.n)
        TRY(unseal(rq->mem, &x->w->key, x->p.sealed_non_punishment, case_context(rq->mem, x->p.submission, "weigh"),
                   &v.non_punishment_reason));
    v.edit_traits = person_form_traits(rq, x->w, &x->p);
    v.weigh = person_form_weigh(rq, x->w, &x->p);
    req_log(rq, "case.read", "case", x->w->c.id, GROUND_TASK, STR_NONE);
    const Frame f = case_frame(rq, x->w, N_("Persoon"));
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    person_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- opening the identity -----------------------------------------------------------------------------------------

static Err reveal(Req *rq)
{
    Person *x;
    TRY(person_open(rq, ACT_person_identity, &x));
    Str reason = req_field(rq, "reden");
    Err e = identity_open(rq->db, &rq->actor, "person", x->p.id, reason, rq->now);
    if (e == E_INPUT) {
        e = req_fail(rq, E_INPUT, N_("Geef een reden van ten minste tien tekens."));
        StaffForm f = person_form_reason(rq, x->w, x->p.id);
        return form_again(rq, &f, "reden", f.title, person_path(rq, x));
    }
    if (e != OK) return e;
    req_log(rq, "person.identity_open", "person", x->p.id, GROUND_TASK, reason);
    return req_redirect(rq, person_path(rq, x));
}

// ---- changing -----------------------------------------------------------------------------------------------------

static Err writable(Req *rq, const CaseWork *w)
{
    if (!str_eq(w->c.state, S("closed"))) return OK;
    return req_fail(rq, E_CONFLICT, N_("Deze casus is gesloten. Heropen hem eerst."));
}

// Between prepare and store a right may have gone: ask again where it counts.
static Err still(Req *rq, Action does)
{
    CaseWork *now;
    TRY(case_open(rq, does, false, &now));
    return writable(rq, now);
}

static Err read_identity(Req *rq, Identity *ret)
{
    Date born;
    TRY(form_day(rq, "geboren", &born));
    Identity i = {.name = req_field(rq, "naam"),
                  .birth_date = born ? date_iso(rq->mem, born) : STR_NONE,
                  .phone = req_field(rq, "telefoon"),
                  .address = req_field(rq, "adres"),
                  .document = req_field(rq, "document"),
                  .notes = req_field(rq, "bijzonderheden")};
    const Str all[] = {i.name, i.phone, i.address, i.document, i.notes};
    for (size_t k = 0; k < COUNT(all); k++)
        if (all[k].n > IDENTITY_TEXT_MAX) return req_fail(rq, E_INPUT, N_("Een van de velden is te lang."));
    *ret = i;
    return OK;
}

static bool traits_ok(Req *rq)
{
    return choice_find(person_kinds, req_field(rq, "rol")) && choice_find(person_ages, req_field(rq, "leeftijd")) &&
           choice_find(person_sexes, req_field(rq, "geslacht")) &&
           choice_find(person_nationalities, req_field(rq, "nationaliteit")) &&
           choice_find(person_statuses, req_field(rq, "status")) &&
           choice_find(person_presumed_by, req_field(rq, "vermoed_door"));
}

static Err new_show(Req *rq)
{
    CaseWork *w;
    TRY(case_open(rq, ACT_case_work, true, &w));
    TRY(writable(rq, w));
    StaffForm form = person_form_new(rq, w);
return form_show(rq, &form, form.title, case_path(rq->mem, w, ""));
}

static Err new_prepare(Req *rq)
{
    Person *x = NEW(rq->mem, Person);
    TRY(case_open(rq, ACT_case_work, true, &x->w));
    TRY(writable(rq, x->w));
    x->submission = form_submission(rq);
    Err e = traits_ok(rq) ? read_identity(rq, &x->identity)
                          : req_fail(rq, E_INPUT, N_("Kies bij elke vraag een antwoord uit de lijst."));
    if (e != OK) {
        StaffForm f = person_form_new(rq, x->w);
        return form_again(rq, &f, NULL, f.title, case_path(rq->mem, x->w, ""));
    }
    x->new_key = secret_random();
    rq->prepared = x;
    return identity_seal(rq->mem, &x->new_key, x->submission, &x->identity, &x->sealed);
}

// The new person's key goes to every organisation that holds the case's.
static Err grant_holders(Req *rq, const Person *x, int64_t person)
{
    OrgId *orgs;
    Str *names;
    size_t n;
    TRY(record_holders(rq->db, rq->mem, "case", x->w->c.id, &orgs, &names, &n));
    for (size_t i = 0; i < n; i++) TRY(record_grant(rq->db, rq->mem, "person", person, orgs[i], &x->new_key, rq->now));
    return OK;
}

// Somebody who seems to be in a case already: says where, as far as the reader may know it, and asks once more.
static Err known_already(Req *rq, const Person *x)
{
    PersonsKnownRow *rows;
    size_t n;
    TRY(q_persons_known(rq->db, rq->mem, blind_person(rq->mem, &rq->app->pepper, &x->identity),
                        blind_phone(rq->mem, &rq->app->pepper, x->identity.phone), x->submission, &rows, &n));
    if (n == 0) return OK;
    Str where = STR_NONE;
    for (size_t i = 0; i < n && where.n == 0; i++) {
        Case c;
        Relation relation;
        TRY(case_load(rq->db, rq->mem, &rq->actor, rows[i].case_id, &c, &relation));
        if (req_can(rq, ACT_case_read, relation))
            where = str_fmt(rq->mem, "%.*s (%.*s)", STR_ARG(c.number), STR_ARG(rows[i].letter));
    }
    Err e = where.n ? why(&rq->why, E_INPUT, T(rq->lang, "Waarschijnlijk staat deze persoon al in casus %s."),
                          str_z(rq->mem, where))
                    : req_fail(rq, E_INPUT, N_("Waarschijnlijk staat deze persoon al in een casus van een andere "
                                               "organisatie. Vraag het na bij de ketenregisseur van je regio."));
    if (e != E_INPUT) return e;
    req_log(rq, "person.match", "case", x->w->c.id, "", STR_NONE); // who was told so is on record
    StaffForm f = person_form_new(rq, x->w);
    form_add(&f, FORM_TICK, "toch", N_("Ik heb dit nagekeken. Voeg de persoon toch toe."))->optional = true;
    return form_again(rq, &f, "toch", f.title, case_path(rq->mem, x->w, ""));
}

static Err new_store(Req *rq)
{
    Person *x = rq->prepared;
    TRY(still(rq, ACT_case_work));
    PersonCountRow count;
    TRY(q_person_count(rq->db, rq->mem, x->w->c.id, &count));
    if (count.n >= PERSONS_MAX) return req_fail(rq, E_LIMIT, N_("Er passen 26 personen in een casus."));
    if (!req_flag(rq, "toch")) TRY(known_already(rq, x));
    if (rq->answered) return OK;
    PersonInsertRow row;
    Err e =
        q_person_insert(rq->db, rq->mem, x->w->c.id, x->submission, str_fmt(rq->mem, "%c", (int)('A' + count.n)),
                        req_field(rq, "rol"), req_field(rq, "leeftijd"), req_field(rq, "geslacht"),
                        req_field(rq, "nationaliteit"), req_field(rq, "status"), req_field(rq, "vermoed_door"),
                        x->sealed, !identity_empty(&x->identity), blind_person(rq->mem, &rq->app->pepper, &x->identity),
                        blind_phone(rq->mem, &rq->app->pepper, x->identity.phone), rq->actor.account.v, rq->now, &row);
    Err granted = e == OK ? grant_holders(rq, x, row.id) : OK;
    secret_wipe(&x->new_key);
    TRY(granted);
    if (e != OK && e != E_NOTFOUND) return e; // E_NOTFOUND: the form was sent twice
    req_log(rq, "person.add", "case", x->w->c.id, GROUND_TASK, STR_NONE);
    if (e == OK) TRY(q_case_touch(rq->db, x->w->c.id, rq->now));
    return req_redirect(rq, case_path(rq->mem, x->w, ""));
}

// An identity is changed only by who has it open: else one would overwrite what one can't see.
static Err identity_prepare(Req *rq)
{
    Person *x;
    TRY(person_open(rq, ACT_person_identity, &x));
    TRY(writable(rq, x->w));
    bool is_open;
    TRY(identity_is_open(rq->db, &rq->actor, "person", x->p.id, rq->now, &is_open));
    if (!is_open) return req_fail(rq, E_DENIED, N_("Open eerst de gegevens, met een reden."));
    TRY(unseal_identity(rq, x));
    Identity before = x->identity;
    if (read_identity(rq, &x->identity) != OK) {
        StaffForm f = person_form_identity(rq, x->w, x->p.id, &before);
        return form_again(rq, &f, NULL, f.title, person_path(rq, x));
    }
    return identity_seal(rq->mem, &x->key, x->p.submission, &x->identity, &x->sealed);
}

static Err identity_store(Req *rq)
{
    const Person *x = rq->prepared;
    TRY(still(rq, ACT_person_identity));
    TRY(q_person_identity_set(rq->db, x->p.id, x->sealed, !identity_empty(&x->identity),
                              blind_person(rq->mem, &rq->app->pepper, &x->identity),
                              blind_phone(rq->mem, &rq->app->pepper, x->identity.phone), rq->now));
    req_log(rq, "person.identity_change", "person", x->p.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, person_path(rq, x));
}

static Err traits_prepare(Req *rq)
{
    Person *x;
    TRY(person_open(rq, ACT_case_work, &x));
    TRY(writable(rq, x->w));
    return traits_ok(rq) ? OK : req_fail(rq, E_INPUT, N_("Kies bij elke vraag een antwoord uit de lijst."));
}

static Err traits_store(Req *rq)
{
    const Person *x = rq->prepared;
    TRY(still(rq, ACT_case_work));
    TRY(q_person_coded_set(rq->db, x->p.id, req_field(rq, "rol"), req_field(rq, "leeftijd"), req_field(rq, "geslacht"),
                           req_field(rq, "nationaliteit"), req_field(rq, "status"), req_field(rq, "vermoed_door"),
                           rq->now));
    req_log(rq, "person.change", "person", x->p.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, person_path(rq, x));
}

static Err weigh_prepare(Req *rq)
{
    Person *x;
    TRY(person_open(rq, ACT_case_work, &x));
    TRY(writable(rq, x->w));
    if (!choice_find(non_punishment_states, req_field(rq, "uitkomst")))
        return req_fail(rq, E_INPUT, N_("Kies een uitkomst uit de lijst."));
    Str text;
    if (req_text(rq, "tekst", N_("Waarom?"), CASE_NOTE_MAX, &text) != OK) {
        StaffForm f = person_form_weigh(rq, x->w, &x->p);
        return form_again(rq, &f, "tekst", f.title, person_path(rq, x));
    }
    x->sealed = seal(rq->mem, &x->w->key, text, case_context(rq->mem, x->p.submission, "weigh"));
    return OK;
}

static Err weigh_store(Req *rq)
{
    const Person *x = rq->prepared;
    TRY(still(rq, ACT_case_work));
    TRY(q_person_non_punishment_set(rq->db, x->p.id, req_field(rq, "uitkomst"), x->sealed, rq->now));
    req_log(rq, "person.non_punishment", "person", x->p.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, person_path(rq, x));
}

const Route person_routes[] = {
    {M_GET, "/casussen/:id/personen/nieuw", ACT_case_work, 0, 0, NULL, new_show},
    {M_POST, "/casussen/:id/personen/nieuw", ACT_case_work, 0, 0, new_prepare, new_store},
    {M_GET, "/casussen/:id/personen/:persoon", ACT_case_read, 0, 0, NULL, show},
    {M_POST, "/casussen/:id/personen/:persoon/openen", ACT_person_identity, 0, 0, NULL, reveal},
    {M_POST, "/casussen/:id/personen/:persoon/identiteit", ACT_person_identity, 0, 0, identity_prepare, identity_store},
    {M_POST, "/casussen/:id/personen/:persoon/kenmerken", ACT_case_work, 0, 0, traits_prepare, traits_store},
    {M_POST, "/casussen/:id/personen/:persoon/afweging", ACT_case_work, 0, 0, weigh_prepare, weigh_store},
    {0},
};

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// signal.c - the words of a signal, its number, its keys.
#include "signal/signal.h"
#include "signal/signal_report_sql.h"
#include <string.h>

const Choice signal_roles[] = {
    {"victim", "slachtoffer", N_("slachtoffer"), N_("Ik maak dit zelf mee"), N_("Of ik heb het meegemaakt.")},
    {"citizen", "burger", N_("burger"), N_("Ik zie of hoor iets bij een ander"),
     N_("Bijvoorbeeld bij een buur, een klant of een vriend.")},
    {"professional", "professional", N_("professional"), N_("Ik werk met mensen"),
     N_("Bijvoorbeeld op school, in de zorg, bij een hotel of bij de gemeente.")},
    {"organisation", "organisatie", N_("organisatie"), N_("Ik meld namens een bedrijf of organisatie"), ""},
    {0}};

const Choice signal_anonymities[] = {
    {"anonymous", "anoniem", N_("anoniem"), N_("Nee, ik blijf anoniem"),
     N_("We vragen geen naam. We kunnen je alleen bereiken in je postvak. Dat open je met een code.")},
    {"confidential", "vertrouwelijk", N_("vertrouwelijk"), N_("Ja, maar houd het voor jullie"),
     N_("Alleen wie je melding behandelt, kan zien wie je bent. Zij vertellen het niet verder.")},
    {"named", "opNaam", N_("op naam"), N_("Ja, mijn naam mag gebruikt worden"),
     N_("Dit helpt als je later met de politie wilt praten.")},
    {0}};

const Choice signal_forms[] = {
    {"sexual", "seksueel", N_("seksuele uitbuiting"), N_("Iemand moet seks hebben voor geld of iets anders"),
     N_("Ook: foto's of filmpjes moeten maken.")},
    {"labour", "arbeid", N_("uitbuiting op het werk"),
     N_("Iemand moet werken en krijgt geen eerlijk loon of geen rust"),
     N_("Bijvoorbeeld in een kas, een restaurant, een huis of een nagelsalon.")},
    {"criminal", "crimineel", N_("criminele uitbuiting"), N_("Iemand moet strafbare dingen doen voor een ander"),
     N_("Bijvoorbeeld stelen, drugs wegbrengen, of een bankpas uitlenen.")},
    {"organ_removal", "orgaanverwijdering", N_("orgaanhandel"), N_("Iemand moet een nier of een ander orgaan afstaan"),
     ""},
    {"other", "anders", N_("iets anders"), N_("Iets anders"), N_("Bijvoorbeeld bedelen, of een huwelijk onder dwang.")},
    {"unknown", "onbekend", N_("onbekend"), N_("Ik weet het niet"), ""},
    {0}};

const Choice signal_yes_no[] = {{"ja", "ja", N_("ja"), N_("Ja"), ""}, {"nee", "nee", N_("nee"), N_("Nee"), ""}, {0}};

const Choice signal_yes_no_unknown[] = {{"ja", "ja", N_("ja"), N_("Ja"), ""},
                                        {"nee", "nee", N_("nee"), N_("Nee"), ""},
                                        {"onbekend", "onbekend", N_("onbekend"), N_("Ik weet het niet"), ""},
                                        {0}};

const Choice signal_channels[] = {{"web", "web", N_("website"), N_("website"), ""},
                                  {"phone", "telefoon", N_("telefoon"), N_("telefoon"), ""},
                                  {"api", "api", N_("koppeling"), N_("koppeling"), ""},
                                  {0}};

const Choice signal_states[] = {{"new", "nieuw", N_("nieuw"), "", ""},
                                {"in_progress", "inBehandeling", N_("in behandeling"), "", ""},
                                {"waiting", "wacht", N_("wacht op antwoord"), "", ""},
                                {"decided", "geduid", N_("geduid"), "", ""},
                                {"referred", "doorverwezen", N_("doorverwezen"), "", ""},
                                {"closed", "gesloten", N_("gesloten"), "", ""},
                                {0}};

// The hint tells the reporter what it means for them.
const Choice signal_public_states[] = {
    {"received", "ontvangen", N_("ontvangen"), "",
     N_("Je melding is binnen. Binnen zeven dagen laten we weten dat iemand ernaar kijkt.")},
    {"being_looked_at", "inBehandeling", N_("iemand kijkt ernaar"), "",
     N_("Een medewerker leest je melding en zoekt uit wat er nodig is.")},
    {"feedback_given", "beantwoord", N_("er is antwoord"), "",
     N_("We hebben laten weten wat er is gedaan. Lees de berichten hieronder.")},
    {"closed", "afgesloten", N_("afgesloten"), "",
     N_("We zijn klaar met je melding. Zie je iets nieuws? Schrijf het hieronder of doe een nieuwe melding.")},
    {0}};

// No vowels, so no words; no 0, 1, O, I or L, so no doubt on the telephone.
Str signal_number(Arena *mem, Time now)
{
    static const char alphabet[] = "23456789BCDFGHJKMNPQRSTVWXZ";
    enum { RANDOM_LETTERS = 7 };
    char letters[RANDOM_LETTERS];
    for (size_t i = 0; i < RANDOM_LETTERS; i++) letters[i] = alphabet[random_below(sizeof alphabet - 1)];
    return str_fmt(mem, "%04d-%.*s", civil_nl(now).year, RANDOM_LETTERS, letters);
}

Secret signal_thread_key(const Secret *signal_key) { return secret_derive(signal_key, "thread01", 0); }

Str signal_context(Arena *mem, Str submission, const char *part)
{
    Str of = str_hex(mem, submission.p, submission.n);
    return str_fmt(mem, "signal:%.*s:%s", STR_ARG(of), part);
}

Str signal_file_context(Arena *mem, Str submission, Str stored)
{
    return signal_context(mem, submission, str_z(mem, str_fmt(mem, "file:%.*s", STR_ARG(stored))));
}

Str pad_text(Arena *mem, Str s, size_t block)
{
    size_t n = (s.n / block + 1) * block;
    char *p = arena_alloc(mem, n);
    if (s.n) memcpy(p, s.p, s.n);
    memset(p + s.n, ' ', n - s.n);
    return (Str){p, n};
}

enum { MESSAGE_BLOCK = 256 };

static Str message_context(Arena *mem, Str submission)
{
    Str of = str_hex(mem, submission.p, submission.n);
    return str_fmt(mem, "message:%.*s", STR_ARG(of));
}

Str message_seal(Arena *mem, const Secret *key, Str submission, Str body)
{
    return seal(mem, key, pad_text(mem, body, MESSAGE_BLOCK), message_context(mem, submission));
}

Err message_unseal(Arena *mem, const Secret *key, Str submission, Str sealed, Str *ret_body)
{
    Str padded;
    TRY(unseal(mem, key, sealed, message_context(mem, submission), &padded));
    *ret_body = str_trim(padded);
    return OK;
}

static Err first_active(Db *db, Arena *mem, OrgKind kind, OrgId *ret_org)
{
    Org *orgs;
    size_t n = 0;
    TRY(org_list(db, mem, kind, &orgs, &n));
    for (size_t i = 0; i < n; i++) {
        if (!orgs[i].active) continue;
        *ret_org = orgs[i].id;
        return OK;
    }
    return E_NOTFOUND;
}

Err signal_owner(Db *db, Arena *mem, Str gm_code, Str region_code, Str police_unit, OrgId *ret_org)
{
    Err e = org_for_municipality(db, gm_code, region_code, police_unit, ORG_municipality, ret_org);
    if (e == E_NOTFOUND) e = org_for_municipality(db, gm_code, region_code, police_unit, ORG_national, ret_org);
    if (e == E_NOTFOUND) e = first_active(db, mem, ORG_national, ret_org);
    if (e == E_NOTFOUND) e = first_active(db, mem, ORG_platform, ret_org);
    return e;
}

Err signal_terms(Arena *mem, bool urgent, SignalTerms *ret_terms)
{
    const ClockKind kinds[SIGNAL_TERMS] = {CLOCK_acknowledge, CLOCK_feedback,
                                           urgent ? CLOCK_urgent_triage : CLOCK_triage};
    SignalTerms terms;
    Why w;
    for (size_t i = 0; i < SIGNAL_TERMS; i++) {
        TRY(clock_term(mem, kinds[i], &terms.v[i], &w));
        if (i == 0 || terms.v[i].length < terms.first) terms.first = terms.v[i].length;
    }
    *ret_terms = terms;
    return OK;
}

Err signal_terms_start(Db *db, const SignalTerms *terms, int64_t signal, OrgId org, Time received)
{
    const ClockTerm *a = &terms->v[0], *b = &terms->v[1], *c = &terms->v[2];
    return q_signal_clocks(db, signal, org.v, received, str_c(clock_kind_name(a->kind)), received + a->length, a->basis,
                           str_c(clock_kind_name(b->kind)), received + b->length, b->basis,
                           str_c(clock_kind_name(c->kind)), received + c->length, c->basis);
}

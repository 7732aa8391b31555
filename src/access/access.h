// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// access.h - organisations, accounts, roles, keys, sessions, and the one question: may(who, does, what)?
//
// Actor     who asks: an account with its organisation, roles and (unsealed for this request) the group key.
// Object    what it is about, and how the actor stands to it (Relation), as the domain found it in the store.
// may()     pure: a table of action x role with the weakest relation that suffices. Every door asks it: routes,
//           lists, attachments, exports. The answer carries the reason in words for the screen.
// Keys      an organisation has a key pair (the group key); its secret is sealed to each member's key; a member's
//           secret is sealed with the password key (Argon2id) and, while signed in, with the session's secret,
//           which only the cookie holds. A stolen store opens nothing.
// Record    every signal, message, referral, person ... has its own random key, sealed to the organisations that take
//           part (record_key). Whoever can't open the record key can't read the record, whatever may() says.
// What it must never do: log or return a secret; say whether a username exists.
#pragma once
#include "base/time.h"
#include "crypt/crypt.h"
#include "store/db.h"

typedef struct AccountId {
    int64_t v;
} AccountId;
typedef struct OrgId {
    int64_t v;
} OrgId;

// name, Dutch label
#define ROLES(X)                                                                                                       \
    X(focal_point, N_("aandachtsfunctionaris"))                                                                        \
    X(care_coordinator, N_("zorgcoördinator"))                                                                         \
    X(chain_director, N_("ketenregisseur"))                                                                            \
    X(case_director, N_("casusregisseur"))                                                                             \
    X(investigator, N_("opsporing"))                                                                                   \
    X(adviser, N_("adviseur expertisecentrum"))                                                                        \
    X(helper, N_("hulpverlener"))                                                                                      \
    X(registrar, N_("registrator CoMensha"))                                                                           \
    X(privacy_officer, N_("functionaris gegevensbescherming"))                                                         \
    X(org_admin, N_("beheerder van de organisatie"))                                                                   \
    X(administrator, N_("beheerder van Baken"))                                                                        \
    X(analyst, N_("onderzoeker"))                                                                                      \
    X(shelter_worker, N_("medewerker opvang"))                                                                         \
    X(rules_editor, N_("regelbeheerder"))                                                                              \
    X(core_team, N_("kernteam van het programma"))                                                                     \
    X(action_owner, N_("actiehouder"))                                                                                 \
    X(principal, N_("opdrachtgever van het programma"))
typedef enum Role {
#define X(name, label) ROLE_##name,
    ROLES(X)
#undef X
        ROLE_COUNT
} Role;
typedef uint32_t RoleSet;
#define ROLE_BIT(role) (1u << (role))
const char *role_name(Role r);
const char *role_label(Role r); // Dutch, translated where shown
Err role_parse(Str name, Role *ret_role) MUST_USE;

#define ORG_KINDS(X)                                                                                                   \
    X(municipality, N_("gemeente"))                                                                                    \
    X(care, N_("zorgcoördinatie"))                                                                                     \
    X(veilig_thuis, N_("Veilig Thuis"))                                                                                \
    X(safety_house, N_("Zorg- en Veiligheidshuis"))                                                                    \
    X(riec, N_("RIEC"))                                                                                                \
    X(police, N_("politie of opsporing"))                                                                              \
    X(expertise, N_("expertisecentrum"))                                                                               \
    X(regular_help, N_("reguliere hulp"))                                                                              \
    X(shelter, N_("opvang"))                                                                                           \
    X(national, N_("landelijk coördinatiepunt"))                                                                       \
    X(programme, N_("programma of ministerie"))                                                                        \
    X(platform, N_("beheer van Baken"))
typedef enum OrgKind {
#define X(name, label) ORG_##name,
    ORG_KINDS(X)
#undef X
        ORG_KIND_COUNT
} OrgKind;
const char *org_kind_name(OrgKind k);
const char *org_kind_label(OrgKind k);
Err org_kind_parse(Str name, OrgKind *ret_kind) MUST_USE;

// How the actor stands to an object; ascending.
typedef enum Relation {
    REL_NONE,        // nothing to do with it
    REL_REGION,      // in the actor's region (lists without content)
    REL_PARTICIPANT, // the actor's organisation takes part or was asked (referral, advice, case participant)
    REL_OWN,         // the actor's organisation owns it
    REL_MINE,        // it is the actor's own (assigned, own note, own account)
} Relation;

// name, Dutch words for "je mag dit niet: ..." ; the table of who may is in may.c
#define ACTIONS(X)                                                                                                     \
    X(public, N_("openbaar"))                                                                                          \
    X(signed_in, N_("aangemeld zijn"))                                                                                 \
    X(signal_list, N_("signalen van de eigen organisatie zien"))                                                       \
    X(signal_read, N_("een signaal lezen"))                                                                            \
    X(signal_work, N_("een signaal verrijken en bespreken"))                                                           \
    X(signal_decide, N_("een signaal duiden"))                                                                         \
    X(signal_enter, N_("een melding namens iemand invoeren"))                                                          \
    X(signal_assign, N_("een signaal toewijzen"))                                                                      \
    X(reporter_identity, N_("de identiteit van een melder openen"))                                                    \
    X(advice_answer, N_("advies geven"))                                                                               \
    X(referral_send, N_("doorverwijzen"))                                                                              \
    X(referral_answer, N_("een verwijzing beantwoorden"))                                                              \
    X(case_list, N_("casussen zien"))                                                                                  \
    X(case_read, N_("een casus lezen"))                                                                                \
    X(case_work, N_("aan een casus werken"))                                                                           \
    X(case_direct, N_("een casus leiden en sluiten"))                                                                  \
    X(person_identity, N_("de identiteit van een persoon openen"))                                                     \
    X(ledger_read, N_("het logboek doorzoeken"))                                                                       \
    X(desk_edit, N_("loketten bewerken"))                                                                              \
    X(rules_view, N_("regels bekijken"))                                                                               \
    X(rules_edit, N_("regels veranderen en voorstellen"))                                                              \
    X(rules_approve, N_("een voorstel voor een regel van iemand anders beoordelen"))                                   \
    X(org_manage, N_("organisaties beheren"))                                                                          \
    X(account_manage, N_("accounts van de eigen organisatie beheren"))                                                 \
    X(system_view, N_("de toestand van het systeem zien"))                                                             \
    X(retention_view, N_("zien hoeveel wordt gewist"))                                                                 \
    X(retention_decide, N_("iets bewaren, of wissen op verzoek"))                                                      \
    X(figures_work, N_("schattingen maken en bekijken"))                                                               \
    X(figures_overlap, N_("de tabel van het platform gebruiken"))                                                      \
    X(shelter_supply, N_("opvangplekken beheren"))                                                                     \
    X(shelter_address, N_("het adres van een opvang zien"))                                                            \
    X(shelter_picture, N_("het landelijk beeld van opvang zien"))                                                      \
    X(placement_ask, N_("een opvangplek zoeken"))                                                                      \
    X(placement_list, N_("aanvragen voor opvang zien"))                                                                \
    X(placement_read, N_("een aanvraag voor opvang lezen"))                                                            \
    X(placement_work, N_("aan een aanvraag voor opvang werken"))                                                       \
    X(placement_take_over, N_("een aanvraag voor opvang overnemen"))                                                   \
    X(placement_answer, N_("antwoorden op een vraag om opvang"))                                                       \
    X(steering_view, N_("de sturing van het programma zien"))                                                          \
    X(progress_report, N_("over een actie berichten"))                                                                 \
    X(progress_review, N_("berichten over acties beoordelen"))                                                         \
    X(steering_keep, N_("geld, risico's, cijfers en vergaderingen van het programma bijhouden"))                       \
    X(steering_report, N_("een rapportage van het programma maken"))                                                   \
    X(steering_decide, N_("een besluit nemen of een rapportage vaststellen"))                                          \
    X(awareness_view, N_("campagnes en peilingen zien"))                                                               \
    X(awareness_keep, N_("campagnes en peilingen bijhouden"))                                                          \
    X(training_keep, N_("scholing bijhouden"))
typedef enum Action {
#define X(name, words) ACT_##name,
    ACTIONS(X)
#undef X
        ACT_COUNT
} Action;
const char *action_name(Action a);
const char *action_words(Action a);

typedef struct Actor {
    AccountId account; // 0 = not signed in
    OrgId org;
    OrgKind org_kind;
    RoleSet roles;
    Str name, org_name; // for screens
    KeyPair group;      // the organisation's key pair; wiped at the end of the request
    KeyPair own;        // the account's own key pair (own notes)
    bool has_group;
} Actor;

typedef enum Verdict { MAY_NOT, MAY_IF, MAY } Verdict;
typedef struct Answer {
    Verdict verdict;
    const char *reason; // Dutch; why not, or what is needed first (MAY_IF: a reason must be typed)
} Answer;

// Identity actions answer MAY_IF: allowed when the person gives a reason, which goes into the ledger.
// The ledger counts as one's own for the privacy officer of the organisation whose people did it; of the platform: all.
Answer may(const Actor *who, Action does, Relation what);
// For routes and menus: is there any relation with which this actor may?
bool may_ever(const Actor *who, Action does);
const char *relation_name(Relation r);
bool has_role(const Actor *who, Role role);

// ---- organisations (all writes run on the writer) ------------------------------------------------------------------
enum { ORG_NAME_MAX = 120, DISPLAY_NAME_MAX = 100, USERNAME_MIN = 3, USERNAME_MAX = 60, AREA_CODE_MAX = 20 };

typedef struct Org {
    OrgId id;
    OrgKind kind;
    Str name;
    bool active;
    Time created_at;
    PublicKey public_key;
} Org;

// Makes the organisation with a fresh key pair; ret_pair is the group key: seal it into the first invite, wipe it.
Err org_create(Db *db, Arena *mem, OrgKind kind, Str name, OrgId *ret_org, KeyPair *ret_pair, Why *w) MUST_USE;
Err org_get(Db *db, Arena *mem, OrgId org, Org *ret_org) MUST_USE;                          // E_NOTFOUND
Err org_list(Db *db, Arena *mem, OrgKind kind, Org **ret_orgs, size_t *ret_count) MUST_USE; // ORG_KIND_COUNT: all
Err org_rename(Db *db, OrgId org, Str name, Why *w) MUST_USE;
// Closed: nobody of it can sign in, nothing is sealed to it. Its keys stay, so that it can be opened again.
Err org_set_active(Db *db, OrgId org, bool active) MUST_USE;
Err org_public_key(Db *db, OrgId org, PublicKey *ret_key) MUST_USE;
// A new key pair when the first invite was never used and its group secret is gone. E_CONFLICT when a member holds the
// key or a record is sealed to it.
Err org_renew_key(Db *db, OrgId org, KeyPair *ret_pair, Why *w) MUST_USE;

typedef enum Scope { SCOPE_municipality, SCOPE_region, SCOPE_police_unit, SCOPE_national, SCOPE_COUNT } Scope;
const char *scope_name(Scope s);
Err scope_parse(Str name, Scope *ret_scope) MUST_USE;
typedef struct Area {
    Scope scope;
    Str code; // "GM0599", code of a region or police unit; empty for national
} Area;
Err org_area_add(Db *db, OrgId org, Scope scope, Str code) MUST_USE; // there already is fine; E_INPUT: code
Err org_area_remove(Db *db, OrgId org, Scope scope, Str code) MUST_USE; // E_NOTFOUND
Err org_areas(Db *db, Arena *mem, OrgId org, Area **ret_areas, size_t *ret_count) MUST_USE;
// Whether it serves this region, or the whole country. No region: no.
Err org_in_region(Db *db, Arena *mem, OrgId org, Str region_code, bool *ret_yes) MUST_USE;
// The active organisation of this kind that serves the place: by municipality, else region, else police unit, else
// national; empty codes match nothing. E_NOTFOUND.
Err org_for_municipality(Db *db, Str gm_code, Str region_code, Str police_unit, OrgKind kind, OrgId *ret_org) MUST_USE;

// ---- accounts ------------------------------------------------------------------------------------------------------
typedef struct Account {
    AccountId id;
    OrgId org;
    Str username, display_name;
    RoleSet roles;
    bool active;
    bool has_key; // holds a copy of the group key
    Time created_at, seen_at; // seen_at: last time signed in, 0 = never
} Account;
Err account_get(Db *db, Arena *mem, AccountId account, Account *ret_account) MUST_USE;
Err account_list(Db *db, Arena *mem, OrgId org, Account **ret_accounts, size_t *ret_count) MUST_USE;
// For screens: "" for account 0, "onbekend" for one that is not there.
Err account_name(Db *db, Arena *mem, AccountId account, Str *ret_name) MUST_USE;
// Roles that people of such an organisation can have; invites and changes are refused otherwise. An administrator can
// also be org_admin, and nothing else: who manages Baken does not watch over it, and reads no content.
RoleSet roles_of_kind(OrgKind kind);
Err account_set_roles(Db *db, AccountId account, RoleSet roles, Why *w) MUST_USE;
// Ends sessions, withdraws invites, removes its copy of the group key. E_CONFLICT when nobody else could then open the
// organisation's records: invite a colleague first, or replace the credentials (invite_reset).
Err account_disable(Db *db, AccountId account, Time now, Why *w) MUST_USE;
Err account_end_sessions(Db *db, AccountId account) MUST_USE;

enum { INVITE_DAYS = 7 };
typedef struct Invite {
    Str token;       // goes into the link; only its hash is kept
    Time expires_at;
} Invite;

// The group secret is kept sealed under the invite's token until the invited person chooses a password.
// E_CONFLICT: the username is taken. E_INPUT: name, username or roles. An older invite for the same name ends.
// What invite_create would refuse, asked before anything is written.
Err invite_check(Db *db, Arena *mem, OrgId org, RoleSet roles, Str display_name, Str username, Time now,
                 Why *w) MUST_USE;
Err invite_create(Db *db, Arena *mem, OrgId org, RoleSet roles, Str display_name, Str username,
                  const Secret *group_secret, AccountId invited_by, Time now, Invite *ret_invite, Why *w) MUST_USE;
// Forgotten password, lost telephone, or back after having been disabled: a colleague who holds the group key makes a
// new invite for the existing account. Enrolling replaces password, code and own key, and ends old sessions; what was
// sealed to the old own key (own notes) can't be opened any more. Whoever holds the link takes the account: hand it
// over in person.
Err invite_reset(Db *db, Arena *mem, AccountId account, const Secret *group_secret, AccountId invited_by, Time now,
                 Invite *ret_invite, Why *w) MUST_USE;
Err invite_withdraw(Db *db, OrgId org, int64_t invite) MUST_USE; // E_NOTFOUND
typedef struct InviteInfo {
    int64_t id;
    Str username, display_name, org_name; // org_name only from invite_find
    RoleSet roles;
    bool reset;
    Time created_at, expires_at;          // created_at only from invite_list
} InviteInfo;
Err invite_list(Db *db, Arena *mem, OrgId org, Time now, InviteInfo **ret_invites, size_t *ret_count) MUST_USE;
// E_NOTFOUND: wrong, used, too old
Err invite_find(Db *db, Arena *mem, Str token, Time now, InviteInfo *ret_info) MUST_USE;

// Enrolment is one form: a password and a code made with the TOTP secret that the page showed. The slow half (off the
// writer) checks both and derives the keys; the write half stores the account.
typedef struct Enrolment Enrolment;
Err enrol_prepare(Arena *mem, Db *db, Str token, Str password, const unsigned char totp_secret[TOTP_SECRET_SIZE],
                  Str code, Time now, Enrolment **ret_e, Why *w) MUST_USE;
Err enrol_store(Db *db, Enrolment *e, Time now, AccountId *ret_account, Why *w) MUST_USE;
OrgId enrolment_org(const Enrolment *e);
// A complete account in one go, for the demo and `baken account create` on an empty organisation. Slow (Argon2).
Err account_create(Db *db, Arena *mem, OrgId org, RoleSet roles, Str username, Str display_name, Str password,
                   const unsigned char totp_secret[TOTP_SECRET_SIZE], const Secret *group_secret, Time now,
                   AccountId *ret_account, Why *w) MUST_USE;

// ---- signing in ----------------------------------------------------------------------------------------------------
// Two halves again. prepare (slow, read-only): finds the account, derives the password key, opens the account's key,
// checks the code. The same time and answer for an unknown name, a wrong password and a wrong code. write: counts the
// failure, or keeps the TOTP step (refusing one used before) and makes the session. A handler keeps that write, also
// when the answer is no. After LOGIN_TRIES failures a name, known or not, waits 15 minutes, and twice as long each time
// after, to at most LOGIN_WAIT_HOURS.
enum { LOGIN_TRIES = 5, LOGIN_WAIT_MINUTES = 15, LOGIN_WAIT_HOURS = 4, SESSION_IDLE_MINUTES = 30, SESSION_HOURS = 10 };
typedef struct Login Login;
Err login_prepare(Arena *mem, Db *db, Str username, Str password, Str code, Time now, Login **ret_login) MUST_USE;
// E_DENIED, E_RATE
Err login_write(Db *db, Login *login, Time now, Str *ret_cookie, AccountId *ret_account, Why *w) MUST_USE;
AccountId login_account(const Login *login); // whose name was typed, for the ledger and no one else; 0: nobody's
// One's own password: the old one is asked again, the own key and what was sealed to it stay. Two halves as above;
// write ends every session of the account, so that the person signs in with the new password. Failures count as
// failed logins; the handler keeps that write.
typedef struct PasswordChange PasswordChange;
Err password_change_prepare(Arena *mem, Db *db, const Actor *who, Str old, Str fresh, PasswordChange **ret_change,
                            Why *w) MUST_USE; // E_INPUT: the new one is too weak
Err password_change_write(Db *db, PasswordChange *change, Time now, Why *w) MUST_USE; // E_DENIED, E_RATE
// The cookie's token is the only key to the session's row; ret_csrf is derived from it too.
// E_AUTH
Err session_actor(Arena *mem, Db *db, Str cookie, Time now, Actor *ret_actor, Str *ret_csrf, bool *ret_touch) MUST_USE;
Err session_touch(Db *db, Str cookie, Time now) MUST_USE; // when ret_touch said so: at most once a minute
Err session_end(Db *db, Str cookie) MUST_USE;
void actor_wipe(Actor *a);

// ---- record keys ---------------------------------------------------------------------------------------------------
// kind is a constant such as "signal", "message", "referral", "person", "case", "advice", "reporter".
Err record_grant(Db *db, Arena *mem, const char *kind, int64_t id, OrgId to, const Secret *key, Time now) MUST_USE;
// The same in two halves, so that the writer does no public-key work: box_secret(mem, &public_key, key) on the pool.
Err record_grant_boxed(Db *db, const char *kind, int64_t id, OrgId to, Str box, Time now) MUST_USE;
// Who can open it, for "who may see this".
Err record_holders(Db *db, Arena *mem, const char *kind, int64_t id, OrgId **ret_orgs, Str **ret_names,
                   size_t *ret_count) MUST_USE;
Err record_revoke(Db *db, const char *kind, int64_t id, OrgId from) MUST_USE;
// E_CRYPT: no key
Err record_key(Db *db, Arena *mem, const Actor *who, const char *kind, int64_t id, Secret *ret_key) MUST_USE;
Err record_erase(Db *db, const char *kind, int64_t id) MUST_USE; // destroys every copy of the key
// Identity opened by this person, with a reason, not longer ago than 8 hours? The reason is checked here (E_INPUT) and
// kept in the ledger by the caller.
enum { IDENTITY_HOURS = 8, REASON_MIN = 10, REASON_MAX = 300 };
Err identity_open(Db *db, const Actor *who, const char *kind, int64_t id, Str reason, Time now) MUST_USE;
Err identity_is_open(Db *db, const Actor *who, const char *kind, int64_t id, Time now, bool *ret_open) MUST_USE;

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// admin_view.h - what the templates of managing show. Rights were decided before.
#pragma once
#include "admin/qr.h"
#include "admin/doctor.h"
#include "app/app.h"
#include "rules/rules.h"

typedef struct EnrolView {
    Str invite; // the code that was pasted
    Str sealed; // the TOTP secret, for the next step of the form
    Str org, name, username, roles;
    Str secret; // in groups of four, to type over
    Str link;   // otpauth://, for who reads this on the telephone itself
    Qr qr;
    bool reset;
    Str fault;
} EnrolView;

typedef struct RoleChoice {
    const char *name, *label;
    bool on;
} RoleChoice;
typedef struct RoleChoices {
    RoleChoice v[ROLE_COUNT];
    size_t n;
} RoleChoices;

typedef struct AccountRow {
    int64_t id;
    Str name, username, roles;
    bool active, has_key;
    Time created_at, seen_at;
} AccountRow;

typedef struct InviteRow {
    int64_t id;
    Str name, username, roles;
    bool reset;
    Time expires_at;
} InviteRow;

typedef struct AccountsView {
    Str csrf;
    const AccountRow *accounts;
    size_t account_count;
    const InviteRow *invites;
    size_t invite_count;
    bool can_invite;
} AccountsView;

// A form for a new colleague (accounts) or for the first person of an organisation (orgs).
typedef struct InviteForm {
    Str csrf, name, username, fault;
    RoleChoices roles;
    int64_t org; // 0: the own organisation
} InviteForm;

typedef struct InviteDone {
    Str code, name, username, page; // page: the address where it is used
    Time expires_at;
    bool reset;
    int64_t org; // back to this organisation; 0: to the accounts
} InviteDone;

typedef struct Colleague {
    int64_t id;
    Str name;
} Colleague;

typedef struct AccountView {
    Str csrf, fault;
    AccountRow account;
    RoleChoices roles;
    const Colleague *colleagues;
    size_t colleague_count;
    bool self, can_invite;
} AccountView;

typedef struct OrgRow {
    int64_t id;
    Str name;
    const char *kind; // Dutch label
    OrgKind kind_v;
    bool active;
    int64_t accounts, holders, areas;
} OrgRow;

typedef struct OrgsView {
    const OrgRow *orgs;
    size_t n;
} OrgsView;

typedef struct AreaRow {
    const char *scope; // Dutch label
    Str value, name;   // "municipality:GM0599", "Rotterdam"
} AreaRow;

typedef struct OrgForm {
    Str csrf, fault, name, kind;
} OrgForm;

typedef struct OrgView {
    Str csrf, fault;
    OrgRow org;
    const AreaRow *areas;
    size_t area_count;
    const AreaRow *choices; // every area there is
    size_t choice_count;
    bool own;         // of the administrator who looks
    InviteForm first; // shown when nobody holds the key
} OrgView;

typedef struct ServedRow {
    Str municipality, region, unit, org_name;
    int64_t org; // whose focal point gets its signals; 0: nobody of its own
} ServedRow;

typedef struct AreasView {
    const ServedRow *rows;
    size_t n, served;
} AreasView;

typedef struct AdminHome {
    bool orgs, system;
} AdminHome;

typedef struct LedgerRow {
    int64_t seq, account, object_id;
    Time at;
    Str who, org, action, object, number, ground, purpose; // action and object in words, or as they stand
    Str object_code;
} LedgerRow;

typedef struct LedgerOption {
    Str value, label;
    bool selected;
} LedgerOption;

typedef struct LedgerView {
    Str csrf, fault;
    const LedgerRow *rows;
    size_t n;
    bool all; // of every organisation, not only the own
    bool filtered;
    Str username, number, from, to;
    const LedgerOption *kinds, *objects, *orgs;
    size_t kind_count, object_count, org_count;
    const LedgerOption *kept; // what was asked, as fields of a form
    size_t kept_count;
    int64_t next; // seq from which the next page goes on; 0: this is the end
} LedgerView;

typedef struct VerifyView {
    bool intact;
    int64_t entries, signatures, bad_seq;
    Str what;
} VerifyView;

// ---- the state of the system
typedef struct SystemView {
    const Finding *findings;
    size_t n;
    int64_t schema, queue, guesses_hour, guesses_day;
} SystemView;

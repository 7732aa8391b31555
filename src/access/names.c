// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// names.c - the names of roles, kinds, actions and areas, each from its one list.
#include "access/access.h"
#include <assert.h>

static Err parse(Str name, const char *(*name_of)(int), int count, int *ret_v)
{
    for (int i = 0; i < count; i++)
        if (str_eq_c(name, name_of(i))) {
            *ret_v = i;
            return OK;
        }
    return E_INPUT;
}

static const char *const role_names[] = {
#define X(name, label) #name,
    ROLES(X)
#undef X
};
static const char *const role_labels[] = {
#define X(name, label) label,
    ROLES(X)
#undef X
};

const char *role_name(Role r)
{
    assert((int)r >= 0 && r < ROLE_COUNT);
    return role_names[r];
}

const char *role_label(Role r)
{
    assert((int)r >= 0 && r < ROLE_COUNT);
    return role_labels[r];
}

static const char *role_at(int i) { return role_names[i]; }

Err role_parse(Str name, Role *ret_role)
{
    int v;
    TRY(parse(name, role_at, ROLE_COUNT, &v));
    *ret_role = (Role)v;
    return OK;
}

static const char *const kind_names[] = {
#define X(name, label) #name,
    ORG_KINDS(X)
#undef X
};
static const char *const kind_labels[] = {
#define X(name, label) label,
    ORG_KINDS(X)
#undef X
};

const char *org_kind_name(OrgKind k)
{
    assert((int)k >= 0 && k < ORG_KIND_COUNT);
    return kind_names[k];
}

const char *org_kind_label(OrgKind k)
{
    assert((int)k >= 0 && k < ORG_KIND_COUNT);
    return kind_labels[k];
}

static const char *kind_at(int i) { return kind_names[i]; }

Err org_kind_parse(Str name, OrgKind *ret_kind)
{
    int v;
    TRY(parse(name, kind_at, ORG_KIND_COUNT, &v));
    *ret_kind = (OrgKind)v;
    return OK;
}

static const char *const scope_names[] = {"municipality", "region", "police_unit", "national"};
_Static_assert(COUNT(scope_names) == SCOPE_COUNT, "a name for each scope");

const char *scope_name(Scope s)
{
    assert((int)s >= 0 && s < SCOPE_COUNT);
    return scope_names[s];
}

static const char *scope_at(int i) { return scope_names[i]; }

Err scope_parse(Str name, Scope *ret_scope)
{
    int v;
    TRY(parse(name, scope_at, SCOPE_COUNT, &v));
    *ret_scope = (Scope)v;
    return OK;
}

static const char *const action_names[] = {
#define X(name, words) #name,
    ACTIONS(X)
#undef X
};
static const char *const words_of_actions[] = {
#define X(name, words) words,
    ACTIONS(X)
#undef X
};

const char *action_name(Action a)
{
    assert((int)a >= 0 && a < ACT_COUNT);
    return action_names[a];
}

const char *action_words(Action a)
{
    assert((int)a >= 0 && a < ACT_COUNT);
    return words_of_actions[a];
}

const char *relation_name(Relation r)
{
    static const char *const names[] = {"none", "region", "participant", "own", "mine"};
    assert((size_t)r < COUNT(names));
    return names[r];
}

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "admin/parts.h"
#include "admin/account_html.h"

Str role_words(Req *rq, RoleSet roles)
{
    Buf b = buf_new(rq->mem, KB(1));
    for (int r = 0; r < ROLE_COUNT; r++) {
        if (!(roles & ROLE_BIT(r))) continue;
        if (b.n) buf_c(&b, ", ");
        buf_c(&b, tr(rq->lang, role_label((Role)r)));
    }
    return buf_str(&b);
}

RoleChoices role_choices(OrgKind kind, RoleSet on)
{
    RoleChoices c = {.n = 0};
    for (int r = 0; r < ROLE_COUNT; r++) {
        if (!(roles_of_kind(kind) & ROLE_BIT(r))) continue;
        c.v[c.n++] = (RoleChoice){role_name((Role)r), role_label((Role)r), (on & ROLE_BIT(r)) != 0};
    }
    return c;
}

RoleSet roles_ticked(Req *rq, OrgKind kind)
{
    RoleSet roles = 0;
    for (int r = 0; r < ROLE_COUNT; r++) {
        if (!(roles_of_kind(kind) & ROLE_BIT(r))) continue;
        if (req_flag(rq, str_z(rq->mem, str_fmt(rq->mem, "rol-%s", role_name((Role)r))))) roles |= ROLE_BIT(r);
    }
    return roles;
}

Str fault_words(Req *rq, const Why *w)
{
    return str_dup(rq->mem, str_c(tr(rq->lang, w->text[0] ? w->text : N_("Dit klopt niet helemaal"))));
}

Str in_fours(Arena *mem, Str code)
{
    Buf b = buf_new(mem, 2 * code.n + 1);
    for (size_t i = 0; i < code.n; i++) {
        if (i && i % 4 == 0) buf_char(&b, ' ');
        buf_char(&b, code.p[i]);
    }
    return buf_str(&b);
}

Err invite_shown(Req *rq, const Invite *invite, Str name, Str username, bool reset, int64_t org)
{
    static const Frame frame = {.title = N_("Uitnodiging"), .section = "beheer", .narrow = true};
    Str base = req_base(rq);
    InviteDone v = {.code = in_fours(rq->mem, invite->token),
                    .name = name,
                    .username = username,
                    .reset = reset,
                    .org = org,
                    .expires_at = invite->expires_at,
                    .page = str_fmt(rq->mem, "%.*s/uitnodiging", STR_ARG(base))};
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    invite_done(o, &v);
    page_end(rq, o, &frame);
    return req_html(rq, 200);
}

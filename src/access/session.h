// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// session.h - inside access: how a login becomes a session.
#pragma once
#include "access/access.h"

Err session_start(Db *db, Arena *mem, AccountId account, const Secret *account_secret, Time now,
                  Str *ret_cookie) MUST_USE;

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// leaver.h - closing the account of a colleague who leaves, with what is still on the desk.
#pragma once
#include "app/app.h"

// Hands open signals, cases and tasks to a colleague of the same organisation, then disables the account and logs both.
// to 0: allowed only when there is nothing to hand over. E_INPUT, E_CONFLICT: with the reason. On the writer.
Err leaver_close(Req *rq, AccountId from, AccountId to, Why *w) MUST_USE;

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// leaver.h - closing the account of a colleague who leaves, with what is still on the desk.
#pragma once
#include "app/app.h"

// The open signals of somebody who can't work on them any more: to a colleague who can, else back to the tray of all, so
// that none is left with nobody to read it. On the writer; logs.
Err leaver_signals(Req *rq, AccountId from, AccountId to, Why *w) MUST_USE;
// Hands open signals, cases and tasks to a colleague of the same organisation, disables the account and logs both.
// to 0: allowed only when no case has to be handed over. E_INPUT, E_CONFLICT: with the reason. On the writer.
Err leaver_close(Req *rq, AccountId from, AccountId to, Why *w) MUST_USE;

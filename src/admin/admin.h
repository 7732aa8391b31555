// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// admin.h - signing in and out, and managing: organisations, accounts, rules, the ledger, the state of the system.
//
// Nothing here reads what is sealed: who manages or oversees sees no content.
#pragma once
#include "app/app.h"

extern const Route signin_routes[];

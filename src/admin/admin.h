// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// admin.h - signing in and out, and managing: organisations, accounts, the ledger, the state of the system.
//
// Signing in   name, password, code. One answer for every failure; it is counted and slowed down.
// Invitation   a code that a colleague hands over. It never stands in an address: the invited person pastes it.
// Managing     an administrator makes organisations and invites the first person of each, who then invites colleagues.
//              Nobody changes the own roles. A leaver's open work goes to a colleague first.
// Ledger       who did and saw what, for the privacy officer: of the own organisation, or of all (platform).
// Nothing here reads what is sealed: who manages or oversees sees no content.
#pragma once
#include "app/app.h"

extern const Route signin_routes[], enrol_routes[], account_routes[], org_routes[], ledger_routes[], system_routes[],
    password_routes[];

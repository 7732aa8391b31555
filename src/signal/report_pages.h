// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// report_pages.h - the doors of reporting: the public questions, and the same for staff who enter a report by phone.
// staff's /signalen/nieuw must stand before routes such as /signalen/:id.
#pragma once
#include "app/app.h"

extern const Route report_routes[];
extern const Route mailbox_routes[];
extern const Route signal_api_routes[];
extern const Route desk_api_routes[];

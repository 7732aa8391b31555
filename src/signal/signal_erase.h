// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// signal_erase.h - signals, their reporters, advice and referrals as records that end and are erased.
//
// A signal takes its messages, files, facts, links, talks, advice and its reporter along. Of referrals the sender's key
// goes with the signal; the copy of the receiver has a term of its own. What stays is described in retention.h.
#pragma once
#include "retention/retention.h"

extern const RetentionKind signal_retention, reporter_retention, advice_retention, referral_retention;

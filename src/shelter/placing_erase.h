// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// placing_erase.h - how long shelter keeps records, and how they are erased (retention/retention.h).
//
// placement  a request with its questions and stays, from its end. What stays is coded and without a person: kind of
//            place, region, sex, an age in the middle of its band, form, right of residence, answers and durations,
//            with the month instead of the moment. The national picture counts it as before.
// stay       what a provider may still read of somebody who stayed there, from the end of the stay. Its keys go; the
//            organisation that looked keeps its own.
// facility   a house that was closed, when nobody stays there any more: its address and its name.
// Terms stand in rules/retention.dmn.
#pragma once
#include "retention/retention.h"

extern const RetentionKind placement_retention, stay_retention, facility_retention;

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// areas.h - which organisation serves which place: for people in names, in forms as "scope:code".
#pragma once
#include "admin/admin_view.h"

Err area_parse(Req *rq, Str value, Area *ret_area) MUST_USE; // E_INPUT: no such place
Err areas_of(Req *rq, OrgId org, const AreaRow **ret_rows, size_t *ret_count) MUST_USE;
// National, police units, regions, municipalities.
Err areas_all(Req *rq, const AreaRow **ret_rows, size_t *ret_count) MUST_USE;
// By municipality who would get its signals, and what nobody serves.
Err areas_served(Req *rq, AreasView *ret_view) MUST_USE;

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// steering_view.h - what the overview of the steering shows.
#pragma once
#include "html/html.h"
#include "steering/steering.h"

enum { STEERING_SECTIONS_MAX = 24 };

typedef struct SteeringItem {
    const SteeringSection *section;
    int64_t waiting, late;
} SteeringItem;

typedef struct SteeringView {
    SteeringItem items[STEERING_SECTIONS_MAX];
    size_t count;
} SteeringView;

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "assets/assets.h"

// Place of the first asset that does not come before path.
static size_t place_of(Str path)
{
    size_t low = 0, high = assets_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (str_cmp(assets[mid].path, path) < 0) low = mid + 1;
        else high = mid;
    }
    return low;
}

const Asset *asset_find(Str path)
{
    size_t at = place_of(path);
    return at < assets_count && str_eq(assets[at].path, path) ? &assets[at] : NULL;
}

size_t asset_list(Str prefix, const Asset **ret_first)
{
    size_t first = place_of(prefix), end = first;
    while (end < assets_count && str_starts(assets[end].path, prefix)) end++;
    *ret_first = &assets[first];
    return end - first;
}

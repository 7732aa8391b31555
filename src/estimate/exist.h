// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// exist.h - has a log-linear model a finite estimate on this table, and is it the only one? In whole numbers, exact.
//
// Only which cells are positive matters (Fienberg & Rinaldo 2012). Let A be the design of the kept cells, d a direction
// with A d = 0 on the positive cells. If some such d has A d >= 0 on the empty cells and not 0 everywhere, the
// likelihood still rises towards infinity along d: no estimate. If A d = 0 everywhere for a d that is not 0, parameters
// cannot be told apart. The directions are found by elimination, the sign question is a small linear programme
// (Stiemke's alternative, simplex with Bland's rule); both keep integers, so nothing is decided by rounding.
#pragma once
#include "estimate/estimate.h"

// Rows of small whole numbers; `positive` says which rows were counted more than 0. Scratch comes from mem.
Status exist_check(Arena *mem, const short *rows, const unsigned char *positive, size_t row_count, int columns);
// The smallest face of the model that holds the counts: ret_kept says which rows can be positive in the limit,
// ret_basis a set of columns that can be told apart there, ret_settled whether column 0 by itself is determined. Column
// 0 is the intercept: 1 in every row. False when the numbers do not fit.
bool exist_face(Arena *mem, const short *rows, const unsigned char *positive, size_t row_count, int columns,
                unsigned char *ret_kept, unsigned char *ret_basis, bool *ret_settled);

// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse.h - what the commands `baken mse ...` share: what was asked for, and the table it is about. The analysis and the
// report are figures/'s.
#pragma once
#include "commands/command.h"
#include "figures/mse_crossed.h"

Err mse_options(Args *a, MseOptions *ret_o) MUST_USE;
Err mse_read(Args *a, const MseOptions *o, Str *ret_csv, Table *ret_table) MUST_USE; // the first operand
// What was asked of the model over lists and covariates. o is kept.
Err mse_ask(Args *a, const Table *t, MseOptions *o, MseAsk *ret_ask) MUST_USE;
// One model over the lists and all covariates; prints it.
Err mse_fit_crossed(Args *a, const Table *t, const MseOptions *o) MUST_USE;

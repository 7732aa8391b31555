// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_options.c - what was asked for on the command line, and the table it is about.
#include "commands/mse.h"
#include "sys/file.h"
#include <stdlib.h>
#include <unistd.h>

enum { REPLICATES_USUAL = 1000, LEVELS_PERCENT_MAX = 99, SWEEPS_LEAST = 100, SWEEPS_MAX = 1000000 };

static const char *model_at(int i) { return mse_model_name((MseModel)i); }
static const char *interval_at(int i) { return mse_interval_name((MseInterval)i); }

static Err pick(Args *a, const char *option, const char *(*name_at)(int i), int count, int usual, int *ret_i)
{
    const char *text = arg_value(a, option, name_at(usual));
    Str all = STR_NONE;
    for (int i = 0; i < count; i++) {
        if (str_eq_c(str_c(text), name_at(i))) {
            *ret_i = i;
            return OK;
        }
        all = all.n ? str_fmt(a->mem, "%.*s, %s", STR_ARG(all), name_at(i)) : str_c(name_at(i));
    }
    return why(&a->why, E_INPUT, "--%s: one of %.*s", option, STR_ARG(all));
}

static Err arg_share(Args *a, const char *name, double otherwise, double *ret_v)
{
    const char *text = arg_value(a, name, NULL);
    char *end = NULL;
    double v = text ? strtod(text, &end) : otherwise;
    if (text && (end == text || *end || !(v >= 0 && v <= 1)))
        return why(&a->why, E_INPUT, "--%s: a number from 0 to 1, such as %g", name, otherwise);
    *ret_v = v;
    return OK;
}

static int cores(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (int)n;
}

Err mse_options(Args *a, MseOptions *ret_o)
{
    int model, interval;
    int64_t order, replicates, seed, threads, top, level, sweeps;
    MseOptions o = {.lists = arg_value(a, "lists", ""), .strata = arg_value(a, "strata", NULL)};
    TRY(pick(a, "model", model_at, MSE_MODELS, MSE_STEPWISE, &model));
    TRY(pick(a, "interval", interval_at, MSE_POSTERIOR, MSE_BCA, &interval));
    TRY(arg_share(a, "threshold", 0.02, &o.threshold));
    TRY(arg_int(a, "max-order", 2, 1, LISTS_MAX - 1, &order));
    TRY(arg_int(a, "bootstrap", REPLICATES_USUAL, 0, REPLICATES_MAX, &replicates));
    TRY(arg_int(a, "seed", 1, 0, INT64_MAX, &seed));
    TRY(arg_int(a, "threads", cores(), 1, THREADS_MAX, &threads));
    TRY(arg_int(a, "top", 100, 1, MODELS_MAX, &top));
    TRY(arg_int(a, "sweeps", LCM_SWEEPS, SWEEPS_LEAST, SWEEPS_MAX, &sweeps));
    TRY(arg_int(a, "level", 95, 50, LEVELS_PERCENT_MAX, &level));
    if (replicates > 0 && replicates < MSE_KEEPS_LEAST)
        return why(&a->why, E_INPUT, "--bootstrap: at least %d replicates, or 0 for none", MSE_KEEPS_LEAST);
    o.model = (MseModel)model;
    o.interval = (MseInterval)interval;
    if (o.model >= MSE_DGA) o.interval = MSE_POSTERIOR;
    if (o.model == MSE_CHAO && o.interval == MSE_PROFILE)
        return why(&a->why, E_INPUT, "--interval profile needs a model; Chao's lower bound has none");
    o.max_order = (int)order;
    o.replicates = (int)replicates;
    o.seed = (uint64_t)seed;
    o.threads = (int)threads;
    o.top = (int)top;
    o.sweeps = (int)sweeps;
    o.level = (double)level / 100;
    *ret_o = o;
    return OK;
}

Err mse_read(Args *a, const MseOptions *o, Str *ret_csv, Table *ret_table)
{
    if (a->operand_count != 1) return why(&a->why, E_INPUT, "name one CSV file");
    TRY(file_read(a->mem, a->operands[0], MSE_FILE_MAX, ret_csv, &a->why));
    Why inner = {0};
    Err e = table_read(a->mem, *ret_csv, str_c(o->lists), ret_table, &inner);
    return e == OK ? OK : why(&a->why, e, "%s: %s", a->operands[0], inner.text);
}

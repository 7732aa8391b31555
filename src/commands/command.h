// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// command.h - the commands of the program: one table, declared options, help made from both.
//
// A command declares its options; command_main parses them (an unknown option or a missing value is an error with
// exit code 2) and calls run. `--help` and `--json` exist everywhere; --json only where `prints_data`.
// Exit codes are those of base/err.h. Results go to standard output, everything else to standard error.
// To add a command: write run, add a row to commands[] in command.c; the help, the man page and the test follow.
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

typedef struct Option {
    const char *name;  // "data"
    const char *value; // "DIR", NULL for a switch
    const char *help;
    bool required;
} Option;

enum { OPTIONS_MAX = 24, OPERANDS_MAX = 8 };

typedef struct Args {
    const struct Command *command;
    const char *values[OPTIONS_MAX]; // by position in the command's options; "" for a switch that is on
    const char *operands[OPERANDS_MAX];
    size_t operand_count;
    bool json;
    Arena *mem;
    Why why;
} Args;

typedef struct Command {
    const char *name;    // "serve", or two words: "audit verify"
    const char *operands; // "FILE", NULL when none
    const char *summary; // one line
    const char *text;    // paragraphs for --help and the man page
    Option options[OPTIONS_MAX];
    bool prints_data; // knows --json
    bool hidden;      // not in the list of commands: for tests and builds
    Err (*run)(Args *a);
} Command;

extern const Command commands[]; // ended by name NULL

int command_main(int argc, char **argv);
const char *arg_value(const Args *a, const char *name, const char *otherwise); // asserts that the option is declared
bool arg_on(const Args *a, const char *name);
Err arg_int(Args *a, const char *name, int64_t otherwise, int64_t min, int64_t max, int64_t *ret_v) MUST_USE;
// Progress on standard error, only on a terminal: "text  37 %"
void progress(const char *text, int64_t done, int64_t all);

// ---- the commands, each in a file of its own ----------------------------------------------------------------------
Err command_serve(Args *a);
Err command_init(Args *a);
Err command_migrate(Args *a);
Err command_store_copy(Args *a);
Err command_routes(Args *a);
Err command_demo(Args *a);
Err command_demo_code(Args *a);
Err command_account_list(Args *a);
Err command_account_create(Args *a);
Err command_account_invite(Args *a);
Err command_account_disable(Args *a);
Err command_audit_verify(Args *a);
Err command_audit_export(Args *a);
Err command_backup(Args *a);
Err command_restore(Args *a);
Err command_doctor(Args *a);
Err command_retention(Args *a);
Err command_rules_eval(Args *a);
Err command_rules_check(Args *a);
Err command_rules_tck(Args *a);
Err command_rules_list(Args *a);
Err command_man(Args *a);
Err command_plan_check(Args *a);
Err command_plan_budget(Args *a);
Err command_plan_report(Args *a);
Err command_plan_export(Args *a);
Err command_mse_check(Args *a);
Err command_mse_fit(Args *a);
Err command_mse_report(Args *a);
Err command_mse_simulate(Args *a);
Err command_shelter_match(Args *a);
Err command_shelter_simulate(Args *a);

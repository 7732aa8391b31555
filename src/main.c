// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// main.c - the command table, nothing else.
#include "commands/command.h"

int main(int argc, char **argv) { return command_main(argc, argv); }

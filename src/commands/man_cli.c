// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// man_cli.c - the man page, written from the table of commands, so that it can't fall behind.
#include "commands/offline.h"
#include <stdio.h>

// A dash and a backslash mean something to troff, and so does a dot that begins a line.
static void troff(Buf *b, Str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if ((c == '.' || c == '\'') && (i == 0 || text.p[i - 1] == '\n')) buf_c(b, "\\&");
        if (c == '\\') buf_c(b, "\\e");
        else if (c == '-') buf_c(b, "\\-");
        else buf_char(b, c);
    }
}

static void option(Buf *b, const char *name, const char *value, const char *help, bool required)
{
    buf_c(b, ".TP\n.B \\-\\-");
    troff(b, str_c(name));
    if (value) {
        buf_c(b, " \\fI");
        troff(b, str_c(value));
        buf_c(b, "\\fR");
    }
    buf_char(b, '\n');
    troff(b, str_c(help));
    buf_c(b, required ? " (required)\n" : "\n");
}

static void command(Buf *b, const Command *c)
{
    buf_c(b, ".SS baken ");
    troff(b, str_c(c->name));
    if (c->operands) buf_fmt(b, " %s", c->operands);
    buf_char(b, '\n');
    troff(b, str_c(c->text));
    buf_char(b, '\n');
    for (const Option *o = c->options; o->name; o++) option(b, o->name, o->value, o->help, o->required);
    if (c->prints_data) option(b, "json", NULL, "print JSON", false);
}

static void exit_codes(Buf *b)
{
    buf_c(b, ".SH EXIT STATUS\n");
    int last = -1;
    for (int code = 0; code < 10; code++)
        for (int e = 0; e < ERR_COUNT; e++) {
            if (err_exit((Err)e) != code) continue;
            if (code != last) buf_fmt(b, ".TP\n.B %d\n", code);
            else buf_c(b, "; ");
            troff(b, str_c(err_text((Err)e)));
            buf_char(b, '\n');
            last = code;
        }
}

Err command_man(Args *a)
{
    Buf b = buf_new(a->mem, MB(1));
    buf_c(
        &b,
        ".TH BAKEN 1 \"\" \"Baken\" \"Baken\"\n.SH NAME\nbaken \\- from a signal of human trafficking to the right "
        "help\n"
        ".SH SYNOPSIS\n.B baken\n.I COMMAND\n[options]\n.SH DESCRIPTION\n"
        "One program: the platform itself (baken serve) and what its operators do from a terminal. The other commands\n"
        "work beside a platform that runs on the same data folder.\n.SH COMMANDS\n");
    for (const Command *c = commands; c->name; c++)
        if (!c->hidden) command(&b, c);
    exit_codes(&b);
    buf_c(&b, ".SH FILES\n.TP\n.I DIR/baken.db\nthe store\n.TP\n.I DIR/keys/\nkeys of the installation; a backup "
              "without them\n"
              "opens no receipts\n.TP\n.I DIR/ledger\\-heads.log\nsigned ends of the "
              "ledger; copy them\n"
              "to a place that the operator can't change");
    return print_out(&b);
}

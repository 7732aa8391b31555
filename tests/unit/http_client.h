// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// http_client.h - a client for tests that sends exactly the bytes it is given, however wrong.
#pragma once
#include "base/str.h"

int client_connect(int port); // -1: refused
int client_connect_unix(const char *path);
void client_send(int fd, const char *text);
void client_send_bytes(int fd, Str bytes);
// One response: waits until the head and the body it announces are in (or the end), at most `ms`. The text holds both.
// answers a HEAD request: no body follows.
Str client_read(Arena *mem, int fd, bool to_head, int ms);
// Connect, send, read until the server closes or `ms` have passed, close.
Str client_talk(Arena *mem, int port, const char *text, int ms);
bool client_closed(int fd, int ms); // the server closed within that time, and sent nothing more
int response_status(Str response);
Str response_header(Str response, const char *name); // empty when absent
Str response_body(Str response);

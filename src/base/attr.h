// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// attr.h - the few compiler extensions we allow, behind names.
#pragma once

// The caller must look at the result; dropping one is written (void)f() with a reason.
#define MUST_USE __attribute__((warn_unused_result))
// Run f(&variable) when the variable leaves scope; f accepts the zero value.
#define CLEANUP(f) __attribute__((cleanup(f)))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define UNUSED __attribute__((unused))
#define NORETURN __attribute__((noreturn))

#define KB(n) ((size_t)(n)*1024u)
#define MB(n) ((size_t)(n)*1024u * 1024u)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

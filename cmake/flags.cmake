# SPDX-FileCopyrightText: Baken contributors
# SPDX-License-Identifier: EUPL-1.2
# The only place where compilers and build types are told apart.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

option(BAKEN_SANITIZE "AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(BAKEN_FUZZ "build the libFuzzer targets (clang)" OFF)

add_compile_definitions(_GNU_SOURCE)
add_compile_options(
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wvla -Wformat=2 -Wundef -Wstrict-prototypes -Wmissing-prototypes
  -Wcast-qual -Wwrite-strings -Wswitch-enum -Wimplicit-fallthrough -Wpointer-arith -Wconversion -Wsign-conversion
  -Wdouble-promotion -Wno-format-nonliteral -Wno-overlength-strings)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wlogical-op -Wduplicated-cond)
  # Not -ftrivial-auto-var-init: for an array of structs of more than 256 bytes, gcc 12 clears their padding after they
  # were filled, at the wrong place, and so overwrites what is in them.
else()
  add_compile_options(-Wno-double-promotion) # it minds the library's own INFINITY and NAN, which gcc knows
endif()
if(BAKEN_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g -O1)
  add_link_options(-fsanitize=address,undefined)
else()
  add_compile_options(-O2 -g -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  add_link_options(-pie -Wl,-z,relro,-z,now)
endif()

if(BAKEN_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link) # without it the fuzzer sees only the target, not what it calls
endif()

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
foreach(lib libmicrohttpd sqlite3 libpq jansson libsodium liboath libxml-2.0 libcmark libqrencode libseccomp xlsxwriter zlib cmocka)
  string(REGEX REPLACE "[^a-z0-9]" "_" id ${lib})
  pkg_check_modules(${id} REQUIRED IMPORTED_TARGET ${lib})
endforeach()

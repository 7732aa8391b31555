# SPDX-FileCopyrightText: Baken contributors
# SPDX-License-Identifier: EUPL-1.2
#
# baken_module(NAME [SOURCES ...] [SQL ...] [HTML ...] [NEEDS other modules] [LIBS external targets])
#   One static library for one folder under src/. x.sql becomes x_sql.h/.c and x.html becomes x_html.h/.c in the build
#   folder; include them as "NAME/x_sql.h" and "NAME/x_html.h".
function(baken_module name)
  cmake_parse_arguments(M "" "" "SOURCES;SQL;HTML;NEEDS;LIBS" ${ARGN})
  set(made)
  set(dir ${CMAKE_BINARY_DIR}/generated/${name})
  file(MAKE_DIRECTORY ${dir})
  foreach(file ${M_SQL})
    string(REPLACE ".sql" "" base ${file})
    add_custom_command(OUTPUT ${dir}/${base}_sql.c ${dir}/${base}_sql.h
      COMMAND mksql ${CMAKE_CURRENT_SOURCE_DIR}/${file} ${dir}/${base}_sql ${name}/${base}_sql.h
      DEPENDS mksql ${CMAKE_CURRENT_SOURCE_DIR}/${file} VERBATIM)
    list(APPEND made ${dir}/${base}_sql.c ${dir}/${base}_sql.h)
    get_property(others GLOBAL PROPERTY BAKEN_SQL)
    if(${base} IN_LIST others)
      message(FATAL_ERROR "${name}/${file}: another module has a file of this name; rename one")
    endif()
    set_property(GLOBAL APPEND PROPERTY BAKEN_SQL ${base})
  endforeach()
  if(M_SQL)
    set_property(GLOBAL APPEND PROPERTY BAKEN_SQL_MODULES ${name}) # tests/unit/statements.c links them all
  endif()
  foreach(file ${M_HTML})
    string(REPLACE ".html" "" base ${file})
    add_custom_command(OUTPUT ${dir}/${base}_html.c ${dir}/${base}_html.h
      COMMAND mktmpl ${CMAKE_CURRENT_SOURCE_DIR}/${file} ${dir}/${base}_html ${name}/${base}_html.h
      DEPENDS mktmpl ${CMAKE_CURRENT_SOURCE_DIR}/${file} VERBATIM)
    list(APPEND made ${dir}/${base}_html.c ${dir}/${base}_html.h)
  endforeach()
  add_library(${name} STATIC ${M_SOURCES} ${made})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_BINARY_DIR}/generated)
  target_link_libraries(${name} PUBLIC ${M_NEEDS} ${M_LIBS})
endfunction()

# baken_test(NAME SOURCES ... NEEDS ... [LABELS quick] [STORE [PG_LABELS quick]]) : a cmocka program of files under
# tests/unit. With STORE it runs twice: on SQLite, and as NAME_pg on PostgreSQL (tests/unit/test_store.h).
function(baken_test name)
  cmake_parse_arguments(T "STORE" "" "SOURCES;NEEDS;LABELS;PG_LABELS" ${ARGN})
  list(TRANSFORM T_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/tests/unit/)
  add_executable(test_${name} ${T_SOURCES})
  target_link_libraries(test_${name} PRIVATE ${T_NEEDS} PkgConfig::cmocka)
  add_test(NAME ${name} COMMAND test_${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${T_LABELS}")
  if(T_STORE)
    target_link_libraries(test_${name} PRIVATE test_with_store)
    baken_on_postgres(${name}_pg COMMAND test_${name} LABELS ${T_PG_LABELS})
  endif()
endfunction()

# baken_on_postgres(NAME COMMAND ... [LABELS ...]) : a test that finds the private PostgreSQL in BAKEN_TEST_STORE.
function(baken_on_postgres name)
  cmake_parse_arguments(T "" "" "COMMAND;LABELS" ${ARGN})
  add_test(NAME ${name} COMMAND ${T_COMMAND} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${T_LABELS};pg" FIXTURES_REQUIRED pg
    ENVIRONMENT "BAKEN_TEST_STORE=@${CMAKE_BINARY_DIR}/pg/url")
endfunction()

# baken_fuzz(NAME SOURCES ... NEEDS ...) : files under tests/fuzz. With BAKEN_FUZZ a libFuzzer program; else a replay of
# its corpus tests/fuzz/NAME/ as a test.
function(baken_fuzz name)
  cmake_parse_arguments(F "" "" "SOURCES;NEEDS" ${ARGN})
  list(TRANSFORM F_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/tests/fuzz/)
  add_executable(fuzz_${name} ${F_SOURCES})
  target_link_libraries(fuzz_${name} PRIVATE ${F_NEEDS})
  if(BAKEN_FUZZ)
    target_compile_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(fuzz_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests/fuzz/replay.c)
  endif()
  add_test(NAME fuzz_${name} COMMAND fuzz_${name} ${CMAKE_SOURCE_DIR}/tests/fuzz/${name}
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(fuzz_${name} PROPERTIES LABELS "quick")
endfunction()

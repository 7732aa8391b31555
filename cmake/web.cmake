# SPDX-FileCopyrightText: Baken contributors
# SPDX-License-Identifier: EUPL-1.2
# cmake -DWEB=folder -P web.cmake : web/dist from the pinned packages, installed when they are not there yet.
function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${WEB} RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT code EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "The styles could not be built: \"${command}\" in ${WEB} failed (${code}).\n${said}")
  endif()
endfunction()

find_program(NODE NAMES node nodejs)
find_program(NPM npm)
if(NOT NODE OR NOT NPM)
  message(FATAL_ERROR "The styles could not be built: node and npm (18 or newer) are needed. "
    "On Debian: apt-get install nodejs npm")
endif()
# npm leaves this file when an installation is complete
set(installed ${WEB}/node_modules/.package-lock.json)
if(NOT EXISTS ${installed} OR ${WEB}/package-lock.json IS_NEWER_THAN ${installed})
  run(${NPM} ci --ignore-scripts --no-audit --no-fund)
endif()
run(${NODE} build.mjs)

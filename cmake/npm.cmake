# SPDX-FileCopyrightText: Baken contributors
# SPDX-License-Identifier: EUPL-1.2
# cmake -DDIR=folder -P npm.cmake : the pinned packages of a folder, installed when they are not there yet.
find_program(NPM npm)
if(NOT NPM)
  message(FATAL_ERROR "npm is needed for the tests in a browser. On Debian: apt-get install nodejs npm")
endif()
# npm leaves this file when an installation is complete
set(installed ${DIR}/node_modules/.package-lock.json)
if(NOT EXISTS ${installed} OR ${DIR}/package-lock.json IS_NEWER_THAN ${installed})
  execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund WORKING_DIRECTORY ${DIR}
    RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "npm ci in ${DIR} failed (${code}).\n${said}")
  endif()
endif()

# SPDX-License-Identifier: Apache-2.0
# cmake -DSOURCE_DIR=... [-DFOLDER=lib/output/pages/assets] -DOUTPUT=... -P embed_text.cmake
# Writes each file NAME.KIND of FOLDER as a C++ raw string literal: page.css is kPageCss.
if(NOT FOLDER)
  set(FOLDER lib/output/pages/assets)
endif()

function(capitalised word result)
  string(SUBSTRING ${word} 0 1 initial)
  string(SUBSTRING ${word} 1 -1 rest)
  string(TOUPPER ${initial} initial)
  set(${result} "${initial}${rest}" PARENT_SCOPE)
endfunction()

set(content "")
file(GLOB files LIST_DIRECTORIES false ${SOURCE_DIR}/${FOLDER}/*.*)
list(SORT files)
foreach(path IN LISTS files)
  file(READ ${path} text)
  cmake_path(GET path STEM name)
  cmake_path(GET path EXTENSION kind)
  string(SUBSTRING ${kind} 1 -1 kind)
  capitalised(${name} name)
  capitalised(${kind} kind)
  string(APPEND content "constexpr std::string_view k${name}${kind} =\n    R\"__EMBED__(${text})__EMBED__\";\n")
endforeach()
file(WRITE ${OUTPUT} "${content}")

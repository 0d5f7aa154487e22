# SPDX-License-Identifier: Apache-2.0
# cmake -DSOURCE_DIR=... -DOUTPUT=... -P embed_files.cmake
# Writes configs/ as C++ raw string literals of string_views. A literal is written in pieces, since
# some compilers take no piece of more than 65,536 characters.

# append_files(ARRAY FOLDER EXTENSION): all such files, sorted by their names without extension
function(append_files array folder extension)
  file(GLOB files LIST_DIRECTORIES false ${SOURCE_DIR}/${folder}/*${extension})
  set(names "")
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WLE)
    list(APPEND names ${name})
  endforeach()
  list(SORT names)
  set(entries "")
  foreach(name IN LISTS names)
    file(READ ${SOURCE_DIR}/${folder}/${name}${extension} text)
    set(literal "")
    string(LENGTH "${text}" length)
    set(start 0)
    while(start LESS length)
      string(SUBSTRING "${text}" ${start} 8000 piece)
      string(APPEND literal "\n    R\"__EMBED__(${piece})__EMBED__\"")
      math(EXPR start "${start} + 8000")
    endwhile()
    string(APPEND entries "  {\"${name}\",${literal}sv},\n")
  endforeach()
  set(content "${content}constexpr resnext::EmbeddedFile ${array}[] = {\n${entries}};\n" PARENT_SCOPE)
endfunction()

set(content "")
append_files(kModelConfigs configs/models .json)
append_files(kLabelLists configs/labels .tsv)
file(WRITE ${OUTPUT} "${content}")

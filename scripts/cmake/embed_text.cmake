# cmake -DSOURCE_DIR=... -DOUTPUT=... -P embed_text.cmake
# Writes lib/report/page/ as C++ raw string literals: kPageCss, kPageJs, kPageHtml.

set(content "")
foreach(kind css js html)
  file(READ ${SOURCE_DIR}/lib/report/page/page.${kind} text)
  string(SUBSTRING ${kind} 0 1 initial)
  string(SUBSTRING ${kind} 1 -1 rest)
  string(TOUPPER ${initial} initial)
  string(APPEND content "constexpr std::string_view kPage${initial}${rest} =\n    R\"__EMBED__(${text})__EMBED__\";\n")
endforeach()
file(WRITE ${OUTPUT} "${content}")

# SPDX-License-Identifier: Apache-2.0
# The compiler flags of dot_*.cpp, for the library and for the fuzzers. Products are not contracted to
# fused multiply-adds: all instruction sets must give the same bits.
function(resnext_dot_kernel_options)
  set(dir ${CMAKE_CURRENT_FUNCTION_LIST_DIR})
  set(avx2 -mavx2 -mfma -ffp-contract=off)
  set(avx512 ${avx2} -mavx512f -mavx512bw -mavx512vl)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # False alarms on AVX-512's intrinsics (GCC bug 105593).
    list(APPEND avx512 -Wno-uninitialized -Wno-maybe-uninitialized)
  endif()
  set_source_files_properties(${dir}/dot_int8_avx2.cpp PROPERTIES COMPILE_OPTIONS "${avx2}")
  set_source_files_properties(${dir}/dot_int8_avx_vnni.cpp PROPERTIES
    COMPILE_OPTIONS "${avx2};-mavxvnni")
  set_source_files_properties(${dir}/dot_int8_avx512.cpp PROPERTIES COMPILE_OPTIONS "${avx512}")
  set_source_files_properties(${dir}/dot_int8_avx512_vnni.cpp PROPERTIES
    COMPILE_OPTIONS "${avx512};-mavx512vnni")
  set_source_files_properties(${dir}/dot_bf16_avx512.cpp PROPERTIES
    COMPILE_OPTIONS "${avx512};-mavx512bf16")
endfunction()

# SPDX-License-Identifier: Apache-2.0
# lib/kernels/NAME_avx2.cpp, _avx512.cpp, _avx_vnni.cpp, _avx512_vnni.cpp and _amx.cpp are for
# x86-64, NAME_neon.cpp is for 64-bit Arm. Sets RESNEXT_X86 and RESNEXT_ARM64, of which at most one
# is true.
set(RESNEXT_X86 OFF)
set(RESNEXT_ARM64 OFF)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  set(RESNEXT_X86 ON)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(RESNEXT_ARM64 ON)
endif()

# resnext_remove_foreign_kernels(LIST): removes the kernels of other processors from a list of files.
function(resnext_remove_foreign_kernels list)
  if(NOT RESNEXT_X86)
    list(FILTER ${list} EXCLUDE REGEX "/kernels/[a-z_]*_(avx2|avx512|avx_vnni|avx512_vnni|amx)[.]cpp$")
  endif()
  if(NOT RESNEXT_ARM64)
    list(FILTER ${list} EXCLUDE REGEX "/kernels/[a-z_]*_neon[.]cpp$")
  endif()
  set(${list} ${${list}} PARENT_SCOPE)
endfunction()

# resnext_kernel_options(TARGET FOLDER): the flags of FOLDER's kernels, which TARGET of the calling
# CMakeLists.txt compiles: each instruction set in a file of its own, chosen at run time. Contraction
# to fused multiply-adds is part of these kernels' speed and accuracy.
function(resnext_kernel_options target folder)
  if(RESNEXT_X86)
    target_compile_definitions(${target} PRIVATE RESNEXT_X86_KERNELS)
    set_source_files_properties(${folder}/winograd_avx2.cpp ${folder}/channel_kernels_avx2.cpp
      PROPERTIES COMPILE_OPTIONS "-mavx2;-mfma;-ffp-contract=fast")
    set_source_files_properties(${folder}/winograd_avx512.cpp ${folder}/channel_kernels_avx512.cpp
      PROPERTIES COMPILE_OPTIONS "-mavx512f;-mfma;-mprefer-vector-width=512;-ffp-contract=fast")
    set_source_files_properties(${folder}/tile_amx.cpp PROPERTIES
      COMPILE_OPTIONS "-mavx512f;-mprefer-vector-width=512")
    set_source_files_properties(${folder}/ordered_avx2.cpp PROPERTIES
      COMPILE_OPTIONS "-mavx2;-mfma;-ffp-contract=off")
    set_source_files_properties(${folder}/ordered_avx512.cpp PROPERTIES
      COMPILE_OPTIONS "-mavx512f;-mfma;-ffp-contract=off")
    resnext_dot_kernel_options(${folder})
  elseif(RESNEXT_ARM64)  # every 64-bit Arm CPU has NEON
    target_compile_definitions(${target} PRIVATE RESNEXT_NEON_KERNELS)
    set_source_files_properties(${folder}/winograd_neon.cpp ${folder}/channel_kernels_neon.cpp
      PROPERTIES COMPILE_OPTIONS "-ffp-contract=fast")
    set_source_files_properties(${folder}/ordered_neon.cpp PROPERTIES
      COMPILE_OPTIONS "-ffp-contract=off")
  endif()
  set_source_files_properties(${folder}/tile_reference.cpp PROPERTIES COMPILE_OPTIONS "-Wno-psabi")
endfunction()

# The same for dot_*.cpp. Products are not contracted to fused multiply-adds: all instruction sets must
# give the same bits.
function(resnext_dot_kernel_options folder)
  set(avx2 -mavx2 -mfma -ffp-contract=off)
  set(avx512 ${avx2} -mavx512f -mavx512bw -mavx512vl)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # False alarms on AVX-512's intrinsics (GCC bug 105593).
    list(APPEND avx512 -Wno-uninitialized -Wno-maybe-uninitialized)
  endif()
  set_source_files_properties(${folder}/dot_int8_avx2.cpp PROPERTIES COMPILE_OPTIONS "${avx2}")
  set_source_files_properties(${folder}/dot_int8_avx_vnni.cpp PROPERTIES
    COMPILE_OPTIONS "${avx2};-mavxvnni")
  set_source_files_properties(${folder}/dot_int8_avx512.cpp PROPERTIES COMPILE_OPTIONS "${avx512}")
  set_source_files_properties(${folder}/dot_int8_avx512_vnni.cpp PROPERTIES
    COMPILE_OPTIONS "${avx512};-mavx512vnni")
  set_source_files_properties(${folder}/dot_bf16_avx512.cpp PROPERTIES
    COMPILE_OPTIONS "${avx512};-mavx512bf16")
endfunction()

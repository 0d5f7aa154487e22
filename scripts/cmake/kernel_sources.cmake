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

# SPDX-License-Identifier: Apache-2.0
# Toolchain file: cross-compiles for 64-bit Arm with Debian's g++-aarch64-linux-gnu and the libraries
# in the root RESNEXT_ARM64_ROOT, and runs what was built in qemu-user. scripts/dev/try_arm64.sh
# makes such a root.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

set(RESNEXT_ARM64_ROOT "" CACHE PATH "A Debian root with arm64's libraries and headers")
set(RESNEXT_ARM64_CPU neoverse-n1 CACHE STRING "The CPU that qemu emulates")
if(NOT RESNEXT_ARM64_ROOT)
  message(FATAL_ERROR "RESNEXT_ARM64_ROOT is not set: see scripts/dev/try_arm64.sh")
endif()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES RESNEXT_ARM64_ROOT RESNEXT_ARM64_CPU)
set(CMAKE_SYSROOT ${RESNEXT_ARM64_ROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_CROSSCOMPILING_EMULATOR
    qemu-aarch64-static;-cpu;${RESNEXT_ARM64_CPU};-L;${RESNEXT_ARM64_ROOT})

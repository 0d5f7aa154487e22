#!/usr/bin/env bash
# Installs what the tests need, builds and runs them all: style, a short run of the fuzzers, then the
# suite under AddressSanitizer and UndefinedBehaviorSanitizer, then the suite as released. Ends with
# CTest's summary.
#   scripts/test.sh           everything
#   scripts/test.sh --fast    the released suite only, without what is labelled "parity"
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/packages.sh

fast=false
[[ ${1:-} == --fast ]] && fast=true

install_packages "${build_packages[@]}" "${test_packages[@]}"
jobs=$(nproc)
cmake --preset release
cmake --build --preset release -j "$jobs"

if $fast; then
  exec ctest --test-dir build/release --output-on-failure -j "$jobs" --label-exclude parity
fi

echo "== style"
scripts/dev/check_style.sh build/release

echo "== fuzzing, 10 seconds a reader"
scripts/dev/fuzz.sh 10

echo "== AddressSanitizer and UndefinedBehaviorSanitizer"
cmake --preset asan-ubsan
cmake --build --preset asan-ubsan -j "$jobs"
# oneDNN, libgomp and OpenCV keep memory until the process ends: leaks in them are not ours.
export LSAN_OPTIONS=suppressions=$PWD/test/support/lsan.supp:print_suppressions=0
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1
ctest --test-dir build/asan-ubsan --output-on-failure -j "$jobs" --label-exclude parity

echo "== the released build"
ctest --test-dir build/release --output-on-failure -j "$jobs"

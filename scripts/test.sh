#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what the tests need, builds and runs them all: style, a short run of the fuzzers, the
# suite as clang builds it with AddressSanitizer and UndefinedBehaviorSanitizer, threads and caches
# under ThreadSanitizer, and the release suite. Ends with a list of skipped tests, which fails unless
# test/support/allowed_skips.txt allows the reasons, and with CTest's summary of the last suite.
#   scripts/test.sh           everything
#   scripts/test.sh --fast    the release suite only, without what is labelled "parity"
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/packages.sh

fast=false
[[ ${1:-} == --fast ]] && fast=true

install_packages "${build_packages[@]}" "${test_packages[@]}"
jobs=$(nproc)

build() {
  cmake --preset "$1"
  cmake --build --preset "$1" -j "$jobs"
}

# suite PRESET: runs a test preset; CTest's summary line goes to $summary, too.
suite() {
  ctest --preset "$1" -j "$jobs" | tee build/ctest.log
  summary=$(grep ' tests passed, ' build/ctest.log)
}

build release

if $fast; then
  suite fast
  scripts/dev/report_skips.py release=build/release/junit.xml
  echo "$summary"
  exit
fi

echo "== style"
scripts/dev/check_style.sh build/release

echo "== fuzzing, 10 seconds a reader"
scripts/dev/fuzz.sh 10

echo "== clang, AddressSanitizer and UndefinedBehaviorSanitizer"
build asan-ubsan
suite asan-ubsan

echo "== ThreadSanitizer"
build tsan
suite tsan

echo "== the release build"
suite release

echo "== skipped tests"
scripts/dev/report_skips.py asan-ubsan=build/asan-ubsan/junit.xml tsan=build/tsan/junit.xml \
  release=build/release/junit.xml
echo "$summary"

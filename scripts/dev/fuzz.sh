#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scripts/dev/fuzz.sh [SECONDS [TARGET...]]: builds the fuzzers of test/fuzz/ with clang and runs
# each for SECONDS (10), JOBS of them at a time (one per CPU). Findings are kept in
# build/fuzz/findings, learned inputs in build/fuzz/learnt, where the next run starts. Exit code 77
# without clang's fuzzer runtime.
#   scripts/dev/fuzz.sh 600 hub_config     one target for ten minutes
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seconds=${1:-10}
(($# == 0)) || shift
build=build/fuzz

probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' \
  >"$probe/probe.cpp"
if ! clang++ -fsanitize=fuzzer,address "$probe/probe.cpp" -o "$probe/probe" 2>"$probe/why"; then
  echo "SKIPPED: the fuzzers need clang with its fuzzer runtime (clang, libclang-rt-14-dev):"
  head -n 3 "$probe/why"
  exit 77
fi

cmake -S . -B $build -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DRESNEXT_FUZZ=ON >"$probe/log" ||
  { cat "$probe/log"; exit 1; }
cmake --build $build --target fuzzers -- --quiet
scripts/dev/make_fuzz_corpus.py --output $build/corpus >"$probe/log" ||
  { cat "$probe/log"; exit 1; }

targets=("$@")
if ((${#targets[@]} == 0)); then
  mapfile -t targets < <(cd test/fuzz && printf '%s\n' *_fuzz.cpp | sed 's/_fuzz\.cpp$//')
fi
mkdir -p $build/findings
export build seconds
# For speed. AddressSanitizer keeps freed memory for a while, to find uses after it was freed; 4 MiB
# hold what an input allocates. Only four frames of each allocation's stack are recorded: run a
# finding again by hand for all of them.
export ASAN_OPTIONS=quarantine_size_mb=4:malloc_context_size=4:${ASAN_OPTIONS:-}

# Prints a target's own options. Targets that turn bytes into the sizes of a problem read only so
# many bytes, and how often a loop runs would only make the fuzzer prefer large problems.
options_of() {
  case $1 in
    winograd | tile_convolution | channel_kernels | dot_convolution | dot_pointwise | \
      ordered_convolution)
      echo "-max_len=64 -use_counters=0"
      ;;
    resize) echo "-max_len=512 -use_counters=0" ;;
  esac
}

run_one() {
  local name=$1 log=$build/findings/$1.log
  local kept=test/fuzz/corpus/$name
  local options
  read -ra options <<<"$(options_of "$name")"
  mkdir -p "$build/learnt/$name"
  [[ -d $kept ]] || kept=
  if "$build/test/fuzz/${name}_fuzz" -max_total_time="$seconds" -timeout=60 -entropic=0 \
      -rss_limit_mb=1024 -malloc_limit_mb=512 -print_final_stats=1 -dict="$build/corpus/$name.dict" \
      -artifact_prefix="$build/findings/$name-" "${options[@]}" \
      "$build/learnt/$name" "$build/corpus/$name" ${kept:+"$kept"} \
      >"$log" 2>&1; then
    echo "fuzz: $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs in" \
      "$seconds s, nothing found"
  else
    tail -n 40 "$log"
    echo "fuzz: $name: FOUND SOMETHING, see $log and the input beside it"
    return 1
  fi
}
export -f options_of run_one
printf '%s\n' "${targets[@]}" | xargs -P "${JOBS:-$(nproc)}" -I{} bash -c 'run_one {}'

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scripts/dev/try_arm64.sh [WORK]: cross-compiles for 64-bit Arm and runs tests in qemu-user. Makes a
# root with Debian 12's arm64 libraries, beside this machine's own packages, of which only the cross
# compiler and qemu are new. Needs root, 1.5 GB and, on two cores, half an hour. Works in
# WORK/arm64-root and WORK/arm64 (build). What it printed is in docs/installation.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source scripts/packages.sh
source scripts/debian_root.sh
work=$(realpath -m "${1:-build}")
mkdir -p "$work"
root=$work/arm64-root
build=$work/arm64

# Tests of the command line that run here. The others limit memory, count threads, trace or kill
# processes, or run an installed program or have a shell run it, which needs an Arm kernel.
command_line='classify|formats|doctor|features|models|families|evaluate|quantize'

install_packages "${build_packages[@]}" "${arm64_packages[@]}"

# Unpacks the packages without running their scripts, which are Arm programs, and does what counts
# of these: the alternatives of BLAS and LAPACK. Links stay within the root.
if [[ ! -e $root/usr/lib/aarch64-linux-gnu/libblas.so.3 ]]; then
  rm -rf "$root"
  includes=(libc6-dev libstdc++-12-dev)
  for name in "${build_packages[@]}"; do
    case $name in
      *-dev | catch2) includes+=("$name") ;;
    esac
  done
  debian_root "$root" --variant=extract --architectures=arm64 "${includes[@]/#/--include=}"
  find "$root/usr" "$root/lib" -type l -lname '/*' -printf '%p\t%l\n' |
    while IFS=$'\t' read -r link target; do ln -snfr "$root$target" "$link"; done
  ln -s blas/libblas.so.3 lapack/liblapack.so.3 "$root/usr/lib/aarch64-linux-gnu"
fi

cmake --preset release -B "$build" --toolchain scripts/cmake/aarch64-linux-gnu.cmake \
  -DRESNEXT_ARM64_ROOT="$root"
cmake --build "$build"

echo "== $(file --brief "$build/app/resnext-classify" | cut -d , -f 1-3)"
"$build/emulated/resnext-classify" --version
"$build/emulated/resnext-classify" --format table docs/samples/coffee.png
"$build/emulated/resnext-classify" doctor --model resnext50_32x4d

echo "== tests"
emulator=(qemu-aarch64-static -cpu neoverse-n1 -L "$root")
failed=0
for test in "$build"/test/*_test; do
  name=$(basename "$test")
  (cd "$build/test" && "${emulator[@]}" "$test") >"$build/$name.log" 2>&1 || {
    failed=1
    cat "$build/$name.log"
  }
  echo "$name: $(tail -n 2 "$build/$name.log" | sed '/^$/d')"
done
ctest --test-dir "$build" --output-on-failure --timeout 3600 \
  --tests-regex "^cli: ($command_line)_test$" | sed -n '/Test  *#/p; /tests passed/,$p'
exit "$failed"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scripts/dev/check_style.sh BUILD_DIR: black and flake8 for Python, clang-format and clang-tidy for
# C++, as configured in the repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=$1

mapfile -t scripts < <(git ls-files '*.py')
((${#scripts[@]} > 50)) || { echo "git lists no scripts" >&2; exit 1; }
black --check --quiet "${scripts[@]}" || { black --check "${scripts[@]}"; exit 1; }
flake8 "${scripts[@]}"
echo "black, flake8: ${#scripts[@]} files without findings"

mapfile -t sources < <(git ls-files '*.h' '*.hpp' '*.c' '*.cpp')
((${#sources[@]} > 100)) || { echo "git lists no sources" >&2; exit 1; }
clang-format --dry-run -Werror "${sources[@]}"
echo "clang-format: ${#sources[@]} files are formatted"

mapfile -t units < <(git ls-files 'app/*.cpp' 'lib/*.cpp')
printf '%s\n' "${units[@]}" |
  xargs -P "$(nproc)" -n 8 clang-tidy -p "$build" --quiet \
    --extra-arg=-Wno-unknown-warning-option 2> >(grep -v 'warnings generated' >&2)
echo "clang-tidy: ${#units[@]} files without findings"

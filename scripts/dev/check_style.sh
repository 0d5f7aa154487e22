#!/usr/bin/env bash
# scripts/dev/check_style.sh BUILD_DIR: clang-format and clang-tidy, as configured in the repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=$1

mapfile -t sources < <(git ls-files 'app/*.h' 'app/*.cpp' 'lib/*.h' 'lib/*.cpp' 'test/*.h' 'test/*.cpp')
((${#sources[@]} > 100)) || { echo "git lists no sources" >&2; exit 1; }
clang-format --dry-run -Werror "${sources[@]}"
echo "clang-format: ${#sources[@]} files are as .clang-format says"

mapfile -t units < <(git ls-files 'app/*.cpp' 'lib/*.cpp')
printf '%s\n' "${units[@]}" |
  xargs -P "$(nproc)" -n 8 clang-tidy -p "$build" --quiet \
    --extra-arg=-Wno-unknown-warning-option 2> >(grep -v 'warnings generated' >&2)
echo "clang-tidy: ${#units[@]} files without findings"

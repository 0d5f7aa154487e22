#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Leads from a fresh Debian 12 to a classified photo: installs packages, builds, classifies.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/packages.sh

install_packages "${build_packages[@]}"
cmake -S . -B build/quickstart -G Ninja -DCMAKE_BUILD_TYPE=Release -DRESNEXT_BUILD_TESTS=OFF >&2
cmake --build build/quickstart >&2
program=build/quickstart/app/resnext-classify

echo "Classifying docs/samples/coffee.png with the small model that comes with the program:" >&2
"$program" docs/samples/coffee.png

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scripts/dev/try_deb.sh [WORK]: makes the .deb of this version and of a next one, checks both with
# lintian, and tries them in a fresh Debian 12 root made by mmdebstrap: installs, classifies,
# upgrades, removes, and looks for what is left. Needs root. Packages come from where apt on this
# machine has them. Builds in WORK (build/deb); the output belongs in docs/installation.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source scripts/packages.sh
work=$(realpath -m "${1:-build/deb}")
version=$(sed -n 's/^project(.* VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
next=$version.1

install_packages "${build_packages[@]}" "${package_packages[@]}"

# package VERSION: builds it; prints the path of the .deb.
package() {
  local build=$work/$1
  cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DRESNEXT_BUILD_TESTS=OFF \
    -DRESNEXT_VERSION="$1" >&2
  cmake --build "$build" >&2
  rm -f "$build"/packages/*.deb
  (cd "$build" && cpack -G DEB -B packages) >&2
  echo "$build"/packages/*.deb
}

first=$(package "$version")
second=$(package "$next")

echo "== lintian"
lintian --fail-on error "$first" "$second"
echo "no errors"

echo "== the package"
dpkg-deb --info "$first" | sed -n '/Package:/,$p'
dpkg-deb --contents "$first" | awk '$1 !~ /^d/ { print $3, $6 }'

# What apt is told here, the fresh root is told too.
sources=()
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  if [[ -s $file ]]; then sources+=("$file"); fi
done
options=()
for file in /etc/apt/apt.conf.d/*; do
  if grep -q '^Acquire' "$file"; then options+=("--aptopt=$file"); fi
done

mkdir -p "$work/parcel"
cp "$first" "$work/parcel/first.deb"
cp "$second" "$work/parcel/second.deb"
cp docs/samples/coffee.png scripts/dev/deb_life.sh "$work/parcel"
echo "== a fresh root"
mmdebstrap --quiet --mode=root --variant=apt "${options[@]}" \
  --customize-hook='mkdir -p "$1/parcel"' \
  --customize-hook="copy-in $(printf '%q ' "$work"/parcel/*)/parcel" \
  --customize-hook='chroot "$1" bash /parcel/deb_life.sh' \
  bookworm /dev/null "${sources[@]}"

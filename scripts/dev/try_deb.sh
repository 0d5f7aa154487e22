#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scripts/dev/try_deb.sh [WORK]: makes the .deb of this version and of a next one, checks both with
# lintian, and tries them in a fresh Debian 12 root made by mmdebstrap: installs, classifies,
# upgrades, removes, and looks for what is left. Needs root. Packages come from where apt on this
# machine has them. Builds in WORK/deb-VERSION (build); the output belongs in docs/installation.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source scripts/packages.sh
source scripts/debian_root.sh
work=$(realpath -m "${1:-build}")
version=$(sed -n 's/^project(.* VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
next=${version%.*}.$((${version##*.} + 1))

install_packages "${build_packages[@]}" "${package_packages[@]}"

# package VERSION: builds it; prints the path of the .deb.
package() {
  local build=$work/deb-$1
  cmake --preset release -B "$build" -DRESNEXT_BUILD_TESTS=OFF -DRESNEXT_VERSION="$1" >&2
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

mkdir -p "$work/deb-parcel"
cp "$first" "$work/deb-parcel/first.deb"
cp "$second" "$work/deb-parcel/second.deb"
cp docs/samples/coffee.png scripts/dev/deb_life.sh "$work/deb-parcel"
echo "== a fresh root"
debian_root /dev/null --variant=apt \
  --customize-hook='mkdir -p "$1/parcel"' \
  --customize-hook="copy-in $(printf '%q ' "$work"/deb-parcel/*)/parcel" \
  --customize-hook='chroot "$1" bash /parcel/deb_life.sh'

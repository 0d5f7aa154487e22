#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scripts/dev/try_deb.sh [WORK]: makes the packages of this version and of a next one, checks them
# with lintian, and tries them in a fresh Debian 12 root made by mmdebstrap: installs, classifies from
# the command line, C and Python, upgrades, removes, and looks for what is left. Needs root. Packages
# come from where apt on this machine has them. Builds in WORK/deb-VERSION (build); the output belongs
# in docs/installation.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source scripts/packages.sh
source scripts/debian_root.sh
work=$(realpath -m "${1:-build}")
version=$(sed -n 's/^project(.* VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
next=${version%.*}.$((${version##*.} + 1))

install_packages "${build_packages[@]}" "${package_packages[@]}"

# packages VERSION: builds them into WORK/deb-parcel/VERSION.
packages() {
  local build=$work/deb-$1
  cmake --preset release -B "$build" -DRESNEXT_BUILD_TESTS=OFF -DRESNEXT_VERSION="$1" \
    -DCMAKE_INSTALL_PREFIX=/usr
  cmake --build "$build"
  rm -f "$build"/packages/*.deb
  (cd "$build" && cpack -G DEB -B packages)
  mkdir -p "$parcel/$1"
  cp "$build"/packages/*.deb "$parcel/$1"
}

parcel=$work/deb-parcel
rm -rf "$parcel"
packages "$version" >&2
packages "$next" >&2

echo "== lintian"
lintian --fail-on error "$parcel"/*/*.deb
echo "no errors"

echo "== the packages"
for package in "$parcel/$version"/*.deb; do
  dpkg-deb --info "$package" | sed -n '/Package:/,$p'
  dpkg-deb --contents "$package" | awk '$1 !~ /^d/ { print $3, $6 }'
done

mv "$parcel/$version" "$parcel/first"
mv "$parcel/$next" "$parcel/second"
cp docs/samples/coffee.png docs/examples/classify.c scripts/dev/deb_life.sh "$parcel"
echo "== a fresh root"
debian_root /dev/null --variant=apt \
  --customize-hook='mkdir -p "$1/parcel"' \
  --customize-hook="copy-in $(printf '%q ' "$parcel"/*)/parcel" \
  --customize-hook='chroot "$1" bash /parcel/deb_life.sh'

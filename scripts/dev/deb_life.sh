#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Run by try_deb.sh in a fresh root: the life of the packages in /parcel.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 HOME=/root
quietly() { "$@" >/tmp/log 2>&1 || { cat /tmp/log; exit 1; }; }
# Everything in the root but what apt and dpkg keep for themselves.
list() {
  find / -xdev \( -path /proc -o -path /parcel -o -path /sys -o -path /dev -o -path /tmp -o -path /var/lib/apt \
    -o -path /var/lib/dpkg -o -path /var/cache -o -path /var/log -o -path /run \) -prune -o -print |
    sort
}

. /etc/os-release
echo "$PRETTY_NAME, $(dpkg-query -f '.\n' -W | wc -l) packages"
list >/tmp/before
dpkg-query -f '${Package}\n' -W | sort >/tmp/packages
quietly apt-get -qq update

versions() {
  dpkg-query -f '${Package} ${Version} ${db:Status-Status}\n' -W '*resnext*' | grep -v ' *not-installed'
}
files() {
  dpkg -L "$@" | sort -u | xargs -d '\n' sh -c 'for f; do [ -d "$f" ] || echo "$f"; done' sh
}

echo "== apt install the program"
quietly apt-get -qq install -y --no-install-recommends /parcel/first/resnext-classify_*.deb
versions
files resnext-classify
cd /tmp
resnext-classify --version
resnext-classify --format table /parcel/coffee.png
resnext-classify doctor | tail -n 1

echo "== apt install the library and the Python module"
quietly apt-get -qq install -y --no-install-recommends /parcel/first/*.deb gcc libc6-dev pkg-config
versions
# shellcheck disable=SC2046
files $(dpkg-query -f '${Package}\n' -W 'libresnext*' python3-resnext)
gcc /parcel/classify.c -o /tmp/classify $(pkg-config --cflags --libs resnext)
/tmp/classify - /parcel/coffee.png
python3 -c 'import resnext; print(resnext.Model().classify("/parcel/coffee.png"))'

echo "== apt install the next version"
quietly apt-get -qq install -y --no-install-recommends /parcel/second/*.deb
versions
resnext-classify --version
resnext-classify --top-k 1 /parcel/coffee.png
/tmp/classify - /parcel/coffee.png | head -n 2  # as it was linked with the version before
python3 -c 'import resnext; print(resnext.__version__)'

echo "== apt purge"
quietly apt-get -qq purge -y --autoremove 'resnext-classify' 'libresnext*' python3-resnext gcc libc6-dev \
  pkg-config
rm /tmp/classify
dpkg-query -f '${Package}\n' -W | sort | diff /tmp/packages - && echo "the same packages as before"
list >/tmp/after
echo "left of the program: $(grep -c resnext /tmp/after || true) files"
comm -13 /tmp/before /tmp/after >/tmp/new
echo "new files in the root: $(wc -l </tmp/new)"
cat /tmp/new
! grep -q resnext /tmp/after

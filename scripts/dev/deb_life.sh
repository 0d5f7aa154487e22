#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Run by try_deb.sh in a fresh root: the life of the package in /parcel.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 HOME=/root
quietly() { "$@" >/tmp/log 2>&1 || { cat /tmp/log; exit 1; }; }
# Everything in the root but what apt and dpkg keep for themselves.
list() {
  find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /tmp -o -path /var/lib/apt \
    -o -path /var/lib/dpkg -o -path /var/cache -o -path /var/log -o -path /run \) -prune -o -print |
    sort
}

. /etc/os-release
echo "$PRETTY_NAME, $(dpkg-query -f '.\n' -W | wc -l) packages"
list >/tmp/before
dpkg-query -f '${Package}\n' -W | sort >/tmp/packages
quietly apt-get -qq update

echo "== apt install first.deb"
quietly apt-get -qq install -y --no-install-recommends /parcel/first.deb
dpkg-query -f '${Package} ${Version} ${db:Status-Status}\n' -W resnext-classify
dpkg -L resnext-classify | xargs -d '\n' sh -c 'for f; do [ -d "$f" ] || echo "$f"; done' sh
cd /tmp
resnext-classify --version
resnext-classify --format table /parcel/coffee.png
resnext-classify doctor | tail -n 1

echo "== apt install second.deb"
quietly apt-get -qq install -y --no-install-recommends /parcel/second.deb
dpkg-query -f '${Package} ${Version} ${db:Status-Status}\n' -W resnext-classify
resnext-classify --version
resnext-classify --top-k 1 /parcel/coffee.png

echo "== apt purge"
quietly apt-get -qq purge -y --autoremove resnext-classify
dpkg-query -f '${Package}\n' -W | sort | diff /tmp/packages - && echo "the same packages as before"
list >/tmp/after
echo "left of the program: $(grep -c resnext /tmp/after || true) files"
comm -13 /tmp/before /tmp/after >/tmp/new
echo "new files in the root: $(wc -l </tmp/new)"
cat /tmp/new
! grep -q resnext /tmp/after

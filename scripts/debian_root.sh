# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced by scripts that need a fresh Debian 12: makes its root.

# debian_root ROOT OPTION...: runs mmdebstrap, as root. Packages come from where apt on this machine
# has them. ROOT: a folder, a .tar, or /dev/null to only run hooks.
debian_root() {
  local root=$1 sources=() options=() file
  shift
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; do
    if [[ -s $file ]]; then sources+=("$file"); fi
  done
  for file in /etc/apt/apt.conf.d/*; do
    if grep -q '^Acquire' "$file"; then options+=("--aptopt=$file"); fi
  done
  mmdebstrap --quiet --mode=root "${options[@]}" "$@" bookworm "$root" "${sources[@]}"
}

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# packaging/oci/build_image.sh DEB [WORK]: makes an OCI image of a Debian package of this program, as
# WORK/resnext-classify-VERSION-ARCHITECTURE.oci.tar (build/oci). Needs root, but no daemon. Installs
# the package into a fresh Debian 12 and takes only the files that it needs: see image_files.py.
# With SOURCE_DATE_EPOCH set, its files and its configuration have that date.
set -euo pipefail
deb=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source scripts/packages.sh
source scripts/debian_root.sh
work=$(realpath -m "${2:-build/oci}")

install_packages "${image_packages[@]}"
version=$(dpkg-deb --field "$deb" Version)
version=${version%-*}
architecture=$(dpkg-deb --field "$deb" Architecture)
moment=@${SOURCE_DATE_EPOCH:-$(date +%s)}
created=$(date --utc --date="$moment" +%FT%TZ)
user=65532  # Kubernetes' runAsNonRoot wants a number

mkdir -p "$work"
rm -rf "$work"/{root,layout,layer.tar}
debian_root "$work/root" --variant=essential --architectures="$architecture" \
  --aptopt='APT::Install-Recommends "false"' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --hook-directory=/usr/share/mmdebstrap/hooks/file-mirror-automount \
  --include="$deb" --include=ca-certificates
echo "resnext:x:$user:$user::/cache:/usr/sbin/nologin" >>"$work/root/etc/passwd"
echo "resnext:x:$user:" >>"$work/root/etc/group"
mkdir -m 1777 "$work/root/cache"  # for any user, not only this one
mkdir "$work/root/data"

packaging/oci/image_files.py "$work/root" >"$work/files.txt"
tar --create --file="$work/layer.tar" --directory="$work/root" --numeric-owner \
  --mtime="$moment" --no-recursion --files-from="$work/files.txt"

image=$work/layout:localhost/resnext-classify:$version  # the name that it gets when loaded
umoci init --layout "$work/layout"
umoci new --image "$image"
umoci raw add-layer --image "$image" --history.created "$created" \
  --history.created_by "packaging/oci/build_image.sh" "$work/layer.tar"
umoci config --image "$image" --os linux --architecture "$architecture" \
  --created "$created" --no-history \
  --config.entrypoint /usr/bin/resnext-classify --config.cmd --help \
  --config.user "$user:$user" --config.workingdir /data --config.volume /cache \
  --config.env PATH=/usr/bin:/bin --config.env LANG=C.UTF-8 \
  --config.env HOME=/cache --config.env XDG_CACHE_HOME=/cache \
  --config.label org.opencontainers.image.title=resnext-classify \
  --config.label "org.opencontainers.image.version=$version" \
  --config.label "org.opencontainers.image.licenses=Apache-2.0" \
  --config.label "org.opencontainers.image.description=$(
    dpkg-deb --field "$deb" Description | head -n 1)"
umoci gc --layout "$work/layout"
archive=$work/resnext-classify-$version-$architecture.oci.tar
tar --create --file="$archive" --directory="$work/layout" --sort=name --numeric-owner \
  --owner=0 --group=0 --mtime="$moment" .
echo "$archive"

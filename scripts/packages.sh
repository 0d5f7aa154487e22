# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034
# Sourced by quickstart.sh and test.sh: lists packages of Debian 12, and installs them unattended.

build_packages=(
  ca-certificates g++ git cmake ninja-build ccache
  libdnnl-dev libopencv-core-dev libopencv-imgproc-dev libopencv-imgcodecs-dev libjpeg-dev
  libcli11-dev libfmt-dev nlohmann-json3-dev catch2 libcurl4-openssl-dev libssl-dev libxxhash-dev
  libarchive-dev libboost-dev libwebp-dev zlib1g-dev
)
test_packages=(
  clang clang-format clang-tidy libclang-rt-14-dev libomp-dev
  python3 python3-numpy python3-pil python3-jsonschema python3-torch python3-torchvision
  python3-sklearn python3-scipy python3-faiss
  pkg-config libopencv-videoio-dev
  slurmctld slurmd slurm-client munge parallel
  black flake8
  chromium opencv-doc
  bash-completion zsh fish man-db mandoc
)
# For scripts/dev/try_deb.sh.
package_packages=(
  dpkg-dev file lintian mmdebstrap
)
# For scripts/dev/try_arm64.sh.
arm64_packages=(
  file g++-aarch64-linux-gnu mmdebstrap qemu-user-static
)
# For packaging/oci/build_image.sh.
image_packages=(
  binutils mmdebstrap umoci
)

# install_packages NAME...: installs missing packages; needs root or sudo only if there are any.
install_packages() {
  local missing=() name sudo=()
  for name in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] ||
      missing+=("$name")
  done
  ((${#missing[@]} == 0)) && return 0
  ((EUID == 0)) || sudo=(sudo)
  echo "installing: ${missing[*]}" >&2
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update >&2
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install -y --no-install-recommends "${missing[@]}" >&2
}

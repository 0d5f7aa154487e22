#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compares this program with others on this machine: PyTorch (eager, and traced with
# optimize_for_inference), ONNX Runtime, OpenCV's DNN. Installs them first: Debian's packages, and
# onnxruntime-node from npm into the scratch folder.
#   scripts/bench/peers.sh SCRATCH [options of peers.py]     SCRATCH: a folder with 20 GB to spare
set -euo pipefail
[[ $# -ge 1 ]] || { sed -n '2,5s/^# *//p' "$0" >&2; exit 2; }
mkdir -p "$1"
scratch=$(cd "$1" && pwd)
shift
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source scripts/packages.sh

node_packages=()
command -v npm >/dev/null || node_packages=(nodejs npm)
install_packages "${build_packages[@]}" python3 python3-numpy python3-pil python3-torch \
  python3-torchvision python3-opencv "${node_packages[@]}"
[[ -d $scratch/node/node_modules/onnxruntime-node ]] ||
  npm install --ignore-scripts --no-fund --no-audit --prefix "$scratch/node" onnxruntime-node >&2
cmake --preset release >&2
cmake --build build/release --target resnext-classify older_cpu >&2
exec scripts/bench/peers.py --scratch "$scratch" "$@"

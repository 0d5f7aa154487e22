#!/usr/bin/env bash
# From a fresh Debian 12 to a classified photo: installs packages, builds, classifies.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/packages.sh

install_packages "${build_packages[@]}"
cmake -S . -B build/quickstart -G Ninja -DCMAKE_BUILD_TYPE=Release -DRESNEXT_BUILD_TESTS=OFF >&2
cmake --build build/quickstart >&2
program=build/quickstart/app/resnext-classify

demo=../shared/demo-model
if [[ ! -e $demo/resnext20_16x4d_tiny.pth ]]; then
  echo "Built: $program. No weights ship with the project yet; README.md says how to get them." >&2
  "$program" models
  exit 0
fi
echo "Classifying docs/samples/coffee.png with the small demo model in $demo:" >&2
folder=build/quickstart/demo-model
mkdir -p "$folder"
ln -sf "$PWD/$demo/resnext20_16x4d_tiny.pth" "$folder/model.pth"
# The classes' WordNet ids, in order: the program knows ImageNet's labels for them.
wnids=$(cut -f2 "$demo/classes.tsv" | sed 's/.*/"&"/' | paste -sd,)
cat > "$folder/config.json" <<JSON
{
  "architecture": "resnext50_32x4d",
  "model_args": {"layers": [1, 2, 3, 1], "cardinality": 16, "base_width": 4},
  "num_classes": 200,
  "label_names": [$wnids],
  "pretrained_cfg": {"tag": "demo", "input_size": [3, 64, 64], "crop_pct": 0.875,
    "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
}
JSON
"$program" --model "$folder" docs/samples/coffee.png

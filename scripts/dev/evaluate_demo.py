#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Computes the accuracy of a demonstration model's safetensors file with PyTorch and Pillow alone.

This is the reference for `resnext-classify evaluate`, which must agree:

    evaluate_demo.py --data tiny-imagenet-200 --work scratch
    resnext-classify evaluate --data tiny-imagenet-200/val/images \\
        --labels tiny-imagenet-200/val/val_annotations.txt

`--data` has Tiny-ImageNet's layout; `--work` keeps the decoded images. `--size` and `--crop-pct`
replace the config's preprocessing.
"""
import argparse
import json
from pathlib import Path

import torch

from demo.data import class_ids, load_split
from demo.evaluation import accuracy, best_classes, preprocess_all
from demo.network import build_model
from demo.safetensors_file import read_safetensors

ROOT = Path(__file__).resolve().parents[2]


def class_names(config):
    """Return the labels of a config in this project's format."""
    if "label_names" in config:
        return config["label_names"]
    header, *rows = (ROOT / f"configs/labels/{config['labels']}.tsv").read_text().splitlines()
    column = header.split("\t").index("label")
    return [row.split("\t")[column] for row in rows]


def main():
    """Evaluate and print."""
    p = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    p.add_argument("--data", type=Path, help="Tiny-ImageNet-200's folder")
    p.add_argument("--work", type=Path, help="folder for the decoded images")
    p.add_argument(
        "--config",
        type=Path,
        help="the model's config",
        default=ROOT / "configs/models/resnext23_8x8d_tiny.json",
    )
    p.add_argument("--weights", type=Path, help="safetensors file; default: the bundled one")
    p.add_argument("--size", type=int, help="input size; default: the config's")
    p.add_argument("--crop-pct", type=float, help="crop; default: the config's")
    p.add_argument("--photos", type=Path, nargs="*", default=[], help="photos to classify")
    args = p.parse_args()
    if args.data and not args.work:
        p.error("--data needs --work, a folder for the decoded images")

    config = json.loads(args.config.read_text())
    weights = args.weights or ROOT / "configs/weights" / config["weights"]["bundled"]
    size = args.size or config["preprocessing"]["input_size"]
    crop_pct = args.crop_pct or config["preprocessing"]["crop_pct"]
    model = build_model(
        config["layers"],
        config["cardinality"],
        config["base_width"],
        config["num_classes"],
        training=False,
    )
    state = {
        name: torch.from_numpy(array.astype("float32"))
        for name, array in read_safetensors(weights).items()
    }
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected and all(name.endswith("num_batches_tracked") for name in missing)

    if args.data:
        args.work.mkdir(parents=True, exist_ok=True)
        images, labels = load_split(args.data, args.work, "val", class_ids(args.data))
        top1, top5 = accuracy(model, preprocess_all(images, size, crop_pct), labels)
        print(
            f"{len(labels)} images at {size} pixels, crop {crop_pct}: "
            f"top-1 {top1} %, top-5 {top5} %"
        )
    names = class_names(config)
    for photo in args.photos:
        best = best_classes(model, photo, size, crop_pct, min(5, config["num_classes"]))
        print(f"{photo.name}: " + ", ".join(f"{names[index]} {score:.4f}" for index, score in best))


if __name__ == "__main__":
    main()

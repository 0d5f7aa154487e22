# SPDX-License-Identifier: Apache-2.0
"""Compares what the network sees (--dump-input) with timm's evaluation transform, bit by bit.

The reference is Pillow's resize and crop (pillow_parity_test.py) and ((u8 / 255) - mean) / std in
f32. Exit code 0: all values have the same bits; 1: some differ; 77: skipped.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import pillow_parity_test  # comes first: it skips the test without Pillow

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("RESNEXT_CLASSIFY", str(ROOT / "build/release/app/resnext-classify"))
PHOTOS = sorted((ROOT / "docs/samples").glob("*.png"))
sys.path.insert(0, str(ROOT / "test/support"))

import tiny_checkpoint  # noqa: E402

PREPROCESSING = [
    {"input_size": [3, 224, 224], "crop_pct": 0.875, "interpolation": "bilinear"},
    {"input_size": [3, 160, 160], "crop_pct": 0.95, "interpolation": "bicubic"},
    {"input_size": [3, 96, 96], "crop_pct": 1.0, "interpolation": "bicubic"},
]


def reference(photo, values, exif="ignore"):
    size = values["input_size"][1]
    pixels = pillow_parity_test.reference(
        photo, values["interpolation"], values["crop_pct"], size, exif
    )
    image = np.frombuffer(pixels, np.uint8).reshape(size, size, 3).transpose(2, 0, 1)
    mean, std = (np.array(values[key], np.float32)[:, None, None] for key in ("mean", "std"))
    return ((image.astype(np.float32) / np.float32(255) - mean) / std)[None]


def dump(model, photo, folder):
    file = folder / "input.npy"
    subprocess.run(
        [PROGRAM, "-m", model, "--force", "--dump-input", file, photo],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return np.load(file)


def main():
    compared = differing = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        for number, changes in enumerate(PREPROCESSING):
            model = folder / f"model{number}"
            values = {**tiny_checkpoint.hub_config()["pretrained_cfg"], **changes}
            tiny_checkpoint.write_model_folder(model, pretrained_cfg=values)
            values = json.loads((model / "config.json").read_text())["pretrained_cfg"]
            for photo in PHOTOS:
                found, expected = dump(model, photo, folder), reference(photo, values)
                if found.shape != expected.shape or found.dtype != expected.dtype:
                    print(f"FAILED: {photo.name}: {found.dtype} {found.shape}")
                    return 1
                different = int((found.view(np.uint32) != expected.view(np.uint32)).sum())
                compared += expected.size
                differing += different
                if different:
                    print(f"FAILED: {photo.name} {changes}: {different} values differ")
    print(f"{len(PHOTOS)} photos, {compared} values compared, {differing} differ")
    return 0 if compared and not differing else 1


if __name__ == "__main__":
    sys.exit(main())

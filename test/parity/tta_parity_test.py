# SPDX-License-Identifier: Apache-2.0
"""Compares --tta with torchvision's crops and PyTorch's network.

The views that the network sees (--dump-input) must have the same bits as torchvision's five_crop
and hflip of Pillow's resized photo; the logits must be the mean of PyTorch's, within
1e-4 of the largest one. Exit code 77: skipped without PyTorch.
"""
import json
import math
import pathlib
import subprocess
import sys
import tempfile

# Comes first: it skips the test without PyTorch.
from torch_reference import PHOTOS, PROGRAM, TOLERANCE, network, random_state

import make_checkpoint
import numpy as np
import torch
from PIL import Image
from torchvision.transforms import functional

MODEL = "resnext23_8x8d_tiny"
CORNER_CROP = 0.875


def resized(photo, size, crop_pct, interpolation):
    """Returns the photo with its short side at size / crop_pct pixels, as timm resizes it."""
    image = Image.open(photo).convert("RGB")
    short = int(math.floor(size / crop_pct))
    width, height = image.size
    scaled = int(short * max(width, height) / min(width, height))
    filters = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}
    new_size = (short, scaled) if width <= height else (scaled, short)
    return image.resize(new_size, filters[interpolation])


def views(photo, tta, preprocessing):
    """Returns the views in the program's order: centre, corners, then their mirror images."""
    size, crop_pct = preprocessing["input_size"], preprocessing["crop_pct"]
    filter_name = preprocessing["interpolation"]
    images = [functional.center_crop(resized(photo, size, crop_pct, filter_name), size)]
    if tta != "hflip":
        closer = resized(photo, size, min(crop_pct, CORNER_CROP), filter_name)
        images += functional.five_crop(closer, size)[:4]
    if tta != "5crop":
        images += [functional.hflip(image) for image in images]
    return images


def tensor(images, preprocessing):
    mean, std = (np.array(preprocessing[key], np.float32) for key in ("mean", "std"))
    pixels = np.stack([np.asarray(image, np.float32) for image in images])
    values = (pixels / np.float32(255) - mean) / std
    return np.ascontiguousarray(values.transpose(0, 3, 1, 2))


def program_answer(photo, tta, weights, folder):
    """Returns the tensor that the network saw and the logits of all classes."""
    dump = folder / "input.npy"
    command = [PROGRAM, "-m", MODEL, "-w", weights, "--tta", tta, "--scores", "logits"]
    command += ["-k", "1000", "-b", "4", "--force", "--dump-input", dump, photo]
    process = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    predictions = json.loads(process.stdout)["predictions"]
    logits = np.empty(len(predictions), np.float32)
    for prediction in predictions:
        logits[prediction["index"]] = prediction["logit"]
    return np.load(dump), logits


def main():
    torch.set_num_threads(1)
    good = True
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        config, state = random_state(MODEL, batch=2)
        weights = folder / "weights.safetensors"
        make_checkpoint.write_checkpoint(weights, state, "safetensors")
        model = network(state, config)
        for photo in PHOTOS:
            for tta in ("hflip", "5crop", "10crop"):
                seen, logits = program_answer(photo, tta, weights, folder)
                expected = tensor(
                    views(photo, tta, config["preprocessing"]), config["preprocessing"]
                )
                same = seen.shape == expected.shape and seen.tobytes() == expected.tobytes()
                with torch.no_grad():
                    each = model(torch.from_numpy(expected)).double().numpy()
                mean = each.mean(axis=0)
                error = np.abs(logits - mean).max() / np.abs(mean).max()
                spread = np.abs(each - mean).max() / np.abs(mean).max()
                fine = same and error < TOLERANCE < spread
                good &= bool(fine)
                print(
                    f"{photo.name} {tta}: views {'equal' if same else 'DIFFER'}, logits within "
                    f"{error:.1e} of the mean (single views up to {spread:.1e} away): "
                    f"{'ok' if fine else 'FAILED'}"
                )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

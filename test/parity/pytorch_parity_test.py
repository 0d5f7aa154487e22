#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the program's logits with PyTorch's on a full-size network with random weights.

A checkpoint is written with torch.save in both formats and as safetensors; PyTorch (torchvision's
ResNet) and the program each read it and classify the same photos. Required: logits within 1e-4 of
the largest logit's magnitude, the same top-5 in the same order.

Without arguments: ig_resnext101_32x8d, as the test command runs it (skipped with exit code 77 if
PyTorch is missing). The larger models take minutes and gigabytes and are run by hand:

    RESNEXT_CLASSIFY=build/release/app/resnext-classify \\
        test/parity/pytorch_parity_test.py --model ig_resnext101_32x48d --formats legacy
"""
import argparse
import gc
import json
import os
import pathlib
import subprocess
import sys
import tempfile

# Comes first: it skips the test without PyTorch.
from torch_reference import PHOTOS, PROGRAM, TOLERANCE, network, network_input, random_state

import make_checkpoint
import numpy as np
import torch
from PIL import Image


def generated_images(folder):
    """Returns smooth and noisy images of several sizes, shapes and formats, and the two photos."""
    paths = list(PHOTOS)
    random = np.random.default_rng(5)
    kinds = [
        (640, 480, "jpg", 3),
        (300, 900, "png", 5),
        (224, 224, "png", 2),
        (1200, 256, "jpg", 8),
        (97, 61, "png", 4),
        (512, 512, "webp", 6),
        (800, 533, "bmp", 12),
        (256, 256, "png", 64),
    ]
    for number, (width, height, suffix, cells) in enumerate(kinds):
        coarse = random.integers(0, 256, (cells, cells, 3), dtype=np.uint8)
        image = Image.fromarray(coarse).resize((width, height), Image.BICUBIC)
        path = pathlib.Path(folder) / f"generated{number}.{suffix}"
        image.save(path)
        paths.append(path)
    return paths


def torch_logits(state, config, paths):
    model = network(state, config)
    with torch.no_grad():
        return np.stack(
            [model(network_input(path, config["preprocessing"]))[0].numpy() for path in paths]
        )


def program_logits(model, weights, paths, environment):
    command = [
        PROGRAM,
        "--model",
        model,
        "--weights",
        weights,
        "--scores",
        "logits",
        "--top-k",
        "1000",
        *map(str, paths),
    ]
    process = subprocess.run(
        command, stdout=subprocess.PIPE, check=True, env={**os.environ, **environment}
    )
    rows = []
    for line in process.stdout.splitlines():
        predictions = json.loads(line)["predictions"]
        logits = np.empty(len(predictions), np.float32)
        for prediction in predictions:
            logits[prediction["index"]] = prediction["logit"]
        rows.append((logits, [prediction["index"] for prediction in predictions[:5]]))
    return rows


def compare(name, expected, actual):
    """Prints one line; returns whether everything is within bounds."""
    errors = []
    same_top5 = 0
    for reference, (logits, top5) in zip(expected, actual):
        errors.append(np.abs(logits - reference).max() / np.abs(reference).max())
        same_top5 += list(np.argsort(-reference, kind="stable")[:5]) == top5
    good = len(actual) == len(expected) and max(errors) < TOLERANCE and same_top5 == len(expected)
    print(
        f"{name}: {len(actual)} images, largest error {max(errors):.2e} of the largest logit, "
        f"same top-5 in the same order {same_top5}/{len(expected)}: {'ok' if good else 'FAILED'}",
        flush=True,
    )
    return good


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="ig_resnext101_32x8d")
    parser.add_argument("--formats", default="legacy,zip,safetensors")
    parser.add_argument("--scratch", help="folder for the checkpoints, removed from it afterwards")
    parser.add_argument("--calibration-batch", type=int, default=16)
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory(dir=arguments.scratch) as folder:
        paths = generated_images(folder)
        config, state = random_state(arguments.model, arguments.calibration_batch)
        files = {}
        for file_format in arguments.formats.split(","):
            files[file_format] = pathlib.Path(folder) / f"weights.{file_format}"
            make_checkpoint.write_checkpoint(files[file_format], state, file_format)
        expected = torch_logits(state, config, paths)
        del state
        gc.collect()
        spread = expected.std(axis=1).min()
        distances = [np.abs(a - b).max() for i, a in enumerate(expected) for b in expected[:i]]
        print(
            f"{arguments.model}: PyTorch's logits have a standard deviation of {spread:.2f} or "
            f"more; any two images differ by {min(distances):.2f} or more in some logit"
        )
        good = spread > 0.5 and min(distances) > 0.05
        for file_format, path in files.items():
            good &= compare(
                f"{arguments.model} {file_format}",
                expected,
                program_logits(arguments.model, str(path), paths, {}),
            )
        capped = {"ONEDNN_MAX_CPU_ISA": "AVX2"}
        good &= compare(
            f"{arguments.model} {file_format} AVX2",
            expected,
            program_logits(arguments.model, str(path), paths, capped),
        )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

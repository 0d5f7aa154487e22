#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the images per second of `finetune` and of classifying the same folder.

    export RESNEXT_CLASSIFY=build/release/app/resnext-classify
    scripts/bench/finetune.py DIR WEIGHTS [MODEL]

DIR holds a folder of photos for each class; WEIGHTS is a checkpoint of MODEL (ig_resnext101_32x8d):
scripts/dev/make_checkpoint.py writes one with random weights. Whole runs are timed in turns,
including loading and training; the best of three counts. Run it on an idle machine.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time


os.environ["RESNEXT_PACKED_CACHE"] = "0"  # leaves the user's cache alone


def seconds(*arguments):
    start = time.monotonic()
    subprocess.run(
        [os.environ["RESNEXT_CLASSIFY"], *map(str, arguments)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.monotonic() - start


def main():
    folder, weights = map(pathlib.Path, sys.argv[1:3])
    model = sys.argv[3] if len(sys.argv) > 3 else "ig_resnext101_32x8d"
    images = sum(path.is_file() for path in folder.rglob("*"))
    times = {"classify": [], "finetune": []}
    with tempfile.TemporaryDirectory() as scratch:
        for turn in range(3):
            times["classify"].append(seconds("-m", model, "-w", weights, folder))
            times["finetune"].append(
                seconds(
                    "finetune",
                    "-m",
                    model,
                    "-w",
                    weights,
                    "--data",
                    folder,
                    "--no-cache",
                    "--head-only",
                    "--out",
                    pathlib.Path(scratch) / f"model{turn}",
                )
            )
    rates = {name: images / min(values) for name, values in times.items()}
    print(
        f"{images} images: classify {rates['classify']:.2f}, finetune {rates['finetune']:.2f} "
        f"images/s, {100 * rates['finetune'] / rates['classify']:.1f} %"
    )


if __name__ == "__main__":
    main()

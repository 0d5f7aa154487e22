#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures how close a folder of photos comes to two limits: the network and decoding alone.

Writes photos of 0.3 to 12 megapixels (photos.py) and a checkpoint with random weights
(scripts/dev/make_checkpoint.py) to --scratch, once. Then compares medians over several turns:

  (a) `resnext-classify photos/` against `resnext-classify benchmark` with the same model, batch
      size (1, and what the program chooses for a folder) and threads: the share of the network's
      own rate that a folder of photos reaches;
  (b) the same with the small model that comes with the program, against all threads decoding
      and resizing alone (decoding.cpp);
  (c) the same as (b) with --fast-decode, and how that changes the scores of both networks (those
      of random weights are nearly arbitrary).

    cmake --build build/release --target resnext-classify decoding
    scripts/bench/throughput.py --scratch /var/tmp/resnext-bench --photos 2000
"""
import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess

import photos

os.environ["RESNEXT_PACKED_CACHE"] = "0"  # leaves the user's cache alone
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def output_of(command, stream="stdout"):
    process = subprocess.run([str(word) for word in command], capture_output=True, check=False)
    if process.returncode != 0:
        raise SystemExit(f"{command[0]} failed: {process.stderr.decode()}")
    return getattr(process, stream).decode()


class Bench:
    def __init__(self, arguments):
        self.threads = arguments.threads
        self.model = arguments.model
        self.program = arguments.build / "app/resnext-classify"
        self.decoding = arguments.build / "bench/decoding"
        self.photos = photos.make_photos(
            arguments.scratch / f"photos{arguments.photos}", arguments.photos
        )
        self.weights = arguments.scratch / f"{arguments.model}.safetensors"
        if not self.weights.exists():
            output_of(
                [
                    "/usr/bin/python3",
                    ROOT / "scripts/dev/make_checkpoint.py",
                    "--config",
                    ROOT / f"configs/models/{arguments.model}.json",
                    "--format",
                    "safetensors",
                    "--output",
                    self.weights,
                ]
            )

    def network_alone(self, batch, runs):
        report = json.loads(
            output_of(
                [
                    self.program,
                    "benchmark",
                    "-m",
                    self.model,
                    "-w",
                    self.weights,
                    "-b",
                    batch,
                    "-t",
                    self.threads,
                    "-r",
                    runs,
                    "--json",
                ]
            )
        )
        return report["images_per_second"]

    def folder(self, *options):
        text = output_of(
            [self.program, self.photos, "-v", "-o", "/dev/null", "-t", self.threads, *options],
            "stderr",
        )
        return float(re.search(r"\(([\d.]+) images/s\)", text)[1])

    def large_folder(self, batch):
        return self.folder("-m", self.model, "-w", self.weights, "-b", batch)

    def small_folder(self, *options):
        return self.folder("-m", "tiny", *options)

    def decoding_alone(self, *options):
        text = output_of([self.decoding, self.threads, 64, *options, self.photos])
        return float(re.search(r"([\d.]+) images/s", text)[1])


def compare(title, turns, whole, limit):
    """Measures both in turns and prints the share."""
    rates = []
    for turn in range(turns):
        rates.append((limit(), whole()))
        print(
            f"{title}, turn {turn}: limit {rates[-1][0]:.2f}, folder {rates[-1][1]:.2f} images/s "
            f"= {100 * rates[-1][1] / rates[-1][0]:.1f} %",
            flush=True,
        )
    share = statistics.median(folder / alone for alone, folder in rates)
    print(f"{title}: {100 * share:.1f} % (median of {turns})\n", flush=True)


def effect_of_fast_decoding(bench, *model):
    def predictions(*options):
        lines = output_of(
            [bench.program, bench.photos, *model, "-t", bench.threads, *options]
        ).splitlines()
        return [json.loads(line)["predictions"] for line in lines]

    exact, fast = predictions(), predictions("--fast-decode")
    same = sum(a[0]["index"] == b[0]["index"] for a, b in zip(exact, fast))
    changes = [
        abs(
            a[0]["probability"]
            - next((p["probability"] for p in b if p["index"] == a[0]["index"]), 0)
        )
        for a, b in zip(exact, fast)
    ]
    print(
        f"{model[1]}, --fast-decode: {same} of {len(exact)} photos keep their first class; its "
        f"probability changes by {statistics.median(changes):.4f} in the median, "
        f"{max(changes):.4f} at most"
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scratch", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--photos", type=int, default=2000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--model", default="ig_resnext101_32x8d")
    parser.add_argument(
        "--batch-sizes",
        type=int,
        nargs="+",
        default=[1, 4],
        help="4 is what the program chooses for a folder",
    )
    parser.add_argument("--only", choices=("network", "decoding", "fast"), help="one of the parts")
    arguments = parser.parse_args()
    bench = Bench(arguments)
    size = sum(path.stat().st_size for path in bench.photos.iterdir())
    print(
        f"{arguments.photos} photos, {size / 1e6:.0f} MB, {arguments.threads} threads\n", flush=True
    )
    if arguments.only in (None, "network"):
        for batch in arguments.batch_sizes:
            compare(
                f"(a) {arguments.model}, batch size {batch}",
                arguments.turns,
                lambda batch=batch: bench.large_folder(batch),
                lambda batch=batch: bench.network_alone(
                    batch, max(5, arguments.photos // batch // 4)
                ),
            )
    if arguments.only in (None, "decoding"):
        compare("(b) small network", arguments.turns, bench.small_folder, bench.decoding_alone)
    if arguments.only in (None, "fast"):
        compare(
            "(c) small network, --fast-decode against full decoding",
            arguments.turns,
            lambda: bench.small_folder("--fast-decode"),
            bench.small_folder,
        )
        effect_of_fast_decoding(bench, "-m", "tiny")
        effect_of_fast_decoding(bench, "-m", bench.model, "-w", bench.weights)


if __name__ == "__main__":
    main()

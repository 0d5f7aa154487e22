#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares a Python loop over Pillow images with the program on the same folder of photos.

Photos are those of photos.py, 0.3 to 12 megapixels. Rates leave out what happens before the first
image: the program's is that of the photos beyond --few, from the difference of two runs. Prints a
table of medians over interleaved turns.

    cmake --build build/release
    scripts/bench/python_rate.py --scratch /var/tmp/resnext-bench
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import time

import measuring
import photos

os.environ["RESNEXT_PACKED_CACHE"] = "0"


def seconds_of(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--scratch", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, default=measuring.ROOT / "build/release")
    parser.add_argument("--model", default="ig_resnext101_32x8d")
    parser.add_argument("--few", type=int, default=16)
    parser.add_argument("--photos", type=int, default=80)
    parser.add_argument("--turns", type=int, default=3)
    arguments = parser.parse_args()
    os.environ["RESNEXT_LIBRARY"] = str(arguments.build / "lib/libresnext.so")
    sys.path.insert(0, str(measuring.ROOT / "lib/python"))
    import PIL.Image
    import resnext

    arguments.scratch.mkdir(parents=True, exist_ok=True)
    weights = measuring.checkpoint(arguments.model, arguments.scratch)
    paths = sorted(
        photos.make_photos(
            arguments.scratch / f"python{arguments.photos}", arguments.photos
        ).iterdir()
    )
    model = resnext.Model(arguments.model, weights=weights)
    batch_size = model.batch_size_for_many
    session = resnext.Session(model, batch_size=batch_size)
    program = arguments.build / "app/resnext-classify"

    def run_program(some):
        command = [program, "-m", arguments.model, "-w", weights, "-b", str(batch_size)]
        listed = "\n".join(map(str, some)).encode()
        subprocess.run([*command, "-"], input=listed, stdout=subprocess.DEVNULL, check=True)

    def program_rate():
        few = seconds_of(lambda: run_program(paths[: arguments.few]))
        return (len(paths) - arguments.few) / (seconds_of(lambda: run_program(paths)) - few)

    def loop_over(images):
        return lambda: len(paths) / seconds_of(lambda: session.classify(images()))

    def one_by_one():
        for path in paths:
            model.classify(PIL.Image.open(path))

    ways = {
        "resnext-classify on the folder": program_rate,
        "classify(map(PIL.Image.open, paths))": loop_over(lambda: map(PIL.Image.open, paths)),
        "classify(paths)": loop_over(lambda: paths),
        "for path in paths: classify(Image.open(path))": lambda: len(paths)
        / seconds_of(one_by_one),
    }
    session.classify(paths[:batch_size])
    rates = {name: [] for name in ways}
    for turn in range(arguments.turns):
        for name, rate in ways.items():
            rates[name].append(rate())
            measuring.say(f"turn {turn + 1}: {name}: {rates[name][-1]:.2f}")
    print(
        f"{arguments.model}, batch size {batch_size}, {model.threads} threads, "
        f"{len(paths)} photos, {measuring.cpu_name()}\n"
    )
    print("| way | images/s | of the program, in the same turn |\n|---|---|---|")
    programs = next(iter(rates.values()))
    for name, values in rates.items():
        share = statistics.median(value / program for value, program in zip(values, programs))
        print(f"| {name} | {statistics.median(values):.2f} | {share:.2f} |")


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the speed of two builds of the program: is a change slower than what it replaces?

For each model and batch size, runs `benchmark --synthetic` with the old build and the new one in
turns (A B B A ...), and prints the medians of their p50 and of the ratios turn by turn, with the
range of the ratios. Needs no checkpoint. Run it while nothing else runs.

    scripts/bench/builds.py OLD_PROGRAM NEW_PROGRAM --docs docs/benchmarks.md
"""
import argparse
import json
import os
import pathlib
import statistics

from measuring import MODELS, cpu_name, must_run, say
from tables import put_row

HEAD = ["model", "batch", "old, ms", "new, ms", "new / old", "range"]


def latency(program, model, batch, arguments):
    command = [program, "benchmark", "-m", model, "--synthetic", "-b", batch, "--json"]
    command += ["-r", max(3, arguments.runs // batch), "--warm-up", 2, "-t", arguments.threads]
    return json.loads(must_run(command)[0])["latency_ms"]["p50"]


def compare(model, batch, arguments):
    old, new = [], []
    for turn in range(arguments.turns):
        order = [(arguments.old, old), (arguments.new, new)]
        for program, times in order if turn % 2 == 0 else reversed(order):
            times.append(latency(program, model, batch, arguments))
        say(f"{model}, batch {batch}: old {old[-1]:.1f}, new {new[-1]:.1f} ms")
    ratios = [b / a for a, b in zip(old, new)]
    return (
        f"| {model} | {batch} | {statistics.median(old):.1f} | {statistics.median(new):.1f} | "
        f"{statistics.median(ratios):.3f} | {min(ratios):.3f} to {max(ratios):.3f} |"
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("old", type=pathlib.Path)
    parser.add_argument("new", type=pathlib.Path)
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--batches", default="1,8")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--runs", type=int, default=12, help="images timed in each turn")
    parser.add_argument("--docs", type=pathlib.Path, help="a file whose table is updated")
    arguments = parser.parse_args()
    say(f"CPU {cpu_name()}, {arguments.threads} threads, medians of {arguments.turns} turns")
    for model in arguments.models.split(","):
        for batch in map(int, arguments.batches.split(",")):
            row = compare(model, batch, arguments)
            put_row(arguments.docs, "builds", HEAD, row, key_cells=2)


if __name__ == "__main__":
    main()

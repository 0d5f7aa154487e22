#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the precisions of the IG models with each other and with PyTorch's bfloat16.

    scripts/bench/precisions.py --scratch SCRATCH [--torch] [--docs docs/benchmarks.md]

Each turn runs `benchmark --precision all`, in which the precisions take turns, and with --torch a
process of PyTorch (scripts/bench/peers/torch_peer.py, bf16). The table holds medians of the turns'
medians and of the turns' ratios. SCRATCH keeps random checkpoints of full size.
"""
import json
import pathlib
import statistics
import sys

import numpy as np

from measuring import PEERS, checkpoint, config_file, cpu_name, must_run, option_parser, say
from tables import put_row

HEAD = ["CPU", "model", "batch", "precision", "ms", "f32 / it", "PyTorch bf16 / it", "weights, MB"]


def here(model, batch, options):
    command = [options.build / "app/resnext-classify", "benchmark", "-m", model, "-b", batch]
    command += ["-w", checkpoint(model, options.scratch), "-t", options.threads, "--json"]
    command += ["-r", options.runs, "--warm-up", 2, "--precision", "all"]
    return {p["precision"]: p for p in json.loads(must_run(command)[0])["precisions"]}


def torch_bf16(model, batch, options):
    """Returns the median time in milliseconds."""
    images = options.scratch / f"input{batch}.f32"
    numbers = np.random.default_rng(0).uniform(-2, 2, (batch, 3, 224, 224))
    numbers.astype(np.float32).tofile(images)
    command = [sys.executable, PEERS / "torch_peer.py", "bf16", config_file(model)]
    command += [checkpoint(model, options.scratch), images, options.threads, options.runs]
    return statistics.median(json.loads(must_run([*command, options.scratch / "logits.f32"])[0]))


def measure(model, batch, options):
    """Returns what each turn gave: times here by precision, and PyTorch's or None."""
    turns = []
    for turn in range(options.turns):
        ours = here(model, batch, options)
        peer = torch_bf16(model, batch, options) if options.torch else None
        turns.append((ours, peer))
        times = {name: ours[name]["latency_ms"]["p50"] for name in ours}
        say(f"{model}, batch {batch}, turn {turn}: {times}, PyTorch {peer}")
    return turns


def main():
    parser = option_parser(__doc__, turns=3, runs=10)
    parser.add_argument("--batches", type=lambda text: [int(b) for b in text.split(",")])
    parser.add_argument("--torch", action="store_true", help="time PyTorch too")
    parser.add_argument("--docs", type=pathlib.Path, help="a file whose table is updated")
    options = parser.parse_args()
    say(f"CPU {cpu_name()}, {options.threads} threads, medians of {options.turns} turns")
    for model in options.models.split(","):
        for batch in options.batches or [1, 8]:
            turns = measure(model, batch, options)
            for name in turns[0][0]:
                times = [ours[name]["latency_ms"]["p50"] for ours, _ in turns]
                speedup = statistics.median(ours[name]["speedup"] for ours, _ in turns)
                peer = "-"
                if options.torch:
                    ratios = [there / time for time, (_, there) in zip(times, turns)]
                    peer = f"{statistics.median(ratios):.2f}x"
                row = [cpu_name(), model, batch, name, f"{statistics.median(times):.1f}"]
                row += [f"{speedup:.2f}x", peer, f"{turns[0][0][name]['packed_bytes'] / 1e6:.0f}"]
                put_row(options.docs, "precisions", HEAD, f"| {' | '.join(map(str, row))} |", 4)


if __name__ == "__main__":
    main()

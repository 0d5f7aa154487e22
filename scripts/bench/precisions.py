#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the precisions of the IG models with each other and with the same of other programs.

    scripts/bench/precisions.py --scratch SCRATCH [--torch] [--int8] [--docs docs/benchmarks.md]

Each turn runs `benchmark --precision all`, in which the precisions take turns; with --torch a
process of PyTorch (scripts/bench/peers/torch_peer.py, bf16), with --int8 also ONNX Runtime on a
network with QuantizeLinear and DequantizeLinear, of unsigned activations, and PyTorch's onednn
engine (scripts/bench/peers/int8_peer.py). The table holds medians of the turns' medians and of the
turns' ratios. SCRATCH keeps random checkpoints of full size, and Node's onnxruntime-node
(scripts/bench/peers.sh SCRATCH installs it).
"""
import json
import pathlib
import statistics
import sys

import numpy as np

from measuring import PEERS, checkpoint, config_file, cpu_name, must_run, option_parser, run, say
from tables import put_row

HEAD = ["CPU", "model", "batch", "precision", "ms", "f32 / it", "others / it", "weights, MB"]


def here(model, batch, options):
    command = [options.build / "app/resnext-classify", "benchmark", "-m", model, "-b", batch]
    command += ["-t", options.threads, "--json"]
    command += ["--synthetic"] if options.synthetic else ["-w", checkpoint(model, options.scratch)]
    command += ["-r", options.runs, "--warm-up", 2, "--precision", "all"]
    return {p["precision"]: p for p in json.loads(must_run(command)[0])["precisions"]}


def images_file(batch, scratch):
    path = scratch / f"input{batch}.f32"
    numbers = np.random.default_rng(0).uniform(-2, 2, (batch, 3, 224, 224))
    numbers.astype(np.float32).tofile(path)
    return path


def median_of(command):
    """Runs a peer that prints its milliseconds; returns None if it fails."""
    printed = run(command)
    return printed and statistics.median(json.loads(printed[0]))


def torch_bf16(model, batch, options):
    command = [sys.executable, PEERS / "torch_peer.py", "bf16", config_file(model)]
    command += [checkpoint(model, options.scratch), images_file(batch, options.scratch)]
    return median_of([*command, options.threads, options.runs, options.scratch / "logits.f32"])


def int8_peer(mode, model, batch, options, output):
    command = [sys.executable, PEERS / "int8_peer.py", mode, config_file(model)]
    command += [checkpoint(model, options.scratch), images_file(batch, options.scratch)]
    return [*command, options.threads, options.runs, output]


def onnx_int8(model, batch, options):
    network = options.scratch / f"{model}.u8s8.onnx"
    if not network.exists():
        must_run(int8_peer("u8s8", model, 1, options, network))
    command = ["node", PEERS / "ort_peer.js", options.scratch / "node/node_modules", network]
    command += [images_file(batch, options.scratch), options.threads, options.runs]
    return median_of([*command, options.scratch / "logits.f32"])


def measure(model, batch, options):
    """Returns what each turn gave: times here by precision, and those of others by program."""
    turns = []
    for turn in range(options.turns):
        ours = here(model, batch, options)
        peers = {}
        if options.torch:
            peers["bf16", "PyTorch"] = torch_bf16(model, batch, options)
        if options.int8:
            peers["int8", "ONNX Runtime"] = onnx_int8(model, batch, options)
            command = int8_peer("torch", model, batch, options, options.scratch / "logits.f32")
            peers["int8", "PyTorch"] = median_of(command)
        turns.append((ours, peers))
        times = {name: ours[name]["latency_ms"]["p50"] for name in ours}
        say(f"{model}, batch {batch}, turn {turn}: {times}, {peers}")
    return turns


def compared(turns, precision):
    """Returns how much longer others take in the same precision."""
    texts = []
    for peer in turns[0][1]:
        ratios = [p[peer] / t[precision]["latency_ms"]["p50"] for t, p in turns if p[peer]]
        if peer[0] == precision and ratios:
            texts.append(f"{peer[1]} {statistics.median(ratios):.2f}x")
    return ", ".join(texts) or "-"


def main():
    parser = option_parser(__doc__, turns=3, runs=10)
    parser.add_argument("--batches", type=lambda text: [int(b) for b in text.split(",")])
    parser.add_argument("--synthetic", action="store_true", help="no checkpoint: random weights")
    parser.add_argument("--torch", action="store_true", help="time PyTorch's bfloat16 too")
    parser.add_argument("--int8", action="store_true", help="time the 8-bit integers of others")
    parser.add_argument("--docs", type=pathlib.Path, help="a file whose table is updated")
    options = parser.parse_args()
    say(f"CPU {cpu_name()}, {options.threads} threads, medians of {options.turns} turns")
    for model in options.models.split(","):
        for batch in options.batches or [1, 8]:
            turns = measure(model, batch, options)
            for name in turns[0][0]:
                times = [ours[name]["latency_ms"]["p50"] for ours, _ in turns]
                speedup = statistics.median(ours[name]["speedup"] for ours, _ in turns)
                row = [cpu_name(), model, batch, name, f"{statistics.median(times):.1f}"]
                row += [
                    f"{speedup:.2f}x",
                    compared(turns, name),
                    f"{turns[0][0][name]['packed_bytes'] / 1e6:.0f}",
                ]
                put_row(options.docs, "precisions", HEAD, f"| {' | '.join(map(str, row))} |", 4)


if __name__ == "__main__":
    main()

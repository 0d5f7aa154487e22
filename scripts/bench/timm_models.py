#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the speed of timm's networks here and in ONNX Runtime.

    PYTHONPATH=TIMM scripts/bench/timm_models.py --scratch SCRATCH [--docs docs/benchmarks.md]

TIMM is a checkout of huggingface/pytorch-image-models, SCRATCH a folder in which
scripts/bench/peers.sh has put ONNX Runtime. timm makes each network with random weights and exports
it to ONNX; ONNX Runtime must give timm's logits (within 1e-4 of the largest), and
scripts/dev/compare_timm.py checks ours. Both are timed at 224 pixels, the size of --train-size, in
turns, each turn in a new process with two warm-up runs. The table holds medians of the turns'
medians and of the turns' ratios; "as the first" is the time here against the first model's.
"""
import json
import pathlib
import statistics
import sys

import numpy as np
import timm
import torch

from measuring import PEERS, ROOT, cpu_name, must_run, option_parser, say
from tables import put_row

sys.path.insert(0, str(ROOT / "scripts/dev"))
from compare_timm import condition  # noqa: E402

NAMES = [
    "resnext101_32x8d.fb_wsl_ig1b_ft_in1k",
    "seresnextaa101d_32x8d.sw_in12k_ft_in1k",
    "resnet50.a1_in1k",
    "resnet18.a1_in1k",
]
SIZE = 224
HEAD = ["model", "batch", "here, ms", "ONNX Runtime, ms", "ONNX Runtime / here", "as the first"]


class Network:
    """Files of one network in the scratch folder, and what times it."""

    def __init__(self, name, options):
        self.name, self.options = name, options
        self.folder = options.scratch / "timm" / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.program = options.build.resolve() / "app/resnext-classify"

    def prepare(self):
        """Writes weights, ONNX file and inputs; ends the run if ONNX Runtime gives other logits."""
        torch.manual_seed(0)
        images = torch.rand(max(self.options.batches), 3, SIZE, SIZE).sub(0.5).mul(4)
        for batch in self.options.batches:
            images[:batch].numpy().tofile(self.input(batch))
        model = condition(timm.create_model(self.name), torch.rand(8, 3, 160, 160).sub(0.5).mul(4))
        torch.save(model.state_dict(), self.folder / "weights.pth")
        torch.onnx.export(
            model,
            images[:1],
            str(self.folder / "model.onnx"),
            input_names=["images"],
            output_names=["logits"],
            opset_version=13,
            dynamic_axes={"images": {0: "batch"}, "logits": {0: "batch"}},
        )
        with torch.no_grad():
            expected = model(images[:1]).numpy().ravel()
        self.onnx_runtime(1, 1)
        error = np.abs(np.fromfile(self.folder / "logits.f32", np.float32) - expected).max()
        if error > 1e-4 * np.abs(expected).max():
            raise SystemExit(f"{self.name}: ONNX Runtime's logits differ by {error}")

    def input(self, batch):
        return self.folder / f"input{batch}.f32"

    def here(self, batch, runs):
        command = [self.program, "benchmark", "-m", self.name, "-w", self.folder / "weights.pth"]
        command += ["--train-size", "-t", self.options.threads, "-b", batch, "-r", runs]
        return json.loads(must_run([*command, "--warm-up", 2, "--json"])[0])["latency_ms"]["p50"]

    def onnx_runtime(self, batch, runs):
        command = ["node", PEERS / "ort_peer.js", self.options.scratch / "node/node_modules"]
        command += [self.folder / "model.onnx", self.input(batch), self.options.threads, runs]
        return statistics.median(json.loads(must_run([*command, self.folder / "logits.f32"])[0]))


def measure(networks, batch, options):
    """Returns for each network the milliseconds of each turn, here and in ONNX Runtime."""
    times = {network.name: ([], []) for network in networks}
    for turn in range(options.turns):
        for network in networks:
            here, there = times[network.name]
            here.append(network.here(batch, options.runs))
            there.append(network.onnx_runtime(batch, options.runs))
            say(f"turn {turn}, batch {batch}, {network.name}: {here[-1]:.1f}, {there[-1]:.1f} ms")
    return times


def ratio(above, below):
    return statistics.median(a / b for a, b in zip(above, below))


def main():
    parser = option_parser(__doc__, turns=5, runs=10)
    parser.set_defaults(models=",".join(NAMES))
    parser.add_argument("--batches", type=lambda text: [int(b) for b in text.split(",")])
    parser.add_argument("--docs", type=pathlib.Path, help="a file whose table is updated")
    options = parser.parse_args()
    options.batches = options.batches or [1, 8]
    say(f"CPU {cpu_name()}, {options.threads} threads, medians of {options.turns} turns")
    networks = [Network(name, options) for name in options.models.split(",")]
    for network in networks:
        network.prepare()
    for batch in options.batches:
        times = measure(networks, batch, options)
        for name, (here, there) in times.items():
            row = [name, batch, f"{statistics.median(here):.1f}", f"{statistics.median(there):.1f}"]
            row += [f"{ratio(there, here):.2f}x", f"{ratio(here, times[networks[0].name][0]):.2f}x"]
            put_row(options.docs, "timm-speed", HEAD, f"| {' | '.join(map(str, row))} |", 2)


if __name__ == "__main__":
    main()

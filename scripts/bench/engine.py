#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures time and peak memory of this engine, PyTorch eager and oneDNN's convolutions alone.

For each model, writes a checkpoint with random weights to --scratch (once; 0.36 to 3.3 GB),
measures the three in turns (A B C A B C ...) with batch 1 and the same number of threads, and
prints the medians over the turns as a Markdown table. Peak memory is that of a whole process that
classifies one photo with --weights on the checkpoint, with files in the page cache.

    cmake --build build/release --target resnext-classify onednn_convolutions
    scripts/bench/engine.py --scratch /var/tmp/resnext-bench
"""
import json
import os
import statistics

import numpy

from measuring import PEERS, PHOTO, checkpoint, config_file, cpu_name, must_run, option_parser, say


def measure(model, arguments, build, environment):
    weights = checkpoint(model, arguments.scratch)
    image = arguments.scratch / "image.f32"
    numpy.random.default_rng(0).random((1, 3, 224, 224)).astype("<f4").tofile(image)
    program = build / "app/resnext-classify"
    threads, runs = arguments.threads, arguments.runs
    engine, torch, bare, walls, peaks = [], [], [], [], []
    for turn in range(arguments.turns):
        output, _, _ = must_run(
            [program, "benchmark", "-m", model, "-w", weights, "-t", threads, "-r", runs, "--json"],
            environment,
        )
        engine.append(json.loads(output)["latency_ms"]["p50"])
        output, _, torch_peak = must_run(
            [
                PEERS / "torch_peer.py",
                "eager",
                config_file(model),
                weights,
                image,
                threads,
                runs,
                os.devnull,
            ],
            environment,
        )
        torch.append(statistics.median(json.loads(output)))
        output, _, _ = must_run([build / "bench/onednn_convolutions", model, runs], environment)
        bare.append(float(output))
        _, wall, peak = must_run(
            [program, "-m", model, "-w", weights, "-t", threads, PHOTO], environment
        )
        peaks.append(peak)
        walls.append(wall)
        say(
            f"{model} turn {turn}: engine {engine[-1]:.1f}, PyTorch {torch[-1]:.1f}, bare "
            f"{bare[-1]:.1f} ms; process {walls[-1]:.2f} s"
        )
    size = weights.stat().st_size
    ours, eager, convolutions = map(statistics.median, (engine, torch, bare))
    peak = max(peaks)
    return (
        f"| {model} | {ours:.0f} | {eager:.0f} | {eager / ours:.2f}x | {convolutions:.0f} | "
        f"{ours / convolutions:.2f} | {statistics.median(walls):.2f} | {size / 1e6:.0f} | "
        f"{peak / 1e6:.0f} | {peak / size:.2f} | {torch_peak / 1e6:.0f} |"
    )


def main():
    arguments = option_parser(__doc__, turns=3, runs=7).parse_args()
    arguments.scratch.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "OMP_NUM_THREADS": str(arguments.threads)}
    cap = os.environ.get("ONEDNN_MAX_CPU_ISA", "none")
    print(
        f"CPU {cpu_name()}, {arguments.threads} threads, batch 1, f32, instruction set cap {cap}, "
        f"medians of {arguments.turns} turns.\n"
    )
    print(
        "| model | engine ms | PyTorch eager ms | ratio | oneDNN's convolutions alone ms | "
        "engine / alone | process s | checkpoint MB | peak MB | peak / checkpoint | "
        "PyTorch peak MB |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for model in arguments.models.split(","):
        print(measure(model, arguments, arguments.build.resolve(), environment), flush=True)


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""Time and peak memory of this engine, PyTorch eager and oneDNN's bare convolutions, in one run.

For each model a checkpoint with random weights is written to --scratch (once; 0.36 to 3.3 GB),
then the three are measured in turns (A B C A B C ...), batch 1, the same number of threads, and
medians over the turns are printed as a Markdown table. Peak memory is of a whole process that
classifies one photo with --weights on the checkpoint, files in the page cache.

    cmake --build build/release --target resnext-classify onednn_convolutions
    scripts/bench/engine.py --scratch /var/tmp/resnext-bench
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MODELS = ["ig_resnext101_32x8d", "ig_resnext101_32x16d", "ig_resnext101_32x32d",
          "ig_resnext101_32x48d"]

TORCH = """
import json, sys, time, torch
from torchvision.models.resnet import Bottleneck, ResNet
config, path, threads, runs = json.loads(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(threads)
model = ResNet(Bottleneck, config["layers"], num_classes=1000, groups=config["cardinality"],
               width_per_group=config["base_width"])
model.load_state_dict(torch.load(path))
model.eval()
image = torch.rand(1, 3, 224, 224)
seconds = []
with torch.no_grad():
    for run in range(runs + 2):
        start = time.perf_counter()
        model(image)
        seconds.append(time.perf_counter() - start)
print(sorted(seconds[2:])[runs // 2] * 1e3)
"""


def run(command, environment):
    """(standard output, peak resident bytes, wall seconds) of a process that must succeed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{command[0]} failed")
    return output, usage.ru_maxrss * 1024, time.perf_counter() - start


def measure(model, arguments, build, environment):
    config = json.loads((ROOT / f"configs/models/{model}.json").read_text())
    checkpoint = arguments.scratch / f"{model}.pth"
    if not checkpoint.exists():
        subprocess.run([sys.executable, ROOT / "scripts/make_checkpoint.py", "--config",
                        ROOT / f"configs/models/{model}.json", "--format", "legacy",
                        "--no-num-batches-tracked", "--calibration-batch", "2", "--output",
                        checkpoint], check=True, stdout=sys.stderr)
    program = build / "app/resnext-classify"
    threads, runs = str(arguments.threads), str(arguments.runs)
    engine, torch, bare, walls, peaks = [], [], [], [], []
    for turn in range(arguments.turns):
        output, _, _ = run([program, "benchmark", "-m", model, "-w", checkpoint, "-t", threads,
                            "-r", runs, "--json"], environment)
        engine.append(json.loads(output)["latency_ms"]["p50"])
        output, torch_peak, _ = run([sys.executable, "-c", TORCH, json.dumps(config), checkpoint,
                                     threads, runs], environment)
        torch.append(float(output))
        output, _, _ = run([build / "scripts/bench/onednn_convolutions", model, runs], environment)
        bare.append(float(output))
        _, peak, wall = run([program, "-m", model, "-w", checkpoint, "-t", threads,
                             ROOT / "docs/samples/chelsea.png"], environment)
        peaks.append(peak)
        walls.append(wall)
        print(f"{model} turn {turn}: engine {engine[-1]:.1f}, PyTorch {torch[-1]:.1f}, bare "
              f"{bare[-1]:.1f} ms; process {walls[-1]:.2f} s", file=sys.stderr, flush=True)
    size = checkpoint.stat().st_size
    ours, eager, convolutions = map(statistics.median, (engine, torch, bare))
    peak = max(peaks)
    return (f"| {model} | {ours:.0f} | {eager:.0f} | {eager / ours:.2f}x | {convolutions:.0f} | "
            f"{ours / convolutions:.2f} | {statistics.median(walls):.2f} | {size / 1e6:.0f} | "
            f"{peak / 1e6:.0f} | {peak / size:.2f} | {torch_peak / 1e6:.0f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scratch", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    arguments.scratch.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "OMP_NUM_THREADS": str(arguments.threads)}
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                if line.startswith("model name")), platform.processor())
    cap = os.environ.get("ONEDNN_MAX_CPU_ISA", "none")
    print(f"CPU {cpu}, {arguments.threads} threads, batch 1, f32, instruction set cap {cap}, "
          f"medians of {arguments.turns} turns.\n")
    print("| model | engine ms | PyTorch eager ms | ratio | oneDNN's convolutions alone ms | "
          "engine / alone | process s | checkpoint MB | peak MB | peak / checkpoint | PyTorch peak MB |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for model in arguments.models.split(","):
        print(measure(model, arguments, arguments.build.resolve(), environment), flush=True)


if __name__ == "__main__":
    main()

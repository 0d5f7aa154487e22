# SPDX-License-Identifier: Apache-2.0
"""Shared by the benchmarks against other programs: options, checkpoints, measured processes."""
import argparse
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PEERS = ROOT / "scripts/bench/peers"
PHOTO = ROOT / "docs/samples/chelsea.png"
MODELS = [
    "ig_resnext101_32x8d",
    "ig_resnext101_32x16d",
    "ig_resnext101_32x32d",
    "ig_resnext101_32x48d",
]


# Only the measurement of packed weights keeps any, and never in the user's own cache.
os.environ["RESNEXT_PACKED_CACHE"] = "0"


def say(text):
    print(text, file=sys.stderr, flush=True)


def option_parser(description, turns, runs):
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scratch", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--turns", type=int, default=turns)
    parser.add_argument("--runs", type=int, default=runs)
    return parser


def cpu_name():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        return next(line.split(":")[1].strip() for line in file if line.startswith("model name"))


def config_file(model):
    return ROOT / f"configs/models/{model}.json"


def checkpoint(model, scratch):
    """Returns a file of random, well-scaled weights, written on first use."""
    path = scratch / f"{model}.pth"
    if not path.exists():
        subprocess.run(
            [
                sys.executable,
                ROOT / "scripts/dev/make_checkpoint.py",
                "--config",
                config_file(model),
                "--format",
                "legacy",
                "--no-num-batches-tracked",
                "--calibration-batch",
                "2",
                "--output",
                path,
            ],
            check=True,
            stdout=sys.stderr,
        )
    return path


def run(command, environment=None):
    """Returns (standard output, wall seconds, peak resident bytes); None if the process failed."""
    start = time.perf_counter()
    process = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    output = process.stdout.read()
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status != 0:
        say(f"{command[0]} {command[1]} failed: {complaint.decode(errors='replace')[-500:]}")
        return None
    return output, time.perf_counter() - start, usage.ru_maxrss * 1024


def must_run(command, environment=None):
    """As run(), but ends the benchmark if the process failed."""
    result = run(command, environment)
    if not result:
        raise SystemExit(1)
    return result

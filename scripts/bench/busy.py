#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures how the program and its peers fare while other processes keep the CPUs busy.

Runs each task beside 0, 1, 2 and 4 processes that never sleep, in turns (A B C A B C ...), and
prints the medians and how they compare with a fair share of the CPUs: with T threads on T CPUs and
L other processes, (T + L) / T times the idle time. Tasks: the network of one image in
resnext-classify, ONNX Runtime and PyTorch (traced), then whole commands.

Run scripts/bench/peers.sh SCRATCH first: it installs the peers. Needs some 2 GB in SCRATCH.

    scripts/bench/busy.py --scratch SCRATCH --docs docs/benchmarks.md
"""
import functools
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

from measuring import cpu_name, must_run, option_parser, say
from peers import ORT, OURS, TRACED, Model
from photos import make_photos
from tables import put_row

LOADS = [0, 1, 2, 4]
CLASSES = ["n02123045", "n07920052"]  # tabby, espresso


class Tasks:
    """What is timed with one model; each task returns milliseconds."""

    def __init__(self, name, arguments):
        self.model = Model(name, arguments)
        self.model.prepare()
        self.runs = arguments.runs
        self.photos = make_photos(arguments.scratch / "busy/photos", arguments.photos)
        self.classes = arguments.scratch / "busy/classes"
        for index, photo in enumerate(sorted(self.photos.iterdir())):
            folder = self.classes / CLASSES[index % len(CLASSES)]
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(photo, folder)
        self.logits = arguments.scratch / "busy/logits.f32"

    def network(self, peer):
        output, _, _ = must_run(self.model.command(peer, 1, self.runs, self.logits))
        times = json.loads(output)
        return times["latency_ms"]["p50"] if peer == OURS else statistics.median(times)

    def command(self, name, *words):
        """Times a command, or a classification if `name` is empty; OUT stands for a new path."""
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder) / "out"
            options = ["-m", self.model.name, "-w", self.model.checkpoint]
            options += ["-t", self.model.arguments.threads]
            options += [out if word == "OUT" else word for word in words]
            program = [self.model.program, name] if name else [self.model.program]
            _, seconds, _ = must_run([*program, *options])
        return 1000 * seconds

    def all(self):
        return {
            OURS: functools.partial(self.network, OURS),
            ORT: functools.partial(self.network, ORT),
            TRACED: functools.partial(self.network, TRACED),
            "classify, one photo": functools.partial(self.command, "", self.model.photo),
            "classify, a folder": functools.partial(self.command, "", self.photos),
            "features": functools.partial(
                self.command, "features", "--format", "npy", "-o", "OUT", self.photos
            ),
            "evaluate": functools.partial(self.command, "evaluate", "--data", self.classes),
            "finetune": functools.partial(
                self.command, "finetune", "--data", self.classes, "--no-cache", "--out", "OUT"
            ),
        }


def measure(tasks, loads, turns):
    """Returns task -> load -> milliseconds in each turn."""
    times = {task: {load: [] for load in loads} for task in tasks}
    for turn in range(turns):
        for load in loads:
            busy = [
                subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(load)
            ]
            try:
                for task, measured in tasks.items():
                    times[task][load].append(measured())
                    say(f"turn {turn}, beside {load}: {task} {times[task][load][-1]:.0f} ms")
            finally:
                for process in busy:
                    process.kill()
                    process.wait()
    return times


def main():
    parser = option_parser(__doc__, turns=3, runs=15)
    parser.set_defaults(models="ig_resnext101_32x8d")
    parser.add_argument("--photos", type=int, default=12)
    parser.add_argument("--tasks", help="only those whose names contain one of these, with commas")
    parser.add_argument("--docs", type=pathlib.Path, help="a file whose table is updated")
    arguments = parser.parse_args()
    arguments.scratch.mkdir(parents=True, exist_ok=True)
    arguments.batches = []
    say(f"CPU {cpu_name()}, {arguments.threads} threads, medians of {arguments.turns} turns")
    head = ["model", "task", "idle, ms", *(f"beside {load}, ms" for load in LOADS[1:])]
    head += [f"beside {load} / fair" for load in LOADS[1:]]
    for model in arguments.models.split(","):
        tasks = Tasks(model, arguments).all()
        wanted = arguments.tasks.split(",") if arguments.tasks else [""]
        tasks = {task: tasks[task] for task in tasks if any(word in task for word in wanted)}
        for task, times in measure(tasks, LOADS, arguments.turns).items():
            medians = {load: statistics.median(values) for load, values in times.items()}
            fair = {
                load: medians[0] * (arguments.threads + load) / arguments.threads
                for load in LOADS[1:]
            }
            row = [model, task, *(f"{medians[load]:.0f}" for load in LOADS)]
            row += [f"{medians[load] / fair[load]:.2f}x" for load in LOADS[1:]]
            put_row(arguments.docs, "busy", head, "| " + " | ".join(row) + " |", key_cells=2)


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares this program with PyTorch, ONNX Runtime and OpenCV's DNN; run it through peers.sh.

For each model, one checkpoint with random, well-scaled weights is written to --scratch and exported
to ONNX. All programs must give the same logits for the same photo (within 1e-4 of the largest).
Then they are timed in turns (A B C D A B C D ...), each turn in a new process with two warm-up
runs; the tables hold the median over the runs of all turns and the spread of the turns' medians.
Last come whole processes for one photo: wall time and peak memory with files in the page cache, and
wall time with a cold cache where it can be dropped (root). ONNX Runtime's process reads a tensor
that was prepared before; ours and PyTorch's decode and resize the photo. Ours runs twice: as later
starts do, with weights packed by an earlier one, and with --packed-cache 0, which shows how long
the very first start takes to answer; "first" is that start as a whole, until its packed weights are
kept.

--cpu hides newer instructions from all programs (older_cpu.cpp). --docs puts the rows into the
tables of docs/benchmarks.md; a table "processes" holds wall s / peak MB / wall s with a cold cache.
"""
import json
import os
import pathlib
import shutil
import statistics

import numpy
from PIL import Image

from measuring import PEERS, PHOTO, checkpoint, config_file, cpu_name, option_parser, run, say
from tables import put_row

OURS, UNPACKED, EAGER, TRACED, ORT, OPENCV = (
    "resnext-classify",
    "without packed weights",
    "PyTorch eager",
    "PyTorch traced",
    "ONNX Runtime",
    "OpenCV DNN",
)


def pretend(cpu, build):
    """Makes later child processes take the machine's CPU for an older one."""
    library = build.resolve() / "bench/libolder_cpu.so"
    if not library.exists():
        raise SystemExit(f"{library} is missing: cmake --build {build} --target older_cpu")
    os.environ.update(
        {
            "OLDER_CPU": cpu,
            "LD_PRELOAD": str(library),
            "ONEDNN_MAX_CPU_ISA": {"avx2": "AVX2", "avx512": "AVX512_CORE_BF16"}[cpu],
        }
    )


LATENCY_HEAD = [
    "model",
    "batch",
    OURS + " ms",
    ORT + " ms",
    TRACED + " ms",
    EAGER + " ms",
    OPENCV + " ms",
    "our images/s",
]
PROCESS_HEAD = [
    "model",
    OURS,
    UNPACKED,
    ORT,
    EAGER,
    "the very first start, s",
    "our peaks / checkpoint",
]


def write_photo(scratch):
    """Returns the sample as a JPEG file, as most photos are; written on first use."""
    path = scratch / "photo.jpg"
    if not path.exists():
        Image.open(PHOTO).convert("RGB").save(path, quality=90)
    return path


def write_input(path, config, batch):
    """Writes the photo `batch` times as raw f32 NCHW, resized and cropped by Pillow like timm."""
    image = Image.open(write_photo(path.parent)).convert("RGB")
    width, height = image.size
    short = 256
    long = int(short * max(width, height) / min(width, height))
    image = image.resize((short, long) if width <= height else (long, short), Image.BILINEAR)
    left, top = (round((side - 224) / 2.0) for side in image.size)
    pixels = numpy.asarray(image.crop((left, top, left + 224, top + 224)), numpy.float32) / 255
    mean, std = (
        numpy.array(config["preprocessing"][key], numpy.float32) for key in ("mean", "std")
    )
    planes = ((pixels - mean) / std).transpose(2, 0, 1)
    numpy.repeat(planes[None], batch, 0).astype("<f4").tofile(path)


class Model:
    """Files of one model in the scratch folder, and the commands that run them."""

    def __init__(self, name, arguments):
        self.name, self.arguments, self.scratch = name, arguments, arguments.scratch
        self.config_file = config_file(name)
        self.config = json.loads(self.config_file.read_text())
        self.checkpoint = checkpoint(name, self.scratch)
        self.onnx = self.scratch / name / "model.onnx"
        self.photo = write_photo(self.scratch)
        self.program = arguments.build.resolve() / "app/resnext-classify"

    def prepare(self):
        for batch in {1, *self.arguments.batches}:
            write_input(self.input(batch), self.config, batch)
        if not self.onnx.exists():
            self.onnx.parent.mkdir(exist_ok=True)
            partial = self.onnx.with_name("partial.onnx")
            if run(
                [
                    PEERS / "torch_peer.py",
                    "export",
                    self.config_file,
                    self.checkpoint,
                    self.input(1),
                    self.arguments.threads,
                    0,
                    partial,
                ]
            ):
                partial.rename(self.onnx)

    def input(self, batch):
        return self.scratch / f"input{batch}.f32"

    def command(self, peer, batch, runs, logits):
        threads = self.arguments.threads
        if peer == OURS:
            return [
                self.program,
                "benchmark",
                "-m",
                self.name,
                "-w",
                self.checkpoint,
                "-t",
                threads,
                "-r",
                runs,
                "-b",
                batch,
                "--warm-up",
                2,
                "--json",
            ]
        if peer in (EAGER, TRACED):
            return [
                PEERS / "torch_peer.py",
                "eager" if peer == EAGER else "traced",
                self.config_file,
                self.checkpoint,
                self.input(batch),
                threads,
                runs,
                logits,
            ]
        if peer == ORT:
            return [
                "node",
                PEERS / "ort_peer.js",
                self.scratch / "node/node_modules",
                self.onnx,
                self.input(batch),
                threads,
                runs,
                logits,
            ]
        return [PEERS / "opencv_peer.py", self.onnx, self.input(batch), threads, runs, logits]

    def process_command(self, peer):
        threads = self.arguments.threads
        if peer in (OURS, UNPACKED):
            return [
                self.program,
                "-m",
                self.name,
                "-w",
                self.checkpoint,
                "-t",
                threads,
                "--packed-cache",
                10 if peer == OURS else 0,
                self.photo,
            ]
        if peer == EAGER:
            return [
                PEERS / "torch_process.py",
                self.config_file,
                self.checkpoint,
                self.photo,
                threads,
            ]
        return self.command(ORT, 1, 0, self.scratch / "logits.f32")


def our_logits(model):
    output, _, _ = run(
        [
            model.program,
            "-m",
            model.name,
            "-w",
            model.checkpoint,
            "--scores",
            "logits",
            "--top-k",
            1000,
            model.photo,
        ]
    )
    logits = numpy.empty(1000, numpy.float32)
    for prediction in json.loads(output)["predictions"]:
        logits[prediction["index"]] = prediction["logit"]
    return logits


def check_logits(model, peers):
    """Returns the peers that can run the model; ends the run if logits differ."""
    expected = our_logits(model)
    able = [OURS]
    for peer in peers[1:]:
        file = model.scratch / "logits.f32"
        file.unlink(missing_ok=True)
        if not run(model.command(peer, 1, 1, file)):
            continue
        logits = numpy.fromfile(file, "<f4")[:1000]
        error = float(abs(logits - expected).max() / abs(expected).max())
        same = (numpy.argsort(-logits)[:5] == numpy.argsort(-expected)[:5]).all()
        say(
            f"{model.name}: {peer}'s logits differ by {error:.1e} of the largest, top-5 "
            f"{'the same' if same else 'NOT the same'}"
        )
        if error > 1e-4 or not same:
            raise SystemExit(f"{peer} gives other logits")
        able.append(peer)
    return able


def time_batches(model, peers, batch):
    """Returns {peer: (median, lowest and highest median of a turn)} in milliseconds per batch."""
    turns = {peer: [] for peer in peers}
    for turn in range(model.arguments.turns):
        for peer in peers:
            result = run(
                model.command(peer, batch, model.arguments.runs, model.scratch / "logits.f32")
            )
            if not result:
                continue
            found = json.loads(result[0])
            turns[peer].append(
                found["latency_ms"]["p50"] if peer == OURS else statistics.median(found)
            )
        say(
            f"{model.name} batch {batch} turn {turn}: "
            + ", ".join(f"{peer} {times[-1]:.1f}" for peer, times in turns.items() if times)
        )
    return {
        peer: (statistics.median(times), min(times), max(times))
        for peer, times in turns.items()
        if times
    }


def drop_caches():
    """Empties the page cache; returns whether that is permitted."""
    try:
        os.sync()
        pathlib.Path("/proc/sys/vm/drop_caches").write_text("3\n", encoding="ascii")
        return True
    except OSError:
        return False


def time_processes(model, peers):
    """Returns {peer: (wall seconds, peak bytes, cold wall seconds or None)} and the first start's
    seconds."""
    cache = model.scratch / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}

    def start(peer):
        return run(model.process_command(peer), environment)

    first = start(OURS)
    found = {peer: [] for peer in (OURS, UNPACKED, ORT, EAGER) if peer in (*peers, UNPACKED)}
    cold = dict.fromkeys(found)
    for turn in range(model.arguments.turns + 1):  # the first only fills the page cache
        for peer in found:
            result = start(peer)
            if turn and result:
                found[peer].append(result[1:])
        say(
            f"{model.name} process turn {turn}: "
            + ", ".join(
                f"{peer} {results[-1][0]:.2f} s" for peer, results in found.items() if results
            )
        )
    for peer in found:
        if drop_caches():
            result = start(peer)
            cold[peer] = result and result[1]
    shutil.rmtree(cache, ignore_errors=True)
    return {
        peer: (
            statistics.median(wall for wall, _ in results),
            max(peak for _, peak in results),
            cold[peer],
        )
        for peer, results in found.items()
        if results
    }, first and first[1]


def latency_row(model, batch, times):
    ours = times[OURS][0]
    cells = []
    for peer in (OURS, ORT, TRACED, EAGER, OPENCV):
        if peer not in times:
            cells.append("-")
            continue
        median, least, most = times[peer]
        ratio = "" if peer == OURS else f" = {median / ours:.2f}x"
        cells.append(f"{median:.0f} ({least:.0f}-{most:.0f}){ratio}")
    return f"| {model.name} | {batch} | " + " | ".join(cells) + f" | {batch * 1e3 / ours:.2f} |"


def process_row(model, processes, first):
    if OURS not in processes or UNPACKED not in processes:
        raise SystemExit(f"{model.name}: this program can't classify the photo")
    cells = []
    for peer in (OURS, UNPACKED, ORT, EAGER):
        if peer not in processes:
            cells.append("-")
            continue
        wall, peak, cold = processes[peer]
        ratio = "" if peer == OURS else f" = {wall / processes[OURS][0]:.1f}x"
        cells.append(f"{wall:.2f}{ratio} / {peak / 1e6:.0f} / " + (f"{cold:.2f}" if cold else "-"))
    size = model.checkpoint.stat().st_size
    peaks = " and ".join(f"{processes[peer][1] / size:.2f}" for peer in (OURS, UNPACKED))
    cells.append(f"{first:.2f}" if first else "-")
    return f"| {model.name} | " + " | ".join(cells) + f" | {peaks} |"


def main():
    parser = option_parser(__doc__, turns=5, runs=5)
    parser.add_argument(
        "--batches", type=lambda text: [int(n) for n in text.split(",")], default=[1, 8]
    )
    parser.add_argument(
        "--cpu",
        choices=["avx2", "avx512"],
        help="compare as on a CPU that has this and nothing newer",
    )
    parser.add_argument(
        "--docs", type=pathlib.Path, help="put the rows into the tables of this Markdown file"
    )
    arguments = parser.parse_args()
    if arguments.cpu:
        pretend(arguments.cpu, arguments.build)
    print(
        f"CPU {cpu_name()}{' as ' + arguments.cpu if arguments.cpu else ''}, {arguments.threads} "
        f"threads, f32, {arguments.turns} turns of {arguments.runs} runs.",
        flush=True,
    )
    cpu = f" {arguments.cpu}" if arguments.cpu else ""
    for name in arguments.models.split(","):
        model = Model(name, arguments)
        model.prepare()
        able = check_logits(model, [OURS, ORT, TRACED, EAGER, OPENCV])
        for batch in arguments.batches:
            row = latency_row(model, batch, time_batches(model, able, batch))
            put_row(arguments.docs, "latency" + cpu, LATENCY_HEAD, row, 2)
        row = process_row(model, *time_processes(model, able))
        put_row(arguments.docs, "processes" + cpu, PROCESS_HEAD, row, 1)


if __name__ == "__main__":
    main()

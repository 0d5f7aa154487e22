#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Classifies 200,000 images again and again, and kills the program at random moments.

    scripts/dev/soak/soak.py --scratch DIR [--minutes 60] [--images 200000]

DIR gets a folder of links to a few small images, some of them broken, and a small random model.
Rounds take turns: a run over the folder that nobody disturbs, whose memory must stay flat (the peak
of its last quarter is at most 5 % above that of its second); a run with --resume that is killed
(SIGKILL, SIGTERM, SIGINT) and started again until it is done; and shards that are killed in the
same way and merged. After each round every image must have exactly one record, in order, with the
same predictions as all other links to its file, or the error that was put there.

No round begins once the program has run for the given time. A second call with the same DIR goes
on: finished rounds are in DIR/rounds.jsonl, and their time counts. Ends with a summary for
docs/robustness.md, or with exit code 1 at the first thing that is wrong.
"""
import argparse
import itertools
import json
import os
import pathlib
import subprocess
import sys

import photos
import process
import records

sys.path.insert(0, str(photos.ROOT / "test/support"))
sys.path.insert(0, str(photos.ROOT / "scripts/slurm"))

import merge_parts  # noqa: E402
import tiny_checkpoint  # noqa: E402

SHARDS = 4
MOST_GROWTH = 0.05


def write_model(folder):
    """Writes a random network that looks at 32 x 32 pixels, so that a round takes minutes."""
    config = tiny_checkpoint.hub_config()["pretrained_cfg"] | {"input_size": [3, 32, 32]}
    tiny_checkpoint.write_model_folder(folder, pretrained_cfg=config)


class Soak:
    def __init__(self, options):
        self.scratch = options.scratch.resolve()
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.photos = photos.Photos(self.scratch, options.images)
        self.photos.write()
        write_model(self.scratch / "model")
        self.program = process.Program(
            options.program.resolve(), self.scratch / "model", self.scratch, options.seed
        )
        self.kill_after = options.kill_after
        self.checker = records.Checker(self.photos)

    def moment(self):
        return self.program.random.uniform(*self.kill_after)

    def undisturbed(self):
        """Returns what is known of a run over the folder from its beginning to its end."""
        memory, _ = self.program.run(["-o", "folder.jsonl", "--force", "photos"])
        growth = memory.growth()
        assert growth <= MOST_GROWTH, f"memory has grown by {growth:.1%}: {memory.peaks(10)}"
        found = self.checker.check(self.scratch / "folder.jsonl", range(self.photos.count))
        curve = [round(peak, 1) for peak in memory.peaks(10)]
        return {"records": found[0], "failed": found[1], "growth": round(growth, 4), "mib": curve}

    def until_done(self, file, *arguments):
        """Kills and restarts a run until it is done; returns its peak of memory."""
        peak = 0
        while True:
            memory, sent = self.program.run(["--resume", file, "photos", *arguments], self.moment())
            peak = max([peak, *memory.samples])
            if sent is None:
                return peak
            if sent.name != "SIGKILL" and (self.scratch / file).exists():
                records.check_whole_lines(self.scratch / file)

    def resumed(self):
        """Returns the same of a run that is killed and resumed."""
        (self.scratch / "resumed.jsonl").unlink(missing_ok=True)
        peak = self.until_done("resumed.jsonl")
        found = self.checker.check(self.scratch / "resumed.jsonl", range(self.photos.count))
        return {"records": found[0], "failed": found[1], "mib": [round(peak, 1)]}

    def shards(self):
        """Returns the same of shards that are killed and resumed, and merged."""
        parts = self.scratch / "parts"
        parts.mkdir(exist_ok=True)
        numbers = [[] for _ in range(SHARDS)]
        for number in range(self.photos.count):
            hashed = merge_parts.stable_hash(os.fsencode(self.photos.path(number)))
            numbers[hashed % SHARDS].append(number)
        peak = 0
        for k in range(1, SHARDS + 1):
            file = f"parts/part-{k}-of-{SHARDS}.jsonl"
            (self.scratch / file).unlink(missing_ok=True)
            peak = max(peak, self.until_done(file, "--shard", f"{k}/{SHARDS}"))
        self.merge(parts)
        order = itertools.chain(*numbers)
        found = self.checker.check(self.scratch / "merged.jsonl", order)
        return {"records": found[0], "failed": found[1], "mib": [round(peak, 1)]}

    def merge(self, parts):
        paths = map(self.photos.path, range(self.photos.count))
        (self.scratch / "list.txt").write_text("".join(f"{path}\n" for path in paths))
        script = photos.ROOT / "scripts/slurm/merge_parts.py"
        output = ["--output", self.scratch / "merged.jsonl"]
        subprocess.run(
            [sys.executable, script, parts, *output, "--files-from", self.scratch / "list.txt"],
            check=True,
        )


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    program = photos.ROOT / "build/release/app/resnext-classify"
    parser.add_argument("--program", type=pathlib.Path, default=program)
    parser.add_argument("--scratch", type=pathlib.Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--images", type=int, default=200_000)
    parser.add_argument("--kill-after", type=float, nargs=2, default=(2, 60), metavar="SECONDS")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def read_rounds(file):
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def print_summary(rounds):
    print("\n| round | minutes | records | failed images | kills | memory, MiB |")
    print("|---|---|---|---|---|---|")
    for found in rounds:
        kills = ", ".join(f"{name} {n}" for name, n in found["kills"].items() if n) or "-"
        mib = " ".join(map(str, found["mib"]))
        print(f"| {found['kind']} | {found['seconds'] / 60:.1f} | {found['records']} | "
              f"{found['failed']} | {kills} | {mib} |")  # fmt: skip
    kills = sum(sum(found["kills"].values()) for found in rounds)
    minutes = sum(found["seconds"] for found in rounds) / 60
    total = sum(found["records"] for found in rounds)
    growth = max((found["growth"] for found in rounds if "growth" in found), default=0)
    print(f"\n{minutes:.0f} minutes, {len(rounds)} rounds, {kills} kills, {total} records; "
          f"memory of undisturbed runs grew by at most {growth:.1%}")  # fmt: skip


def main():
    options = parse_arguments()
    soak = Soak(options)
    log = soak.scratch / "rounds.jsonl"
    rounds = read_rounds(log)
    kinds = [soak.undisturbed, soak.resumed, soak.shards]
    while sum(found["seconds"] for found in rounds) < options.minutes * 60:
        kind = kinds[len(rounds) % len(kinds)]
        before, begin = dict(soak.program.kills), soak.program.seconds
        try:
            found = kind()
        except AssertionError as error:
            print(f"{kind.__name__}: {error}", file=sys.stderr)
            return 1
        kills = {name: n - before[name] for name, n in soak.program.kills.items()}
        seconds = soak.program.seconds - begin
        rounds.append({"kind": kind.__name__, "seconds": seconds, "kills": kills, **found})
        with open(log, "a", encoding="utf-8") as file:
            file.write(json.dumps(rounds[-1]) + "\n")
        print(rounds[-1], flush=True)
    print_summary(rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())

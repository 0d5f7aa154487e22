#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what two builds of the program print and write, byte for byte.

Usage: compare_outputs.py OLD_PROGRAM NEW_PROGRAM [--keep DIR] [--only TEXT] [--part K/N]

Runs the same command lines with both, in the same folder of models, photos and lists, which is
restored between runs, and compares standard output, standard error, the exit code and every file
that was written: its kind, permissions and content. Prints a short diff for each case that differs.
A case that differs is run with OLD once more, to tell chance from a change.

Exit codes: 0 no case differs, 1 some do. Needs PyTorch, NumPy and Pillow, as the tests do; as root
it also compares what a full device and an unreadable file lead to.
"""

import argparse
import difflib
import os
import pathlib
import re
import sys
import tempfile

from output_cases import catalogue, normalise, steps
from output_cases.workplace import PRIVATE, Workplace

SHORT = 12  # lines of a diff that are shown of each part


def observe(program, case, workplace):
    """{part: bytes} of a case: what each step printed, and the files in the end."""
    result = {}
    only_shape = any(getattr(step, "only_shape", False) for step in case.steps)
    for number, step in enumerate(case.steps, start=1):
        if callable(step):
            try:
                step(workplace.folder)
            except OSError as error:  # the step before wrote nothing that this one could change
                result[f"step {number}"] = str(error).encode()
            continue
        for part, data in steps.run(program, step, workplace.folder).items():
            result[f"step {number} {part}" if len(case.steps) > 1 else part] = data
    for name, data in workplace.changes().items():
        result[f"file {name}"] = data
    workplace.restore()
    parts = {
        part: normalise.normalised(part, data, program, only_shape) for part, data in result.items()
    }
    features = any("features" in getattr(step, "arguments", ()) for step in case.steps)
    return normalise.without_run_ids(parts) if features else parts


def lines_of(data):
    if b"\0" in data:
        return [f"{len(data)} bytes of binary data"]
    return [line[:300] for line in data.decode(errors="backslashreplace").splitlines()]


def first_difference(old, new):
    place = next((i for i, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
    near = slice(max(0, place - 40), place + 60)
    return [f"@@ byte {place} of {len(old)} and {len(new)}", f"-{old[near]!r}", f"+{new[near]!r}"]


def differences(old, new):
    """Lines that say in what the two observations of a case differ."""
    text = []
    for part in sorted(old.keys() | new.keys()):
        before, after = old.get(part), new.get(part)
        if before == after:
            continue
        text.append(
            f"  {part}"
            + (" (only OLD)" if after is None else "")
            + (" (only NEW)" if before is None else "")
        )
        diff = list(
            difflib.unified_diff(lines_of(before or b""), lines_of(after or b""), lineterm="", n=0)
        )[2:]
        if before and after and (not diff or max(map(len, diff)) >= 300):
            diff = first_difference(before, after)
        text += [f"    {line}" for line in diff[:SHORT]]
        text += [f"    ... {len(diff) - SHORT} more lines"] if len(diff) > SHORT else []
    return text


def keep(folder, case, name, observed):
    target = folder / re.sub(r"[^\w.-]+", "_", case.name) / name
    target.mkdir(parents=True, exist_ok=True)
    for part, data in observed.items():
        safe = re.sub(r"[/%]", "_", part).encode(errors="surrogateescape")[:200]
        (target / os.fsdecode(safe)).write_bytes(data)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("old", type=pathlib.Path, metavar="OLD_PROGRAM")
    parser.add_argument("new", type=pathlib.Path, metavar="NEW_PROGRAM")
    parser.add_argument(
        "--keep",
        type=pathlib.Path,
        metavar="DIR",
        help="where to leave what both printed and wrote in cases that differ",
    )
    parser.add_argument("--only", default="", metavar="TEXT", help="cases with this in their name")
    parser.add_argument(
        "--part",
        type=lambda text: [int(number) for number in text.split("/")],
        default=(1, 1),
        metavar="K/N",
        help="every Nth case, from the Kth on, for several processes at once",
    )
    arguments = parser.parse_args()
    arguments.old, arguments.new = arguments.old.resolve(), arguments.new.resolve()
    return arguments


def print_rules():
    for applies, pattern, replacement, why in normalise.NORMALISED:
        print(f"normalised in {applies}: {pattern.decode()} -> {replacement.decode()} ({why})")
    for pattern, why in PRIVATE:
        print(f"not compared: files named {pattern} ({why})")
    print(f"normalised: {normalise.RUN_IDS}")
    print("normalised: the program's folder; of `benchmark`, all numbers (times)", flush=True)


def is_equal(case, arguments, workplace):
    """Returns whether a case has the same outcome with both programs; prints what differs."""
    old, new = (observe(program, case, workplace) for program in (arguments.old, arguments.new))
    text = differences(old, new)
    if text:
        print(f"\n{case.name}", *text, sep="\n")
        if differences(old, observe(arguments.old, case, workplace)):
            print("  (OLD differs from run to run here)")
        sys.stdout.flush()
        if arguments.keep:
            keep(arguments.keep, case, "old", old)
            keep(arguments.keep, case, "new", new)
    return not text


def main():
    arguments = parse_arguments()
    print_rules()
    with tempfile.TemporaryDirectory(prefix="compare-outputs-") as scratch:
        os.chmod(scratch, 0o755)  # for the case that runs as another user
        workplace = Workplace(pathlib.Path(scratch))
        part, parts = arguments.part
        cases = [c for c in catalogue.all_cases(workplace.folder) if arguments.only in c.name]
        equal = [is_equal(case, arguments, workplace) for case in cases[part - 1 :: parts]]
    print(f"\n{len(equal)} cases, {equal.count(True)} equal, {equal.count(False)} different")
    return 0 if all(equal) else 1


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""Takes out of outputs what differs between two runs of one program; each with its reason."""

import re

# What may differ between two runs of one program: (what it applies to, pattern, replacement, why).
NORMALISED = (
    ("stderr", rb" in \d+\.\d s", b" in # s", "duration of a run"),
    ("stderr", rb"\d+(\.\d+)? images/s", b"# images/s", "rate of a run"),
    ("stderr", rb"\d+(\.\d+)? [kMG]?B/s( +\d+:\d\d left)?", b"# B/s", "rate of a download"),
    ("stderr", rb"\[=*>? *\]", b"[bar]", "width of a bar, which the length of the rate decides"),
    ("stderr", rb"\.\d+\.tmp\b", b".#.tmp", "a process id in a temporary name"),
    ("any", rb"images/s  \d+\.\d", b"images/s  #", "rate in an evaluation's table"),
    ("any", rb'"images_per_second": ?[\d.]+', b'"images_per_second":#', "rate of an evaluation"),
    ("any", rb"\d+(\.\d+)? images/s", b"# images/s", "rate on an evaluation's page"),
    (
        "verified.json",
        rb'"(inode|modified|changed)": ?"?\d+"?',
        rb'"\1":#',
        "a restored file has other times",
    ),
)


RUN_IDS = (
    "run ids of `features`, numbered in the order of their appearance: they once came from an "
    "enumerator's value, and now come from a format's name"
)


def normalised(part, data, program, only_shape):
    """`data` without what differs from run to run. `part` is stdout, stderr or a file's name."""
    data = data.replace(str(program.parent.parent).encode(), b"PROGRAM")
    for applies, pattern, replacement, _ in NORMALISED:
        if applies == "any" or part.endswith(applies):
            data = re.sub(pattern, replacement, data)
    if only_shape and part.endswith("stdout"):
        data = re.sub(rb"\s*-?\b\d+(\.\d+)?(e[-+]\d+)?\b", b" #", data)
    return data


def without_run_ids(parts):
    """{part: bytes} with a number in place of each run id, the same for the same id."""
    numbers = {}

    def replacement(match):
        number = numbers.setdefault(match.group(2), len(numbers) + 1)
        return match.group(1) + b"RUN%d" % number

    pattern = rb"((?:\brun |\brun is |\bone's is |\"run\":\")(?=[0-9a-f]{16}\b))([0-9a-f]{16})"
    return {part: re.sub(pattern, replacement, data) for part, data in parts.items()}

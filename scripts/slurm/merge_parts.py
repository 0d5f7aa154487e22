#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Joins the parts that a job array wrote, and checks that nothing is lost or duplicated.

    merge_parts.py OUT --output results.jsonl [--files-from LIST]

OUT holds part-1-of-N.jsonl to part-N-of-N.jsonl. Every part must exist and end with a complete
line, all records must be of one run (same model, weights and options), and each must belong to the
shard that its part is named after. --files-from names a list of all inputs, one per line, which
must be exactly the records' paths. Memory: one number per record. Exit code 1 with the reason if
something is wrong; the output is written only if everything is right.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import sys


def stable_hash(path):
    """Returns the program's hash of a path's bytes (docs/cli.md)."""
    mask, x = 2**64 - 1, 14695981039346656037
    for byte in path:
        x = (x ^ byte) * 1099511628211 & mask
    x = (x ^ x >> 33) * 0xFF51AFD7ED558CCD & mask
    x = (x ^ x >> 33) * 0xC4CEB9FE1A85EC53 & mask
    return x ^ x >> 33


def find_parts(folder):
    """Return the parts in order, all of one N; exit if some are missing."""
    found = {}
    for file in folder.glob("part-*-of-*.jsonl"):
        match = re.fullmatch(r"part-(\d+)-of-(\d+)\.jsonl", file.name)
        if match:
            found[int(match[1]), int(match[2])] = file
    counts = {count for _, count in found}
    if len(counts) != 1:
        sys.exit(
            f"{folder}: expected the parts of one job array, found arrays of "
            f"{sorted(counts) or 'no'} parts"
        )
    [count] = counts
    missing = [number for number in range(1, count + 1) if (number, count) not in found]
    if missing:
        sys.exit(f"{folder}: parts {missing} of {count} are missing; run those tasks")
    return [found[number, count] for number in range(1, count + 1)]


def exact_path(record):
    """Return the bytes of a record's path."""
    if "path_bytes" in record:
        return bytes.fromhex(record["path_bytes"])
    return record["path"].encode()


def expected_inputs(file):
    """Return how often each path's hash occurs in the list."""
    inputs = collections.Counter()
    with open(file, "rb") as lines:
        for line in lines:
            path = line.rstrip(b"\r\n")
            if path:
                inputs[stable_hash(path)] += 1
    return inputs


def merge(parts, output, expected):
    """Copy all records; return (records, failed)."""
    runs, records, failed = set(), collections.Counter(), 0
    for number, part in enumerate(parts, 1):
        with open(part, "rb") as lines:
            for index, line in enumerate(lines, 1):
                place = f"{part}:{index}"
                if not line.endswith(b"\n"):
                    sys.exit(f"{place}: the last line is torn; run this task again")
                try:
                    record = json.loads(line)
                    digest = stable_hash(exact_path(record))
                    runs.add(record["run"])
                except (ValueError, KeyError) as error:
                    sys.exit(f"{place}: no record of resnext-classify: {error}")
                if digest % len(parts) + 1 != number:
                    sys.exit(f"{place}: {record['path']} belongs to another part")
                if len(runs) > 1:
                    sys.exit(
                        f"{place}: another model, other weights or options (run "
                        f"{record['run']}) than before"
                    )
                records[digest] += 1
                failed += "error" in record
                output.write(line)
    wanted = records if expected is None else expected
    if records != wanted:
        sys.exit(
            f"{sum((wanted - records).values())} inputs have no record, "
            f"{sum((records - wanted).values())} records are of no input"
        )
    return sum(records.values()), failed


def main():
    """Merge into a temporary file beside the output, and rename it if everything is right."""
    p = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    p.add_argument("folder", type=pathlib.Path, help="folder of the parts")
    p.add_argument("--output", type=pathlib.Path, required=True, help="the joined JSON lines")
    p.add_argument("--files-from", type=pathlib.Path, help="list of all inputs, to check against")
    args = p.parse_args()
    parts = find_parts(args.folder)
    expected = expected_inputs(args.files_from) if args.files_from else None
    partial = args.output.with_name(args.output.name + ".tmp")
    try:
        with open(partial, "wb") as output:
            records, failed = merge(parts, output, expected)
        os.replace(partial, args.output)
    finally:
        partial.unlink(missing_ok=True)
    print(f"{records} records of {len(parts)} parts, {failed} of them failures")


if __name__ == "__main__":
    main()

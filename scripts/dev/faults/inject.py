#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Lets system calls and allocations of the program fail, one in each run, and judges the runs.

    scripts/dev/faults/inject.py [--program FILE] [--most N | --all] [--cases REGEX] [--kinds LIST]

A first run of each command (cases.py) counts its calls of each kind; then one run follows for each
fault: evenly spread ones, or with --all every single one, where one allocation stands for all
from the same call stack, also in other commands. Each must end with a documented exit code
that fits the fault and with a message, must not leave anything torn under a final name, and the
same command must give the normal result afterwards (judge.py). Prints a table for
docs/robustness.md; exit code 1 if there were findings. Threads take turns in another order in each
run, so that the same number may meet another call.
"""
import argparse
import collections
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import cases
import exceptions
import inputs
import runs


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    program = inputs.ROOT / "build/release/app/resnext-classify"
    parser.add_argument("--program", type=pathlib.Path, default=program)
    parser.add_argument("--most", type=int, default=40, help="faults of each kind and error")
    parser.add_argument("--all", action="store_true", help="every call")
    parser.add_argument("--cases", default="", help="only cases with such names")
    parser.add_argument("--kinds", default=",".join(runs.FAILURES))
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--findings", type=pathlib.Path, help="a file for all findings, as JSON")
    return parser.parse_args()


def evenly_spread(calls, most):
    """Returns `most` of these calls, or all if there are no more."""
    if most == 1 or len(calls) <= most:
        return list(calls[:most])
    return [calls[i * (len(calls) - 1) // (most - 1)] for i in range(most)]


class Chooser:
    """Chooses the calls to fail in each command."""

    def __init__(self, most, every):
        self.most, self.every = most, every
        self.tried = set()  # call stacks of allocations

    def calls(self, case, kind, count, sites):
        if not self.every:
            return evenly_spread(range(1, count + 1), self.most)
        if kind != "alloc":
            return range(1, count + 1)
        new = sorted(call for stack, call in sites.items() if stack not in self.tried)
        self.tried.update(sites)
        return evenly_spread(new, self.most) if case.loads_codecs else new


def describe(fault, program):
    """Returns where a fault was, innermost function first."""
    lines = []
    for module, offset, symbol in fault.stack[:25]:
        name = symbol
        if pathlib.Path(module).name == program.name:
            asked = ["addr2line", "-f", "-C", "-e", program, offset]
            name = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
            name = name.splitlines()[0] if name else "?"
        lines.append(f"{pathlib.Path(module).name}: {name}")
    return lines


def place_of(fault, program):
    """Returns the place in the program that the failed call came from."""
    return next((frame[:2] for frame in fault.stack if frame[0].endswith(program.name)), None)


class Result:
    """What came of the faults of one kind in one case."""

    def __init__(self, case, kind, count):
        self.case, self.kind, self.count = case, kind, count
        self.codes = collections.Counter()
        self.injected = 0
        self.exceptions = collections.Counter()
        self.findings = []

    def add(self, fault, code, problem):
        if not fault.function:
            self.codes["not reached"] += 1
        else:
            self.injected += 1
            self.codes[code] += 1
        exception = exceptions.find(fault, code, problem) if problem else None
        if exception:
            self.exceptions[exception] += 1
        elif problem:
            self.findings.append((fault, code, problem))

    def row(self):
        codes = ", ".join(f"{code}: {n}" for code, n in sorted(self.codes.items(), key=str))
        known = ", ".join(f"{name}: {n}" for name, n in sorted(self.exceptions.items()))
        cells = (self.case.name, self.kind, self.count, self.injected, codes, known or "-",
                 len(self.findings) or "-")  # fmt: skip
        return f"| {' | '.join(map(str, cells))} |"


def examine(runner, case, kinds, chooser, given, pool):
    """Yields a Result for each kind of call."""
    *expected, counts, sites = runner.without_fault(case, note_stacks=chooser.every)
    for kind in kinds:
        result = Result(case, kind, counts[kind])
        calls = chooser.calls(case, kind, counts[kind], sites)
        faults = [runs.Fault(kind, call, how) for how in runs.FAILURES[kind] for call in calls]
        judged = pool.map(lambda fault: runner.with_fault(case, fault, expected, given), faults)
        for fault, (code, problem) in zip(faults, judged):
            result.add(fault, code, problem)
        if faults:
            yield result


def print_findings(result, program, file):
    groups = collections.defaultdict(list)
    for fault, code, problem in result.findings:
        groups[problem, place_of(fault, program)].append(fault)
        if file:
            fields = dataclasses.asdict(fault) | {
                "case": result.case.name,
                "code": code,
                "problem": problem,
                "stack": describe(fault, program),
            }
            file.write(json.dumps(fields) + "\n")
            file.flush()
    for (problem, _), faults in groups.items():
        first = faults[0]
        print(f"  {result.case.name}: {first.function} {first.path} ({first.failure})", end=" ")
        print(f"calls {', '.join(str(fault.call) for fault in faults[:8])}: {problem}")
        print("".join(f"      {line}\n" for line in describe(first, program)[:14]), end="")


def main():
    options = parse_arguments()
    rows, findings, injected = [], 0, 0
    file = open(options.findings, "a", encoding="utf-8") if options.findings else None
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(
        options.jobs
    ) as pool:
        runner = runs.Runner(options.program.resolve(), pathlib.Path(scratch))
        given = inputs.Inputs(pathlib.Path(scratch) / "inputs")
        chooser = Chooser(options.most, options.all)
        for case in cases.all_cases(given, cases.earlier_files(given, runner.plain)):
            if not re.search(options.cases, case.name):
                continue
            for result in examine(runner, case, options.kinds.split(","), chooser, given, pool):
                rows.append(result.row())
                print(rows[-1], flush=True)
                print_findings(result, options.program, file)
                findings += len(result.findings)
                injected += result.injected
        given.web.close()
    print("\n| command | call | calls | faults | exit codes | exceptions | findings |")
    print("|---|---|---|---|---|---|---|")
    print("\n".join(rows))
    print(f"\n{injected} faults, {findings} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

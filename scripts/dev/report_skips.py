#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Lists the skipped tests of CTest runs with their reasons, then the counts of each run.

    scripts/dev/report_skips.py [NAME=]JUNIT.xml...

JUNIT.xml is what `ctest --output-junit` writes; NAME stands for the run in the report. Tests that
skip a part of themselves count as passed, but their reasons are listed too. Exit code 1 if a reason
matches no line of test/support/allowed_skips.txt: the test could have run, and something that
scripts/packages.sh should install is missing.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree

ALLOWED = pathlib.Path(__file__).resolve().parents[2] / "test/support/allowed_skips.txt"
REASONS = [  # how the C++ tests and whole Python files say it, and how unittest does for one case
    re.compile(r"SKIPPED(?: in part)?: (.*)"),
    re.compile(r"skipped ['\"](?:SKIPPED: )?(.*)['\"]$", re.M),
]


def allowed_reasons(text):
    """Returns the regular expressions in a list of one each line, with # comments."""
    lines = [line.strip() for line in text.splitlines()]
    return [re.compile(line) for line in lines if line and not line.startswith("#")]


def is_allowed(reason, allowed):
    return any(pattern.fullmatch(reason) for pattern in allowed)


def skip_reasons(case):
    """Returns why a test, or a part of it, was skipped; an empty list if it ran as a whole."""
    output = case.findtext("system-out") or ""
    reasons = []
    for line in output.splitlines():
        for pattern in reversed(REASONS):
            match = pattern.search(line)
            if match:
                reasons.append(match[1].strip().strip('"'))
                break
    if not reasons and case.find("skipped") is not None:
        reasons.append("no reason given")
    return list(dict.fromkeys(reasons))


def outcome(case):
    if case.find("failure") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def report(name, cases, allowed):
    """Prints a run's skips and counts; returns whether all reasons are allowed."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    fine = True
    for case in cases:
        counts[outcome(case)] += 1
        for reason in skip_reasons(case):
            known = is_allowed(reason, allowed)
            fine = fine and known
            part = "" if outcome(case) == "skipped" else " (in part)"
            hint = "" if known else " -- NOT ALLOWED: it could have run"
            print(f"skipped{part}: {name}: {case.get('name')}: {reason}{hint}")
    print(f"{name}: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    return fine


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: report_skips.py [NAME=]JUNIT.xml...")
    allowed = allowed_reasons(ALLOWED.read_text(encoding="utf-8"))
    fine = True
    for argument in sys.argv[1:]:
        name, _, path = argument.rpartition("=")
        cases = xml.etree.ElementTree.parse(path).getroot().iter("testcase")
        fine = report(name or path, cases, allowed) and fine
    if not fine:
        print("Install what is missing, or add the reason to test/support/allowed_skips.txt.")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())

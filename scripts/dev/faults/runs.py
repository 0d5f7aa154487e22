# SPDX-License-Identifier: Apache-2.0
"""Runs the program with a fault and without, and judges what each run left."""
import dataclasses
import errno
import itertools
import os
import pathlib
import shutil
import subprocess

import judge

SOURCES = ("fault.cpp", "call_sites.cpp", "hidden_files.cpp", "hidden_memory.cpp")
HERE = pathlib.Path(__file__).resolve().parent
LIMIT = 60  # seconds: a run takes a fraction of one

#: What each kind of call fails with; "short": half is written, then the disk is full.
FAILURES = {
    "open": ("EMFILE", "EACCES"),
    "read": ("EIO",),
    "write": ("ENOSPC", "short"),
    "fsync": ("EIO",),
    "rename": ("ENOSPC",),
    "mmap": ("ENOMEM",),
    "alloc": ("ENOMEM",),
    "close": ("EIO",),
    "truncate": ("EIO",),
    "mkdir": ("ENOSPC",),
    "flock": ("ENOLCK",),
    "thread": ("EAGAIN",),
}


@dataclasses.dataclass
class Fault:
    kind: str
    call: int
    failure: str
    #: Filled in by the run: what failed, and where.
    function: str = ""
    file: int = -1
    path: str = ""
    stack: list = dataclasses.field(default_factory=list)
    crash: list = dataclasses.field(default_factory=list)

    def environment(self):
        number = errno.ENOSPC if self.failure == "short" else getattr(errno, self.failure)
        found = {"FAULT_KIND": self.kind, "FAULT_AT": str(self.call), "FAULT_ERRNO": str(number)}
        return found | ({"FAULT_SHORT": "1"} if self.failure == "short" else {})

    def read_log(self, log, folder):
        stack = self.stack
        for line in log.read_text(errors="replace").splitlines() if log.exists() else ():
            word, *rest = line.split(" ", 3)
            if word == "fault":
                self.function, self.file = rest[0], int(rest[1])
                self.path = os.path.join(folder, rest[2]) if rest[2:] and rest[2] else ""
            elif word == "at" and "faults.so" not in rest[0]:
                stack.append(tuple(rest))
            elif word == "crash":
                stack = self.crash

    def is_output(self, case, folder):
        inside = os.path.relpath(self.path, folder) if self.path else ""
        return self.file == 1 or any(
            inside == n or inside.startswith(n + "/") for n in case.outputs
        )


class Runner:
    def __init__(self, program, scratch):
        self.program = program
        self.scratch = scratch
        self.numbers = itertools.count()
        self.library = scratch / "faults.so"
        flags = ["-std=c++20", "-O1", "-shared", "-fPIC", "-fno-builtin", "-Wall", "-Wextra"]
        subprocess.run(
            ["c++", *flags, "-o", self.library, *(HERE / name for name in SOURCES), "-ldl"],
            check=True,
        )

    def folder(self):
        path = self.scratch / f"run-{next(self.numbers)}"
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
        return path

    def run(self, arguments, folder, environment):
        clean = {"PATH": os.environ["PATH"], "HOME": str(folder), "RESNEXT_PACKED_CACHE": "0"}
        return subprocess.run(
            [self.program, *map(str, arguments)],
            cwd=folder,
            env=clean | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LIMIT,
            check=False,
        )

    def plain(self, arguments):
        """Runs the program without a fault; returns the folder it ran in."""
        folder = self.folder()
        process = self.run(arguments, folder, {})
        if process.returncode != 0:
            raise SystemExit(f"{arguments}: {process.returncode} {process.stderr.decode()}")
        return folder

    def without_fault(self, case, note_stacks=False):
        """Returns the process, what it left under its outputs' names, its numbers of calls, and
        {call stack: number of the first allocation from it}, which takes time."""
        folder = self.folder()
        case.lay_out(folder)
        log = folder / "fault.log"
        preload = {"LD_PRELOAD": str(self.library), "FAULT_LOG": str(log)}
        if note_stacks:
            preload["FAULT_SITES"] = "1"
        process = self.run(case.arguments, folder, case.environment | preload)
        if process.returncode != case.code:
            raise SystemExit(f"{case.name}: {process.returncode} {process.stderr.decode()}")
        left = {name: judge.read_tree(folder / name) for name in case.outputs}
        counts, sites = {}, {}
        for word, *rest in map(str.split, log.read_text().splitlines()):
            if word == "count":
                counts[rest[0]] = int(rest[1])
            elif word == "site":
                sites[rest[1]] = int(rest[0])
        shutil.rmtree(folder)
        return process, left, counts, sites

    def with_fault(self, case, fault, expected, inputs):
        """Does the same as `try_fault`. What seems to hang is tried again: this process may have
        been stopped."""
        first = dataclasses.replace(fault, stack=[], crash=[])
        code, problem = self.try_fault(case, first, expected, inputs)
        if problem and f"no end after {LIMIT} s" in problem:
            return self.try_fault(case, fault, expected, inputs)
        fault.__dict__.update(first.__dict__)
        return code, problem

    def try_fault(self, case, fault, expected, inputs):
        """Returns the exit code and what is wrong, or None; fills in the fault."""
        folder = self.folder()
        case.lay_out(folder)
        log = folder / "fault.log"
        preload = {"LD_PRELOAD": str(self.library), "FAULT_LOG": str(log)}
        try:
            process = self.run(
                case.arguments, folder, case.environment | preload | fault.environment()
            )
        except subprocess.TimeoutExpired:
            fault.read_log(log, folder)
            shutil.rmtree(folder)
            return "hangs", f"no end after {LIMIT} s"
        fault.read_log(log, folder)
        problem = judge.problem_of(process, fault, case, folder, expected, inputs)
        later = self.problem_afterwards(case, process.returncode, folder, expected)
        problem = f"{problem}; {later}" if problem and later else problem or later
        shutil.rmtree(folder)
        return process.returncode, problem

    def problem_afterwards(self, case, code, folder, expected):
        """Runs without a fault in what the other run left; returns what is wrong, or None."""
        if not case.outputs and not case.environment:
            return None
        for name, kind in case.outputs.items():
            if kind == "folder":
                shutil.rmtree(folder / name, ignore_errors=True)
        for path in folder.rglob("*.tmp"):
            os.utime(path, (0, 0))  # a later run removes it only once it is a minute old
        arguments = case.again if code == 1 and case.again else case.arguments
        try:
            process = self.run(arguments, folder, case.environment)
        except subprocess.TimeoutExpired:
            return f"run again: no end after {LIMIT} s"
        if process.returncode != case.code:
            said = process.stderr.decode(errors="replace").strip()
            return f"run again: exit code {process.returncode}: {said[:200]}"
        retried = arguments is case.again
        problem = judge.output_problem(folder, case, expected[1], 0, any_order=retried)
        stray = judge.left_behind(folder, case)
        problem = problem or (f"left behind: {stray}" if stray else None)
        return f"run again: {problem}" if problem else None

# SPDX-License-Identifier: Apache-2.0
"""Shared by the command-line tests: the program, a small model, a scratch folder for each test."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "docs/samples"
PROGRAM = os.environ.get("RESNEXT_CLASSIFY", str(ROOT / "build/release/app/resnext-classify"))
BUILD = pathlib.Path(os.environ.get("RESNEXT_BUILD_DIR", ROOT / "build/release"))
sys.path.insert(0, str(ROOT / "test/support"))

import tiny_checkpoint  # noqa: E402


def is_emulated():
    """Returns whether the program is for another processor: then a script runs the emulator."""
    with open(PROGRAM, "rb") as program:
        return program.read(4) != b"\x7fELF"


# Times as long as elsewhere that a test waits before it gives up: an emulator is slow, the more so
# beside other work.
PATIENCE = 20 if is_emulated() else 1


class CliTest(unittest.TestCase):
    """Runs the real program in a folder with a tiny model: config.json + model.safetensors."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.model = self.folder / "model"
        tiny_checkpoint.write_model_folder(self.model)

    def run_program(
        self,
        *arguments,
        environment=None,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    ):
        clean = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **(environment or {})}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "OMP_NUM_THREADS"):
            if name in os.environ:
                clean.setdefault(name, os.environ[name])
        return subprocess.run(
            [PROGRAM, *map(str, arguments)],
            stdout=stdout,
            stderr=stderr,
            env=clean,
            cwd=self.folder,
            timeout=300 * PATIENCE,
            check=False,
            **options,
        )

    def classify(self, *arguments, **options):
        return self.run_program("--model", self.model, *arguments, **options)

    def evaluate(self, *arguments, **options):
        return self.run_program("evaluate", "--model", self.model, *arguments, **options)

    def install(self, prefix):
        """Installs bin/resnext-classify and its files into the folder `prefix`, as a user does."""
        if is_emulated():
            self.skipTest("SKIPPED: an installed program needs the processor that it is for")
        if shutil.which("cmake") is None:
            self.skipTest("SKIPPED: cmake is not there")
        subprocess.run(
            ["cmake", "--install", BUILD, "--prefix", prefix], check=True, stdout=subprocess.DEVNULL
        )

    def records(self, process):
        return [json.loads(line) for line in process.stdout.decode().splitlines()]


def main():
    unittest.main(verbosity=2)

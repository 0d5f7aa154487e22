# SPDX-License-Identifier: Apache-2.0
"""Shared by the library's tests: an installed tree, and a compiler to use it with."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "test/cli"))

import cli  # noqa: E402

SAMPLES = cli.SAMPLES


class InstalledTest(unittest.TestCase):
    """Has everything installed into a folder, which was moved since."""

    @classmethod
    def setUpClass(cls):
        if "ASAN_OPTIONS" in os.environ:
            raise unittest.SkipTest("SKIPPED: sanitizers need programs built with them")
        if cli.is_emulated():
            raise unittest.SkipTest(
                "SKIPPED: an installed program needs the processor that it is for"
            )
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.scratch = pathlib.Path(scratch.name)
        cls.prefix = cls.scratch / "moved tree"
        first = cls.scratch / "first"
        cls.command("cmake", "--install", cli.BUILD, "--prefix", first)
        first.rename(cls.prefix)
        cls.libraries = next(cls.prefix.glob("lib/**/libresnext.so")).parent

    @classmethod
    def command(cls, *words, environment=None, cwd=None):
        """Runs a command that must succeed; returns what it prints."""
        process = subprocess.run(
            [str(word) for word in words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "HOME": str(cls.scratch), **(environment or {})},
            cwd=cwd or cls.scratch,
            timeout=600,
            check=False,
        )
        if process.returncode != 0:
            raise AssertionError(f"{words}: {process.stdout.decode()}")
        return process.stdout.decode()

    @classmethod
    def variable(cls, name):
        """Returns a variable of the build's CMake cache."""
        cache = (cli.BUILD / "CMakeCache.txt").read_text()
        return re.search(rf"^{name}:\w+=(.*)$", cache, re.M).group(1)

    @classmethod
    def program(cls, *arguments):
        """Runs the installed resnext-classify."""
        return cls.command(cls.prefix / "bin/resnext-classify", *arguments)


def c_compiler():
    return shutil.which("gcc") or shutil.which("cc")

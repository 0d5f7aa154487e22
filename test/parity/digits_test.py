#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the digits example of docs/fine-tuning.md: cuts, fine-tunes, compares with scikit-learn.

Skipped with exit code 77 without opencv-doc or scikit-learn.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

try:
    import cut_digits
    import sklearn  # noqa: F401
except ImportError as error:
    print(f"SKIPPED: {error.name} is not installed (python3-sklearn, python3-pil)")
    sys.exit(77)

if not cut_digits.SHEET.exists():
    print(f"SKIPPED: {cut_digits.SHEET} is not there (opencv-doc)")
    sys.exit(77)


def main():
    program = pathlib.Path(
        os.environ.get("RESNEXT_CLASSIFY", ROOT / "build/release/app/resnext-classify")
    ).resolve()
    [commands] = re.findall(r"```bash\n(.*?)```", (ROOT / "docs/fine-tuning.md").read_text(), re.S)
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "scripts").symlink_to(ROOT / "scripts")
        environment = {
            **os.environ,
            "PATH": f"{program.parent}:{os.environ['PATH']}",
            "HOME": folder,
        }
        environment["RESNEXT_CLASSIFY"] = str(program)
        return subprocess.run(
            ["bash", "-ex", "-c", commands],
            cwd=folder,
            env=environment,
            stdout=sys.stderr,
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(main())

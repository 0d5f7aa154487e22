# SPDX-License-Identifier: Apache-2.0
"""Runs Chromium without a screen, for tests of HTML reports."""
import os
import shutil
import subprocess

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")


def run(folder, *arguments):
    """Runs the browser with its own profile below `folder`."""
    return subprocess.run(
        [
            PROGRAM,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-dev-shm-usage",
            f"--user-data-dir={folder}/browser",
            *arguments,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=120,
        check=True,
        env={**os.environ, "HOME": str(folder)},
    )

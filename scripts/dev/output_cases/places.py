# SPDX-License-Identifier: Apache-2.0
"""Says where the files lie that the repository holds."""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "docs/samples"
CONFIGS = ROOT / "configs"

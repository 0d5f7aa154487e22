#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares a fine-tuned model with scikit-learn's LogisticRegression on the same features.

    scripts/compare_head.py MODELDIR TRAIN.npy TEST.npy TEST_FOLDER

TRAIN.npy and TEST.npy come from `features` on folders with a folder for each class; TEST_FOLDER is
the folder of TEST.npy. Exit code 1 if the model is more than 0.5 points below. Needs
python3-sklearn.
"""
import json
import os
import pathlib
import subprocess
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def read(path):
    """Returns the rows, and for each the name of the folder that contains its image."""
    lines = [json.loads(line) for line in open(f"{path}.jsonl", encoding="utf-8")]
    return np.load(path), [
        pathlib.Path(line["path"]).parent.name for line in lines if "row" in line
    ]


def main():
    model, train, test, folder = sys.argv[1:]
    program = os.environ.get("RESNEXT_CLASSIFY", "resnext-classify")
    regression = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    regression.fit(*read(train))
    theirs = 100 * regression.score(*read(test))
    process = subprocess.run(
        [program, "evaluate", "--model", model, "--data", folder, "--format", "json"],
        stdout=subprocess.PIPE,
        check=True,
    )
    ours = json.loads(process.stdout)["top1"]
    print(f"finetune {ours:.2f} %, LogisticRegression {theirs:.2f} %")
    return 0 if ours >= theirs - 0.5 else 1


if __name__ == "__main__":
    sys.exit(main())

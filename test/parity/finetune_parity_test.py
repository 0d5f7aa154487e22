#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that PyTorch loads a fine-tuned model folder with strict=True and gives the same logits.

Skipped with exit code 77 if PyTorch is missing.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "test/support"))

# Comes first: it skips the test without PyTorch.
from torch_reference import PHOTOS, PROGRAM  # noqa: E402

import numpy as np  # noqa: E402
import tiny_checkpoint  # noqa: E402
import torch  # noqa: E402
from PIL import Image  # noqa: E402
from features_parity_test import torch_features  # noqa: E402


def read_safetensors(path):
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__")
    return {
        name: torch.from_numpy(
            np.frombuffer(
                data,
                "<f4",
                offset=8 + length + entry["data_offsets"][0],
                count=int(np.prod(entry["shape"])),
            )
            .reshape(entry["shape"])
            .copy()
        )
        for name, entry in header.items()
    }


def main():
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        tiny_checkpoint.write_model_folder(folder / "base")
        for name, photo in zip(("cat", "coffee"), PHOTOS):
            (folder / "data" / name).mkdir(parents=True)
            with Image.open(photo) as image:
                for i in range(4):
                    image.crop((i * 9, i * 5, 250 + i * 9, 230)).save(
                        folder / "data" / name / f"{i}.png"
                    )
        subprocess.run(
            [
                PROGRAM,
                "finetune",
                "-m",
                folder / "base",
                "-t",
                "1",
                "--no-cache",
                "-q",
                "--data",
                folder / "data",
                "--out",
                folder / "new",
                "--epochs",
                "20",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        config = json.loads((folder / "new/config.json").read_text())
        pretrained = config["pretrained_cfg"]
        network = {
            **config["model_args"],
            "num_classes": config["num_classes"],
            "preprocessing": {**pretrained, "input_size": pretrained["input_size"][1]},
        }
        # load_state_dict(strict=True) in there.
        expected = torch_features(
            read_safetensors(folder / "new/model.safetensors"), network, PHOTOS
        )["logits"]
        subprocess.run(
            [
                PROGRAM,
                "features",
                "-m",
                folder / "new",
                "-t",
                "1",
                "--layer",
                "logits",
                "--out",
                folder / "logits.npy",
                *PHOTOS,
            ],
            check=True,
        )
        actual = np.load(folder / "logits.npy")
        error = np.abs(actual - expected).max() / np.abs(expected).max()
        right = expected.argmax(1).tolist() == [0, 1]
        print(f"logits {expected.round(3).tolist()}: largest error {error:.2e} of the largest")
        return 0 if error < 1e-4 and right and actual.shape == (2, 2) else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes test/fixtures/: one of each kind of file that the program reads again in later runs.

Tests read them, so that files of earlier versions stay readable. Never write one of them again when
a format changes: add a new one beside it and keep the test of the old one.
"""
import argparse
import hashlib
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "test/fixtures"
FEATURES = 2048
sys.path.insert(0, str(ROOT / "test/support"))

import tiny_checkpoint  # noqa: E402


class Maker:
    def __init__(self, build, folder):
        self.program = build / "app/resnext-classify"
        self.packed = build / "test/write_packed_fixture"
        self.folder = folder

    def run(self, *arguments, code=0):
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder)}
        process = subprocess.run(
            [self.program, *arguments], cwd=self.folder, env=environment, check=False
        )
        if process.returncode != code:
            sys.exit(f"{arguments}: exit code {process.returncode}, expected {code}")

    def photos(self):
        """Writes small photos in two folders; unequal numbers make the head differ from zero."""
        for name, count in ("chelsea", 4), ("coffee", 6):
            (self.folder / "photos" / name).mkdir(parents=True)
            with Image.open(ROOT / f"docs/samples/{name}.png") as photo:
                for i in range(count):
                    box = (40 * i, 30 * i, 40 * i + 70, 30 * i + 64)
                    photo.crop(box).save(self.folder / f"photos/{name}/{i}.png")

    def records(self):
        """Records and features of a random network; one image is broken."""
        tiny_checkpoint.write_model_folder(self.folder / "model")
        (self.folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
        inputs = ("photos/chelsea/0.png", "broken.png", "photos/coffee/0.png")
        common = ("-m", "model", "-t", "1")
        self.run(*common, *inputs, "-o", "records.jsonl", "--manifest", "manifest.json", code=1)
        self.run("features", *common, *inputs, "-o", "features.npy", "--layer", "logits", code=1)
        for name in "records.jsonl", "manifest.json", "features.npy", "features.npy.jsonl":
            self.keep(name, name)

    def hash_record(self):
        """The record of files that were verified. The two times in it differ."""
        os.utime(self.folder / "model/model.safetensors", ns=(1, 1234567890123456789))
        self.run("weights", "verify", "model")
        self.keep(".cache/resnext-classify/verified.json", "verified.json")

    def feature_cache(self):
        """The first record of a cache."""
        common = ("-m", "model", "-t", "1", "--data", "photos", "--epochs", "1", "-q")
        self.run("finetune", *common, "--out", "unused", "--cache", "cache")
        [cache] = (self.folder / "cache").iterdir()
        record = cache.read_bytes()[: 64 + 4 * FEATURES + 8]
        (FIXTURES / "photo.features").write_bytes(record)
        first = np.frombuffer(record, "<f4", count=8, offset=64)
        expected = {"sha256": record[:64].decode(), "first": [float(value) for value in first]}
        (FIXTURES / "photo.features.json").write_text(json.dumps(expected) + "\n")

    def models(self):
        """A whole model and a head, both trained on a network of zeros."""
        zeros = {
            name: np.zeros(shape, np.float32)
            for name, shape in tiny_checkpoint.expected_shapes().items()
        }
        tiny_checkpoint.write_model_folder(self.folder / "zeros", zeros)
        common = ("-t", "1", "--data", "photos", "--epochs", "3", "--validation", "0.25", "-q")
        self.run("finetune", "-m", "zeros", *common, "--out", "whole")
        self.run("finetune", "-m", "whole", *common, "--out", "head", "--head-only")
        for name in "whole", "head":
            (FIXTURES / name).mkdir(exist_ok=True)
            config = (self.folder / name / "config.json").read_text()
            config = config.replace(str(self.folder / "whole"), "/models/whole")
            (FIXTURES / name / "config.json").write_text(config)
            self.keep_without_zeros(f"{name}/model.safetensors")
        digest = hashlib.sha256((self.folder / "whole/model.safetensors").read_bytes()).hexdigest()
        assert digest in (FIXTURES / "head/config.json").read_text()

    def keep(self, name, kept):
        text = (self.folder / name).read_bytes()
        (FIXTURES / kept).write_bytes(text.replace(os.fsencode(self.folder), b"/folder"))

    def keep_without_zeros(self, name):
        """Keeps the header as text, and of the data only the numbers that are not zero."""
        content = (self.folder / name).read_bytes()
        (length,) = struct.unpack("<Q", content[:8])
        data = np.frombuffer(content, "<u4", offset=8 + length)
        [places] = np.nonzero(data)
        rest = {"size": len(content), "words": {int(i): int(data[i]) for i in places}}
        (FIXTURES / (name + ".header")).write_bytes(content[8 : 8 + length])
        (FIXTURES / (name + ".data.json")).write_text(json.dumps(rest) + "\n")

    def packed_weights(self):
        subprocess.run([self.packed, FIXTURES / "packed.safetensors"], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    arguments = parser.parse_args()
    FIXTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        maker = Maker(arguments.build.resolve(), pathlib.Path(folder).resolve())
        maker.photos()
        maker.records()
        maker.hash_record()
        maker.feature_cache()
        maker.models()
        maker.packed_weights()


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""scripts/dev/train_demo.py on a few images: it resumes, and its files give its numbers."""
import json
import random
import re
import subprocess
import sys

import cli

try:
    import torchvision  # noqa: F401  (brings PyTorch)
    from PIL import Image
except ImportError as error:
    print(f"SKIPPED: needs PyTorch, torchvision and Pillow: {error}")
    sys.exit(77)

WNIDS = ["n01443537", "n01629819", "n01641577", "n01644900"]
SHAPE = ["--layers", "1", "1", "1", "1", "--groups", "2", "--base-width", "8"]
SCHEDULE = [
    "--batch-size",
    "8",
    "--early-sizes",
    "32",
    "--size",
    "32",
    "--decay-epochs",
    "1",
    "--threads",
    "1",
    "--log-every",
    "1",
    "--jitter",
    "0.1",
    "--cut-mix",
    "0.5",
]


def write_images(folder, names, colour):
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        shade = tuple(min(255, max(0, value + random.randint(-20, 20))) for value in colour)
        Image.new("RGB", (64, 64), shade).save(folder / name)


class TrainDemo(cli.CliTest):
    def setUp(self):
        super().setUp()
        random.seed(1)
        self.data, self.work = self.folder / "data", self.folder / "work"
        rows = []
        for index, wnid in enumerate(WNIDS):
            colour = [(250, 20, 20), (20, 250, 20), (20, 20, 250), (200, 200, 200)][index]
            write_images(
                self.data / "train" / wnid / "images",
                [f"{wnid}_{i}.JPEG" for i in range(8)],
                colour,
            )
            write_images(self.data / "val/images", [f"val_{index}.JPEG"], colour)
            rows.append(f"val_{index}.JPEG\t{wnid}\t0\t0\t63\t63\n")
        (self.data / "val/val_annotations.txt").write_text("".join(rows))

    def script(self, name, *arguments):
        process = subprocess.run(
            ["/usr/bin/python3", cli.ROOT / "scripts/dev" / name, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        return process.stdout

    def train(self, epochs):
        return self.script(
            "train_demo.py",
            "--data",
            self.data,
            "--work",
            self.work,
            "--epochs",
            epochs,
            *SHAPE,
            *SCHEDULE,
        )

    def test_train_resume_export_and_classify(self):
        self.assertIn("after epoch 1", self.train(1))
        resumed = self.train(3)
        self.assertIn("resuming at step 4", resumed)  # 32 images in batches of 8
        self.assertIn("after epoch 3", resumed)

        config = {
            "id": "demo",
            "layers": [1, 1, 1, 1],
            "cardinality": 2,
            "base_width": 8,
            "num_classes": 4,
            "label_names": WNIDS,
            "preprocessing": {
                "input_size": 64,
                "crop_pct": 0.875,
                "interpolation": "bilinear",
                "mean": [0.485, 0.456, 0.406],
                "std": [0.229, 0.224, 0.225],
            },
        }
        config_file = self.folder / "demo.json"
        config_file.write_text(json.dumps(config))
        weights = self.work / "demo.safetensors"
        photo = cli.SAMPLES / "coffee.png"
        reference = self.script(
            "evaluate_demo.py",
            "--config",
            config_file,
            "--weights",
            weights,
            "--data",
            self.data,
            "--work",
            self.work,
            "--photos",
            photo,
        )
        expected = [float(score) for score in re.findall(r" (\d\.\d{4})", reference)][:4]
        self.assertEqual(len(expected), 4, reference)
        for file in (weights, self.work / "demo.pth"):
            process = self.run_program("-m", config_file, "-w", file, photo)
            self.assertEqual(process.returncode, 0, process.stderr)
            [record] = self.records(process)
            for prediction, score in zip(record["predictions"], expected):
                # float16 and float32 weights give scores that differ in the third digit
                self.assertAlmostEqual(
                    prediction["probability"], score, delta=2e-4 if file == weights else 5e-3
                )

        process = self.run_program(
            "evaluate",
            "-m",
            config_file,
            "-w",
            weights,
            "-d",
            self.data / "val/images",
            "-l",
            self.data / "val/val_annotations.txt",
            "-f",
            "json",
        )
        top1 = float(re.search(r"top-1 ([\d.]+)", reference)[1])
        self.assertAlmostEqual(json.loads(process.stdout)["top1"], top1, delta=0.1)


if __name__ == "__main__":
    cli.main()

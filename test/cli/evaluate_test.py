# SPDX-License-Identifier: Apache-2.0
"""`evaluate` compares the predictions for labelled images with their labels."""
import json
import os
import shutil
import signal
import subprocess
import time

import cli
import tiny_checkpoint
from PIL import Image


class Evaluate(cli.CliTest):
    def top_classes(self, image):
        [record] = self.records(self.classify("-k", "6", image))
        return [tiny_checkpoint.LABELS[p["index"]] for p in record["predictions"]]

    def test_folders_and_failures(self):
        photo = cli.SAMPLES / "coffee.png"
        ranked = self.top_classes(photo)
        for name in (ranked[0], ranked[1], ranked[5]):  # right, in the top five, wrong
            (self.folder / "data" / name).mkdir(parents=True)
            shutil.copy(photo, self.folder / "data" / name / "photo.png")
        (self.folder / "data" / ranked[0] / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        process = self.evaluate("--data", "data", "--format", "json")
        self.assertEqual(process.returncode, 1)
        result = json.loads(process.stdout)
        self.assertEqual((result["images"], result["failed"]), (3, 1))
        self.assertAlmostEqual(result["top1"], 100 / 3, places=2)
        self.assertAlmostEqual(result["top5"], 200 / 3, places=2)
        self.assertEqual(len(result["classes"]), 3)
        self.assertTrue(result["failures"][0]["path"].endswith("broken.png"))

    def test_list(self):
        photo = cli.SAMPLES / "coffee.png"
        ranked = self.top_classes(photo)
        (self.folder / "list.tsv").write_text(
            f"coffee.png\t{ranked[0]}\t1\t2\n"
            f"chelsea.png\t{self.top_classes(cli.SAMPLES / 'chelsea.png')[0]}\n"
        )
        process = self.evaluate("--labels", "list.tsv", "--data", cli.SAMPLES, "-o", "report.txt")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(process.stdout, b"")
        self.assertIn("top-1     100.00 %", (self.folder / "report.txt").read_text())

    def test_dangling_links_are_not_classes(self):
        name = self.top_classes(cli.SAMPLES / "coffee.png")[0]
        (self.folder / "data" / name).mkdir(parents=True)
        shutil.copy(cli.SAMPLES / "coffee.png", self.folder / "data" / name)
        (self.folder / "data/loop").symlink_to("loop")
        self.assertEqual(self.evaluate("--data", "data").returncode, 0)

    def test_wrong_usage(self):
        self.assertEqual(self.evaluate().returncode, 2)
        (self.folder / "data/unicorn").mkdir(parents=True)
        process = self.evaluate("--data", "data")
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"unicorn", process.stderr)

    def test_images_are_prepared_as_for_classification(self):
        photo = Image.open(cli.SAMPLES / "chelsea.png").convert("RGB").resize((300, 200))
        exif = Image.Exif()
        exif[0x0112] = 6  # to be rotated by 90 degrees
        name = self.top_classes(cli.SAMPLES / "coffee.png")[0]
        (self.folder / "data" / name).mkdir(parents=True)
        photo.save(self.folder / "data" / name / "photo.jpg", exif=exif)
        predictions = []
        for options in ([], ["--exif", "apply"], ["--fast-decode"], ["-b", "1"]):
            process = self.evaluate(
                "--data", "data", "-q", "--records", "records", "--force", *options
            )
            self.assertEqual(process.returncode, 0, process.stderr)
            [record] = [
                json.loads(line) for line in (self.folder / "records").read_text().splitlines()
            ]
            [expected] = self.records(self.classify("data", *options))
            self.assertEqual(record["predictions"], expected["predictions"])
            predictions.append(record["predictions"])
        self.assertNotEqual(predictions[0], predictions[1])
        self.assertNotEqual(predictions[0], predictions[2])
        process = self.evaluate("--data", "data", "--max-pixels", "1000")
        self.assertEqual(process.returncode, 1)
        self.assertIn(b"failed    1", process.stdout)

    def test_an_interruption_leaves_complete_records_and_no_report(self):
        name = self.top_classes(cli.SAMPLES / "coffee.png")[0]
        shutil.copy(cli.SAMPLES / "coffee.png", self.folder)
        os.mkfifo(self.folder / "never.png")  # no process writes into it
        (self.folder / "list.tsv").write_text(f"coffee.png\t{name}\n" * 40 + f"never.png\t{name}\n")
        (self.folder / "report.txt").write_text("older")
        records = self.folder / "records.jsonl"
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            records.unlink(missing_ok=True)
            with subprocess.Popen(
                [
                    cli.PROGRAM,
                    "evaluate",
                    "-m",
                    str(self.model),
                    "-t",
                    "1",
                    "--labels",
                    "list.tsv",
                    "-o",
                    "report.txt",
                    "--records",
                    "records.jsonl",
                    "--confusion",
                    "new.csv",
                    "--force",
                ],
                cwd=self.folder,
                env={**os.environ, "HOME": str(self.folder)},
                stderr=subprocess.PIPE,
            ) as process:
                while process.poll() is None and not (records.exists() and records.stat().st_size):
                    time.sleep(0.01)
                process.send_signal(number)
                said = process.stderr.read()
                self.assertEqual(process.wait(timeout=60 * cli.PATIENCE), code, said)
            done = len([json.loads(line) for line in records.read_text().splitlines()])
            self.assertIn(f"interrupted after {done} of 41 images".encode(), said)
            self.assertEqual((self.folder / "report.txt").read_text(), "older")
            self.assertFalse((self.folder / "new.csv").exists())


if __name__ == "__main__":
    cli.main()

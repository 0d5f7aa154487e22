# SPDX-License-Identifier: Apache-2.0
"""`finetune --multi-label`: images that show several classes or none, trained and evaluated."""
import json
import math
import random
import shutil

import numpy as np
from PIL import Image, ImageDraw

import cli

try:
    import sklearn.metrics
except ImportError:
    sklearn = None

COLOURS = {"red disc": (220, 30, 30), "green bar": (30, 200, 60), "blue box": (40, 60, 230)}


def picture(shown, generator):
    """Draws the shapes of the classes on noise."""
    noise = generator.integers(90, 160, (96, 96, 3), dtype=np.uint8)
    image = Image.fromarray(noise)
    draw = ImageDraw.Draw(image)
    for place, name in enumerate(COLOURS):
        if name in shown:
            left = 6 + 28 * place + int(generator.integers(0, 8))
            top = int(generator.integers(4, 60))
            box = (left, top, left + 24, top + 24)
            draw_shape = {"red disc": draw.ellipse}.get(name, draw.rectangle)
            draw_shape(box, fill=COLOURS[name])
    return image


class MultiLabel(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.photos = self.folder / "photos"
        self.photos.mkdir()
        chosen, generator = random.Random(3), np.random.default_rng(3)
        self.truth = {}
        for index in range(90):
            shown = [name for name in COLOURS if chosen.random() < 0.4]
            picture(shown, generator).save(self.photos / f"{index}.png")
            self.truth[f"{index}.png"] = shown
        lines = ["\t".join([name, *shown]) for name, shown in self.truth.items()]
        (self.photos / "labels.tsv").write_text("\n".join(lines) + "\n")

    def finetune(self, *arguments):
        return self.run_program(
            "finetune", "--multi-label", "--data", "photos", "--out", "new", "-q",
            "--label-smoothing", "0", *arguments,
        )  # fmt: skip

    def test_from_photos_to_an_evaluation(self):
        process = self.finetune("--epochs", "60")
        self.assertEqual(process.returncode, 0, process.stderr)
        epochs = [json.loads(line) for line in process.stdout.splitlines()]
        self.assertGreater(epochs[-1]["validation_average_precision"], 0.8)
        config = json.loads((self.folder / "new/config.json").read_text())
        self.assertEqual(config["label_names"], ["blue box", "green bar", "red disc"])
        thresholds = config["multi_label"]["thresholds"]
        self.assertEqual(len(thresholds), 3)
        page = (self.folder / "new/report.html").read_text()
        for words in ("Mean average precision", "red disc", "threshold", "18 for validation"):
            self.assertIn(words, page)
        described = self.run_program("models", "new").stdout.decode()
        self.assertIn("an image may show several classes, or none", described)
        self.records_follow_the_thresholds(thresholds)
        self.evaluation_is_scikit_learns(config["label_names"], thresholds)
        self.quantized_it_stays_multi_label()

    def records_follow_the_thresholds(self, thresholds):
        [logits] = self.records(
            self.run_program("-m", "new", "photos/4.png", "--scores", "logits", "--threshold=-99")
        )
        [all_classes] = self.records(
            self.run_program("-m", "new", "photos/4.png", "--threshold", "0")
        )
        self.assertEqual(len(all_classes["predictions"]), 3)
        probability = {found["index"]: found["probability"] for found in all_classes["predictions"]}
        for found in logits["predictions"]:
            self.assertAlmostEqual(
                probability[found["index"]], 1 / (1 + math.exp(-found["logit"])), 6
            )
        right = 0
        for record in self.records(self.run_program("-m", "new", "photos", "--top-k", "3")):
            shown = {found["label"] for found in record["predictions"]}
            for found in record["predictions"]:
                self.assertGreaterEqual(found["probability"], thresholds[found["index"]] - 1e-6)
            right += shown == set(self.truth[record["path"].removeprefix("photos/")])
        self.assertGreater(right, 60)  # of 90, most of which it was trained on
        refused = self.run_program(
            "-m", "new", "photos/4.png", "--renormalize", "--classes", "classes.txt"
        )
        self.assertEqual(refused.returncode, 2)

    def evaluation_is_scikit_learns(self, names, thresholds):
        process = self.run_program("evaluate", "-m", "new", "--data", "photos", "-f", "json")
        self.assertEqual(process.returncode, 0, process.stderr)
        report = json.loads(process.stdout)
        self.assertEqual((report["images"], report["failed"]), (90, 0))
        table = self.run_program("evaluate", "-m", "new", "--data", "photos").stdout.decode()
        self.assertIn(f"mAP       {report['mean_average_precision']:.2f} %", table)
        if sklearn is None:
            return
        files = sorted(self.truth, key=lambda name: int(name.split(".")[0]))
        truth = np.array([[name in self.truth[file] for name in names] for file in files])
        scores = np.zeros(truth.shape)
        for record in self.records(
            self.run_program("-m", "new", "photos", "--threshold", "0", "-b", "4")
        ):
            row = files.index(record["path"].removeprefix("photos/"))
            for found in record["predictions"]:
                scores[row, found["index"]] = found["probability"]
        expected = sklearn.metrics.average_precision_score(truth, scores, average=None)
        reported = scores >= np.array(thresholds)
        for of_class, average in zip(report["classes"], expected):
            self.assertAlmostEqual(of_class["average_precision"], 100 * average, 2)
        for average in ("macro", "micro"):
            f1 = sklearn.metrics.f1_score(truth, reported, average=average)
            self.assertAlmostEqual(report[f"{average}_f1"], 100 * f1, 2)
        self.assertAlmostEqual(
            report["exact"], 100 * sklearn.metrics.accuracy_score(truth, reported), 2
        )

    def quantized_it_stays_multi_label(self):
        process = self.run_program("quantize", "-m", "new", "-d", "photos", "-o", "small", "-q")
        self.assertEqual(process.returncode, 0, process.stderr)
        full = json.loads((self.folder / "new/config.json").read_text())
        small = json.loads((self.folder / "small/config.json").read_text())
        self.assertEqual(small["multi_label"], full["multi_label"])

    def test_what_makes_no_sense_is_refused(self):
        self.assertEqual(self.finetune("--epochs", "2", "-m", self.model).returncode, 0)
        for arguments, words in (
            (["-f", "html"], "table or json"),
            (["--confusion", "c.csv"], "--confusion goes with models of one class an image"),
            (["--real", "real.json"], "--real goes with"),
        ):
            process = self.run_program("evaluate", "-m", "new", "--data", "photos", *arguments)
            self.assertEqual(process.returncode, 2, process.stderr)
            self.assertIn(words, process.stderr.decode())
        before = (self.photos / "labels.tsv").read_bytes()
        replaced = self.run_program(
            "evaluate", "-m", "new", "--data", "photos", "-o", "photos/labels.tsv", "--force"
        )
        self.assertEqual(replaced.returncode, 2, replaced.stderr)
        self.assertEqual((self.photos / "labels.tsv").read_bytes(), before)
        with open(self.photos / "labels.tsv", "a") as labels:
            labels.write("0.png\tred disc\n")
        twice = self.run_program("evaluate", "-m", "new", "--data", "photos")
        self.assertEqual(twice.returncode, 2)
        self.assertIn("labels.tsv, line 91", twice.stderr.decode())
        shutil.rmtree(self.folder / "new")
        (self.photos / "labels.tsv").write_text("0.png\tcat\n1.png\tdog\n2.png\tdog\n")
        once = self.finetune()
        self.assertEqual(once.returncode, 2)
        self.assertIn('the class "cat" has one image', once.stderr.decode())
        (self.photos / "labels.tsv").unlink()
        none = self.finetune()
        self.assertEqual(none.returncode, 2)
        self.assertIn("photos/labels.tsv is not there", none.stderr.decode())
        self.assertFalse((self.folder / "new").exists())

    def test_unknown_classes(self):
        self.assertEqual(self.finetune("--epochs", "2", "-m", self.model).returncode, 0)
        (self.folder / "list.tsv").write_text("photos/1.png\tred disc\tzebra\nphotos/2.png\n")
        refused = self.run_program("evaluate", "-m", "new", "--labels", "list.tsv")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("zebra", refused.stderr.decode())
        left_out = self.run_program(
            "evaluate", "-m", "new", "--labels", "list.tsv", "--skip-unknown", "-f", "json"
        )
        self.assertEqual(left_out.returncode, 0, left_out.stderr)
        report = json.loads(left_out.stdout)
        self.assertEqual((report["images"], report["unknown_classes"]), (2, {"zebra": 1}))

    def test_damaged_thresholds_are_refused(self):
        self.assertEqual(self.finetune("--epochs", "2", "-m", self.model).returncode, 0)
        file = self.folder / "new/config.json"
        config = json.loads(file.read_text())
        for thresholds, words in (
            ([0.5], "has 1 numbers for 3 classes"),
            ([0.5, 2, 0.5], "has 2"),
            ("high", "thresholds"),
        ):
            config["multi_label"] = {"thresholds": thresholds}
            file.write_text(json.dumps(config))
            process = self.run_program("-m", "new", "photos/1.png")
            self.assertEqual(process.returncode, 3, process.stderr)
            self.assertIn(words, process.stderr.decode())
            self.assertIn("config.json", process.stderr.decode())


if __name__ == "__main__":
    cli.main()

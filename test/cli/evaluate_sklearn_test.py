# SPDX-License-Identifier: Apache-2.0
"""`evaluate`'s numbers against scikit-learn's and SciPy's, from the records of the same run."""
import csv
import json
import sys

import numpy as np
from PIL import Image

import cli
import tiny_checkpoint

try:
    import scipy.stats
    import sklearn.calibration
    import sklearn.metrics
except ImportError as error:
    print(f"SKIPPED: {error}; Debian has it in python3-sklearn")
    sys.exit(77)

IMAGES = 120


class AgainstScikitLearn(cli.CliTest):
    def setUp(self):
        super().setUp()
        tensors = tiny_checkpoint.random_tensors()
        tensors["fc.weight"] *= 3  # confident enough to fill more than one bin
        random = np.random.default_rng(5)
        names = tiny_checkpoint.LABELS
        pictures = [self.picture(random) for _ in range(IMAGES)]
        tiny_checkpoint.write_model_folder(self.model, self.centred(tensors, pictures))
        truth = random.choice(
            5, IMAGES, p=[0.4, 0.3, 0.15, 0.1, 0.05]
        )  # no image of the last class
        lines = []
        for i, picture in enumerate(pictures):
            picture.save(self.folder / f"{i}.png")
            lines.append(f"{i}.png\t{names[truth[i]]}\n")
        (self.folder / "list.tsv").write_text("".join(lines))
        files = ("--records", "records.jsonl", "--confusion", "confusion.csv")
        process = self.evaluate("--labels", "list.tsv", "-t", "1", "-f", "json", *files)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.report = json.loads(process.stdout)
        self.records = [
            json.loads(line) for line in (self.folder / "records.jsonl").read_text().splitlines()
        ]
        self.truth = [record["truth"]["index"] for record in self.records]
        self.answers = [record["predictions"][0]["index"] for record in self.records]
        self.assertEqual(self.truth, list(truth))
        self.assertGreaterEqual(len(set(self.answers)), 3, "the test needs answers that differ")

    @staticmethod
    def picture(random):
        base = random.integers(0, 256, (3, 3, 3), dtype=np.uint8)
        return Image.fromarray(base).resize((64, 64), Image.Resampling(int(random.integers(0, 3))))

    def centred(self, tensors, pictures):
        """Returns the model's tensors with a bias that keeps any class from winning everywhere."""
        tiny_checkpoint.write_model_folder(self.model, tensors)
        for i, picture in enumerate(pictures[:20]):
            picture.save(self.folder / f"{i}.png")
        records = self.records_of(
            self.classify(
                "--scores", "logits", "-k", "6", "-t", "1", *(f"{i}.png" for i in range(20))
            )
        )
        logits = np.zeros((20, tiny_checkpoint.CLASSES), np.float32)
        for row, record in zip(logits, records):
            for prediction in record["predictions"]:
                row[prediction["index"]] = prediction["logit"]
        scale = 1.5 / logits.std(axis=0).mean()
        tensors["fc.bias"] = (tensors["fc.bias"] - logits.mean(axis=0)) * scale
        tensors["fc.weight"] *= scale
        return tensors

    def records_of(self, process):
        return [json.loads(line) for line in process.stdout.decode().splitlines()]

    def assert_percent(self, percent, share):
        self.assertAlmostEqual(percent, 100 * share, delta=0.00051)

    def test_accuracies_and_intervals(self):
        right = sklearn.metrics.accuracy_score(self.truth, self.answers, normalize=False)
        self.assert_percent(self.report["top1"], right / IMAGES)
        exact = scipy.stats.binomtest(int(right), IMAGES).proportion_ci(method="wilson")
        self.assert_percent(self.report["top1_interval"][0], exact.low)
        self.assert_percent(self.report["top1_interval"][1], exact.high)
        in_top5 = sum(
            any(p["index"] == record["truth"]["index"] for p in record["predictions"])
            for record in self.records
        )
        self.assert_percent(self.report["top5"], in_top5 / IMAGES)
        self.assertEqual(sum(record["in_top5"] for record in self.records), in_top5)
        self.assertEqual(sum(record["correct"] for record in self.records), right)

    def test_precision_recall_f1(self):
        classes = [entry["index"] for entry in self.report["classes"]]
        self.assertEqual(classes, sorted(set(self.truth)))
        scores = sklearn.metrics.precision_recall_fscore_support(
            self.truth, self.answers, labels=classes, zero_division=0
        )
        for entry, precision, recall, f1, support in zip(self.report["classes"], *scores):
            self.assert_percent(entry["precision"] or 0, precision)
            self.assertEqual(entry["precision"] is None, entry["predicted"] == 0)
            self.assert_percent(entry["recall"], recall)
            self.assert_percent(entry["top1"], recall)
            self.assert_percent(entry["f1"], f1)
            self.assertEqual(entry["images"], support)
        macro = sklearn.metrics.precision_recall_fscore_support(
            self.truth, self.answers, labels=classes, average="macro", zero_division=0
        )
        for name, value in zip(("precision", "recall", "f1"), macro):
            self.assert_percent(self.report["macro"][name], value)

    def test_confusion_matrix(self):
        rows = list(csv.reader((self.folder / "confusion.csv").read_text().splitlines()))
        classes = sorted(set(self.truth) | set(self.answers))
        names = [tiny_checkpoint.LABELS[index] for index in classes]
        self.assertEqual(rows[0], ["truth", *names])
        self.assertEqual([row[0] for row in rows[1:]], names)
        expected = sklearn.metrics.confusion_matrix(self.truth, self.answers, labels=classes)
        self.assertEqual([[int(cell) for cell in row[1:]] for row in rows[1:]], expected.tolist())
        off = expected - np.diag(expected.diagonal())
        self.assertEqual(self.report["worst_pairs"][0]["images"], off.max())

    def test_calibration(self):
        right = np.equal(self.truth, self.answers)
        confidence = np.array([record["predictions"][0]["probability"] for record in self.records])
        accuracy, mean = sklearn.calibration.calibration_curve(right, confidence, n_bins=15)
        bins = [entry for entry in self.report["calibration"]["bins"] if entry["images"]]
        self.assertEqual(len(bins), len(accuracy))
        self.assertGreaterEqual(len(bins), 3, "the test needs more than a bin or two")
        for entry, bin_accuracy, bin_confidence in zip(bins, accuracy, mean):
            self.assert_percent(entry["accuracy"], bin_accuracy)
            self.assert_percent(entry["confidence"], bin_confidence)
        weights = np.array([entry["images"] for entry in bins]) / IMAGES
        self.assert_percent(
            self.report["calibration"]["expected_error"],
            float(np.sum(weights * np.abs(accuracy - mean))),
        )
        self.assert_percent(self.report["calibration"]["mean_confidence"], confidence.mean())


if __name__ == "__main__":
    cli.main()

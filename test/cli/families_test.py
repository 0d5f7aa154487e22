# SPDX-License-Identifier: Apache-2.0
"""Every building block of timm's resnet.py works in every command, not only in classification."""
import json

import numpy as np
from PIL import Image

import cli
import tiny_families


class Families(cli.CliTest):
    def setUp(self):
        super().setUp()
        for name, sample in (("cat", "chelsea"), ("cup", "coffee")):
            folder = self.folder / "photos" / name
            folder.mkdir(parents=True)
            with Image.open(cli.SAMPLES / f"{sample}.png") as photo:
                for i in range(6):
                    left, top = i * 7 % 60, i * 11 % 40
                    photo.crop((left, top, left + 240, top + 200)).save(folder / f"{i}.png")

    def each_family(self):
        for name, arguments in tiny_families.FAMILIES.items():
            with self.subTest(name):
                self.model = self.folder / name
                tiny_families.write_model_folder(self.model, arguments)
                yield name

    def succeeds(self, *arguments):
        process = self.run_program(*arguments)
        self.assertEqual(process.returncode, 0, process.stderr.decode())
        return process

    def scores(self, *options):
        process = self.succeeds("-m", self.model, "--scores", "logits", "-k", 6, *options, "photos")
        records = [json.loads(line) for line in process.stdout.splitlines()]
        self.assertEqual(len(records), 12)
        return np.array(
            [
                [p["logit"] for p in sorted(r["predictions"], key=lambda p: p["index"])]
                for r in records
            ]
        )

    def assert_close(self, one, other):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-4 * np.abs(other).max())

    def test_batches_threads_and_packed_weights_give_the_same_answers(self):
        for _ in self.each_family():
            first = self.scores("-b", 1, "-t", 1)
            self.assertGreater(first.std(axis=0).max(), 0)  # photos differ
            np.testing.assert_array_equal(self.scores("-b", 1, "-t", 1), first)  # now packed
            self.assert_close(self.scores("-b", 5, "-t", 2), first)
            self.assert_close(self.scores("--kernels", "onednn"), first)

    def test_features_and_class_activation_maps(self):
        for name in self.each_family():
            logits = self.scores()
            self.succeeds(
                *("features", "-m", self.model, "--layer", "logits", "-o", f"{name}.npy", "photos")
            )
            self.assert_close(np.load(self.folder / f"{name}.npy"), logits)
            self.succeeds("-m", self.model, "--cam", f"{name} cam", "photos")
            pictures = list((self.folder / f"{name} cam").iterdir())
            self.assertEqual(len(pictures), 12)
            map_of_cat = np.asarray(Image.open(sorted(pictures)[0]).convert("RGB")).astype(int)
            self.assertGreater(map_of_cat.std(), 5)

    def test_a_new_classifier_is_trained_and_evaluated(self):
        for name in self.each_family():
            new = self.folder / f"{name} new"
            self.succeeds(
                *("finetune", "-m", self.model, "--data", "photos", "--out", new, "--epochs", 40)
            )
            process = self.succeeds("evaluate", "-m", new, "--data", "photos", "-f", "json")
            self.assertGreaterEqual(json.loads(process.stdout)["top1"], 0.9)


if __name__ == "__main__":
    cli.main()

# SPDX-License-Identifier: Apache-2.0
"""--tta: several views of each image, and the mean of their logits."""
import json
import shutil

import cli
import numpy as np
import tiny_checkpoint
from PIL import Image, PngImagePlugin

PHOTOS = [cli.SAMPLES / "coffee.png", cli.SAMPLES / "chelsea.png"]
LOGITS = ("--scores", "logits", "-k", "6")


class TestTimeAugmentation(cli.CliTest):
    def logits(self, *arguments):
        """Returns the logits of each image, in the order of the classes."""
        process = self.classify(*LOGITS, *arguments)
        self.assertEqual((process.returncode, process.stderr), (0, b""))
        rows = []
        for record in self.records(process):
            by_class = sorted(record["predictions"], key=lambda prediction: prediction["index"])
            rows.append([prediction["logit"] for prediction in by_class])
        return rows

    def mirrored(self, photo):
        mirrored = Image.open(self.folder / photo).transpose(Image.FLIP_LEFT_RIGHT)
        mirrored.save(self.folder / "mirrored.png")
        return self.folder / "mirrored.png"

    def test_hflip_is_the_mean_of_the_photo_and_its_mirror_image(self):
        values = {**tiny_checkpoint.hub_config()["pretrained_cfg"], "crop_pct": 1.0}
        self.model = self.folder / "whole"
        tiny_checkpoint.write_model_folder(self.model, pretrained_cfg=values)
        Image.open(PHOTOS[0]).resize((64, 64)).save(self.folder / "small.png")
        [one], [other] = self.logits("small.png"), self.logits(self.mirrored("small.png"))
        [both] = self.logits("--tta", "hflip", "small.png")
        self.assertNotEqual(one, other)
        mean = [np.float32((np.float64(a) + b) / 2) for a, b in zip(one, other)]
        self.assertEqual([np.float32(value) for value in both], mean)

    def test_answers_do_not_depend_on_the_batch_or_its_other_images(self):
        shutil.copy(PHOTOS[0], self.folder / "a.png")
        shutil.copy(PHOTOS[1], self.folder / "b.png")
        (self.folder / "broken.png").write_bytes(PHOTOS[0].read_bytes()[:500])
        for tta in ("hflip", "5crop", "10crop"):
            alone = self.logits("--tta", tta, "-b", "4", "a.png")
            names = ["b.png", "a.png", "broken.png", "a.png", "b.png", "a.png"]
            process = self.classify(*LOGITS, "--tta", tta, "-b", "4", *names)
            self.assertEqual(process.returncode, 1)
            records = self.records(process)
            self.assertEqual([record["path"] for record in records], names)
            [expected] = self.records(self.classify(*LOGITS, "--tta", tta, "-b", "4", "a.png"))
            for number in (1, 3, 5):
                self.assertEqual(records[number], expected)
            self.assertEqual(len(alone[0]), 6)

    def test_views_change_the_answer_and_the_run(self):
        runs, answers = set(), set()
        for tta in ((), ("--tta", "hflip"), ("--tta", "5crop"), ("--tta", "10crop")):
            [record] = self.records(self.classify(*LOGITS, *tta, PHOTOS[1]))
            runs.add(record["run"])
            answers.add(json.dumps(record["predictions"]))
        self.assertEqual((len(runs), len(answers)), (4, 4))
        plain, none = self.classify(PHOTOS[0]), self.classify("--tta", "none", PHOTOS[0])
        self.assertEqual(plain.stdout, none.stdout)

    def test_the_manifest_names_the_views(self):
        process = self.classify("--tta", "10crop", "--manifest", "first", PHOTOS[0])
        manifest = self.records(process)[0]["manifest"]
        self.assertEqual(manifest["predictions"]["tta"], "10crop")
        process = self.classify("--manifest", "first", PHOTOS[0])
        self.assertNotIn("tta", self.records(process)[0]["manifest"]["predictions"])

    def test_records_of_other_views_are_not_continued(self):
        self.classify("--tta", "5crop", "-o", "out.jsonl", PHOTOS[0])
        for tta, named in ((("--tta", "hflip"), "now hflip"), ((), "now none")):
            process = self.classify("--resume", "out.jsonl", *tta, *PHOTOS)
            self.assertEqual(process.returncode, 2)
            self.assertIn(f"--tta 5crop ({named})", process.stderr.decode())
        both = ("--tta", "hflip", "--cam", "maps")
        process = self.classify("--resume", "out.jsonl", *both, PHOTOS[0])
        self.assertIn("--tta 5crop (now hflip) and no --cam", process.stderr.decode())
        process = self.classify("--resume", "out.jsonl", "--tta", "5crop", *PHOTOS)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(len((self.folder / "out.jsonl").read_text().splitlines()), 2)

    def test_a_dump_has_all_views(self):
        shapes = {"none": 1, "hflip": 2, "5crop": 5, "10crop": 10}
        for tta, views in shapes.items():
            dump = ("--dump-input", "seen.npy", "--force")
            process = self.classify("--tta", tta, *dump, PHOTOS[0])
            self.assertEqual((process.returncode, process.stderr), (0, b""))
            seen = np.load(self.folder / "seen.npy")
            self.assertEqual(seen.shape, (views, 3, 64, 64))
            if tta == "10crop":
                np.testing.assert_array_equal(seen[5:], seen[:5, :, :, ::-1])
                self.assertEqual(len({view.tobytes() for view in seen}), 10)

    def test_a_map_is_that_of_the_centre(self):
        plain = self.classify("--cam", "plain", "--cam-class", "2", PHOTOS[1])
        views = self.classify("--cam", "views", "--cam-class", "2", "--tta", "10crop", PHOTOS[1])
        self.assertEqual((plain.returncode, views.returncode), (0, 0), views.stderr)
        [one], [other] = (list((self.folder / name).iterdir()) for name in ("plain", "views"))
        one, other = Image.open(one), Image.open(other)
        self.assertEqual(one.tobytes(), other.tobytes())
        self.assertIsInstance(other, PngImagePlugin.PngImageFile)
        self.assertNotEqual(one.text, other.text)  # the score is that of all views

    def test_fast_decoding_is_fine_enough_for_the_corners(self):
        photo = Image.open(PHOTOS[0]).convert("RGB").resize((512, 512))
        photo.save(self.folder / "photo.jpg", quality=95)
        whole = np.array(self.logits("--tta", "10crop", "photo.jpg"))
        fast = np.array(self.logits("--tta", "10crop", "--fast-decode", "photo.jpg"))
        self.assertLess(np.abs(whole - fast).max(), np.abs(whole).max() / 4)

    def test_evaluate(self):
        [record] = self.records(self.classify("-k", "1", "--tta", "10crop", PHOTOS[0]))
        name = tiny_checkpoint.LABELS[record["predictions"][0]["index"]]
        for folder in (name, tiny_checkpoint.LABELS[0], tiny_checkpoint.LABELS[1]):
            (self.folder / "data" / folder).mkdir(parents=True, exist_ok=True)
            shutil.copy(PHOTOS[0], self.folder / "data" / folder)
        arguments = ("--data", "data", "--tta", "10crop", "--records", "records.jsonl")
        process = self.evaluate(*arguments, "-f", "json")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(json.loads(process.stdout)["tta"], "10crop")
        records = (self.folder / "records.jsonl").read_text().splitlines()
        scores = {json.loads(line)["predictions"][0]["probability"] for line in records}
        self.assertEqual(scores, {record["predictions"][0]["probability"]})
        page = self.evaluate("--data", "data", "--tta", "10crop", "-f", "html")
        self.assertEqual(page.returncode, 0, page.stderr)
        self.assertIn(b", 10crop</h1>", page.stdout)
        self.assertIn(b"<figure", page.stdout)
        plain = self.evaluate("--data", "data", "-f", "json")
        self.assertNotIn("tta", json.loads(plain.stdout))

    def test_a_wrong_name_is_refused(self):
        process = self.classify("--tta", "10crops", PHOTOS[0])
        self.assertEqual(process.returncode, 2)
        for word in ("--tta", "10crops", "10crop"):
            self.assertIn(word, process.stderr.decode())


if __name__ == "__main__":
    cli.main()

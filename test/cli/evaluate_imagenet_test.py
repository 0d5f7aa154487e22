# SPDX-License-Identifier: Apache-2.0
"""`evaluate` on ImageNet's flat validation folder, with ReaL labels, and on some of the classes."""
import json

from PIL import Image

import cli
import tiny_checkpoint

# Some classes of the small model with ImageNet's indices: tench 0, goldfish 1, Samoyed 258,
# espresso 967...
WNIDS = ["n01440764", "n01443537", "n02111889", "n07920052", "n04398044", "n02124075"]
INDICES = [0, 1, 258, 967, 849, 285]


class FlatFolder(cli.CliTest):
    def setUp(self):
        super().setUp()
        tiny_checkpoint.write_model_folder(self.model, label_names=WNIDS)
        (self.folder / "val").mkdir()
        for number in range(1, 5):
            photo = Image.open(cli.SAMPLES / ("coffee.png", "chelsea.png")[number % 2])
            photo.convert("RGB").resize((90, 60)).rotate(45 * number).save(
                self.folder / f"val/ILSVRC2012_val_{number:08}.JPEG"
            )
        self.answers = [
            record["predictions"][0]["index"]
            for record in self.records(self.classify("-t", "1", "val"))
        ]
        self.wrong = [(answer + 1) % 6 for answer in self.answers]

    def evaluate(self, *arguments, code=0):
        process = super().evaluate("--data", "val", "-t", "1", "-f", "json", "--force", *arguments)
        self.assertEqual(process.returncode, code, process.stderr)
        return json.loads(process.stdout) if code == 0 else process.stderr.decode()

    def written_records(self):
        return [json.loads(line) for line in (self.folder / "records").read_text().splitlines()]

    def write(self, name, lines):
        (self.folder / name).write_text("".join(f"{line}\n" for line in lines))
        return name

    def test_every_form_of_list(self):
        truth = [self.answers[0], self.wrong[1], self.answers[2], self.answers[3]]
        names = [f"ILSVRC2012_val_{number:08}.JPEG" for number in range(1, 5)]
        ids = {wnid: 2 * place + 7 for place, wnid in enumerate(WNIDS)}
        self.write("map_clsloc.txt", (f"{wnid} {number} name" for wnid, number in ids.items()))
        forms = {
            "wnids": [WNIDS[index] for index in truth],
            "val.txt": [f"{name} {INDICES[index]}" for name, index in zip(names, truth)],
            "list.tsv": [f"{name}\t{WNIDS[index]}" for name, index in zip(names, truth)],
            "LOC_val_solution.csv": ["ImageId,PredictionString"]
            + [f"{name[:-5]},{WNIDS[index]} 1 2 3 4 " for name, index in zip(names, truth)],
        }
        for name, lines in forms.items():
            report = self.evaluate("--labels", self.write(name, lines))
            self.assertEqual((report["images"], report["top1"]), (4, 75.0), name)
        indices = [INDICES[index] for index in truth] + [0]  # more lines than images
        report = self.evaluate("--labels", self.write("indices", indices))
        self.assertEqual((report["images"], report["top1"]), (4, 75.0))
        ground_truth = [ids[WNIDS[index]] for index in truth]
        self.write("ILSVRC2012_validation_ground_truth.txt", ground_truth)
        report = self.evaluate(
            "--labels", "ILSVRC2012_validation_ground_truth.txt", "--synsets", "map_clsloc.txt"
        )
        self.assertEqual((report["images"], report["top1"]), (4, 75.0))

    def test_ambiguous_numbers_are_refused(self):
        message = self.evaluate("--labels", self.write("ids", [490, 361, 171, 822]), code=2)
        self.assertIn("--synsets", message)
        self.assertIn("--labels", self.evaluate(code=2))  # a flat folder without a list
        self.assertIn("--labels", self.evaluate("--synsets", "ids", code=2))

    def test_classes_that_the_model_does_not_have(self):
        lines = [INDICES[self.answers[0]], 500, INDICES[self.answers[2]], 0]
        self.write("indices", lines)
        message = self.evaluate("--labels", "indices", code=2)
        self.assertIn('line 2: "ImageNet class 500" is not a class of the model', message)
        report = self.evaluate("--labels", "indices", "--skip-unknown")
        self.assertEqual(report["unknown_classes"], {"ImageNet class 500": 1})
        self.assertEqual(report["images"], 3)

    def test_real_labels(self):
        self.write("wnids", [WNIDS[index] for index in self.wrong])
        real = [[3, INDICES[self.answers[0]]], [], [INDICES[self.wrong[2]]], [3]]
        (self.folder / "real.json").write_text(json.dumps(real))
        report = self.evaluate("--labels", "wnids", "--real", "real.json", "--records", "records")
        self.assertEqual(report["top1"], 0)
        # The first is right, the second has no labels, the third is wrong, and the fourth has only
        # labels that the model doesn't know.
        self.assertEqual((report["real"]["images"], report["real"]["left_out"]), (2, 2))
        self.assertEqual(report["real"]["top1"], 50.0)
        records = self.written_records()
        self.assertEqual([record.get("real") for record in records], [True, None, False, None])
        (self.folder / "real.json").write_text("[[1]]")
        message = self.evaluate("--labels", "wnids", "--real", "real.json", code=2)
        self.assertIn(
            "ILSVRC2012_val_00000002.JPEG: can't tell which of the 1 ReaL labels", message
        )

    def test_some_of_the_classes(self):
        self.write("wnids", [WNIDS[0], WNIDS[1], WNIDS[0], WNIDS[5]])
        self.write("classes", [WNIDS[0], WNIDS[1]])
        options = ["--labels", "wnids", "--classes", "classes", "--records", "records"]
        free = self.evaluate(*options, "--any-answer")
        self.assertEqual((free["images"], free["of_other_classes"]), (3, 1))
        records = self.written_records()
        self.assertEqual([r["predictions"][0]["index"] for r in records], self.answers[:3])
        self.evaluate(*options)
        records = self.written_records()
        for record in records:
            self.assertEqual({p["index"] for p in record["predictions"]}, {0, 1})
            self.assertLess(sum(p["probability"] for p in record["predictions"]), 0.999)
        self.evaluate(*options, "--renormalize")
        for record in self.written_records():
            self.assertAlmostEqual(
                sum(p["probability"] for p in record["predictions"]), 1, places=5
            )
        self.write("classes", [WNIDS[2]])
        self.assertIn("no image is of these classes", self.evaluate(*options, code=2))

    def test_outputs_are_checked_before_the_run(self):
        self.write("wnids", [WNIDS[0]] * 4)
        for option in ("--records", "--confusion", "-o"):
            self.assertIn(
                "can't open", self.evaluate("--labels", "wnids", option, "no/such", code=2)
            )
            self.assertIn(
                "would replace", self.evaluate("--labels", "wnids", option, "wnids", code=2)
            )
        message = self.evaluate(
            "--labels", "wnids", "--records", "same", "--confusion", "same", code=2
        )
        self.assertIn("same: two outputs in one file", message)


if __name__ == "__main__":
    cli.main()

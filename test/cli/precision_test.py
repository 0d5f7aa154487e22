# SPDX-License-Identifier: Apache-2.0
"""--precision: what runs, what is said about it, and what is kept apart."""
import json
import shutil

import cli

OLD_CPU = {"ONEDNN_MAX_CPU_ISA": "AVX2"}  # has no products of bfloat16


class Precision(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.photo = self.folder / "photo.png"
        shutil.copy(cli.SAMPLES / "coffee.png", self.photo)

    def record(self, *options, environment=None):
        process = self.classify(
            "-f", "json", "--scores", "logits", *options, self.photo, environment=environment
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        return json.loads(process.stdout), process.stderr.decode()

    def logits(self, *options, environment=None):
        record, _ = self.record(*options, environment=environment)
        return {p["index"]: p["logit"] for p in record["predictions"]}

    def assert_near(self, one, other, error):
        largest = max(abs(value) for value in one.values())
        self.assertEqual(one.keys(), other.keys())
        for index, value in one.items():
            self.assertAlmostEqual(value, other[index], delta=error * largest)

    def test_bf16_is_near_f32_and_not_the_same(self):
        f32 = self.logits()
        self.assertEqual(f32, self.logits("--precision", "f32"))
        bf16 = self.logits("--precision", "bf16")
        self.assertNotEqual(f32, bf16)
        self.assert_near(f32, bf16, 0.03)

    def test_a_cpu_without_bf16_computes_on_rounded_values_and_says_so(self):
        record, said = self.record("--precision", "bf16", environment=OLD_CPU)
        self.assertIn("this CPU has no instructions for bf16", said)
        self.assertIn("slower than --precision f32", said)
        rounded = {p["index"]: p["logit"] for p in record["predictions"]}
        self.assertNotEqual(rounded, self.logits(environment=OLD_CPU))
        self.assert_near(rounded, self.logits("--precision", "bf16"), 0.01)

    def test_auto_says_what_it_stands_for(self):
        record, said = self.record("--precision", "auto", environment=OLD_CPU)
        self.assertIn("--precision auto is f32 on this CPU", said)
        self.assertEqual(record["run"], self.record(environment=OLD_CPU)[0]["run"])
        record, said = self.record("--precision", "auto")
        name = "bf16" if "auto is bf16" in said else "f32"
        self.assertIn(f"--precision auto is {name} on this CPU", said)
        self.assertEqual(record, self.record("--precision", name)[0])

    def test_f32_is_silent(self):
        self.assertEqual(self.record()[1], "")

    def test_precision_is_part_of_the_run_and_of_the_manifest(self):
        self.assertNotEqual(self.record()[0]["run"], self.record("--precision", "bf16")[0]["run"])
        manifest = self.folder / "manifest.json"
        self.record("--precision", "bf16", "--manifest", manifest)
        self.assertEqual(json.loads(manifest.read_text())["manifest"]["precision"], "bf16")

    def test_other_commands(self):
        f32 = self.run_features("f32")
        bf16 = self.run_features("bf16")
        self.assertNotEqual(f32["run"], bf16["run"])
        self.assertNotEqual(f32["features"], bf16["features"])
        labels = self.folder / "labels.tsv"
        labels.write_text("photo.png\t0\n")
        arguments = ("--data", self.folder, "--labels", labels, "-f", "json")
        process = self.evaluate(*arguments, "--precision", "bf16")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(json.loads(process.stdout)["precision"], "bf16")
        self.assertEqual(json.loads(self.evaluate(*arguments).stdout)["precision"], "f32")
        process = self.run_program(
            "benchmark", "-m", self.model, "--synthetic", "-r", "1", "--precision", "bf16", "--json"
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(json.loads(process.stdout)["precision"], "bf16")

    def run_features(self, precision):
        process = self.run_program(
            "features", "-m", self.model, "--precision", precision, "-o", "-", self.photo
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        return json.loads(process.stdout)

    def test_pages_name_the_precision(self):
        page = self.classify("-f", "html", "--precision", "bf16", self.photo)
        self.assertEqual(page.returncode, 0, page.stderr)
        self.assertIn(", bf16", page.stdout.decode())
        self.assertNotIn(", bf16", self.classify("-f", "html", self.photo).stdout.decode())

    def test_other_values_are_refused(self):
        process = self.classify("--precision", "bf61", self.photo)
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"bf16", process.stderr)


if __name__ == "__main__":
    cli.main()

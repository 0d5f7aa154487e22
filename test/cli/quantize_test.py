# SPDX-License-Identifier: Apache-2.0
"""`quantize` makes a model of 8-bit integers, which every command takes like any other."""
import json
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from pathlib import Path

import cli

PHOTOS = ("chelsea.png", "coffee.png")


def write_crops(folder, count):
    """Writes parts of the sample photos."""
    from PIL import Image

    folder.mkdir()
    for number in range(count):
        with Image.open(cli.SAMPLES / PHOTOS[number % 2]) as photo:
            left, top = number * 13 % 150, number * 7 % 80
            photo.crop((left, top, left + 220, top + 200)).save(folder / f"{number}.png")


class Quantize(cli.CliTest):
    """The bundled model, quantized once for all tests, in `int8`."""

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.made = Path(scratch.name)
        write_crops(cls.made / "photos", 24)
        command = [cli.PROGRAM, "quantize", "-d", "photos", "-o", "int8", "--report", "report.json"]
        cls.process = subprocess.run(command, cwd=cls.made, capture_output=True, check=False)

    def setUp(self):
        super().setUp()
        self.assertEqual(self.process.returncode, 0, self.process.stderr)
        self.int8 = self.made / "int8"
        for photo in PHOTOS:
            shutil.copy(cli.SAMPLES / photo, self.folder)

    def best(self, *arguments, **options):
        process = self.run_program("-f", "json", *arguments, *PHOTOS, **options)
        self.assertEqual(process.returncode, 0, process.stderr)
        return [record["predictions"][0] for record in self.records(process)]

    def logits(self, *arguments, environment=None):
        process = self.run_program(
            *("features", "-m", self.int8, "--layer", "logits", "-o", "x.npy", "--force"),
            *arguments,
            self.made / "photos/?.png",
            environment=environment,
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        return (self.folder / "x.npy").read_bytes()

    def answers(self, *arguments, environment=None):
        """Returns each image's path and predictions."""
        process = self.run_program(
            *("-m", self.int8, "-f", "json", *arguments, self.made / "photos/?.png"),
            environment=environment,
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        return [(record["path"], record["predictions"]) for record in self.records(process)]

    def refused(self, *arguments):
        process = self.run_program(*arguments)
        self.assertEqual(process.returncode, 2, process.stderr)
        return process.stderr.decode()

    def test_the_folder_holds_a_model_and_a_report(self):
        names = ["config.json", "model.safetensors", "report.html"]
        self.assertEqual(sorted(os.listdir(self.int8)), names)
        config = json.loads((self.int8 / "config.json").read_text())["quantization"]
        self.assertEqual(config["weights"], "int8")
        self.assertEqual((config["samples"], config["f32_layers"]), (18, []))
        report = json.loads((self.made / "report.json").read_text())
        self.assertEqual(report["calibration"]["images"], 18)
        self.assertEqual(report["held_out"]["images"], 6)
        self.assertGreaterEqual(report["held_out"]["same_top1"], 5 / 6)
        self.assertLess(report["held_out"]["logit_error"], 0.1)
        self.assertEqual(len(report["layers"]), 25)
        self.assertLess(report["int8"]["packed_bytes"], 0.3 * report["f32"]["packed_bytes"])
        self.assertIn("Quantization of", (self.int8 / "report.html").read_text())

    def test_it_answers_as_the_base_does(self):
        for f32, int8 in zip(self.best(), self.best("-m", self.int8)):
            self.assertEqual(f32["label"], int8["label"])
            self.assertAlmostEqual(f32["probability"], int8["probability"], delta=0.1)

    def test_the_same_bits_on_every_cpu_and_for_every_batch(self):
        expected = self.logits()
        for isa in ("AVX512_CORE_VNNI", "AVX512_CORE", "AVX2_VNNI", "AVX2", "SSE41"):
            with self.subTest(isa):
                self.assertEqual(self.logits(environment={"ONEDNN_MAX_CPU_ISA": isa}), expected)
        for size in ("1", "4", "7"):
            self.assertEqual(self.logits("--batch-size", size), expected)
        self.assertEqual(self.logits("--threads", "1"), expected)
        self.assertEqual(self.logits("--kernels", "onednn"), expected)

    def test_the_same_records_on_every_cpu(self):
        expected = self.answers()
        self.assertEqual(len(expected), 10)
        for isa in ("AVX512_CORE_VNNI", "AVX2", "SSE41"):
            self.assertEqual(self.answers(environment={"ONEDNN_MAX_CPU_ISA": isa}), expected)
        self.assertEqual(self.answers("--batch-size", "4"), expected)

    def test_precisions_that_a_model_does_not_have(self):
        said = self.refused("--precision", "int8", PHOTOS[0])
        self.assertRegex(said, "has no 8-bit weights.*resnext-classify quantize --model")
        for precision in ("f32", "bf16"):
            said = self.refused("-m", self.int8, "--precision", precision, PHOTOS[0])
            self.assertIn("has 8-bit weights and runs in int8", said)
        said = self.refused("quantize", "-m", self.int8, "-d", ".", "-o", "again")
        self.assertIn("has 8-bit weights already", said)
        expected = self.best("-m", self.int8)
        for precision in ("int8", "auto"):
            self.assertEqual(self.best("-m", self.int8, "--precision", precision), expected)

    def test_cpus_without_instructions_say_so(self):
        process = self.run_program(
            "-m", self.int8, PHOTOS[0], environment={"ONEDNN_MAX_CPU_ISA": "AVX2"}
        )
        self.assertIn("has no instructions for sums of 8-bit products", process.stderr.decode())

    def test_other_commands_know_it(self):
        shown = self.run_program("models", self.int8)
        self.assertRegex(shown.stdout.decode(), "quantized +int8, from resnext23_8x8d_tiny with 18")
        weights = self.int8 / "model.safetensors"
        verified = self.run_program("weights", "verify", weights, "--model", self.int8)
        self.assertEqual(verified.returncode, 0, verified.stdout)
        converted = self.run_program("weights", "convert", weights, "c.safetensors")
        self.assertEqual(converted.returncode, 0, converted.stderr)
        self.assertIn(b'"dtype":"I8"', (self.folder / "c.safetensors").read_bytes()[:100_000])
        timed = self.run_program("benchmark", "-m", self.int8, "-r", "1", "--json")
        self.assertEqual(json.loads(timed.stdout)["precision"], "int8")

    def test_a_resumed_run_stays_with_its_precision(self):
        whole = self.run_program("-m", self.int8, "--resume", "r.jsonl", *PHOTOS)
        self.assertEqual(whole.returncode, 0, whole.stderr)
        again = self.run_program("-m", self.int8, "--resume", "r.jsonl", *PHOTOS)
        self.assertEqual(again.returncode, 0, again.stderr)
        said = self.refused("--resume", "r.jsonl", *PHOTOS)
        self.assertIn("int8", said)

    def test_fine_tuning_keeps_it_quantized(self):
        for name in ("a", "b"):
            write_crops(self.folder / name, 6)
        (self.folder / "data").mkdir()
        for name in ("a", "b"):
            shutil.move(self.folder / name, self.folder / "data")
        process = self.run_program(
            *("finetune", "-m", self.int8, "-d", "data", "-o", "new", "--epochs", "2")
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn("quantized", self.run_program("models", "new").stdout.decode())
        self.assertEqual(self.run_program("-m", "new", PHOTOS[0]).returncode, 0)

    def test_damaged_scales_are_refused(self):
        shutil.copytree(self.int8, self.folder / "damaged")
        file = self.folder / "damaged/model.safetensors"
        data = bytearray(file.read_bytes())
        length = struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8 : 8 + length])
        for tensor in ("layer1.0.conv1.weight_scale", "layer2.0.conv2.output_scale"):
            for value in (0.0, float("nan"), -1.0):
                broken = bytearray(data)
                begin = 8 + length + header[tensor]["data_offsets"][0]
                broken[begin : begin + 4] = struct.pack("<f", value)
                file.write_bytes(broken)
                process = self.run_program("-m", "damaged", PHOTOS[0])
                self.assertEqual(process.returncode, 3, process.stderr)
                self.assertRegex(process.stderr.decode(), f"{tensor} must be positive and finite")

    def test_a_configuration_that_does_not_fit(self):
        shutil.copytree(self.int8, self.folder / "other")
        file = self.folder / "other/config.json"
        config = json.loads(file.read_text())
        config["quantization"]["f32_layers"] = ["layer1.0.conv1"]
        file.write_text(json.dumps(config))
        process = self.run_program("-m", "other", PHOTOS[0])
        self.assertEqual(process.returncode, 3)
        self.assertIn("layer1.0.conv1.weight: expected", process.stderr.decode())
        config["quantization"]["f32_layers"] = ["layer9"]
        file.write_text(json.dumps(config))
        process = self.run_program("-m", "other", PHOTOS[0])
        self.assertIn('"f32_layers" names "layer9"', process.stderr.decode())
        config["quantization"]["weights"] = "int4"
        file.write_text(json.dumps(config))
        process = self.run_program("-m", "other", PHOTOS[0])
        self.assertIn('"weights" "int4" is not supported', process.stderr.decode())

    def test_a_budget_leaves_layers_in_f32(self):
        process = self.run_program(
            *("quantize", "-d", self.made / "photos", "-o", "new", "--max-loss", "1"),
            *("-f", "json"),
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        report = json.loads(process.stdout)
        kept = [x["name"] for x in report["layers"] if x["precision"] == "f32"]
        config = json.loads((self.folder / "new/config.json").read_text())["quantization"]
        self.assertEqual(sorted(config["f32_layers"]), sorted(kept))
        self.assertGreater(len(kept), 0)
        said = process.stderr.decode()
        self.assertEqual(report["calibration"]["logit_error"] > 0.01, "can't be met" in said)
        for f32, int8 in zip(self.best(), self.best("-m", "new")):
            self.assertEqual(f32["label"], int8["label"])

    def test_a_budget_that_can_not_be_met_is_reported(self):
        process = self.run_program(
            *("quantize", "-d", self.made / "photos", "-o", "new", "--max-loss", "0"),
            *("--report", "page.html", "--samples", "8"),
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(process.stdout, b"")
        self.assertRegex(process.stderr.decode(), "--max-loss 0 can't be met")
        config = json.loads((self.folder / "new/config.json").read_text())["quantization"]
        self.assertEqual(config["samples"], 8)
        self.assertTrue(0 < len(config["f32_layers"]) <= 12, config)  # half of 25 at most
        page = (self.folder / "page.html").read_text()
        self.assertEqual(page, (self.folder / "new/report.html").read_text())
        self.assertIn("A logit error of at most 0 % was asked for", page)
        self.assertEqual(page.count("<td><b>f32</b></td>"), len(config["f32_layers"]))

    def test_what_is_refused(self):
        (self.folder / "there").mkdir()
        self.refused("quantize", "-d", self.made / "photos", "-o", "there")
        self.assertRegex(
            self.refused("quantize", "-d", *PHOTOS, "-o", "new"),
            "2 images can be read and are not held out; calibration needs at least 8",
        )
        (self.folder / "report.html").write_text("mine")
        said = self.refused(
            *("quantize", "-d", self.made / "photos", "-o", "new", "--report", "report.html")
        )
        self.assertIn("--force replaces it", said)
        self.assertEqual(sorted(os.listdir(self.folder / "there")), [])
        self.assertFalse((self.folder / "new").exists())

    def test_a_report_never_replaces_what_is_read(self):
        shutil.copytree(self.made / "photos", self.folder / "photos")
        inputs = (self.folder / "photos/3.png", *sorted(self.model.iterdir()))
        self.assertEqual(len(inputs), 3)
        for file in inputs:
            before = file.read_bytes()
            said = self.refused(
                *("quantize", "-m", self.model, "-d", "photos", "-o", "new"),
                *("--report", file, "--force"),
            )
            self.assertIn("which is an input; name another file", said)
            self.assertEqual(file.read_bytes(), before)
        self.assertEqual([n for n in os.listdir(self.folder) if "new" in n], [])

    def test_images_that_can_not_be_read_are_left_out(self):
        shutil.copytree(self.made / "photos", self.folder / "photos")
        (self.folder / "photos/broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        process = self.run_program("quantize", "-d", "photos", "-o", "new")
        self.assertEqual(process.returncode, 1, process.stderr)
        self.assertRegex(process.stderr.decode(), "left out: photos/broken.png: ")
        self.assertTrue((self.folder / "new/model.safetensors").exists())

    def interrupted(self, *images, stdin=subprocess.DEVNULL):
        """Interrupts a quantization that has begun; returns what it said."""
        command = [cli.PROGRAM, "quantize", *images, "-o", "new"]
        with subprocess.Popen(
            command, cwd=self.folder, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            while not list(self.folder.glob(".new.*.tmp")):
                self.assertIsNone(process.poll())
                time.sleep(0.005)
            process.send_signal(signal.SIGINT)
            said, complaint = process.communicate(timeout=60 * cli.PATIENCE)
        self.assertEqual((process.returncode, said), (130, b""), complaint)
        self.assertEqual([n for n in os.listdir(self.folder) if "new" in n], [])
        return complaint.decode()

    def test_an_interruption_leaves_nothing(self):
        self.assertIn("stopped while ", self.interrupted("-d", self.made / "photos"))

    def test_an_interruption_while_images_are_listed(self):
        reader, writer = os.pipe()  # whose end never comes
        try:
            os.write(writer, b"".join(bytes(p) + b"\n" for p in self.made.glob("photos/*.png")))
            said = self.interrupted("-d", "-", stdin=reader)
            self.assertIn("stopped while images were listed", said)
        finally:
            os.close(reader)
            os.close(writer)


if __name__ == "__main__":
    cli.main()

# SPDX-License-Identifier: Apache-2.0
"""`benchmark` reports what it ran; no test checks the times themselves."""
import json

import cli


class Benchmark(cli.CliTest):
    def test_json_with_layers(self):
        process = self.run_program(
            "benchmark", "-m", self.model, "-b", "2", "-r", "3", "--per-layer", "--json"
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        result = json.loads(process.stdout)
        self.assertEqual((result["batch_size"], result["runs"]), (2, 3))
        self.assertEqual(result["weights"], str(self.model / "model.safetensors"))
        self.assertEqual(
            list(result["load_ms"]), ["open", "fold_and_pack", "primitives", "first_run"]
        )
        self.assertTrue(all(time >= 0 for time in result["load_ms"].values()), result["load_ms"])
        latency = result["latency_ms"]
        self.assertTrue(0 < latency["p50"] <= latency["p95"] <= latency["p99"])
        names = [layer["layer"] for layer in result["layers"]]
        self.assertIn("layer4.0.conv2", names)
        self.assertEqual(names[-1], "fc")
        photo = result["photo"]
        self.assertEqual(
            (photo["path"], photo["width"], photo["height"]), ("synthetic", 1600, 1200)
        )
        self.assertTrue(photo["decode_ms"] > 0 < photo["preprocess_ms"] and photo["prepare_ms"] > 0)
        self.assertAlmostEqual(sum(layer["share"] for layer in result["layers"]), 1, places=2)

    def test_a_photo_that_the_user_names(self):
        arguments = "benchmark", "-m", self.model, "-r", "1", "--warm-up", "0", "--photo"
        process = self.run_program(*arguments, cli.SAMPLES / "coffee.png")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn("coffee.png)", process.stdout.decode())
        missing = self.run_program(*arguments, "none.jpg")
        self.assertEqual(missing.returncode, 2)
        self.assertIn(b"--photo none.jpg", missing.stderr)

    def test_synthetic_weights_need_no_checkpoint(self):
        process = self.run_program(
            "benchmark", "-m", "resnet50", "--synthetic", "-r", "1", "--warm-up", "0"
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn("weights: synthetic", process.stdout.decode())
        self.assertEqual(self.run_program("benchmark", "-m", "resnet50").returncode, 3)
        both = self.run_program("benchmark", "-m", "resnet50", "--synthetic", "-w", "x.pth")
        self.assertEqual(both.returncode, 2)

    def test_precisions_compared(self):
        arguments = "benchmark", "-m", self.model, "--precision", "all", "-r", "3", "-b", "2"
        process = self.run_program(*arguments, "--json")
        self.assertEqual((process.returncode, process.stderr), (0, b""))
        result = json.loads(process.stdout)
        self.assertEqual((result["batch_size"], result["runs"]), (2, 3))
        f32, bf16, int8 = result["precisions"]
        names = [p["precision"] for p in result["precisions"]]
        self.assertEqual(names, ["f32", "bf16", "int8"])
        self.assertEqual((f32["speedup"], f32["logit_error"]), (1, 0))
        self.assertAlmostEqual(
            bf16["speedup"], f32["latency_ms"]["p50"] / bf16["latency_ms"]["p50"], places=2
        )
        self.assertTrue(0 < bf16["logit_error"] < 0.05, bf16)
        if bf16["has_instructions"]:
            self.assertLess(bf16["packed_bytes"], f32["packed_bytes"])
        self.assertLess(int8["packed_bytes"], 0.4 * f32["packed_bytes"])
        self.assertIsNone(int8["logit_error"])  # its weights are random
        table = self.run_program(*arguments, environment={"ONEDNN_MAX_CPU_ISA": "AVX2"})
        self.assertEqual(table.returncode, 0, table.stderr)
        lines = table.stdout.decode().splitlines()
        for name, line in zip(names[1:], lines[3:]):
            self.assertRegex(line, rf"^{name} .* \(this CPU has no instructions for it\)$")

    def test_random_8_bit_weights(self):
        arguments = "benchmark", "-m", "resnext50_32x4d", "--precision", "int8", "-r", "1"
        process = self.run_program(*arguments, "--synthetic", "--json")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(json.loads(process.stdout)["precision"], "int8")
        group_norm = "benchmark", "-m", "resnet50_gn", "--synthetic", "-r", "1"
        compared = self.run_program(*group_norm, "--precision", "all", "--json")
        precisions = [p["precision"] for p in json.loads(compared.stdout)["precisions"]]
        self.assertEqual(precisions, ["f32", "bf16"])
        refused = self.run_program(*group_norm, "--precision", "int8")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("has no convolution that could be 8-bit", refused.stderr.decode())
        refused = self.run_program("benchmark", "-m", self.model, "--precision", "int8")
        self.assertEqual(refused.returncode, 2)
        self.assertRegex(refused.stderr.decode(), "has no 8-bit weights.*quantize --model")


if __name__ == "__main__":
    cli.main()

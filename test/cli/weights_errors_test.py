# SPDX-License-Identifier: Apache-2.0
"""Unusable weights: exit code 3, and a message that names the file and the cause."""
import cli
import numpy as np
import tiny_checkpoint


class BadWeights(cli.CliTest):
    def message(self, *arguments, environment=None):
        process = self.classify(*arguments, cli.SAMPLES / "coffee.png", environment=environment)
        self.assertEqual(process.returncode, 3, process.stderr)
        self.assertEqual(process.stdout, b"")
        return process.stderr.decode()

    def file(self, name, content):
        (self.folder / name).write_bytes(content)
        return name

    def test_nothing_found(self):
        process = self.run_program("-m", "resnext101_32x16d_wsl", cli.SAMPLES / "coffee.png")
        self.assertEqual(process.returncode, 3)
        for part in (
            ".cache/huggingface/hub/models--timm--resnext101_32x16d.fb_wsl_ig1b_ft_in1k",
            ".cache/torch/hub/checkpoints/ig_resnext101_32x16-c6f796b0.pth",
            "https://download.pytorch.org/models/ig_resnext101_32x16-c6f796b0.pth",
            "778 MB",
            "CC-BY-NC-4.0",
        ):
            self.assertIn(part, process.stderr.decode())

    def test_no_such_file(self):
        self.assertIn("gone.pth", self.message("--weights", "gone.pth"))

    def test_empty_text_html_and_directory(self):
        self.assertRegex(self.message("--weights", self.file("a.pth", b"")), "a.pth.*empty")
        self.assertIn("b.pth", self.message("--weights", self.file("b.pth", b"hello world\n" * 99)))
        page = b"<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head></html>"
        self.assertRegex(self.message("--weights", self.file("c.pth", page)), "c.pth.*HTML")
        (self.folder / "d").mkdir()
        self.assertIn("d/model.safetensors", self.message("--weights", "d"))

    def test_truncated(self):
        whole = (self.model / "model.safetensors").read_bytes()
        for size in (4, 100, len(whole) // 2, len(whole) - 1):
            cut = self.file("cut.safetensors", whole[:size])
            self.assertIn("cut.safetensors", self.message("--weights", cut))

    def test_every_mismatch_is_listed(self):
        tensors = tiny_checkpoint.random_tensors()
        del tensors["bn1.bias"]
        tensors["layer1.0.conv2.weight"] = np.zeros((64, 4, 3, 3), np.float32)
        tensors["extra.weight"] = np.zeros((2, 2), np.float32)
        tiny_checkpoint.write_safetensors(self.folder / "other.safetensors", tensors)
        message = self.message("--weights", "other.safetensors")
        self.assertIn("bn1.bias: expected [64]", message)
        self.assertIn("layer1.0.conv2.weight: expected [64, 8, 3, 3], found [64, 4, 3, 3]", message)
        self.assertIn("extra.weight: found [2, 2]", message)

    def test_another_number_of_classes(self):
        tensors = tiny_checkpoint.random_tensors()
        tensors["fc.weight"] = tensors["fc.weight"][:4]
        tensors["fc.bias"] = tensors["fc.bias"][:4]
        tiny_checkpoint.write_safetensors(self.folder / "four.safetensors", tensors)
        self.assertIn("4 classes", self.message("--weights", "four.safetensors"))

    def test_nan_weights_are_not_a_result(self):
        tensors = tiny_checkpoint.random_tensors()
        tensors["layer4.0.conv3.weight"][0, 0, 0, 0] = np.nan
        tiny_checkpoint.write_safetensors(self.folder / "nan.safetensors", tensors)
        message = self.message("--weights", "nan.safetensors")
        self.assertIn("nan.safetensors: layer4.0.conv3.weight", message)

    def test_logits_and_features_that_overflow_are_not_a_result(self):
        tensors = tiny_checkpoint.random_tensors()
        tensors["layer4.0.bn3.weight"][:] = 2e38
        tiny_checkpoint.write_safetensors(self.folder / "huge.safetensors", tensors)
        damaged = "huge.safetensors: the network computed {} that are not finite for "
        self.assertIn(damaged.format("logits"), self.message("--weights", "huge.safetensors"))
        process = self.run_program(
            "features",
            "-m",
            self.model,
            "-w",
            "huge.safetensors",
            "-o",
            "out.npy",
            cli.SAMPLES / "coffee.png",
        )
        self.assertEqual(process.returncode, 3)
        self.assertIn(damaged.format("features"), process.stderr.decode())

    def test_half_precision_gives_nearly_the_same_logits(self):
        halves = {
            name: tensor.astype(np.float16)
            for name, tensor in tiny_checkpoint.random_tensors().items()
        }
        tiny_checkpoint.write_safetensors(self.folder / "half.safetensors", halves)
        rows = []
        for weights in (self.model, "half.safetensors"):
            [record] = self.records(
                self.classify(
                    "--weights",
                    weights,
                    "--scores",
                    "logits",
                    "-k",
                    "6",
                    cli.SAMPLES / "coffee.png",
                )
            )
            rows.append({p["index"]: p["logit"] for p in record["predictions"]})
        for index, logit in rows[0].items():
            self.assertAlmostEqual(
                logit, rows[1][index], delta=0.02 * max(map(abs, rows[0].values()))
            )

    def test_bad_config(self):
        (self.model / "config.json").write_text("{")
        self.assertIn("config.json", self.message())

    def test_found_by_content_in_the_hugging_face_cache(self):
        cache = self.folder / "hub/models--timm--resnext50_32x4d.tv_in1k"
        (cache / "refs").mkdir(parents=True)
        (cache / "refs/main").write_text("0123abc")
        snapshot = cache / "snapshots/0123abc"
        snapshot.mkdir(parents=True)
        (snapshot / "model.safetensors").write_bytes(b"short")
        process = self.run_program(
            "-m",
            "resnext50_32x4d",
            cli.SAMPLES / "coffee.png",
            environment={"HF_HUB_CACHE": str(self.folder / "hub")},
        )
        self.assertEqual(process.returncode, 3)
        self.assertIn("0123abc/model.safetensors", process.stderr.decode())


if __name__ == "__main__":
    cli.main()

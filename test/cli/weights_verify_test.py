# SPDX-License-Identifier: Apache-2.0
"""`weights list` and `verify`, and the folders where weights are found, end to end."""
import hashlib
import json
import os
import shutil
import signal
import subprocess
import time

import cli
import numpy as np
import tiny_checkpoint
from weight_files import FilesTest


class Verify(FilesTest):
    def test_a_good_folder(self):
        text, _ = self.run_ok("weights", "verify", self.model)
        for part in (
            "model.safetensors",
            "safetensors",
            "f32",
            "no problems found",
            hashlib.sha256((self.model / "model.safetensors").read_bytes()).hexdigest(),
        ):
            self.assertIn(part, text)

    def test_json(self):
        file = self.model / "model.safetensors"
        found = json.loads(self.run_ok("weights", "verify", file, "--json")[0])
        self.assertTrue(found["ok"])
        self.assertEqual(found["problems"], [])
        self.assertEqual(found["path"], str(file))
        self.assertEqual(found["format"], "safetensors")
        self.assertEqual(found["bytes"], file.stat().st_size)
        self.assertEqual(found["tensors"], len(tiny_checkpoint.expected_shapes()))
        self.assertEqual(
            found["fit"]["model"], "resnext50_32x4d.tiny"
        )  # of the config.json beside it
        self.assertEqual(found["nan"], 0)

    def test_a_bad_file(self):
        tensors = tiny_checkpoint.random_tensors()
        tensors["fc.bias"][1] = np.nan
        tensors["bn1.running_var"][:3] = -1
        tensors["conv1.weight"][0, 0, 0, 0] = np.inf
        del tensors["bn1.bias"]
        path = self.write_safetensors("bad-abcdef01.safetensors", tensors)
        text, _ = self.run_ok("weights", "verify", path, "--model", self.model, code=1)
        for part in (
            "bn1.bias: expected [64]",
            "fc.bias: 1 NaN",
            "bn1.running_var: 3 negative",
            "conv1.weight: 1 infinite",
            "the file name promises abcdef01",
            "1 missing",
        ):
            self.assertIn(part, text)
        found = json.loads(
            self.run_ok("weights", "verify", path, "--json", "-m", self.model, code=1)[0]
        )
        self.assertEqual((found["ok"], len(found["problems"])), (False, 5))

    def test_unreadable_files(self):
        (self.folder / "page.pth").write_bytes(b"<html>log in</html>")
        self.assertIn("page.pth", self.run_ok("weights", "verify", "page.pth", code=3)[1])
        self.assertIn("Nearest", self.run_ok("weights", "verify", "gone.pth", code=3)[1])
        self.assertIn("Places tried", self.run_ok("weights", "verify", "resnet50", code=3)[1])
        self.assertIn(
            "/dev/zero: not a regular file",
            self.run_ok("weights", "verify", "/dev/zero", code=3)[1],
        )
        (self.folder / "bare").mkdir()
        self.assertRegex(
            self.run_ok("weights", "verify", "bare", code=3)[1],
            "without a config.json were found. Places tried:\n  bare/model.safetensors",
        )
        self.run_ok("weights", "verify", code=2)
        self.run_ok("weights", code=2)

    def test_interrupted(self):
        self.write_sparse("big.safetensors", [[1 << 20, 1024]])
        process = subprocess.Popen(
            [cli.PROGRAM, "weights", "verify", "big.safetensors"],
            cwd=self.folder,
            env={**os.environ, "HOME": str(self.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=20)
        self.assertEqual((process.returncode, out), (130, b""), said)


class List(FilesTest):
    def entry(self, model, **options):
        listed = json.loads(self.run_ok("weights", "list", "--json", **options)[0])
        return next(entry for entry in listed if entry["id"] == model)

    def test_verified_files_are_marked(self):
        file = self.folder / ".cache/torch/hub/checkpoints/resnet50-0676ba61.pth"
        file.parent.mkdir(parents=True)
        self.assertIsNone(self.entry("resnet50")["path"])
        shutil.copy(self.model / "model.safetensors", file)
        entry = self.entry("resnet50")
        self.assertEqual(
            (entry["path"], entry["format"], entry["verified"]), (str(file), "safetensors", False)
        )
        self.run_ok("weights", "verify", file, "-m", self.model, code=1)  # the hash in its name
        self.assertFalse(self.entry("resnet50")["verified"])
        self.assertRegex(self.run_ok("weights", "list")[0], r"\nresnet50 .* no .*torch.hub cache")

        hub = self.folder / ".cache/huggingface/hub/models--timm--resnet50.tv_in1k"
        blob = hub / "blobs" / hashlib.sha256(file.read_bytes()).hexdigest()
        blob.parent.mkdir(parents=True)
        shutil.move(file, blob)
        (hub / "snapshots/abc").mkdir(parents=True)
        (hub / "snapshots/abc/model.safetensors").symlink_to(f"../../blobs/{blob.name}")
        (hub / "refs").mkdir()
        (hub / "refs/main").write_text("abc")
        entry = self.entry("resnet50")
        self.assertEqual((entry["origin"], entry["verified"]), ("Hugging Face cache", False))
        self.run_ok("weights", "verify", entry["path"], "-m", self.model)
        self.assertTrue(self.entry("resnet50")["verified"])
        self.assertRegex(self.run_ok("weights", "list")[0], r"\nresnet50 .* yes .*Hugging Face")
        os.utime(blob, (1, 1))
        self.assertFalse(self.entry("resnet50")["verified"])

    def test_many_models_under_other_caches(self):
        elsewhere = self.folder / "elsewhere"
        file = elsewhere / "hub/checkpoints/ig_resnext101_32x8-c38310e5.pth"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"half a file")
        entry = self.entry("ig_resnext101_32x8d", environment={"TORCH_HOME": str(elsewhere)})
        self.assertEqual(entry["path"], str(file))
        self.assertIn("ig_resnext101_32x8-c38310e5.pth", entry["problem"])
        text, _ = self.run_ok("weights", "list", environment={"TORCH_HOME": str(elsewhere)})
        self.assertIn("unreadable", text)
        self.assertEqual(
            len(text.splitlines()), 1 + len(json.loads(self.run_ok("weights", "list", "--json")[0]))
        )


class ModelFolders(FilesTest):
    """Folders in the Hugging Face layout decide about classes, label names and preprocessing."""

    def test_label_names_and_classes(self):
        logits = self.logits("-m", self.model)
        self.assertEqual(len(logits), tiny_checkpoint.CLASSES)
        self.assertIn("cat", logits)
        self.assertIn("dog", logits)

    def test_another_number_of_classes(self):
        tensors = tiny_checkpoint.random_tensors()
        tensors["fc.weight"] = tensors["fc.weight"][:2]
        tensors["fc.bias"] = tensors["fc.bias"][:2]
        tuned = self.folder / "tuned"
        tiny_checkpoint.write_model_folder(
            tuned, tensors, num_classes=2, label_names=["night", "day"]
        )
        logits = self.logits("-m", tuned)
        self.assertEqual(set(logits), {"night", "day"})
        self.assertEqual(
            json.loads(self.run_ok("weights", "verify", tuned, "--json")[0])["ok"], True
        )
        everything = self.logits("-m", self.model)
        self.assertAlmostEqual(logits["night"], everything["cat"], places=4)

    def test_preprocessing(self):
        config = tiny_checkpoint.hub_config()
        config["pretrained_cfg"]["mean"] = [0.1, 0.2, 0.3]
        before = self.logits("-m", self.model)
        (self.model / "config.json").write_text(json.dumps(config))
        self.assertNotEqual(self.logits("-m", self.model), before)

    def test_an_old_flat_config(self):
        config = tiny_checkpoint.hub_config()
        flat = {**config.pop("pretrained_cfg"), **config}
        flat["labels"] = flat.pop("label_names")
        before = self.logits("-m", self.model)
        (self.model / "config.json").write_text(json.dumps(flat))
        self.assertEqual(self.logits("-m", self.model), before)

    def test_every_file_name_in_order(self):
        before = self.logits("-m", self.model)
        file = self.model / "model.safetensors"
        for name in ("model.pth", "pytorch_model.pth", "pytorch_model.bin"):
            file.rename(self.model / name)
            self.assertEqual(self.logits("-m", self.model), before)
            (self.model / name).rename(file)


if __name__ == "__main__":
    cli.main()

"""`weights list`, `verify` and `convert`, and the places where weights are found, end to end."""
import hashlib
import json
import math
import os
import pathlib
import resource
import shutil
import signal
import struct
import subprocess
import sys
import time
import unittest

import cli
import numpy as np
import tiny_checkpoint

WIDTHS = {"F64": 8, "I64": 8, "F32": 4, "F16": 2, "BF16": 2}


def read_safetensors(path):
    """As Python's safetensors reads, with its checks: ({name: (dtype, shape, bytes)}, metadata)."""
    data = pathlib.Path(path).read_bytes()
    length, = struct.unpack("<Q", data[:8])
    assert data[8:9] == b"{"
    header = json.loads(data[8:8 + length])
    metadata = header.pop("__metadata__", {})
    body, tensors, end = data[8 + length:], {}, 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, stop = entry["data_offsets"]
        count = int(np.prod(entry["shape"], dtype=np.int64))
        assert begin == end and stop - begin == count * WIDTHS[entry["dtype"]], name
        tensors[name] = (entry["dtype"], entry["shape"], body[begin:stop])
        end = stop
    assert end == len(body)
    return tensors, metadata


def values(dtype, data):
    if dtype == "BF16":
        return (np.frombuffer(data, np.uint16).astype(np.uint32) << 16).view(np.float32)
    return np.frombuffer(data, {"F16": np.float16, "F32": np.float32}[dtype]).astype(np.float32)


class FilesTest(cli.CliTest):
    def run_ok(self, *arguments, code=0, **options):
        """(stdout, stderr) of a run that ends with `code`."""
        process = self.run_program(*arguments, **options)
        self.assertEqual(process.returncode, code, process.stderr.decode())
        return process.stdout.decode(), process.stderr.decode()

    def write_safetensors(self, name, tensors):
        tiny_checkpoint.write_safetensors(self.folder / name, tensors)
        return self.folder / name

    def write_sparse(self, name, shapes):
        """Zeros, on disk and in this process next to nothing (a child counts its parent's peak)."""
        header, offset = {}, 0
        for i, shape in enumerate(shapes):
            end = offset + 4 * math.prod(shape)
            header[f"{i}"] = {"dtype": "F32", "shape": shape, "data_offsets": [offset, end]}
            offset = end
        text = json.dumps(header).encode()
        with open(self.folder / name, "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text)
            file.truncate(8 + len(text) + offset)
        return self.folder / name

    def logits(self, *arguments, **options):
        process = self.run_program(*arguments, "--scores", "logits", "-k", "1000",
                                   cli.SAMPLES / "coffee.png", **options)
        self.assertEqual(process.returncode, 0, process.stderr.decode())
        record, = self.records(process)
        return {entry["label"]: entry["logit"] for entry in record["predictions"]}


class Verify(FilesTest):
    def test_a_good_folder(self):
        text, _ = self.run_ok("weights", "verify", self.model)
        for part in ("model.safetensors", "safetensors", "f32", "no problems found",
                     hashlib.sha256((self.model / "model.safetensors").read_bytes()).hexdigest()):
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
        self.assertEqual(found["fit"]["model"], "resnext50_32x4d.tiny")  # of the config.json beside
        self.assertEqual(found["nan"], 0)

    def test_a_bad_file(self):
        tensors = tiny_checkpoint.random_tensors()
        tensors["fc.bias"][1] = np.nan
        tensors["bn1.running_var"][:3] = -1
        tensors["conv1.weight"][0, 0, 0, 0] = np.inf
        del tensors["bn1.bias"]
        path = self.write_safetensors("bad-abcdef01.safetensors", tensors)
        text, _ = self.run_ok("weights", "verify", path, "--model", self.model, code=1)
        for part in ("bn1.bias: expected [64]", "fc.bias: 1 NaN", "bn1.running_var: 3 negative",
                     "conv1.weight: 1 infinite", "the file name promises abcdef01", "1 missing"):
            self.assertIn(part, text)
        found = json.loads(self.run_ok("weights", "verify", path, "--json", "-m", self.model,
                                       code=1)[0])
        self.assertEqual((found["ok"], len(found["problems"])), (False, 5))

    def test_what_can_not_be_read(self):
        (self.folder / "page.pth").write_bytes(b"<html>log in</html>")
        self.assertIn("page.pth", self.run_ok("weights", "verify", "page.pth", code=3)[1])
        self.assertIn("Nearest", self.run_ok("weights", "verify", "gone.pth", code=3)[1])
        self.assertIn("Places tried", self.run_ok("weights", "verify", "resnet50", code=3)[1])
        self.run_ok("weights", "verify", code=2)
        self.run_ok("weights", code=2)

    def test_interrupted(self):
        self.write_sparse("big.safetensors", [[1 << 20, 1024]])
        process = subprocess.Popen([cli.PROGRAM, "weights", "verify", "big.safetensors"],
                                   cwd=self.folder, env={"HOME": str(self.folder)},
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
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
        self.assertEqual((entry["path"], entry["format"], entry["verified"]),
                         (str(file), "safetensors", False))
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
        self.assertEqual(len(text.splitlines()), 1 + len(json.loads(
            self.run_ok("weights", "list", "--json")[0])))


class Convert(FilesTest):
    def test_all_types(self):
        source = read_safetensors(self.model / "model.safetensors")[0]
        reference = self.logits("-m", self.model)
        bounds = {"F32": 0, "F16": 2 ** -11, "BF16": 2 ** -8}
        for option, dtype in (("keep", "F32"), ("f32", "F32"), ("f16", "F16"), ("bf16", "BF16")):
            out = self.folder / f"{option}.safetensors"
            text, _ = self.run_ok("weights", "convert", self.model, out, "--dtype", option)
            self.assertIn(f"{len(source)} tensors, {out.stat().st_size} bytes", text)
            tensors, metadata = read_safetensors(out)
            self.assertEqual(metadata, {"format": "pt"})
            self.assertEqual(list(tensors), list(source))
            for name, (_, shape, data) in source.items():
                self.assertEqual(tensors[name][:2], (dtype, shape))
                want, got = values("F32", data), values(dtype, tensors[name][2])
                error = np.abs(want - got) - bounds[dtype] * np.abs(want)
                self.assertLessEqual(error.max(), 2 ** -25, name)  # half of f16's smallest step
            logits = self.logits("-m", self.model, "-w", out)
            for label, logit in reference.items():
                self.assertAlmostEqual(logits[label], logit, delta=40 * bounds[dtype])

    def test_f16_is_numpys(self):
        self.run_ok("weights", "convert", self.model, "half.safetensors", "--dtype", "f16")
        source = read_safetensors(self.model / "model.safetensors")[0]
        for name, (_, _, data) in read_safetensors(self.folder / "half.safetensors")[0].items():
            want = values("F32", source[name][2]).astype(np.float16)
            np.testing.assert_array_equal(np.frombuffer(data, np.uint16), want.view(np.uint16))

    def test_prefixes_are_stripped(self):
        tensors = {f"module.{name}": tensor
                   for name, tensor in tiny_checkpoint.random_tensors().items()}
        path = self.write_safetensors("parallel.safetensors", tensors)
        self.run_ok("weights", "convert", path, "plain.safetensors")
        self.assertEqual(list(read_safetensors(self.folder / "plain.safetensors")[0]),
                         list(tiny_checkpoint.expected_shapes()))
        self.assertEqual(self.logits("-m", self.model, "-w", "plain.safetensors"),
                         self.logits("-m", self.model))

    def test_overflow(self):
        tensors = tiny_checkpoint.random_tensors()
        tensors["bn1.running_var"][:2] = 1e5
        path = self.write_safetensors("wide.safetensors", tensors)
        said = self.run_ok("weights", "convert", path, "out", "--dtype", "f16", code=3)[1]
        self.assertRegex(said, "2 values are too large for f16.*bn1.running_var.*--allow-overflow")
        self.assertFalse((self.folder / "out").exists())
        text, _ = self.run_ok("weights", "convert", path, "out", "--dtype", "f16",
                              "--allow-overflow")
        self.assertIn("2 values were too large", text)
        self.run_ok("weights", "convert", path, "out", "--dtype", "bf16", "--force")

    def test_the_output_is_kept_unless_forced(self):
        (self.folder / "out").write_text("precious")
        said = self.run_ok("weights", "convert", self.model, "out", code=2)[1]
        self.assertIn("--force", said)
        self.assertEqual((self.folder / "out").read_text(), "precious")
        self.run_ok("weights", "convert", self.model, "out", "--force")
        self.assertEqual(len(read_safetensors(self.folder / "out")[0]),
                         len(tiny_checkpoint.expected_shapes()))

    def test_a_full_disk(self):
        said = self.run_ok(
            "weights", "convert", self.model, "out", code=2,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20)))[1]
        self.assertRegex(said, "out: File too large.*room")
        self.assertEqual([path.name for path in self.folder.iterdir() if "out" in path.name], [])

    def test_wrong_usage(self):
        self.run_ok("weights", "convert", self.model, code=2)
        self.run_ok("weights", "convert", self.model, "out", "--dtype", "f8", code=2)
        self.run_ok("weights", "convert", self.model, "nowhere/out", code=2)
        self.run_ok("weights", "convert", "gone.pth", "out", code=3)

    @unittest.skipIf("ASAN_OPTIONS" in os.environ, "sanitizers need memory of their own")
    def test_peak_memory_does_not_grow_with_the_file(self):
        path = self.write_sparse("large.safetensors", [[2048, 1024]] * 48)  # 400 MB, each 8 MB
        # A child's peak counts that of the process it was forked from: fork it from a small one.
        measure = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True);"
                   "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
        for dtype in ("keep", "f16"):
            out = subprocess.run(
                [sys.executable, "-c", measure, cli.PROGRAM, "weights", "convert", path,
                 self.folder / dtype, "--dtype", dtype, "--quiet"],
                env={"HOME": str(self.folder)}, stdout=subprocess.PIPE, check=True).stdout
            self.assertLess(int(out.split()[-1]) * 1024, path.stat().st_size / 4, dtype)


class ModelFolders(FilesTest):
    """Folders in the Hugging Face layout: classes, label names and preprocessing are the folder's."""

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
        tiny_checkpoint.write_model_folder(tuned, tensors, num_classes=2,
                                           label_names=["night", "day"])
        logits = self.logits("-m", tuned)
        self.assertEqual(set(logits), {"night", "day"})
        self.assertEqual(json.loads(self.run_ok("weights", "verify", tuned, "--json")[0])["ok"],
                         True)
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

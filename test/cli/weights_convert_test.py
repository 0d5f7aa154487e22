# SPDX-License-Identifier: Apache-2.0
"""`weights convert`: what it writes, refuses and leaves behind."""
import os
import resource
import subprocess
import sys
import unittest

import cli
import numpy as np
import tiny_checkpoint
from weight_files import FilesTest, read_safetensors, values


class Convert(FilesTest):
    def test_all_types(self):
        source = read_safetensors(self.model / "model.safetensors")[0]
        reference = self.logits("-m", self.model)
        bounds = {"F32": 0, "F16": 2**-11, "BF16": 2**-8}
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
                self.assertLessEqual(error.max(), 2**-25, name)  # half of f16's smallest step
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
        tensors = {
            f"module.{name}": tensor for name, tensor in tiny_checkpoint.random_tensors().items()
        }
        path = self.write_safetensors("parallel.safetensors", tensors)
        self.run_ok("weights", "convert", path, "plain.safetensors")
        self.assertEqual(
            list(read_safetensors(self.folder / "plain.safetensors")[0]),
            list(tiny_checkpoint.expected_shapes()),
        )
        self.assertEqual(
            self.logits("-m", self.model, "-w", "plain.safetensors"), self.logits("-m", self.model)
        )

    def test_overflow(self):
        tensors = tiny_checkpoint.random_tensors()
        tensors["bn1.running_var"][:2] = 1e5
        path = self.write_safetensors("wide.safetensors", tensors)
        said = self.run_ok("weights", "convert", path, "out", "--dtype", "f16", code=3)[1]
        self.assertRegex(said, "2 values are too large for f16.*bn1.running_var.*--allow-overflow")
        self.assertFalse((self.folder / "out").exists())
        text, _ = self.run_ok(
            "weights", "convert", path, "out", "--dtype", "f16", "--allow-overflow"
        )
        self.assertIn("2 values were too large", text)
        self.run_ok("weights", "convert", path, "out", "--dtype", "bf16", "--force")

    def test_the_output_is_kept_unless_forced(self):
        (self.folder / "out").write_text("precious")
        said = self.run_ok("weights", "convert", self.model, "out", code=2)[1]
        self.assertIn("--force", said)
        self.assertEqual((self.folder / "out").read_text(), "precious")
        self.run_ok("weights", "convert", self.model, "out", "--force")
        self.assertEqual(
            len(read_safetensors(self.folder / "out")[0]), len(tiny_checkpoint.expected_shapes())
        )

    def test_a_full_disk(self):
        said = self.run_ok(
            "weights",
            "convert",
            self.model,
            "out",
            code=2,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20)),
        )[1]
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
        # A child's peak includes that of the process it was forked from: fork it from a small one.
        measure = (
            "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        for dtype in ("keep", "f16"):
            out = subprocess.run(
                [
                    sys.executable,
                    "-c",
                    measure,
                    cli.PROGRAM,
                    "weights",
                    "convert",
                    path,
                    self.folder / dtype,
                    "--dtype",
                    dtype,
                    "--quiet",
                ],
                env={"HOME": str(self.folder)},
                stdout=subprocess.PIPE,
                check=True,
            ).stdout
            self.assertLess(int(out.split()[-1]) * 1024, path.stat().st_size / 4, dtype)


if __name__ == "__main__":
    cli.main()

# SPDX-License-Identifier: Apache-2.0
"""`features`: read back with NumPy, compared with the logits, interrupted and resumed."""
import json
import random
import resource
import struct
import subprocess
import time

import numpy as np

import cli
import tiny_checkpoint
from batch_test import BatchTest


def read_safetensors(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    entry = header["features"]
    assert entry["data_offsets"] == [0, len(data) - 8 - length]
    dtype = {"F32": "<f4", "F16": "<f2"}[entry["dtype"]]
    return np.frombuffer(data, dtype, offset=8 + length).reshape(entry["shape"]), header


def read_lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


class FeaturesCase(BatchTest):
    def features(self, *arguments, **options):
        return self.run_program("features", "--model", self.model, "-t", "1", *arguments, **options)


class Features(FeaturesCase):
    def test_npy_has_a_row_for_each_image_that_could_be_read(self):
        self.add_photos(5)
        (self.photos / "img2b.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
        process = self.features("--out", "f.npy", "photos", "none.png", "photos/img1.png")
        self.assertEqual(process.returncode, 1, process.stderr)
        self.assertEqual(process.stdout, b"")
        rows = np.load(self.folder / "f.npy")
        self.assertEqual((rows.shape, rows.dtype), ((6, 2048), np.float32))
        records = read_lines(self.folder / "f.npy.jsonl")
        self.assertEqual(
            [
                (record["path"], record.get("row"), record.get("error", {}).get("code"))
                for record in records
            ],
            [
                ("photos/img0.png", 0, None),
                ("photos/img1.png", 1, None),
                ("photos/img2.png", 2, None),
                ("photos/img2b.png", None, "truncated"),
                ("photos/img3.png", 3, None),
                ("photos/img4.png", 4, None),
                ("none.png", None, "not_found"),
                ("photos/img1.png", 5, None),
            ],
        )
        np.testing.assert_array_equal(rows[1], rows[5])
        self.assertGreater(np.abs(rows[0] - rows[1]).max(), 1e-3)

    def test_the_classifier_turns_the_pooled_vector_into_the_logits(self):
        self.add_photos(3)
        self.features("--out", "pool.npy", "photos")
        self.features("--out", "logits.npy", "--layer", "logits", "photos")
        self.features("--out", "layer4.npy", "--layer", "layer4", "photos")
        tensors = tiny_checkpoint.random_tensors()
        pool, logits, maps = (
            np.load(self.folder / f"{name}.npy") for name in ("pool", "logits", "layer4")
        )
        self.assertEqual((logits.shape, maps.shape), ((3, 6), (3, 2048, 2, 2)))
        np.testing.assert_allclose(
            pool @ tensors["fc.weight"].T + tensors["fc.bias"],
            logits,
            atol=1e-4 * np.abs(logits).max(),
        )
        np.testing.assert_allclose(maps.mean((2, 3)), pool, atol=1e-5 * np.abs(pool).max())
        said = self.records(self.classify("photos", "--scores", "logits", "-k", "6", "-t", "1"))
        for record, row in zip(said, logits):
            for prediction in record["predictions"]:
                self.assertAlmostEqual(prediction["logit"], row[prediction["index"]], places=4)

    def test_all_formats_hold_the_same(self):
        self.add_photos(3)
        (self.photos / "img1b.png").write_bytes(b"")
        for layer, shape in (
            ("pool", (2048,)),
            ("layer1", (256, 16, 16)),
            ("layer2", (512, 8, 8)),
            ("layer3", (1024, 4, 4)),
            ("logits", (6,)),
        ):
            for name in ("f.npy", "f.safetensors", "f.jsonl"):
                self.assertEqual(
                    self.features("--layer", layer, "--out", name, "--force", "photos").returncode,
                    1,
                )
            rows = np.load(self.folder / "f.npy")
            self.assertEqual(rows.shape, (3, *shape))
            tensor, header = read_safetensors(self.folder / "f.safetensors")
            np.testing.assert_array_equal(tensor, rows)
            self.assertEqual(header["__metadata__"]["layer"], layer)
            records = read_lines(self.folder / "f.jsonl")
            self.assertEqual(records[2]["error"]["code"], "empty")
            lists = [
                np.array(record["features"], np.float32).reshape(record.get("shape", shape))
                for record in records
                if "features" in record
            ]
            np.testing.assert_array_equal(np.stack(lists), rows)
        try:
            from safetensors.numpy import load_file
        except ImportError:
            return  # Debian 12 has no package of the format's own library
        np.testing.assert_array_equal(load_file(self.folder / "f.safetensors")["features"], rows)

    def test_halves_and_unit_vectors(self):
        self.add_photos(3)
        self.features("--out", "f.npy", "photos")
        rows = np.load(self.folder / "f.npy")
        self.features("--out", "h.npy", "--dtype", "f16", "photos")
        halves = np.load(self.folder / "h.npy")
        self.assertEqual(halves.dtype, np.float16)
        np.testing.assert_array_equal(halves, rows.astype(np.float16))
        self.features("--out", "u.npy", "--normalize", "l2", "photos")
        unit = np.load(self.folder / "u.npy")
        np.testing.assert_allclose(np.linalg.norm(unit, axis=1), 1, rtol=1e-5)
        np.testing.assert_allclose(
            unit, rows / np.linalg.norm(rows, axis=1, keepdims=True), rtol=1e-4, atol=1e-7
        )
        self.features("--out", "h.safetensors", "--dtype", "f16", "photos")
        np.testing.assert_array_equal(read_safetensors(self.folder / "h.safetensors")[0], halves)

    def test_values_too_large_for_halves_are_an_error(self):
        self.add_photos(1)
        tensors = tiny_checkpoint.random_tensors()
        tensors["fc.bias"][2] = 1e6
        tiny_checkpoint.write_model_folder(self.model, tensors)
        process = self.features("--out", "f.npy", "--layer", "logits", "--dtype", "f16", "photos")
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"too large for f16", process.stderr)

    def test_wrong_usage(self):
        self.add_photos(1)
        for arguments, said in (
            ((), b"--out"),
            (("--out", "f.npy"), b"no images"),
            (("--out", "f.txt", "photos"), b"--format"),
            (("--out", "f.npy", "--layer", "layer5", "photos"), b"layer5"),
            (("--out", "f.jsonl", "--dtype", "f16", "photos"), b"--dtype"),
            (("--out", "/dev/null", "--format", "npy", "photos"), b"regular file"),
            (("--out", "photos/img0.png", "--format", "npy", "photos/img0.png"), b"input"),
        ):
            process = self.features(*arguments)
            self.assertEqual(process.returncode, 2, arguments)
            self.assertIn(said, process.stderr)
        process = self.features("--out", "/dev/stdout", "--format", "jsonl", "photos")
        self.assertEqual(len(json.loads(process.stdout)["features"]), 2048)


class Resume(FeaturesCase):
    ARGUMENTS = ("photos", "none.png", "photos/img3.png", "-b", "4")

    def run_resumed(self, out, *arguments, **options):
        return self.features("--out", out, "--resume", *(arguments or self.ARGUMENTS), **options)

    def contents(self, out):
        listed = self.folder / f"{out}.jsonl"
        return ((self.folder / out).read_bytes(), listed.read_bytes() if listed.exists() else b"")

    def test_output_cut_anywhere_is_resumed(self):
        self.add_photos(6)
        (self.photos / "img1b.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
        for out in ("f.npy", "f.safetensors"):
            self.run_resumed(out)
            whole, listed = self.contents(out)
            lines = listed.splitlines(keepends=True)
            head = len(whole) - 7 * 2048 * 4
            done = [0]
            for line in lines:
                done.append(done[-1] + (b'"row"' in line))
            for kept in range(len(lines) + 1):
                for rows in {done[kept], min(done[kept] + 1, 7), 7}:
                    for torn in (0, 5):
                        cut = head + rows * 8192 + torn if kept + torn else torn
                        (self.folder / out).write_bytes(whole[:cut])
                        (self.folder / f"{out}.jsonl").write_bytes(
                            b"".join(lines[:kept]) + (lines + [b""])[kept][:torn]
                        )
                        self.assertIn(self.run_resumed(out).returncode, (0, 1))
                        self.assertEqual(self.contents(out), (whole, listed))

    def test_killed_at_random_moments(self):
        self.add_photos(24)
        (self.photos / "img7b.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
        moments = random.Random(5)
        for out in ("f.npy", "f.jsonl"):
            start = time.monotonic()
            self.features("--out", out, *self.ARGUMENTS)
            duration = time.monotonic() - start
            expected = self.contents(out)
            (self.folder / out).unlink()
            (self.folder / f"{out}.jsonl").unlink(missing_ok=True)
            kills = 0
            for _ in range(12):
                process = subprocess.Popen(
                    [
                        cli.PROGRAM,
                        "features",
                        "-m",
                        str(self.model),
                        "-t",
                        "1",
                        "--out",
                        out,
                        "--resume",
                        *self.ARGUMENTS,
                    ],
                    cwd=self.folder,
                    stderr=subprocess.DEVNULL,
                )
                try:
                    process.wait(moments.uniform(0, duration))
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                    kills += 1
            self.assertIn(self.run_resumed(out).returncode, (0, 1))
            self.assertEqual(self.contents(out), expected)
            print(f"{out}: {kills} kills")

    def test_ctrl_c_leaves_a_complete_file(self):
        self.add_photos(4)
        with subprocess.Popen(
            [
                cli.PROGRAM,
                "features",
                "-m",
                str(self.model),
                "-t",
                "1",
                "-b",
                "1",
                "--out",
                "f.npy",
                "--files-from",
                "-",
            ],
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            process.stdin.write(b"photos/img0.png\nphotos/img1.png\n")
            process.stdin.flush()
            deadline = time.monotonic() + 60 * cli.PATIENCE
            while (
                not (self.folder / "f.npy").exists()
                or (self.folder / "f.npy").stat().st_size < 128 + 2 * 8192
            ):
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.02)
            process.send_signal(2)
            self.assertEqual(process.wait(60 * cli.PATIENCE), 130)
            self.assertIn(b"with --resume continues f.npy\n", process.stderr.read())
        self.assertEqual(np.load(self.folder / "f.npy").shape, (2, 2048))
        self.assertEqual(len(read_lines(self.folder / "f.npy.jsonl")), 2)

    def test_a_full_disk_is_an_error_and_the_run_can_be_resumed(self):
        self.add_photos(6)
        limit = 128 + 3 * 8192 + 100
        process = self.run_resumed(
            "f.npy", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        )
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"f.npy: can't write", process.stderr)
        self.assertEqual(self.run_resumed("f.npy").returncode, 1)
        resumed = self.contents("f.npy")
        self.features("--out", "g.npy", *self.ARGUMENTS)
        self.assertEqual(resumed, self.contents("g.npy"))

    def test_other_options_and_other_files_are_refused(self):
        self.add_photos(2)
        self.run_resumed("f.npy", "photos")
        before = self.contents("f.npy")
        for options, difference in (
            (("--layer", "layer4"), "--layer pool (now layer4)"),
            (("--dtype", "f16"), "--dtype f32 (now f16)"),
            (("--normalize", "l2"), "--normalize none (now l2)"),
            (("-b", "3"), "--batch-size 16 (now 3)"),
            (("--exif", "apply"), "--exif ignore (now apply)"),
        ):
            process = self.run_resumed("f.npy", "photos", *options)
            self.assertEqual(process.returncode, 2, options)
            self.assertIn(f"made with other options: {difference}.", process.stderr.decode())
        listed = self.folder / "f.npy.jsonl"
        (self.folder / "f.npy").write_bytes(before[0][:-1])  # a listed row is incomplete
        process = self.run_resumed("f.npy", "photos")
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"2 rows", process.stderr)
        (self.folder / "f.npy").write_bytes(b"my notes" * 1000)
        self.assertEqual(self.run_resumed("f.npy", "photos").returncode, 2)
        listed.unlink()
        self.assertEqual(self.run_resumed("f.npy", "photos").returncode, 2)
        self.assertEqual((self.folder / "f.npy").read_bytes(), b"my notes" * 1000)
        weights = bytearray((self.model / "model.safetensors").read_bytes())
        weights[-1] ^= 1
        (self.folder / "f.npy").write_bytes(before[0])
        listed.write_bytes(before[1])
        (self.model / "model.safetensors").write_bytes(weights)
        self.assertEqual(self.run_resumed("f.npy", "photos").returncode, 2)
        self.assertEqual(self.contents("f.npy"), before)
        again = ("--out", "f.npy", "photos")
        process = self.features(*again)
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"--force replaces it, --resume continues it", process.stderr)
        self.assertEqual(self.contents("f.npy"), before)
        self.assertEqual(self.features(*again, "--force").returncode, 0)  # from the start

    def test_failed_inputs_are_retried_on_request(self):
        self.add_photos(3)
        broken = self.photos / "img1.png"
        good = broken.read_bytes()
        broken.write_bytes(good[:2000])
        self.assertEqual(self.run_resumed("f.npy", "photos").returncode, 1)
        broken.write_bytes(good)
        self.assertEqual(self.run_resumed("f.npy", "photos", "--retry-failed").returncode, 0)
        self.assertEqual(
            [(record["path"], record["row"]) for record in read_lines(self.folder / "f.npy.jsonl")],
            [("photos/img0.png", 0), ("photos/img2.png", 1), ("photos/img1.png", 2)],
        )
        self.features("--out", "g.npy", "photos")
        np.testing.assert_array_equal(
            np.load(self.folder / "f.npy")[[0, 2, 1]], np.load(self.folder / "g.npy")
        )


del BatchTest

if __name__ == "__main__":
    cli.main()

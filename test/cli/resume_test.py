# SPDX-License-Identifier: Apache-2.0
"""--resume: after any interruption every input has exactly one record."""
import fcntl
import json
import os
import random
import shutil
import signal
import subprocess
import time

import cli
from batch_test import BatchTest


class Resume(BatchTest):
    def setUp(self):
        super().setUp()
        self.out = self.folder / "out.jsonl"

    def classify(self, *arguments, **options):
        threads = () if "-t" in arguments else ("-t", "1")  # one, as spinning is not tested here
        return super().classify(*arguments, *threads, **options)

    def resume(self, *arguments, **options):
        return self.classify("--resume", "out.jsonl", *arguments, **options)

    def test_finished_inputs_are_skipped_and_the_rest_is_identical(self):
        self.add_photos(9)
        (self.photos / "img4b.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
        arguments = ["photos", "photos/img3.png", "none.png", "photos/img3.png", "-b", "4"]
        self.assertEqual(self.resume(*arguments).returncode, 1)
        whole = self.out.read_bytes()
        self.assertEqual(whole, self.classify(*arguments).stdout)
        lines = whole.splitlines(keepends=True)
        self.assertEqual(len(lines), 13)
        cuts = [
            0,
            len(lines[0]),
            len(whole),
            *(len(b"".join(lines[:n])) + extra for n in (3, 5, 12) for extra in (0, 1, 40)),
        ]
        for cut in cuts:
            self.out.write_bytes(whole[:cut])
            process = self.resume(*arguments)
            self.assertEqual(self.out.read_bytes(), whole, cut)
            self.assertEqual(process.returncode, 1)  # whichever run met the broken image

    def test_leftovers_of_a_machine_crash_are_cut_off(self):
        self.add_photos(3)
        self.resume("photos")
        whole = self.out.read_bytes()
        first = whole.index(b"\n") + 1
        for rubbish in (b"\0" * 5000, b'{"path":"photos/im\n\0\0\0\n', b"\n"):
            self.out.write_bytes(whole[:first] + rubbish)
            self.assertEqual(self.resume("photos").returncode, 0)
            self.assertEqual(self.out.read_bytes(), whole)

    def test_output_of_an_ordinary_run_can_be_resumed(self):
        self.add_photos(4)
        whole = self.classify("photos").stdout
        self.out.write_bytes(whole[: len(whole) // 2])
        self.resume("photos")
        self.assertEqual(self.out.read_bytes(), whole)

    def test_failed_inputs_are_retried_on_request(self):
        self.add_photos(3)
        broken = self.photos / "img1.png"
        good = broken.read_bytes()
        broken.write_bytes(good[:2000])
        self.assertEqual(self.resume("photos").returncode, 1)
        broken.write_bytes(good)
        self.assertEqual(self.resume("photos").returncode, 1)  # its record is still there
        self.assertEqual(self.out.read_bytes().count(b'"error"'), 1)
        self.assertEqual(self.resume("photos", "--retry-failed").returncode, 0)
        records = [json.loads(line) for line in self.out.read_text().splitlines()]
        self.assertEqual(
            [record["path"] for record in records],
            ["photos/img0.png", "photos/img2.png", "photos/img1.png"],
        )
        self.assertNotIn(b'"error"', self.out.read_bytes())
        self.assertEqual(sorted(os.listdir(self.folder)), ["model", "out.jsonl", "photos"])

    def test_new_inputs_are_added(self):
        self.add_photos(2)
        self.resume("photos")
        before = self.out.read_bytes()
        shutil.copy(self.photos / "img1.png", self.photos / "img0b.png")
        self.resume("photos")
        self.assertTrue(self.out.read_bytes().startswith(before))
        self.assertEqual(self.out.read_bytes().count(b"\n"), 3)

    def test_a_different_model_weights_or_options_are_refused(self):
        self.add_photos(2)
        self.resume("photos", "-b", "2")
        before = self.out.read_bytes()
        (self.folder / "classes.txt").write_text("cat\ndog\n")
        for options, difference in (
            (("-b", "3"), "--batch-size 2 (now 3)"),
            (("-b", "2", "-k", "2"), "--top-k 5 (now 2)"),
            (("-b", "2", "--scores", "logits"), "--scores probabilities (now logits)"),
            (("-b", "2", "--exif", "apply"), "--exif ignore (now apply)"),
            (("-b", "2", "--max-pixels", "99999"), "--max-pixels 200000000 (now 99999)"),
            (("-b", "2", "--fast-decode"), "no --fast-decode (now with it)"),
            (("-b", "2", "--threshold", "0.123"), "no --threshold (now 0.123)"),
            (("-b", "2", "--classes", "classes.txt"), "no --classes (now with it)"),
            (("-b", "2", "--cam", "maps"), "no --cam (now with it)"),
            (("-b", "2", "--precision", "bf16"), "--precision f32 (now bf16)"),
            (
                ("-b", "3", "--kernels", "onednn"),
                "--batch-size 2 (now 3) and --kernels auto (now onednn)",
            ),
        ):
            process = self.resume("photos", *options)
            self.assertEqual(process.returncode, 2, options)
            self.assertIn(b"out.jsonl:1: can't resume this file", process.stderr)
            expected = f"made with other options: {difference}. Give the same,"
            self.assertIn(expected, process.stderr.decode())
        three = ("-b", "3", "-k", "2", "--exif", "apply")  # too many to be found
        said = self.resume("photos", *three).stderr.decode()
        self.assertIn("other options, other weights or another version", said)
        self.assertIn("--batch-size, --tta, --top-k, --scores,", said)
        self.assertEqual(self.resume("photos", "-b", "2", "-t", "1").returncode, 0)
        weights = bytearray((self.model / "model.safetensors").read_bytes())
        weights[-1] ^= 1  # the last bit of the classifier's bias
        (self.model / "model.safetensors").write_bytes(weights)
        process = self.resume("photos", "-b", "2")
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"other weights", process.stderr)
        config = json.loads((self.model / "config.json").read_text())
        config["pretrained_cfg"]["tag"] = "other"
        (self.model / "config.json").write_text(json.dumps(config))
        process = self.resume("photos", "-b", "2")
        self.assertRegex(process.stderr, b"the model resnext50_32x4d.tiny made its records, now")
        self.assertEqual(self.out.read_bytes(), before)

    def test_the_size_of_training_is_told_apart(self):
        config = json.loads((self.model / "config.json").read_text())
        config["pretrained_cfg"]["test_input_size"] = [3, 96, 96]
        (self.model / "config.json").write_text(json.dumps(config))
        self.add_photos(1)
        self.resume("photos")
        said = self.resume("photos", "--train-size").stderr.decode()
        self.assertIn("other options: no --train-size (now with it).", said)
        self.out.unlink()
        self.resume("photos", "--train-size")
        said = self.resume("photos").stderr.decode()
        self.assertIn("other options: --train-size (now without).", said)

    def test_an_interrupted_run_says_how_to_go_on(self):
        self.add_photos(2)
        os.mkfifo(self.folder / "never.png")
        for options, said in (
            (("--resume", "out.jsonl"), b"interrupted; continue with --resume out.jsonl\n"),
            (("-o", "r.jsonl"), b"interrupted; continue with --resume r.jsonl\n"),
            (("-o", "r.csv"), b"interrupted; r.csv has the results up to here\n"),
            (("-o", "f.json", "--fields", "path"), b"f.json has the results up to here\n"),
            (("-o", "q.jsonl", "-q"), b""),
        ):
            command = [cli.PROGRAM, "-m", str(self.model), "-t", "1", "photos", "never.png"]
            with subprocess.Popen(
                [*command, *options], cwd=self.folder, stderr=subprocess.PIPE
            ) as process:
                file = self.folder / options[1]
                while not file.exists() or not file.stat().st_size:
                    time.sleep(0.01)
                process.send_signal(signal.SIGINT)
                self.assertEqual(process.wait(60), 130)
                self.assertTrue(process.stderr.read().endswith(said), options)

    def test_a_file_that_is_something_else_is_left_alone(self):
        self.add_photos(1)
        record = self.classify("photos").stdout
        for content in (
            b"my notes\n",
            b'{"a": 1}\n',
            b"[1, 2]",
            b"my notes\n" + record,
            record + b"my notes\n" + record,
            record.replace(b'"run"', b'"ran"'),
        ):
            self.out.write_bytes(content)
            process = self.resume("photos")
            self.assertEqual(process.returncode, 2, content)
            self.assertIn(b"out.jsonl:", process.stderr)
            self.assertEqual(self.out.read_bytes(), content)

    def test_names_that_are_not_utf8(self):
        self.add_photos(1)
        for name in (
            b"caf\xe9.png",
            b"caf\xe8.png",
            b"caf\xef\xbf\xbd.png",
        ):  # all shown as the same text
            shutil.copy(self.photos / "img0.png", os.fsencode(self.photos) + b"/" + name)
        self.resume("photos")
        whole = self.out.read_bytes()
        lines = whole.splitlines(keepends=True)
        for kept in range(len(lines)):
            self.out.write_bytes(b"".join(lines[:kept]))
            self.resume("photos")
            self.assertEqual(self.out.read_bytes(), whole)

    def test_two_processes_do_not_write_one_file(self):
        self.add_photos(1)
        with open(self.out, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            process = self.resume("photos")
            self.assertEqual(process.returncode, 2)
            self.assertIn(b"another process", process.stderr)
        self.assertEqual(self.resume("photos").returncode, 0)

    def test_killed_at_fifty_random_moments(self):
        self.add_photos(24)
        (self.photos / "img7b.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
        arguments = ["photos", "photos/img3.png", "none.png", "photos/img3.png", "-b", "4"]
        start = time.monotonic()
        expected = self.classify(*arguments).stdout
        duration = time.monotonic() - start
        self.assertEqual(expected.count(b"\n"), 28)
        moments = random.Random(4)
        kills, torn, completed = 0, 0, 0
        # A leak check that is killed complains; other tests look for leaks.
        options = os.environ.get("ASAN_OPTIONS", "").split(":") + ["detect_leaks=0"]
        environment = {**os.environ, "ASAN_OPTIONS": ":".join(filter(None, options))}
        while kills < 50:
            process = subprocess.Popen(
                [
                    cli.PROGRAM,
                    "-m",
                    str(self.model),
                    "-t",
                    "1",
                    "--resume",
                    "out.jsonl",
                    *arguments,
                ],
                cwd=self.folder,
                env=environment,
                stderr=subprocess.PIPE,
            )
            with process:
                try:
                    process.wait(moments.uniform(0, duration))
                except subprocess.TimeoutExpired:
                    process.kill()
                    kills += 1
                self.assertEqual(process.stderr.read(), b"")
            if process.returncode == 1:
                self.assertEqual(self.out.read_bytes(), expected)
                completed += 1
                self.out.unlink()
            elif self.out.exists():
                content = self.out.read_bytes()
                self.assertTrue(expected.startswith(content))
                if (
                    content and moments.random() < 0.3
                ):  # as a crash of the machine may leave the file
                    torn += 1
                    self.out.write_bytes(content[: moments.randrange(len(content))])
        process = self.resume(*arguments)
        self.assertIn(process.returncode, (0, 1), process.stderr)
        self.assertEqual(self.out.read_bytes(), expected)
        print(f"{kills} kills, {torn} torn files, {completed} runs completed on the way")


if __name__ == "__main__":
    cli.main()

# SPDX-License-Identifier: Apache-2.0
"""Folders, lists and pipes of images: every input gets exactly one record, in order."""
import json
import os
import pty
import shutil
import signal
import subprocess
import time

import cli


class BatchTest(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.photos = self.folder / "photos"
        self.photos.mkdir()

    def add_photos(self, count):
        """Writes small photos that differ."""
        from PIL import Image

        with Image.open(cli.SAMPLES / "chelsea.png") as photo:
            for i in range(count):
                box = (i * 5 % 200, i * 3 % 100)
                photo.crop((*box, box[0] + 120, box[1] + 90)).save(self.photos / f"img{i}.png")

    def start(self, *arguments, **options):
        return subprocess.Popen(
            [cli.PROGRAM, "-m", str(self.model), *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.folder,
            **options,
        )

    def paths(self, process):
        return [record["path"] for record in self.records(process)]


class Inputs(BatchTest):
    def test_a_list_of_files_separated_by_newlines_or_nuls(self):
        self.add_photos(3)
        names = [b"photos/img2.png", b"photos/img0.png", b"photos/img2.png"]
        (self.folder / "list").write_bytes(b"\n".join(names))  # no newline at the end
        (self.folder / "nul").write_bytes(b"\0".join(names) + b"\0")
        expected = [name.decode() for name in names]
        self.assertEqual(self.paths(self.classify("--files-from", "list")), expected)
        self.assertEqual(self.paths(self.classify("--files-from", "nul", "-0")), expected)
        with open(self.folder / "list", "rb") as stdin:
            self.assertEqual(self.paths(self.classify("--files-from", "-", stdin=stdin)), expected)

    def test_a_resident_process_answers_each_line_at_once(self):
        self.add_photos(3)
        for batch in ("0", "4"):
            with self.start("--files-from", "-", "-b", batch, stdin=subprocess.PIPE) as process:
                for name in ("photos/img1.png", "photos/none.png", "photos/img0.png"):
                    process.stdin.write(name.encode() + b"\n")
                    process.stdin.flush()
                    self.assertEqual(json.loads(process.stdout.readline())["path"], name)
                process.stdin.write(b"photos/img2.png")  # the last line has no newline
                process.stdin.close()
                self.assertEqual(json.loads(process.stdout.readline())["path"], "photos/img2.png")
                self.assertEqual(process.wait(), 1)
                process.stderr.close()

    def test_an_image_on_standard_input(self):
        image = (cli.SAMPLES / "coffee.png").read_bytes()
        [piped] = self.records(self.classify("--stdin-image", input=image))
        [named] = self.records(self.classify(cli.SAMPLES / "coffee.png"))
        self.assertEqual(piped["path"], "-")
        self.assertEqual(piped["predictions"], named["predictions"])
        [cut] = self.records(self.classify("--stdin-image", input=image[:9000]))
        self.assertEqual(cut["error"]["code"], "truncated")
        [empty] = self.records(self.classify("--stdin-image", input=b""))
        self.assertEqual(empty["error"]["code"], "empty")

    def test_patterns_that_the_shell_did_not_expand(self):
        self.add_photos(11)
        self.assertEqual(
            self.paths(self.classify("photos/img1*.png")), ["photos/img1.png", "photos/img10.png"]
        )
        self.assertEqual(len(self.paths(self.classify("**/*.png"))), 11)
        process = self.classify("photos/none*.png")
        self.assertEqual(self.records(process)[0]["error"]["code"], "not_found")

    def test_shards_cover_every_file_once(self):
        self.add_photos(20)
        whole = self.records(self.classify("photos"))
        parts = [self.records(self.classify("photos", "--shard", f"{k}/3")) for k in (1, 2, 3)]
        key = json.dumps
        self.assertEqual(sorted(map(key, sum(parts, []))), sorted(map(key, whole)))
        self.assertTrue(all(parts))
        self.assertEqual(self.classify("photos", "--shard", "0/3").returncode, 2)
        process = self.classify("photos/img0.png", "--shard", "2/1000000")
        self.assertEqual((process.returncode, process.stdout), (0, b""))

    def test_names_that_are_not_utf8_in_folders_and_lists(self):
        self.add_photos(1)
        name = b"photos/caf\xe9\n.png"
        shutil.copy(self.photos / "img0.png", os.fsencode(self.folder) + b"/" + name)
        for options in ((["photos"], {}), (["--files-from", "-", "-0"], {"input": name})):
            records = self.records(self.classify(*options[0], **options[1]))
            self.assertEqual(bytes.fromhex(records[0]["path_bytes"]), name)

    def test_batch_size_and_threads_change_no_result(self):
        self.add_photos(7)
        (self.photos / "img3b.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
        for batch in ("1", "2", "3", "8"):
            runs = [
                self.classify("photos", "-b", batch, "-t", threads).stdout for threads in ("1", "2")
            ]
            records = [[json.loads(line) for line in run.splitlines()] for run in runs]
            self.assertEqual([r["path"] for r in records[0]], [r["path"] for r in records[1]])
            self.assertEqual(
                [r.get("error") for r in records[0]], [r.get("error") for r in records[1]]
            )
            self.assertIn("error", records[0][4])
            # So do a full batch, a partial batch and a batch of one. With AVX2, how oneDNN rounds
            # in the last layer depends on the place of the image in the batch.
            alone = json.loads(self.classify("photos/img6.png", "-b", batch, "-t", "1").stdout)
            for one, among in zip(alone["predictions"], records[0][-1]["predictions"], strict=True):
                self.assertEqual(one["index"], among["index"])
                self.assertAlmostEqual(one["probability"], among["probability"], delta=1e-6)

    def test_fast_decoding_is_off_unless_asked_for(self):
        from PIL import Image

        with Image.open(cli.SAMPLES / "chelsea.png") as photo:
            photo.save(self.folder / "big.jpg", quality=95)
        options = ("--scores", "logits", "-k", "6")
        [exact] = self.records(self.classify("big.jpg", *options))
        [fast] = self.records(self.classify("big.jpg", *options, "--fast-decode"))
        self.assertNotEqual(exact["predictions"], fast["predictions"])
        self.assertNotEqual(exact["run"], fast["run"])
        scores = [
            {p["index"]: p["logit"] for p in record["predictions"]} for record in (exact, fast)
        ]
        for index, logit in scores[0].items():
            self.assertAlmostEqual(logit, scores[1][index], delta=0.5)

    def test_wrong_usage(self):
        self.add_photos(1)
        for arguments, message in (
            (("--files-from", "none"), b"none"),
            (("-0", "photos"), b"--files-from"),
            (("--stdin-image", "--files-from", "-"), b"standard input"),
            (("photos", "--shard", "4"), b"K/N"),
            (("photos", "--retry-failed"), b"resume"),
            (("photos", "--resume", "a", "-o", "b"), b"--output"),
            (("photos", "--resume", "a", "-f", "table"), b"json"),
            (("photos", "-q", "-v"), b"quiet"),
        ):
            process = self.classify(*arguments)
            self.assertEqual(process.returncode, 2, arguments)
            self.assertIn(message, process.stderr)


class Ends(BatchTest):
    def test_fail_fast_and_max_errors(self):
        self.add_photos(2)
        inputs = ["photos/img0.png", "no1", "photos/img1.png", "no2", "no3", "photos/img0.png"]
        for options, records, code in (
            (["--fail-fast"], 2, 4),
            (["--max-errors", "0"], 2, 4),
            (["--max-errors", "2"], 5, 4),
            (["--max-errors", "3"], 6, 1),
        ):
            process = self.classify(*inputs, *options)
            self.assertEqual(process.returncode, code, options)
            self.assertEqual(self.paths(process), inputs[:records])

    def test_signals_leave_a_valid_file_and_the_usual_exit_code(self):
        self.add_photos(2)
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.start(
                "--files-from", "-", "-o", "out.jsonl", "-v", stdin=subprocess.PIPE
            ) as process:
                process.stdin.write(b"photos/img0.png\nphotos/img1.png\n")
                process.stdin.flush()
                while (
                    (self.folder / "out.jsonl").read_bytes().count(b"\n") < 2
                    if (self.folder / "out.jsonl").exists()
                    else True
                ):
                    time.sleep(0.01)
                process.send_signal(number)
                self.assertEqual(process.wait(timeout=60), code)
                self.assertIn(b"2 images in", process.stderr.read())
                process.stdin.close()
            lines = (self.folder / "out.jsonl").read_text().splitlines()
            self.assertEqual(len([json.loads(line) for line in lines]), 2)
            (self.folder / "out.jsonl").unlink()

    def test_a_signal_ends_the_wait_for_a_fifo(self):
        self.add_photos(1)
        os.mkfifo(self.folder / "fifo")
        with self.start("photos/img0.png", "fifo") as process:
            json.loads(process.stdout.readline())
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(timeout=60), 143)
            self.assertEqual(process.stdout.read(), b"")

    def test_a_closed_pipe_ends_the_run_quietly(self):
        self.add_photos(30)
        with self.start("photos", "photos", "-b", "1") as process:
            process.stdout.readline()
            process.stdout.close()
            self.assertEqual(process.wait(timeout=60), 0)
            self.assertEqual(process.stderr.read(), b"")

    def test_a_full_disk_is_never_success(self):
        self.add_photos(3)
        for options in (["-o", "/dev/full"], ["--resume", "/dev/full"]):
            process = self.classify("photos", *options)
            self.assertEqual(process.returncode, 2)
            self.assertIn(b"No space left", process.stderr)
        with open("/dev/full", "wb") as full:
            self.assertEqual(self.classify("photos", stdout=full).returncode, 2)


class Display(BatchTest):
    def on_terminal(self, *arguments):
        """Returns the program's output on a terminal that is its standard error."""
        leader, follower = pty.openpty()
        with subprocess.Popen(
            [cli.PROGRAM, "-m", str(self.model), *arguments],
            stdout=subprocess.PIPE,
            stderr=follower,
            cwd=self.folder,
        ) as process:
            os.close(follower)
            output = process.stdout.read()
            shown = b""
            try:
                while chunk := os.read(leader, 1 << 16):
                    shown += chunk
            except OSError:  # Linux's answer when the other side is closed
                pass
            os.close(leader)
            return process.wait(), output, shown.decode()

    def test_progress_and_summary_on_a_terminal_only(self):
        self.add_photos(6)
        (self.photos / "img3b.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
        code, output, shown = self.on_terminal("photos", "-b", "1")
        self.assertEqual((code, output.count(b"\n")), (1, 7))
        self.assertRegex(shown, r"\r\x1b\[K\d+( of 7 \(\d+ %\)| done)")
        self.assertRegex(
            shown.splitlines()[-1], r"7 images in \d+\.\d s \(.* images/s\), 1 failed: 1 truncated$"
        )
        _, output, shown = self.on_terminal("photos", "--quiet")
        self.assertEqual((output.count(b"\n"), shown), (7, ""))
        self.assertEqual(self.classify("photos").stderr, b"")

    def test_verbose_names_settings_failures_and_totals(self):
        self.add_photos(2)
        process = self.classify("photos", "none.png", "-v", "-t", "1", "-b", "2")
        lines = process.stderr.decode().splitlines()
        self.assertRegex(lines[0], r"^run [0-9a-f]{16}: .*, 1 threads, batch size 2$")
        self.assertEqual(lines[1].split(": ")[:2], ["none.png", "not_found"])
        self.assertRegex(lines[2], r"^3 images in .*, 1 failed: 1 not_found$")


if __name__ == "__main__":
    cli.main()

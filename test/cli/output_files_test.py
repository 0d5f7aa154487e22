# SPDX-License-Identifier: Apache-2.0
"""Output files: the extension decides the format, and no file of the user's is replaced."""
import json
import os
import shutil
import threading

import cli


class OutputFiles(cli.CliTest):
    def setUp(self):
        super().setUp()
        shutil.copy(cli.SAMPLES / "coffee.png", self.folder)
        (self.folder / "list.tsv").write_text("coffee.png\tcat\n")

    def run_ok(self, *arguments):
        process = self.run_program(*arguments, "-m", self.model, "-t", "1")
        self.assertEqual(process.returncode, 0, (arguments, process.stderr))
        return process.stdout

    def refuse(self, message, *arguments):
        process = self.run_program(*arguments, "-m", self.model, "-t", "1")
        self.assertEqual((process.returncode, process.stdout), (2, b""), arguments)
        self.assertIn(message, process.stderr.decode())


class Formats(OutputFiles):
    def test_the_extension_decides(self):
        for extension, name in {
            "jsonl": "json",
            "ndjson": "json",
            "json": "json-array",
            "CSV": "csv",
            "tsv": "tsv",
            "html": "html",
            "htm": "html",
            "txt": "table",
            "out": "json",
            "json.bak": "json",
        }.items():
            self.run_ok("coffee.png", "-o", f"r.{extension}")
            expected = self.run_ok("coffee.png", "-f", name)
            self.assertEqual((self.folder / f"r.{extension}").read_bytes(), expected, extension)
        self.run_ok("coffee.png", "-o", "json")
        json.loads((self.folder / "json").read_text())

    def test_a_named_format_wins(self):
        self.run_ok("coffee.png", "-o", "r.html", "-f", "csv")
        self.assertEqual(
            (self.folder / "r.html").read_bytes(), self.run_ok("coffee.png", "-f", "csv")
        )

    def test_what_is_resumed_is_json_lines(self):
        self.run_ok("coffee.png", "--resume", "r.json")
        self.run_ok("coffee.png", "./coffee.png", "--resume", "r.json")
        lines = (self.folder / "r.json").read_text().splitlines()
        self.assertEqual(json.loads(lines[0])["path"], "coffee.png")

    def test_evaluations(self):
        for extension, begin in {
            "json": b"{",
            "html": b"<!DOCTYPE html>",
            "txt": b"model  ",
        }.items():
            self.run_ok("evaluate", "--labels", "list.tsv", "-o", f"r.{extension}")
            self.assertTrue((self.folder / f"r.{extension}").read_bytes().startswith(begin))
        self.run_ok("evaluate", "--labels", "list.tsv", "-o", "other")
        self.assertTrue((self.folder / "other").read_bytes().startswith(b"model  "))


# What begins as these outputs do; they replace nothing else, even with --force.
OWN_KIND = {
    "input.npy": b"\x93NUMPY" + b" " * 100 + b"'shape': (1, 3, 8, 8)",
    "run.json": b'{"manifest": "mine"}',
}


class Existing(OutputFiles):
    def test_nothing_is_replaced_without_force(self):
        features = ("features", "coffee.png", "-o")
        evaluate = ("evaluate", "--labels", "list.tsv", "-o", "report.txt")
        for file, choices, command in (
            ("r.csv", "--force replaces it, or", ("coffee.png", "-o", "r.csv")),
            ("r.html", "--force replaces it, or", ("coffee.png", "-o", "r.html")),
            ("r.jsonl", "--resume in place of --output continues", ("coffee.png", "-o", "r.jsonl")),
            ("f.npy", "--resume continues it", (*features, "f.npy")),
            ("f.npy.jsonl", "--resume continues it", (*features, "f.npy")),
            ("f.jsonl", "--resume continues it", (*features, "f.jsonl")),
            ("input.npy", "--force replaces it, or", ("coffee.png", "--dump-input", "input.npy")),
            ("run.json", "--force replaces it, or", ("coffee.png", "--manifest", "run.json")),
            ("report.txt", "--force replaces it, or", evaluate),
            ("records", "--force replaces it, or", (*evaluate, "--records", "records")),
            ("matrix", "--force replaces it, or", (*evaluate, "--confusion", "matrix")),
        ):
            mine = OWN_KIND.get(file, b"mine")
            path = self.folder / file
            before = set(os.listdir(self.folder))
            path.write_bytes(mine)
            self.refuse(f"{file}: the file exists and is not empty; ", *command)
            self.refuse(choices, *command)
            self.assertEqual(path.read_bytes(), mine)
            self.assertEqual(set(os.listdir(self.folder)), before | {file})
            self.run_ok(*command, "--force")
            self.assertNotEqual(path.read_bytes(), mine)
            for name in set(os.listdir(self.folder)) - before - {".cache"}:
                (self.folder / name).unlink()

    def test_converted_checkpoints(self):
        out = self.folder / "new.safetensors"
        for option in ((out,), ("-o", out), ("--output", out), ("--out", out)):
            command = ("weights", "convert", self.model, *option)
            self.assertEqual(self.run_program(*command).returncode, 0)
            process = self.run_program(*command)
            self.assertEqual(process.returncode, 2)
            self.assertIn(b"--force replaces it", process.stderr)
            self.assertEqual(self.run_program(*command, "--force").returncode, 0)
            out.unlink()

    def test_empty_files_devices_and_pipes_are_written_to(self):
        (self.folder / "r.jsonl").touch()
        self.run_ok("coffee.png", "-o", "r.jsonl")
        self.assertTrue((self.folder / "r.jsonl").stat().st_size)
        self.run_ok("coffee.png", "-o", "/dev/null")
        os.mkfifo(self.folder / "pipe")
        received = []
        reader = threading.Thread(
            target=lambda: received.append((self.folder / "pipe").read_bytes())
        )
        reader.start()
        self.run_ok("coffee.png", "-o", "pipe")
        reader.join(60)
        self.assertEqual(json.loads(received[0])["path"], "coffee.png")

    def test_force_and_resume_exclude_each_other(self):
        self.refuse("--force", "coffee.png", "--resume", "r.jsonl", "--force")
        self.refuse("--force", "features", "coffee.png", "-o", "f.npy", "--resume", "--force")

    def test_a_resumed_run_writes_its_manifest_again(self):
        for _ in range(2):
            self.run_ok("coffee.png", "--resume", "r.jsonl", "--manifest", "m.json")


if __name__ == "__main__":
    cli.main()

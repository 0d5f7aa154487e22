# SPDX-License-Identifier: Apache-2.0
"""Untrusted text never controls the terminal: no escape sequence of a model folder, a list, a
resumed file or a file name reaches standard error, a table, or a terminal."""
import json
import os
import pty
import shutil
import subprocess

import cli
import tiny_checkpoint

ESCAPE = "\x1b]0;owned\x07\x1b[2J\x9b31m"
LABELS = [label + ESCAPE for label in tiny_checkpoint.LABELS]


def is_harmless(text):
    """Returns whether `text` has no control character, as UTF-8, but line ends and tabs."""
    shown = text.decode("utf-8", "replace").replace("\r\n", "\n")
    return not any((c < " " and c not in "\n\t") or "\x7f" <= c < "\xa0" for c in shown)


class Terminal(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.model = self.folder / "hostile"
        config = tiny_checkpoint.hub_config()
        tiny_checkpoint.write_model_folder(
            self.model,
            label_names=LABELS,
            label_descriptions={LABELS[5]: "car" + ESCAPE},
            pretrained_cfg={
                **config["pretrained_cfg"],
                "tag": "tag" + ESCAPE,
                "license": "mit" + ESCAPE,
                "paper_name": "paper" + ESCAPE,
            },
        )
        self.photo = self.folder / f"coffee{ESCAPE}.png"
        shutil.copy(cli.SAMPLES / "coffee.png", self.photo)

    def check(self, code, *arguments):
        """Runs the program; nothing that it prints may control a terminal. Returns stderr."""
        process = self.run_program(*arguments)
        self.assertEqual(process.returncode, code, process.stderr)
        self.assertTrue(is_harmless(process.stderr), process.stderr)
        self.assertTrue(is_harmless(process.stdout), process.stdout)
        return process.stderr

    def check_error(self, code, *arguments):
        self.assertIn(b"resnext-classify: ", self.check(code, *arguments))

    def test_tables(self):
        model = ("-m", self.model)
        self.check(0, *model, "--format", "table", self.photo)
        self.check(1, *model, "--format", "table", "--verbose", self.photo, self.folder / ESCAPE)
        self.check(0, "models", self.model)
        self.check(0, "weights", "verify", self.model / "model.safetensors")
        self.check(0, "benchmark", *model, "--runs", "1", "--photo", self.photo)
        data = self.folder / "data"
        for label in LABELS[:2]:
            (data / label).mkdir(parents=True)
            shutil.copy(self.photo, data / label)
        (data / LABELS[0] / f"broken{ESCAPE}.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        self.check(1, "evaluate", *model, "--data", data)

    def test_messages_about_configs(self):
        path = self.model / "config.json"
        good = json.loads(path.read_text())
        for changes in (
            {"architecture": "resnet" + ESCAPE},
            {"label_names": LABELS[:3]},
            {"label_names": [LABELS[0]] * 6},
            {"model_args": {"block" + ESCAPE: 1}},
            {"pretrained_cfg": {**good["pretrained_cfg"], "interpolation": ESCAPE}},
        ):
            path.write_text(json.dumps({**good, **changes}))
            process = self.run_program("-m", self.model, self.photo)
            self.assertTrue(is_harmless(process.stderr), process.stderr)
        path.write_bytes(b'{"id": "\x1b[2J", \x1b')
        self.check_error(3, "-m", self.model, self.photo)

    def test_messages_about_lists_and_resumed_files(self):
        listed = self.folder / "list"
        listed.write_text(f"a.png\tunicorn{ESCAPE}\n")
        self.check_error(2, "evaluate", "-m", self.model, "--data", ".", "--labels", listed)
        self.check_error(2, "-m", self.model, "--classes", f"@{listed}", self.photo)
        listed.write_text(f"1 {ESCAPE}\n")
        self.check_error(2, "evaluate", "-m", self.model, "--data", ".", "--synsets", listed)
        record = {"path": "a.png", "model": ESCAPE, "run": ESCAPE, "predictions": []}
        listed.write_text(json.dumps(record, ensure_ascii=False) + "\n")
        self.check_error(2, "-m", self.model, "--resume", listed, self.photo)
        listed.write_text(ESCAPE + "\n")
        self.check_error(2, "-m", self.model, "--resume", listed, self.photo)

    def test_messages_about_the_command_line(self):
        self.check(2, f"--{ESCAPE}")
        self.check_error(3, "-m", f"model{ESCAPE}", self.photo)
        self.check_error(3, "weights", "verify", f"file{ESCAPE}")

    def test_formats_on_a_terminal(self):
        for kind in ("csv", "tsv", "json", "table"):
            ours, theirs = pty.openpty()
            process = subprocess.Popen(
                [cli.PROGRAM, "-m", self.model, "--format", kind, self.photo],
                stdout=theirs,
                stderr=subprocess.DEVNULL,
                cwd=self.folder,
            )
            os.close(theirs)
            shown = b""
            try:
                while part := os.read(ours, 65536):
                    shown += part
            except OSError:  # the program has closed the other end
                pass
            os.close(ours)
            self.assertEqual(process.wait(), 0)
            self.assertIn(b"coffee", shown)
            # The terminal itself ends lines with "\r\n", so that CSV's become "\r\r\n".
            self.assertTrue(is_harmless(shown.replace(b"\r\r\n", b"\n")), shown)

    def test_data_in_a_file_is_complete(self):
        process = self.run_program("-m", self.model, "--format", "csv", "-k", "1", self.photo)
        self.assertIn(ESCAPE.encode(), process.stdout)


if __name__ == "__main__":
    cli.main()

# SPDX-License-Identifier: Apache-2.0
"""Standard input and standard output in place of files: "-", and what is said without it."""
import json
import shutil
import subprocess

import cli


class Streams(cli.CliTest):
    def setUp(self):
        super().setUp()
        for name in ("coffee.png", "chelsea.png"):
            shutil.copy(cli.SAMPLES / name, self.folder / name)

    def paths(self, process):
        self.assertEqual(process.returncode, 0, process.stderr)
        return [record["path"] for record in self.records(process)]

    def refuse(self, message, *arguments, **options):
        process = self.run_program(*arguments, **options)
        self.assertEqual((process.returncode, process.stdout), (2, b""), arguments)
        self.assertIn(message, process.stderr.decode())
        self.assertFalse((self.folder / "-").exists())


class Input(Streams):
    def test_a_dash_is_a_list_on_standard_input(self):
        names = ["coffee.png", "chelsea.png"]
        text = "\n".join(names).encode()
        self.assertEqual(self.paths(self.classify("-", input=text)), names)
        self.assertEqual(
            self.paths(self.classify("-", "coffee.png", input=text)), names[:1] + names
        )
        nul = text.replace(b"\n", b"\0")
        self.assertEqual(self.paths(self.classify("-0", input=nul)), names)
        self.assertEqual(self.paths(self.classify("-0", "-", input=nul)), names)
        with open(self.folder / "list", "wb") as file:
            file.write(text)
        with open(self.folder / "list", "rb") as stdin:
            dash = self.classify("-", stdin=stdin)
        with open(self.folder / "list", "rb") as stdin:
            option = self.classify("--files-from", "-", stdin=stdin)
        self.assertEqual(dash.stdout, option.stdout)

    def test_features_reads_one_too(self):
        out = ("features", "-m", self.model, "--out", "f.jsonl", "-")
        self.assertEqual(self.run_program(*out, input=b"coffee.png\n").returncode, 0)
        self.assertEqual(json.loads((self.folder / "f.jsonl").read_text())["path"], "coffee.png")

    def test_a_file_called_dash(self):
        shutil.copy(self.folder / "coffee.png", self.folder / "-")
        self.assertEqual(self.paths(self.classify("./-")), ["./-"])

    def test_wrong_usage(self):
        self.refuse("one list only", "-m", self.model, "-", "--files-from", "list")
        self.refuse("both want standard input", "-m", self.model, "-", "--stdin-image")
        self.refuse("add - or --files-from", "-m", self.model, "-0", "coffee.png")

    def test_a_redirected_photo_says_how(self):
        with open(self.folder / "coffee.png", "rb") as photo:
            self.refuse(
                "for a tar archive, --stdin-tar; for a list of paths there, add -", stdin=photo
            )
            self.assertEqual(photo.tell(), 0)
        self.refuse("--stdin-image", "-m", self.model, input=b"photo")
        nothing = {"stdin": subprocess.DEVNULL}
        self.refuse("Try: resnext-classify photo.jpg", "-m", self.model, **nothing)


class Output(Streams):
    def test_results(self):
        plain = self.classify("coffee.png")
        for option in ("-o", "--output", "--out"):
            self.assertEqual(self.classify("coffee.png", option, "-").stdout, plain.stdout)
        process = self.classify("coffee.png", "-o", "r.jsonl", "--manifest", "-")
        self.assertEqual(list(json.loads(process.stdout)), ["manifest"])
        self.refuse("two outputs", "-m", self.model, "coffee.png", "--manifest", "-")
        self.refuse("can't be resumed", "-m", self.model, "coffee.png", "--resume", "-")
        self.assertFalse((self.folder / "-").exists())

    def test_features(self):
        features = ("features", "-m", self.model, "coffee.png")
        self.assertEqual(self.run_program(*features, "-o", "f.jsonl").returncode, 0)
        for option in ("-o", "--out", "--output"):
            process = self.run_program(*features, option, "-")
            self.assertEqual(process.stdout, (self.folder / "f.jsonl").read_bytes())
        for kind in ("npy", "safetensors"):
            self.refuse("needs a file", *features, "--out", "-", "-f", kind)
        self.refuse("can't be resumed", *features, "--out", "-", "--resume")
        self.assertFalse((self.folder / "-.jsonl").exists())

    def test_evaluation(self):
        (self.folder / "list.tsv").write_text("coffee.png\tcat\nchelsea.png\tdog\n")
        report = self.evaluate("--labels", "list.tsv")
        self.assertEqual(report.returncode, 0, report.stderr)
        for option in ("-o", "--out", "--output"):
            again = self.evaluate("--labels", "list.tsv", option, "-")
            self.assertEqual(*(r.stdout.split(b"images/s")[0] for r in (again, report)))
        process = self.evaluate("--labels", "list.tsv", "-o", "report.txt", "--records", "-")
        self.assertEqual(len(self.records(process)), 2)
        process = self.evaluate("--labels", "list.tsv", "-o", "other.txt", "--confusion", "-")
        self.assertIn(b"cat", process.stdout)
        for options in (("--records", "-"), ("-o", "-", "--confusion", "-")):
            self.refuse(
                "two outputs", "evaluate", "-m", self.model, "--labels", "list.tsv", *options
            )

    def test_a_converted_checkpoint_needs_a_file(self):
        self.refuse("name a file", "weights", "convert", self.model, "-")


if __name__ == "__main__":
    cli.main()

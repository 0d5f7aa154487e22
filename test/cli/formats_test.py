# SPDX-License-Identifier: Apache-2.0
"""Formats, fields, subsets and the manifest, on the real program."""
import csv
import hashlib
import io
import json
import os
import resource
import shutil
import stat

import cli
import tiny_checkpoint

COLUMNS = [
    "path",
    "model",
    "rank",
    "index",
    "imagenet_index",
    "wnid",
    "label",
    "probability",
    "error",
    "message",
    "path_bytes",
    "exif_orientation_applied",
    "run",
]


class FormatsTest(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.odd = os.fsencode(self.folder) + b'/=caf\xe9,\n"1".png'
        shutil.copy(cli.SAMPLES / "coffee.png", self.odd)
        self.images = [
            cli.SAMPLES / "coffee.png",
            os.path.basename(os.fsdecode(self.odd)),
            "missing.jpg",
        ]
        self.expected = self.records(self.classify(*self.images))

    def classify(self, *arguments, **options):
        return super().classify("-t", "1", *arguments, **options)  # short on a busy machine, too

    def output(self, *arguments, code=1):
        process = self.classify(*arguments, *self.images)
        self.assertEqual(process.returncode, code, process.stderr)
        return process.stdout.decode()


class Formats(FormatsTest):
    def test_json_array(self):
        self.assertEqual(json.loads(self.output("-f", "json-array")), self.expected)
        self.assertEqual(self.output("-f", "json-array", "--fields", "model,path").count("\n"), 5)

    def test_a_run_that_ends_early_leaves_a_complete_document(self):
        process = self.classify("-f", "json-array", "--fail-fast", "missing.jpg", *self.images)
        self.assertEqual(process.returncode, 4, process.stderr)
        self.assertEqual(
            [record["error"]["code"] for record in json.loads(process.stdout)], ["not_found"]
        )
        process = self.classify("-f", "html", "--fail-fast", "missing.jpg", *self.images)
        self.assertTrue(process.stdout.endswith(b"</html>\n"))

    def test_a_full_disk_is_a_failure(self):
        for name in ("json-array", "csv", "tsv", "html"):
            process = self.classify("-f", name, "-o", "/dev/full", *self.images)
            self.assertEqual(process.returncode, 2, name)
            self.assertIn(b"/dev/full", process.stderr)
        process = self.classify("--manifest", "/dev/full", *self.images)
        self.assertEqual((process.returncode, process.stdout), (2, b""))

    def test_csv_as_python_reads_it(self):
        rows = list(csv.DictReader(io.StringIO(self.output("-f", "csv"), newline=""), strict=True))
        self.assertEqual(list(rows[0]), COLUMNS)
        self.assertEqual(len(rows), 5 + 5 + 1)
        good, odd, missing = self.expected
        for row, prediction in zip(rows, good["predictions"]):
            self.assertEqual(row["path"], good["path"])
            self.assertEqual(float(row["probability"]), prediction["probability"])
            self.assertEqual(row["label"], prediction["label"])
            self.assertEqual(row["run"], good["run"])
        self.assertEqual([row["rank"] for row in rows], [*"1234512345", ""])
        self.assertEqual(rows[5]["path"], "./" + odd["path"])
        self.assertEqual(
            os.fsencode(self.folder) + b"/" + bytes.fromhex(rows[5]["path_bytes"]), self.odd
        )
        self.assertEqual(
            (rows[10]["path"], rows[10]["error"], rows[10]["message"]),
            ("missing.jpg", "not_found", missing["error"]["message"]),
        )

    def test_tsv_by_lines(self):
        lines = self.output("-f", "tsv", "--fields", "label,path,error").split("\n")
        self.assertEqual(len(lines), 1 + 11 + 1)
        self.assertEqual([len(line.split("\t")) for line in lines], [3] * 12 + [1])
        self.assertIn('\\n"1".png', lines[6])
        self.assertEqual(lines[11], "\tmissing.jpg\tnot_found")

    def test_fields(self):
        records = [json.loads(line) for line in self.output("--fields", "path,score").splitlines()]
        self.assertEqual(
            records[0],
            {
                "path": self.expected[0]["path"],
                "predictions": [
                    {"probability": entry["probability"]}
                    for entry in self.expected[0]["predictions"]
                ],
            },
        )
        self.assertEqual(list(records[1]), ["path", "path_bytes", "predictions"])
        self.assertEqual(list(records[2]), ["path", "error"])

    def test_wrong_combinations(self):
        for arguments, message in (
            (("--fields", "nothing"), b"path, model, rank"),
            (("--fields", "path", "-f", "html"), b"not with html"),
            (("--manifest", "first", "-f", "csv"), b"name a file"),
            (("--threshold", "1.5"), b"from 0 to 1"),
            (("--threshold", "nan", "--scores", "logits"), b"--threshold"),
            (("--renormalize",), b"--classes"),
            (("--classes", "gone.txt"), b"gone.txt: can't be read"),
            (("--resume", "r", "--fields", "path"), b"leave out --fields"),
            (("--resume", "r", "--manifest", "first"), b"name a file"),
        ):
            process = self.classify(*arguments, *self.images)
            self.assertEqual(process.returncode, 2, arguments)
            self.assertIn(message, process.stderr)
            self.assertEqual(process.stdout, b"")


class Selection(FormatsTest):
    def test_threshold(self):
        predictions = self.expected[0]["predictions"]
        middle = (predictions[1]["probability"] + predictions[2]["probability"]) / 2
        first = json.loads(self.output("--threshold", middle).splitlines()[0])
        self.assertEqual(first["predictions"], predictions[:2])
        none = json.loads(self.output("--threshold", "1").splitlines()[0])
        self.assertEqual(none["predictions"], [])
        self.assertEqual(len(self.output("-f", "tsv", "--threshold", "1").splitlines()), 4)

    def test_classes(self):
        whole = {
            entry["label"]: entry["probability"]
            for entry in json.loads(self.output("-k", "6").splitlines()[0])["predictions"]
        }
        (self.folder / "classes.txt").write_text("dog\n# a comment\nn02111889\n0\n")
        kept = json.loads(self.output("--classes", "classes.txt").splitlines()[0])["predictions"]
        self.assertEqual(
            {entry["label"]: entry["probability"] for entry in kept},
            {label: whole[label] for label in ("cat", "dog", "Samoyed")},
        )
        shared = json.loads(
            self.output("--classes", "classes.txt", "--renormalize").splitlines()[0]
        )["predictions"]
        total = sum(entry["probability"] for entry in kept)
        for before, after in zip(kept, shared):
            self.assertEqual(before["label"], after["label"])
            self.assertAlmostEqual(before["probability"] / total, after["probability"], places=6)
        (self.folder / "classes.txt").write_text("dog\nunicorn\n")
        process = self.classify("--classes", "classes.txt", "-o", "new", *self.images)
        self.assertEqual(process.returncode, 2)
        self.assertRegex(process.stderr, b'classes.txt, line 2: "unicorn" is not a class')
        self.assertFalse((self.folder / "new").exists())


class Manifest(FormatsTest):
    def check(self, manifest):
        weights = self.model / "model.safetensors"
        self.assertEqual(
            manifest["weights"],
            {
                "path": str(weights),
                "format": "safetensors",
                "bytes": weights.stat().st_size,
                "sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
            },
        )
        self.assertEqual(manifest["model"], self.expected[0]["model"])
        self.assertEqual(manifest["run"], self.expected[0]["run"])
        self.assertEqual(manifest["architecture"]["layers"], tiny_checkpoint.LAYERS)
        self.assertEqual(manifest["preprocessing"]["input_size"], 64)
        self.assertEqual(manifest["threads"], 1)
        version = self.run_program("--version").stdout.decode().split()[-1]
        self.assertEqual(manifest["versions"]["resnext-classify"], version)
        self.assertTrue(manifest["instruction_set"])

    def test_first(self):
        first, *others = self.output("--manifest", "first").splitlines()
        self.check(json.loads(first)["manifest"])
        self.assertEqual(
            [json.loads(line)["path"] for line in others],
            [record["path"] for record in self.expected],
        )
        array = json.loads(self.output("--manifest", "first", "-f", "json-array"))
        self.check(array[0]["manifest"])

    def test_beside(self):
        self.output("--manifest", "run.json", "-f", "csv")
        self.check(json.loads((self.folder / "run.json").read_text())["manifest"])
        process = self.classify("--manifest", "run.json", *self.images)
        self.assertEqual((process.returncode, process.stdout), (2, b""))
        self.assertIn(
            b"run.json: the file exists and is not empty; --force replaces it", process.stderr
        )
        self.output("--manifest", "run.json", "--force")
        photo = self.folder / "photo.png"
        shutil.copy(cli.SAMPLES / "coffee.png", photo)
        before = photo.read_bytes()
        process = self.classify("--manifest", "photo.png", *self.images)
        self.assertEqual((process.returncode, process.stdout), (2, b""))
        self.assertIn(b"photo.png: that file is there and is no manifest", process.stderr)
        self.assertEqual(photo.read_bytes(), before)

    def test_a_full_disk_leaves_the_earlier_manifest(self):
        def fill_the_disk():
            resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))

        self.output("--manifest", "run.json")
        before = (self.folder / "run.json").read_bytes()
        for name in ("run.json", "new.json"):
            process = self.classify(
                "--manifest", name, "--force", *self.images, preexec_fn=fill_the_disk
            )
            self.assertEqual((process.returncode, process.stdout), (2, b""))
            self.assertIn(f"can't write {name}: ".encode(), process.stderr)
        self.assertEqual((self.folder / "run.json").read_bytes(), before)
        self.assertEqual([p.name for p in self.folder.glob("*.json*")], ["run.json"])

    def test_a_pipe_and_a_link_stay_what_they_are(self):
        os.mkfifo(self.folder / "pipe")
        reader = os.open(self.folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        self.output("--manifest", "pipe")
        self.check(json.loads(os.read(reader, 1 << 16))["manifest"])
        self.assertTrue(stat.S_ISFIFO(os.stat(self.folder / "pipe").st_mode))
        (self.folder / "link").symlink_to("target.json")
        self.output("--manifest", "link")
        self.assertTrue((self.folder / "link").is_symlink())
        self.check(json.loads((self.folder / "target.json").read_text())["manifest"])

    def test_it_does_not_replace_the_records(self):
        with open(self.folder / "records", "wb") as records:
            arguments = ["-m", self.model, "-t", "1", "--manifest", "/dev/stdout", *self.images]
            process = self.run_program(*arguments, stdout=records)
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"two outputs in one file", process.stderr)

    def test_the_instruction_set_can_be_capped(self):
        process = self.classify(
            "--manifest",
            "first",
            cli.SAMPLES / "coffee.png",
            environment={"ONEDNN_MAX_CPU_ISA": "AVX2"},
        )
        first = json.loads(process.stdout.splitlines()[0])
        capped = "ASIMD" if cli.is_emulated() else "AVX2"  # the variable is for x86-64
        self.assertEqual(first["manifest"]["instruction_set"], capped)

    def test_it_matches_the_schema(self):
        import jsonschema

        schema = json.loads((cli.ROOT / "docs/output-schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        (self.folder / "classes.txt").write_text("dog\n")
        for arguments in ((), ("--threshold", "0.9", "--classes", "classes.txt", "--renormalize")):
            lines = self.output("--manifest", "first", *arguments).splitlines()
            for line in lines:
                validator.validate(json.loads(line))
            mixed = {**json.loads(lines[0]), **json.loads(lines[1])}
            self.assertFalse(validator.is_valid(mixed))


if __name__ == "__main__":
    cli.main()

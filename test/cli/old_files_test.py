# SPDX-License-Identifier: Apache-2.0
"""Files that version 0.1 wrote are read, or refused by name (scripts/dev/make_fixtures.py)."""
import json
import shutil
import struct

import numpy as np

import cli
import tiny_checkpoint

FIXTURES = cli.ROOT / "test/fixtures"
INPUTS = ("photos/chelsea/0.png", "broken.png", "photos/coffee/0.png")


class OldFiles(cli.CliTest):
    def setUp(self):
        super().setUp()
        from PIL import Image

        for name in "chelsea", "coffee":
            (self.folder / "photos" / name).mkdir(parents=True)
            with Image.open(cli.SAMPLES / f"{name}.png") as photo:
                photo.crop((0, 0, 70, 64)).save(self.folder / f"photos/{name}/0.png")
        (self.folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")

    def copy(self, *names):
        for name in names:
            shutil.copy(FIXTURES / name, self.folder / name)

    def run_of(self, path):
        return json.loads(path.read_text().splitlines()[0])["run"]

    def resume_old(self, command, records, *files):
        """Resumes old files: refused by name as they are, and read if the run is the same."""
        self.assertIn(self.run_program(*command(f"new-{files[0]}")).returncode, (0, 1))
        new_run = self.run_of(self.folder / f"new-{records}")
        self.copy(*files)
        old_run = self.run_of(self.folder / records)
        process = self.run_program(*command(files[0], "--resume"))
        if old_run != new_run:
            self.assertEqual(process.returncode, 2)
            self.assertIn(f"{records}:1: can't resume".encode(), process.stderr)
            self.assertIn(old_run.encode(), process.stderr)
        text = (FIXTURES / records).read_text().replace(old_run, new_run)
        (self.folder / records).write_text(text)
        process = self.run_program(*command(files[0], "--resume"))
        self.assertIn(process.returncode, (0, 1), process.stderr)
        self.assertEqual((self.folder / records).read_text(), text)

    def test_records(self):
        def command(out, resume=None):
            place = ("--resume", out) if resume else ("-o", out)
            return ("-m", self.model, "-t", "1", *INPUTS, *place)

        self.resume_old(command, "records.jsonl", "records.jsonl")
        for line in (FIXTURES / "records.jsonl").read_text().splitlines():
            self.assertIn(json.loads(line)["path"], INPUTS)

    def test_the_manifest_keeps_its_fields(self):
        self.run_program("-m", self.model, "-t", "1", INPUTS[0], "--manifest", "manifest.json")

        def fields(folder):
            manifest = json.loads((folder / "manifest.json").read_text())["manifest"]
            return {
                (name, inner)
                for name, value in manifest.items()
                for inner in (value if isinstance(value, dict) else [None])
            }

        self.assertLessEqual(fields(FIXTURES), fields(self.folder))

    def test_features(self):
        def command(out, *options):
            layer = ("--layer", "logits")
            return ("features", "-m", self.model, "-t", "1", *INPUTS, *layer, "-o", out, *options)

        self.resume_old(command, "features.npy.jsonl", "features.npy", "features.npy.jsonl")
        self.assertEqual(
            (self.folder / "features.npy").read_bytes(), (FIXTURES / "features.npy").read_bytes()
        )
        self.assertEqual(np.load(FIXTURES / "features.npy").shape, (2, tiny_checkpoint.CLASSES))

    def restore(self, name):
        """Writes a model folder whose zeros were left out."""
        folder = self.folder / name
        folder.mkdir()
        shutil.copy(FIXTURES / name / "config.json", folder)
        header = (FIXTURES / name / "model.safetensors.header").read_bytes()
        rest = json.loads((FIXTURES / name / "model.safetensors.data.json").read_text())
        with open(folder / "model.safetensors", "wb") as file:
            file.write(struct.pack("<Q", len(header)) + header)
            file.truncate(rest["size"])
            for place, word in rest["words"].items():
                file.seek(8 + len(header) + 4 * int(place))
                file.write(struct.pack("<I", word))

    def test_model_folders(self):
        self.restore("whole")
        self.restore("head")
        process = self.run_program("weights", "verify", "whole")
        self.assertEqual(process.returncode, 0, process.stderr)
        for model in (("-m", "whole"), ("-m", "head", "-w", "whole")):
            process = self.run_program(*model, "-t", "1", "photos")
            self.assertEqual(process.returncode, 0, process.stderr)
            for record in self.records(process):
                labels = [prediction["label"] for prediction in record["predictions"]]
                self.assertEqual(labels, ["coffee", "chelsea"])


if __name__ == "__main__":
    cli.main()

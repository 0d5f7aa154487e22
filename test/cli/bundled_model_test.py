# SPDX-License-Identifier: Apache-2.0
"""The bundled model is found from anywhere, and right on the sample photos."""
import hashlib
import json
import pathlib
import shutil

import cli

CONFIG = cli.ROOT / "configs/models/resnext23_8x8d_tiny.json"
WEIGHTS = cli.ROOT / "configs/weights" / json.loads(CONFIG.read_text())["weights"]["bundled"]


class BundledModel(cli.CliTest):
    def top5(self, photo, *options):
        process = self.run_program(*options, cli.SAMPLES / photo)
        self.assertEqual(process.returncode, 0, process.stderr)
        [record] = self.records(process)
        self.assertEqual(record["model"], "resnext23_8x8d_tiny")
        return [prediction["label"] for prediction in record["predictions"]]

    def test_the_sample_photos_get_their_class(self):
        self.assertEqual(self.top5("coffee.png")[0], "espresso")
        cats = {"tabby", "Persian cat", "Egyptian cat"}
        self.assertTrue(cats & set(self.top5("chelsea.png")), self.top5("chelsea.png"))

    def test_the_bundled_model_is_the_default(self):
        named = self.run_program("-m", "resnext23_8x8d_tiny", cli.SAMPLES / "coffee.png")
        unnamed = self.run_program(cli.SAMPLES / "coffee.png")
        self.assertEqual((unnamed.returncode, unnamed.stderr), (0, b""))
        self.assertEqual(unnamed.stdout, named.stdout)

    def test_weights_without_a_model_are_refused(self):
        process = self.run_program("-w", WEIGHTS, cli.SAMPLES / "coffee.png")
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"needs --model", process.stderr)

    def test_it_runs_when_installed_and_through_a_link(self):
        bin_folder, data = self.folder / "bin", self.folder / "share/resnext-classify"
        self.install(self.folder)
        program = bin_folder / "resnext-classify"
        link = self.folder / "link"
        link.symlink_to(program)
        expected = self.run_program(cli.SAMPLES / "coffee.png").stdout
        for command in (program, link):
            found = self.run_other(command, cli.SAMPLES / "coffee.png")
            self.assertEqual(found.stdout, expected, found.stderr)
        shutil.move(data / WEIGHTS.name, bin_folder)  # a file beside the program works, too
        self.assertEqual(self.run_other(program, cli.SAMPLES / "coffee.png").stdout, expected)
        (bin_folder / WEIGHTS.name).unlink()
        lost = self.run_other(program, cli.SAMPLES / "coffee.png")
        self.assertEqual(lost.returncode, 3)
        self.assertIn(str(data / WEIGHTS.name).encode(), lost.stderr)
        self.assertIn(b"RESNEXT_DATA_DIR", lost.stderr)

    def run_other(self, program, *arguments):
        before, cli.PROGRAM = cli.PROGRAM, str(program)
        try:
            return self.run_program(*arguments)
        finally:
            cli.PROGRAM = before

    def test_the_data_folder_can_be_named(self):
        moved = self.folder / "data"
        moved.mkdir()
        photo = cli.SAMPLES / "coffee.png"
        missing = self.run_program(photo, environment={"RESNEXT_DATA_DIR": str(moved)})
        self.assertEqual(missing.returncode, 3)
        shutil.copy(WEIGHTS, moved)
        found = self.run_program(photo, environment={"RESNEXT_DATA_DIR": str(moved)})
        self.assertEqual(found.returncode, 0, found.stderr)

    def test_there_is_nothing_to_fetch(self):
        process = self.run_program("weights", "fetch", "resnext23_8x8d_tiny")
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"come with the program", process.stderr)

    def test_verify_and_list_know_it(self):
        verified = self.run_program("weights", "verify", "resnext23_8x8d_tiny")
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        [entry] = [
            entry
            for entry in json.loads(self.run_program("weights", "list", "--json").stdout)
            if entry["id"] == "resnext23_8x8d_tiny"
        ]
        self.assertEqual(pathlib.Path(entry["path"]).name, WEIGHTS.name)

    def test_the_config_describes_the_file(self):
        published = json.loads(CONFIG.read_text())["weights"]
        content = WEIGHTS.read_bytes()
        self.assertEqual(published["bytes"], len(content))
        self.assertEqual(published["sha256"], hashlib.sha256(content).hexdigest())
        self.assertLess(len(content), 22_000_000)


if __name__ == "__main__":
    cli.main()

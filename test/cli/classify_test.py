# SPDX-License-Identifier: Apache-2.0
"""Classification, tested on the real program."""
import json
import os
import pty
import shutil
import subprocess

import cli
import tiny_checkpoint

MODEL_ID = "resnext50_32x4d.tiny"


class Classify(cli.CliTest):
    def test_one_json_object_per_line_in_input_order(self):
        process = self.classify(cli.SAMPLES / "coffee.png", cli.SAMPLES / "chelsea.png")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(process.stderr, b"")
        coffee, chelsea = self.records(process)
        self.assertEqual(coffee["path"], str(cli.SAMPLES / "coffee.png"))
        self.assertEqual(chelsea["path"], str(cli.SAMPLES / "chelsea.png"))
        for record in (coffee, chelsea):
            self.assertEqual(list(record), ["path", "model", "run", "predictions"])
            self.assertEqual(record["model"], MODEL_ID)
            predictions = record["predictions"]
            self.assertEqual(len(predictions), 5)
            scores = [prediction["probability"] for prediction in predictions]
            self.assertEqual(scores, sorted(scores, reverse=True))
            for prediction in predictions:
                name = tiny_checkpoint.LABELS[prediction["index"]]
                if name == "n02111889":
                    self.assertEqual(prediction["label"], "Samoyed")
                    self.assertEqual(prediction["wnid"], name)
                    self.assertEqual(prediction["imagenet_index"], 258)
                else:
                    self.assertEqual(prediction["label"], name)
        self.assertNotEqual(coffee["predictions"], chelsea["predictions"])

    def test_scores_and_top_k(self):
        image = cli.SAMPLES / "chelsea.png"
        [record] = self.records(self.classify("--top-k", "99", image))
        probabilities = {p["index"]: p["probability"] for p in record["predictions"]}
        self.assertEqual(len(probabilities), tiny_checkpoint.CLASSES)
        self.assertAlmostEqual(sum(probabilities.values()), 1, places=6)
        [record] = self.records(self.classify("--top-k", "2", "--scores", "logits", image))
        first, second = record["predictions"]
        self.assertNotIn("probability", first)
        self.assertAlmostEqual(
            probabilities[first["index"]] / probabilities[second["index"]],
            2.718281828 ** (first["logit"] - second["logit"]),
            places=4,
        )

    def test_a_failed_image_gets_an_error_in_its_place(self):
        good = cli.SAMPLES / "chelsea.png"
        (self.folder / "cut.png").write_bytes(good.read_bytes()[:5000])
        (self.folder / "text.jpg").write_text("not an image at all")
        (self.folder / "empty.jpg").touch()
        process = self.classify("cut.png", good, "missing.jpg", "text.jpg", "empty.jpg")
        self.assertEqual(process.returncode, 1)
        records = self.records(process)
        self.assertEqual(
            [record.get("error", {}).get("code") for record in records],
            ["truncated", None, "not_found", "unsupported", "empty"],
        )
        for record in records:
            self.assertNotEqual("error" in record, "predictions" in record)
        self.assertIn("predictions", records[1])

    def test_folders_are_walked_in_natural_order(self):
        photos = self.folder / "photos"
        (photos / "b").mkdir(parents=True)
        for name in ("img10.png", "img2.png", "b/x.png", ".hidden.png", "notes.txt"):
            if name == "notes.txt":
                (photos / name).write_text("shopping list")
            else:
                shutil.copy(cli.SAMPLES / "coffee.png", photos / name)
        records = self.records(self.classify("photos"))
        self.assertEqual(
            [record["path"] for record in records],
            ["photos/b/x.png", "photos/img2.png", "photos/img10.png"],
        )

    def test_table(self):
        process = self.classify("--format", "table", "-k", "1", cli.SAMPLES / "coffee.png")
        lines = process.stdout.decode().splitlines()
        self.assertEqual(lines[0], str(cli.SAMPLES / "coffee.png"))
        self.assertRegex(lines[1], r"^ +\d+\.\d\d %  \w+")
        self.assertEqual(len(lines), 2)

    def test_output_file(self):
        process = self.classify("-o", "out.jsonl", cli.SAMPLES / "coffee.png")
        self.assertEqual(process.stdout, b"")
        json.loads((self.folder / "out.jsonl").read_text())

    def on_terminal(self, *arguments):
        """Returns what a terminal gets as standard output."""
        leader, follower = pty.openpty()
        command = [cli.PROGRAM, "-m", str(self.model), *map(str, arguments)]
        with subprocess.Popen(command, stdout=follower, cwd=self.folder) as process:
            os.close(follower)
            shown = b""
            try:
                while part := os.read(leader, 1 << 16):
                    shown += part
            except OSError:  # the program has closed the other end
                pass
            os.close(leader)
            self.assertEqual(process.wait(60), 0)
        return shown.decode().replace("\r\n", "\n")

    def test_a_terminal_shows_one_image_as_a_table(self):
        image = cli.SAMPLES / "coffee.png"
        table = self.classify("--format", "table", image).stdout.decode()
        self.assertEqual(self.on_terminal(image), table)
        self.assertEqual(self.on_terminal("-o", "-", image), table)
        self.assertEqual(len(self.on_terminal("-f", "csv", image).splitlines()), 6)
        for options in (("-f", "json"), ("--fields", "path,model"), ("--manifest", "first")):
            text = self.on_terminal(*options, image)
            self.assertGreater(len(text.splitlines()), 2)  # JSON over several lines
            self.assertIn(f'"model": "{MODEL_ID}"', text)
        for line in self.on_terminal(image, image).splitlines():
            self.assertEqual(json.loads(line)["model"], MODEL_ID)

    def test_a_path_that_is_not_utf8(self):
        name = os.fsencode(self.folder) + b"/caf\xe9.png"
        shutil.copy(cli.SAMPLES / "coffee.png", name)
        [record] = self.records(self.run_program("--model", self.model, os.fsdecode(name)))
        self.assertEqual(bytes.fromhex(record["path_bytes"]), name)
        self.assertIn("predictions", record)

    def test_exif(self):
        from PIL import Image

        with Image.open(cli.SAMPLES / "chelsea.png") as photo:
            exif = Image.Exif()
            exif[274] = 6
            photo.save(self.folder / "turned.jpg", exif=exif, quality=95)
        [ignored] = self.records(self.classify("turned.jpg"))
        [applied] = self.records(self.classify("--exif", "apply", "turned.jpg"))
        self.assertNotIn("exif_orientation_applied", ignored)
        self.assertEqual(applied["exif_orientation_applied"], 6)
        self.assertNotEqual(applied["predictions"], ignored["predictions"])

    def test_too_many_pixels(self):
        [record] = self.records(self.classify("--max-pixels", "1000", cli.SAMPLES / "coffee.png"))
        self.assertEqual(record["error"]["code"], "too_large")
        self.assertIn("1000", record["error"]["message"])

    def test_a_closed_pipe_ends_quietly(self):
        reader, writer = os.pipe()
        os.close(reader)
        process = self.classify(cli.SAMPLES / "coffee.png", stdout=writer)
        os.close(writer)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(process.stderr, b"")

    def test_a_full_disk_is_a_failure(self):
        process = self.classify("-o", "/dev/full", cli.SAMPLES / "coffee.png")
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"/dev/full", process.stderr)
        self.assertIn(b"No space left", process.stderr)

    def test_the_output_never_replaces_an_input(self):
        photo = self.folder / "photo.png"
        shutil.copy(cli.SAMPLES / "coffee.png", photo)
        for target in (photo, self.model / "model.safetensors"):
            before = target.read_bytes()
            process = self.classify("photo.png", "-o", target, "--force")
            self.assertEqual(process.returncode, 2)
            self.assertIn(b"which is an input", process.stderr)
            self.assertEqual(target.read_bytes(), before)

    def test_a_command_word_among_images_is_refused(self):
        process = self.classify(cli.SAMPLES / "coffee.png", "models")
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"./models", process.stderr)
        shutil.copy(cli.SAMPLES / "coffee.png", self.folder / "models")
        self.assertEqual(self.classify("./models").returncode, 0)

    def test_each_record_is_written_at_once(self):
        os.mkfifo(self.folder / "later.png")
        command = [cli.PROGRAM, "-m", str(self.model), str(cli.SAMPLES / "coffee.png"), "later.png"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=self.folder) as process:
            first = json.loads(
                process.stdout.readline()
            )  # while the program still waits for the second image
            self.assertIn("predictions", first)
            (self.folder / "later.png").write_bytes((cli.SAMPLES / "chelsea.png").read_bytes())
            self.assertIn("predictions", json.loads(process.stdout.readline()))
            self.assertEqual(process.wait(), 0)

    def test_a_fifo_in_a_folder_does_not_hang(self):
        (self.folder / "photos").mkdir()
        os.mkfifo(self.folder / "photos/pipe.png")
        shutil.copy(cli.SAMPLES / "coffee.png", self.folder / "photos/a.png")
        self.assertEqual(len(self.records(self.classify("photos"))), 1)

    def test_devices_and_holes_are_errors_of_their_own(self):
        with open(self.folder / "holes.png", "wb") as file:
            file.write(b"\x89PNG\r\n\x1a\n")
            file.truncate(50 << 30)
        process = self.classify("holes.png", "/dev/zero", cli.SAMPLES / "coffee.png")
        self.assertEqual(process.returncode, 1)
        self.assertEqual(
            [record.get("error", {}).get("code") for record in self.records(process)],
            ["too_large", "unsupported", None],
        )

    def test_wrong_usage(self):
        image = cli.SAMPLES / "coffee.png"
        for arguments, message in (
            (("--no-such-option", image), b"no-such-option"),
            (("--format", "yaml", image), b"yaml"),
            (("--top-k", "0", image), b"top-k"),
            (("--threads", "-1", image), b"threads"),
            ((), b"no images"),
            (("-o", "no/such/folder/x", image), b"no/such/folder/x"),
        ):
            process = self.classify(*arguments)
            self.assertEqual(process.returncode, 2, arguments)
            self.assertIn(message, process.stderr)
            self.assertEqual(process.stdout, b"")
        (self.folder / "empty").mkdir()
        self.assertIn(b"no image files", self.classify("empty").stderr)

    def test_an_existing_output_survives_a_run_that_fails_to_load(self):
        (self.folder / "out.jsonl").write_text("yesterday\n")
        process = self.run_program(
            "-m", "ig_resnext101_32x8d", "-o", "out.jsonl", "--force", cli.SAMPLES / "coffee.png"
        )
        self.assertEqual(process.returncode, 3)
        self.assertEqual((self.folder / "out.jsonl").read_text(), "yesterday\n")


class Schema(cli.CliTest):
    def test_real_output_fits_the_documented_schema(self):
        import jsonschema

        schema = json.loads((cli.ROOT / "docs/output-schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        odd = os.fsencode(self.folder) + b"/caf\xe9.png"
        shutil.copy(cli.SAMPLES / "coffee.png", odd)
        images = [cli.SAMPLES / "coffee.png", os.fsdecode(odd), "missing.jpg"]
        for options in ((), ("--scores", "logits"), ("-k", "1")):
            records = self.records(self.classify(*options, *images))
            self.assertEqual(len(records), 3)
            for record in records:
                validator.validate(record)
        for broken in (
            {},
            {**records[0], "error": records[2]["error"]},
            {**records[0], "surprise": 1},
        ):
            self.assertFalse(validator.is_valid(broken))


class Threads(cli.CliTest):
    def test_any_number_of_threads_agrees(self):
        rows = []
        for threads in ("1", "2", "3"):
            [record] = self.records(
                self.classify(
                    "-t", threads, "--scores", "logits", "-k", "6", cli.SAMPLES / "coffee.png"
                )
            )
            rows.append({p["index"]: p["logit"] for p in record["predictions"]})
        for row in rows[1:]:
            for index, logit in row.items():
                self.assertAlmostEqual(logit, rows[0][index], places=4)


if __name__ == "__main__":
    cli.main()

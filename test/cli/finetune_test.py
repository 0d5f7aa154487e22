# SPDX-License-Identifier: Apache-2.0
"""`finetune` makes a model folder from a folder of images: its contents, and what can go wrong."""
import hashlib
import json
import os
import pty
import select
import shutil
import signal
import subprocess

import cli
import tiny_checkpoint


class Finetune(cli.CliTest):
    def setUp(self):
        super().setUp()
        from PIL import Image

        self.data = self.folder / "photos"
        for name, sample in (("a cat", "chelsea"), ("coffee", "coffee"), ("flipped", "coffee")):
            (self.data / name).mkdir(parents=True)
            with Image.open(cli.SAMPLES / f"{sample}.png") as photo:
                if name == "flipped":
                    photo = photo.rotate(180)
                for i in range(10):
                    left, top = i * 7 % 60, i * 11 % 40
                    part = photo.crop((left, top, left + 240, top + 200))
                    part.save(self.data / name / f"img{i}.png")

    def finetune(self, *arguments, **options):
        return self.run_program(
            "finetune",
            "-m",
            self.model,
            "-t",
            "1",
            "--data",
            "photos",
            "--out",
            "new",
            "--epochs",
            "30",
            *arguments,
            **options,
        )

    def weights(self, folder="new"):
        return (self.folder / folder / "model.safetensors").read_bytes()

    def again(self, *arguments):
        shutil.rmtree(self.folder / "new")
        process = self.finetune(*arguments)
        self.assertIn(process.returncode, (0, 1), process.stderr)
        return process

    def test_a_folder_of_images_becomes_a_model(self):
        process = self.finetune()
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(
            sorted(os.listdir(self.folder / "new")),
            ["config.json", "metrics.jsonl", "model.safetensors", "report.html"],
        )
        self.assertEqual(process.stdout, (self.folder / "new/metrics.jsonl").read_bytes())
        epochs = self.records(process)
        self.assertEqual([epoch["epoch"] for epoch in epochs], list(range(1, len(epochs) + 1)))
        best = [epoch for epoch in epochs if epoch["best"]][-1]
        self.assertGreater(best["validation_accuracy"], 0.6)
        config = json.loads((self.folder / "new/config.json").read_text())
        self.assertEqual(config["num_classes"], 3)
        self.assertEqual(config["label_names"], ["a cat", "coffee", "flipped"])
        self.assertEqual(config["pretrained_cfg"]["input_size"], [3, 64, 64])
        self.assertEqual(
            config["model_args"],
            {"layers": tiny_checkpoint.LAYERS, "cardinality": 8, "base_width": 8},
        )
        process = self.run_program("--model", "new", "-k", "1", "-t", "1", "photos")
        said = [
            (record["path"].split("/")[1], record["predictions"][0]["label"])
            for record in self.records(process)
        ]
        self.assertEqual(len(said), 30)
        self.assertGreater(sum(truth == label for truth, label in said), 24)
        self.assertEqual(self.records(process)[0]["model"], "resnext50_32x4d.new")
        base = self.records(self.classify("photos/coffee"))[0]["model"]
        shown = self.run_program("models", "new").stdout.decode()
        self.assertIn(f"\nfine-tuned from {base}\n", shown)
        shown = json.loads(self.run_program("models", "new", "--json").stdout)
        self.assertEqual(shown["finetuned_from"], base)
        report = self.run_program("evaluate", "-m", "new", "--data", "photos").stdout.decode()
        self.assertTrue(report.startswith(f"model     new, fine-tuned from {base}\n"), report)
        self.assertNotIn("top-5", report)
        page = (self.folder / "new/report.html").read_text()
        self.assertEqual(page.count("<polyline"), 4)
        self.assertNotIn("http:", page)
        self.assertNotIn("src=", page)
        self.assertIn("a cat", page)

    def test_the_same_seed_gives_the_same_bits_with_and_without_the_cache(self):
        self.finetune()
        first = self.weights()
        process = self.again()
        self.assertEqual(self.weights(), first)
        self.assertRegex(process.stderr, rb"features: 0 images .*; 30 cached\n")
        self.again("--no-cache")
        self.assertEqual(self.weights(), first)
        self.again("--seed", "5")
        self.assertNotEqual(self.weights(), first)
        # The cache identifies a file by its contents, not by its name.
        cached = next((self.folder / ".cache/resnext-classify/features").iterdir())
        size = cached.stat().st_size
        os.rename(self.data / "coffee/img3.png", self.data / "coffee/other.png")
        self.again()
        self.assertEqual(cached.stat().st_size, size)
        self.again("--flip")  # other features get a file of their own
        self.assertEqual(cached.stat().st_size, size)

    def test_views_class_weights_and_lists(self):
        (self.folder / "list.tsv").write_text(
            "".join(
                f"photos/{name}/img{i}.png\t{'cat' if name == 'a cat' else 'cup'}\textra\n"
                for name in ("a cat", "coffee")
                for i in range(4)
            )
        )
        process = self.run_program(
            "finetune",
            "-m",
            self.model,
            "-t",
            "1",
            "--labels",
            "list.tsv",
            "--out",
            "new/",
            "--crops",
            "5",
            "--flip",
            "--class-weights",
            "balanced",
            "--epochs",
            "3",
            "--cache",
            "kept",
            "-q",
        )
        self.assertEqual((process.returncode, process.stderr), (0, b""))
        config = json.loads((self.folder / "new/config.json").read_text())
        self.assertEqual(config["label_names"], ["cat", "cup"])
        [cached] = (self.folder / "kept").iterdir()
        self.assertEqual(cached.stat().st_size, 8 * (64 + 10 * 2048 * 4 + 8))

    def test_a_head_alone_agrees_on_its_base_and_is_refused_on_another(self):
        self.finetune()
        photo = cli.SAMPLES / "chelsea.png"
        whole = self.records(self.run_program("-m", "new", "-t", "1", "--scores", "logits", photo))
        process = self.again("--head-only")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertLess(len(self.weights()), 30_000)
        head_of = json.loads((self.folder / "new/config.json").read_text())["head_of"]
        self.assertEqual(head_of["model"], str(self.model))
        alone = self.records(self.run_program("-m", "new", "-t", "1", "--scores", "logits", photo))
        self.assertEqual(alone[0]["predictions"], whole[0]["predictions"])
        shutil.copytree(self.model, self.folder / "elsewhere")
        process = self.run_program("-m", "new", "-w", "elsewhere", photo)
        self.assertEqual(process.returncode, 0, process.stderr)
        tiny_checkpoint.write_model_folder(self.model, tiny_checkpoint.random_tensors(seed=4))
        process = self.run_program("-m", "new", photo)
        self.assertEqual(process.returncode, 3)
        self.assertIn(head_of["sha256"].encode(), process.stderr)
        self.assertEqual(self.run_program("-m", "new", "-w", "elsewhere", photo).returncode, 0)
        # A head can be trained on the base of another head.
        process = self.run_program(
            "finetune",
            "-m",
            "new",
            "-w",
            "elsewhere",
            "-t",
            "1",
            "--data",
            "photos",
            "--out",
            "newer",
            "--head-only",
            "--epochs",
            "2",
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        config = json.loads((self.folder / "newer/config.json").read_text())
        self.assertEqual(config["head_of"], head_of)

    def test_outputs_never_replace_the_head_or_its_base(self):
        self.finetune("--head-only")
        photo = cli.SAMPLES / "chelsea.png"
        base = self.model / "model.safetensors"
        head = self.folder / "new/model.safetensors"
        before = [file.read_bytes() for file in (base, head)]
        (self.folder / "list.tsv").write_text(f"{photo}\ta cat\n")
        for weights in ((), ("-w", self.model)):
            for file in (base, head):
                for command in (
                    ("-o", file, "--force", photo),
                    ("--resume", file, photo),
                    ("features", "-f", "npy", "-o", file, "--force", photo),
                    ("evaluate", "--labels", "list.tsv", "--records", file, "--force"),
                ):
                    process = self.run_program(*command, "-m", "new", *weights, "-t", "1")
                    self.assertEqual(process.returncode, 2, (command, process.stderr))
                    self.assertIn(b"would replace", process.stderr)
        self.assertEqual([file.read_bytes() for file in (base, head)], before)

    def test_a_head_alone_names_its_base_in_every_command(self):
        base = hashlib.sha256((self.model / "model.safetensors").read_bytes()).hexdigest()
        self.finetune("--head-only")
        head = hashlib.sha256(self.weights()).hexdigest()

        def verify(code):
            process = self.run_program("weights", "verify", "new", "--json")
            self.assertEqual(process.returncode, code, process.stderr)
            return json.loads(process.stdout)

        found = verify(0)
        self.assertEqual(
            found["base"],
            {
                "model": str(self.model),
                "sha256": base,
                "path": str(self.model / "model.safetensors"),
            },
        )
        self.assertEqual((found["sha256"], found["tensors"]), (head, 2))
        text = self.run_program("weights", "verify", "new").stdout.decode()
        self.assertIn(f"{self.model}, SHA-256 {base}", text)
        self.assertIn("no problems found", text)
        described = json.loads(self.run_program("models", "new", "--json").stdout)
        self.assertEqual(described["base"]["sha256"], base)
        self.assertEqual(described["base"]["found"], str(self.model / "model.safetensors"))
        self.assertIn(
            f"base            {self.model}, SHA-256 {base}",
            self.run_program("models", "new").stdout.decode(),
        )
        photo = cli.SAMPLES / "coffee.png"
        self.run_program("-m", "new", "--manifest", "run.json", photo)
        manifest = json.loads((self.folder / "run.json").read_text())["manifest"]
        self.assertEqual(
            (manifest["weights"]["model"], manifest["weights"]["sha256"]), (str(self.model), base)
        )
        self.assertEqual(
            manifest["head"],
            {"path": "new/model.safetensors", "sha256": head, "bytes": len(self.weights())},
        )
        # A base that has moved is found if it is named.
        os.rename(self.model, self.folder / "moved")
        self.assertIn("can't be found", verify(1)["problems"][0])
        self.assertIn("looked for", self.run_program("models", "new").stdout.decode())
        process = self.run_program("-m", "new", photo)
        self.assertEqual(process.returncode, 3)
        self.assertIn(b"--weights", process.stderr)
        self.assertEqual(self.run_program("-m", "new", "-w", "moved", photo).returncode, 0)
        # Another base, and a damaged last layer.
        tiny_checkpoint.write_model_folder(self.model, tiny_checkpoint.random_tensors(seed=4))
        self.assertIn(base, verify(1)["problems"][0])
        with open(self.folder / "new/model.safetensors", "r+b") as file:
            file.seek(-4, os.SEEK_END)
            file.write(b"\x00\x00\xc0\x7f")
        self.assertIn("1 value is NaN", verify(1)["problems"])

    def test_corrupt_images_are_listed_and_skipped(self):
        (self.data / "coffee/broken.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
        (self.data / "coffee/empty.png").write_bytes(b"")
        process = self.finetune()
        self.assertEqual(process.returncode, 1)
        self.assertIn(b"left out: photos/coffee/broken.png: truncated", process.stderr)
        self.assertIn(b"left out: photos/coffee/empty.png: empty", process.stderr)
        page = (self.folder / "new/report.html").read_text()
        self.assertIn("broken.png", page)
        self.assertIn("2 images left out: ", page)

    def test_duplicates_are_reported(self):
        process = self.finetune()
        self.assertNotIn(b"copies", process.stderr)
        for name in ("coffee/z1.png", "coffee/z2.png", "flipped/z.png"):
            shutil.copy(self.data / "coffee/img1.png", self.data / name)
        process = self.again("--no-cache")
        self.assertIn(
            b"copies of others: 3, such as photos/coffee/z1.png of photos/coffee/img1.png",
            process.stderr,
        )
        self.assertIn(
            b"in two classes: photos/coffee/img1.png and photos/flipped/z.png", process.stderr
        )
        self.assertEqual(self.again("-q").stderr, b"")

    def test_a_base_that_the_layout_cannot_describe(self):
        config = {
            "id": "odd",
            "layers": [1, 1, 1, 1],
            "cardinality": 8,
            "base_width": 8,
            "num_classes": 2,
            "label_names": ["a", "b"],
            "stem": {"kernel": 3, "stride": 1, "max_pool": False},
            "preprocessing": {
                "input_size": 64,
                "crop_pct": 1.0,
                "interpolation": "bilinear",
                "mean": [0.5, 0.5, 0.5],
                "std": [0.5, 0.5, 0.5],
            },
        }
        (self.folder / "odd.json").write_text(json.dumps(config))
        process = self.run_program(
            "finetune", "-m", "odd.json", "-w", self.model, "--data", "photos", "--out", "new"
        )
        self.assertEqual(process.returncode, 2, process.stderr)
        self.assertIn(b"has no words for its architecture", process.stderr)

    def test_timm_knows_every_key_of_the_config(self):
        self.finetune("-q")
        config = json.loads((self.folder / "new/config.json").read_text())
        # The keys of config.json that timm's loader reads or keeps; it ignores all others.
        self.assertLessEqual(
            set(config) - {"finetuned_from"},
            {
                "architecture",
                "num_classes",
                "num_features",
                "global_pool",
                "label_names",
                "model_args",
                "pretrained_cfg",
            },
        )
        # Each of these becomes an argument of its PretrainedCfg, which takes no others.
        self.assertLessEqual(
            set(config["pretrained_cfg"]),
            {
                "tag",
                "custom_load",
                "input_size",
                "interpolation",
                "crop_pct",
                "crop_mode",
                "mean",
                "std",
                "num_classes",
                "first_conv",
                "classifier",
                "license",
            },
        )
        self.assertEqual(config["pretrained_cfg"]["num_classes"], config["num_classes"])
        self.assertEqual(len(config["label_names"]), config["num_classes"])

    def test_classes_without_enough_images_are_named(self):
        def refused(expected):
            process = self.finetune()
            self.assertEqual(process.returncode, 2)
            self.assertIn(expected, process.stderr)
            self.assertEqual([name for name in os.listdir(self.folder) if "new" in name], [])

        (self.data / "nothing").mkdir()
        refused(b'"nothing" has no image')
        shutil.copy(self.data / "coffee/img1.png", self.data / "nothing")
        refused(b'"nothing" has one image')
        (self.data / "nothing/second.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
        refused(b'"nothing" has one image that can be read')
        shutil.rmtree(self.data)
        refused(b"photos: can't be read")
        (self.data / "alone").mkdir(parents=True)
        for name in ("1.png", "2.png"):
            shutil.copy(cli.SAMPLES / "coffee.png", self.data / "alone" / name)
        refused(b"two or more")

    def test_wrong_usage(self):
        self.finetune()
        before = self.weights()
        process = self.finetune()
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"exists already", process.stderr)
        self.assertEqual(self.weights(), before)
        for arguments in (
            ("--out", "x"),
            ("--data", "photos"),
            ("--data", "photos", "--out", "x", "--crops", "3"),
            ("--data", "photos", "--out", "x", "--learning-rate", "nan"),
            ("--data", "photos", "--out", "x", "--label-smoothing", "1"),
            ("--data", "photos", "--out", "x", "--learning-rate", "nan"),
            ("--data", "photos", "--out", "x", "--label-smoothing", "1"),
            ("--data", "photos", "--out", "photos/model"),
            ("--data", ".", "--out", "x"),
            ("--labels", "none.tsv", "--out", "x"),
        ):
            self.assertEqual(self.run_program("finetune", *arguments).returncode, 2, arguments)
        (self.folder / "list.tsv").write_text("photos/coffee/img1.png coffee\n")
        process = self.run_program("finetune", "--labels", "list.tsv", "--out", "x")
        self.assertIn(b"list.tsv, line 1", process.stderr)

    def start(self, *arguments):
        return subprocess.Popen(
            [
                cli.PROGRAM,
                "finetune",
                "-m",
                str(self.model),
                "-t",
                "1",
                "--data",
                "photos",
                "--out",
                "new",
                *arguments,
            ],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "HOME": str(self.folder)},
        )

    def test_ctrl_c_keeps_the_best_so_far(self):
        for _ in range(4):  # a signal during a matrix product once corrupted the heap
            shutil.rmtree(self.folder / "new", ignore_errors=True)
            self.interrupt_once()
        self.assertEqual(self.run_program("-m", "new", cli.SAMPLES / "coffee.png").returncode, 0)
        self.assertIn("interrupted", (self.folder / "new/report.html").read_text())

    def test_ctrl_c_while_the_model_loads_leaves_nothing(self):
        with self.start("--epochs", "1000000", "--patience", "0") as process:
            while process.poll() is None and not list(self.folder.glob(".new.*.tmp")):
                pass
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(), 130, process.stderr.read())
        self.assertEqual(list(self.folder.glob(".new*")), [])

    def interrupt_once(self):
        with self.start("--epochs", "1000000", "--patience", "0") as process:
            for _ in range(3):
                process.stdout.readline()
            self.assertFalse((self.folder / "new").exists())  # only once it is complete
            process.send_signal(signal.SIGINT)
            process.stdout.read()
            self.assertIn(b"best epoch so far", process.stderr.read())
            self.assertEqual(process.wait(), 130)

    def test_a_terminal_gets_lines_for_people(self):
        leader, follower = pty.openpty()
        process = self.finetune(stdout=follower)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(select.select([leader], [], [], 0)[0], [])  # nothing was written
        os.close(follower)
        os.close(leader)
        lines = process.stderr.decode().splitlines()
        epochs = (self.folder / "new/metrics.jsonl").read_text().splitlines()
        self.assertEqual(sum(line.startswith("epoch ") for line in lines), len(epochs))
        self.assertRegex(
            lines[-1],
            r"^new: 3 classes, best epoch \d+ of \d+: [\d.]+ % of 6 validation "
            "images; learning curves: new/report.html$",
        )

    def test_one_log_for_both_streams_has_one_line_an_epoch(self):
        with open(self.folder / "log", "wb") as log:
            process = self.finetune(stdout=log, stderr=subprocess.STDOUT)
        self.assertEqual(process.returncode, 0)
        lines = (self.folder / "log").read_text().splitlines()
        epochs = (self.folder / "new/metrics.jsonl").read_text().splitlines()
        self.assertEqual(sum(line.startswith("epoch ") for line in lines), len(epochs))
        self.assertEqual([line for line in lines if line.startswith("{")], [])
        self.assertIn(
            "losses: not comparable: only the training loss includes label smoothing (0.1)", lines
        )

    def test_a_closed_pipe_does_not_end_the_training(self):
        reader, writer = os.pipe()
        os.close(reader)  # like that of a `head` that is done, or of a `tee` that Ctrl-C has ended
        process = self.finetune(stdout=writer)
        os.close(writer)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertTrue((self.folder / "new/model.safetensors").exists())

    def test_a_kill_leaves_the_features_and_no_model(self):
        with self.start("--epochs", "1000000", "--patience", "0") as process:
            process.stdout.readline()
            process.kill()
            process.communicate()
        self.assertFalse((self.folder / "new").exists())
        process = self.finetune()
        self.assertEqual(process.returncode, 0)
        self.assertIn(b"0 images", process.stderr.split(b"features: ")[1])


if __name__ == "__main__":
    cli.main()

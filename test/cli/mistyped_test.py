# SPDX-License-Identifier: Apache-2.0
"""Mistyped words: what was found, what was expected, and what was probably meant."""
import shutil

import cli
import tiny_checkpoint


class Mistyped(cli.CliTest):
    def refuse(self, expected, *arguments, code=2):
        """Returns the message, which must begin as all do and hold none of CLI11's words."""
        process = self.run_program(*arguments)
        self.assertEqual((process.returncode, process.stdout), (code, b""), arguments)
        said = process.stderr.decode()
        self.assertTrue(said.startswith("resnext-classify: "), said)
        for raw in ("FAILED", "not in {", "->", "not expected", "is required", "Value "):
            self.assertNotIn(raw, said)
        self.assertIn(expected, said)
        return said


class Options(Mistyped):
    def test_options(self):
        self.refuse("--fromat: there is no such option; did you mean --format?", "--fromat", "x")
        self.refuse("did you mean --top-k?", "--topk=3", "x.png")
        self.refuse("--zzz: there is no such option\n", "--zzz", "x.png")
        self.refuse("-z: there is no such option\n", "-z", "x.png")
        said = self.refuse("--layr: there is no such option; did you mean --layer?", "features",
                           "--layr", "pool", "-o", "f.npy", "x.png")  # fmt: skip
        self.assertIn("Try: resnext-classify features --help\n", said)
        self.refuse("did you mean --json?", "weights", "verify", "--jsno", "x")
        self.refuse(
            "--layer: there is no such option; it belongs to `resnext-classify features`",
            "--layer", "pool", "x.png",
        )  # fmt: skip

    def test_enumerated_values(self):
        image = "x.png"
        features = ("features", "-o", "f.npy", image)
        for expected, arguments in (
            ("--format: expected json, json-array, csv, tsv, html or table, found yaml\n",
             ("-f", "yaml", image)),
            ("found JSON; did you mean json?", ("-f", "JSON", image)),
            ("--scores: expected logits or probabilities, found logit; did you mean logits?",
             ("--scores", "logit", image)),
            ("did you mean onednn?", ("--kernels", "one_dnn", image)),
            ("--exif: expected apply or ignore, found turn\n", ("--exif", "turn", image)),
            ("did you mean layer4?", (*features, "--layer", "layer_4")),
            ("--dtype: expected f16 or f32, found bf16", (*features, "--dtype", "bf16")),
            ("did you mean none?", (*features, "--normalize", "non")),
            ("did you mean npy?", (*features, "-f", "numpy")),
            ("did you mean accuracy?", ("models", "--sort", "acuracy")),
            ("expected table, json or html, found csv", ("evaluate", "-f", "csv")),
            ("did you mean balanced?", ("finetune", "-o", "x", "--class-weights", "balance")),
            ("--crops: expected 1 or 5, found 3", ("finetune", "-o", "x", "--crops", "3")),
            ("expected bf16, f16, f32 or keep, found f61; did you mean f16?",
             ("weights", "convert", "a", "b", "--dtype", "f61")),
        ):  # fmt: skip
            self.refuse(expected, *arguments)

    def test_other_values(self):
        for expected, arguments in (
            ("--top-k: expected a number from 1 to 1000000, found 0", ("-k", "0", "x.png")),
            ("--threads: expected a number from 0 to 4096, found two", ("-t", "two", "x.png")),
            ("--seed: expected a number, found x", ("finetune", "-o", "x", "--seed", "x")),
            ("--top-k: the value is missing", ("x.png", "-k")),
            ("--top-k: given more than once", ("x.png", "-k", "1", "-k", "2")),
            ("--quiet and --verbose exclude each other", ("x.png", "-q", "-v")),
            ("--retry-failed goes with --resume, which is missing", ("x.png", "--retry-failed")),
            ("--out is missing", ("features", "x.png")),
            ("the argument model is missing", ("weights", "fetch")),
            ("b: one word too many for `resnext-classify models`", ("models", "a", "b")),
            ("--max-size: expected a number of bytes, or of kB, MB or GB",
             ("weights", "fetch", "a", "--max-size", "3x")),
        ):  # fmt: skip
            self.refuse(expected, *arguments)

    def test_fields_and_classes(self):
        photo = cli.SAMPLES / "coffee.png"
        model = ("-m", self.model, photo)
        self.refuse("did you mean label?", *model, "--fields", "path,lable")
        (self.folder / "classes.txt").write_text("dgo\n")
        self.refuse('"dgo" is not a class of the model (did you mean "dog"?)', *model,
                    "--classes", "classes.txt")  # fmt: skip
        self.refuse('(did you mean "Samoyed"?)', *model, "--cam", "maps", "--cam-class", "samoyd")
        (self.folder / "data/dgo").mkdir(parents=True)
        shutil.copy(photo, self.folder / "data/dgo")
        evaluate = ("evaluate", "-m", self.model, "--data", "data")
        self.refuse('"dgo" is not a class of the model (did you mean "dog"?)', *evaluate)


class Commands(Mistyped):
    def test_commands(self):
        self.model.rename(self.folder / "other")
        for word, meant in (
            ("model", "models"),
            ("fine-tune", "finetune"),
            ("evalute", "evaluate"),
            ("feature", "features"),
            ("bench", "benchmark"),
            ("weigths", "weights"),
        ):
            expected = f"{word}: there is no such file and no such command; did you mean the "
            self.refuse(f"{expected}command {meant}?", word)
            self.refuse(f"command {meant}?", word, "--data", "photos", "--out", "x", "y")
        weights = "lst: there is no such command; `resnext-classify weights` has list, cache, "
        self.refuse(weights, "weights", "lst")
        self.refuse("did you mean list?", "weights", "lst")
        self.refuse("`resnext-classify weights` needs a command: list, cache, fetch,", "weights")

    def test_other_words_are_photos(self):
        shutil.copy(cli.SAMPLES / "coffee.png", self.folder / "model_")
        for path, code in (("photo", 1), ("./modles", 1), ("models.jpg", 1), ("model_", 0)):
            process = self.run_program("-m", self.model, path)
            self.assertEqual(process.returncode, code, process.stderr)
            self.assertEqual(self.records(process)[0]["path"], path)

    def test_help(self):
        for words, option in (
            ((), ()),
            (("features",), ("features",)),
            (("weights",), ("weights",)),
            (("weights", "fetch"), ("weights", "fetch")),
        ):
            process = self.run_program("help", *words)
            self.assertEqual((process.returncode, process.stderr), (0, b""))
            self.assertEqual(process.stdout, self.run_program(*option, "--help").stdout)
            self.assertIn(b"Usage: resnext-classify", process.stdout)
        self.refuse("help featurs: `resnext-classify` has no such command; did you mean features?",
                    "help", "featurs")  # fmt: skip


class Models(Mistyped):
    def test_a_model(self):
        self.refuse("Nearest: resnet50.a1_in1k", "-m", "resnet50.a1_in1", "x.png", code=3)

    def test_weights_given_as_a_model(self):
        file = self.model / "model.safetensors"
        self.refuse(
            f"{file}: these are weights, not a model; name the folder, --model {self.model}, or "
            f"name the model as well: --model MODEL --weights {file}",
            "-m", file, "x.png", code=3,
        )  # fmt: skip
        for name in ("alone.safetensors", "alone.pth"):
            shutil.copy(file, self.folder / name)
            self.refuse(
                f"not a model; name the model as well: --model MODEL --weights {name}",
                "-m", name, "x.png", code=3,
            )  # fmt: skip

    def test_weights_of_another_model(self):
        tensors = tiny_checkpoint.random_tensors()
        wrong = {name.replace("layer", "stage"): tensor for name, tensor in tensors.items()}
        tiny_checkpoint.write_safetensors(self.folder / "w.safetensors", wrong)
        said = self.refuse("do not fit", "-m", self.model, "-w", "w.safetensors", "x.png", code=3)
        self.assertRegex(said, r"\n  \d+ missing: layer1\S+: expected .*; and \d+ more\n")
        self.assertRegex(said, r"\n  \d+ that the model does not have: stage1.*; and \d+ more\n")
        self.assertIn("`resnext-classify weights verify w.safetensors --model MODEL --json`", said)
        self.assertLessEqual(len(said.splitlines()), 10)


if __name__ == "__main__":
    cli.main()

# SPDX-License-Identifier: Apache-2.0
"""`finetune`, and what the other commands do with the models that it writes."""

from output_cases.steps import case, make_folder, sequence, write

TINY = ("finetune", "-m", "model", "-t", "1", "--epochs", "4")
TRAIN = [*TINY, "--data", "train", "--out", "new"]
OPTIONS = {
    "quiet": ("-q",),
    "no cache": ("--no-cache",),
    "a cache of its own": ("--cache", "kept"),
    "crops and flips": ("--crops", "5", "--flip"),
    "balanced": ("--class-weights", "balanced"),
    "another seed": ("--seed", "5"),
    "half for validation": ("--validation", "0.5"),
    "a small batch": ("--training-batch", "3"),
    "patience 1": ("--patience", "1"),
    "no smoothing": ("--label-smoothing", "0"),
    "rates": (
        "--learning-rate",
        "0.5",
        "--warmup-epochs",
        "0",
        "--momentum",
        "0",
        "--weight-decay",
        "0.01",
    ),
    "a rate that diverges": ("--learning-rate", "1e30"),
    "oneDNN's kernels": ("--kernels", "onednn"),
    "upright photos": ("--exif", "apply"),
}
WRONG = {
    "--crops": "3",
    "--validation": "1.5",
    "--epochs": "0",
    "--momentum": "2",
    "--learning-rate": "-1",
    "--label-smoothing": "1.5",
    "--class-weights": "some",
    "--training-batch": "0",
    "--patience": "-1",
    "--seed": "x",
}


def cases(folder):
    for name, options in OPTIONS.items():
        yield case(f"finetune: {name}", *TRAIN, *options)
    for kind in ((), ("--head-only",)):
        name = "a head" if kind else "a whole model"
        train = [*TRAIN, *kind]
        for command, steps in {
            "written": [],
            "trained again from the cache": [[*TINY, "--data", "train", "--out", "again", *kind]],
            "classifying": [["-m", "new", "-t", "1", "--manifest", "first", "train/coffee"]],
            "shown": [["models", "new"], ["models", "new", "--json"]],
            "verified": [["weights", "verify", "new"], ["weights", "verify", "new", "--json"]],
            "evaluated": [["evaluate", "-m", "new", "-t", "1", "--data", "train", "-f", "json"]],
            "giving features": [["features", "-m", "new", "-t", "1", "-o", "f.npy", "train"]],
            "drawing maps": [["-m", "new", "-t", "1", "--cam", "maps", "train/coffee/img1.png"]],
            "converted": [["weights", "convert", "new", "copy.safetensors", "--dtype", "f16"]],
            "trained further": [[*TINY, "-m", "new", "--data", "train", "--out", "further"]],
            "listed": [["weights", "list"]],
            "timed": [["benchmark", "-m", "new", "-r", "1", "--warm-up", "0", "--photo", "gone"]],
        }.items():
            yield sequence(f"finetune: {name} {command}", train, *steps)
    head = [*TRAIN, "--head-only"]
    use = ["-m", "new", "-t", "1", "photos/img1.png"]
    yield sequence("finetune: a head on another base", head, [*use, "-w", "other"])
    yield sequence(
        "finetune: a head without its base",
        head,
        lambda folder: (folder / "model").rename(folder / "moved"),
        use,
        ["models", "new"],
        ["weights", "verify", "new"],
    )
    yield sequence(
        "finetune: output over a head's file",
        head,
        [*use, "-o", "new/model.safetensors", "--force"],
    )
    yield sequence(
        "finetune: output over a head's base",
        head,
        [*use, "-o", "model/model.safetensors", "--force"],
    )
    yield from refused()


def refused():
    yield case("finetune: neither data nor labels", *TINY, "--out", "new")
    yield case("finetune: no output", *TINY, "--data", "train")
    yield case("finetune: a list", *TINY, "--labels", "train.tsv", "--out", "new/")
    yield case(
        "finetune: a list in a folder",
        *TINY,
        "--labels",
        "train.tsv",
        "--data",
        ".",
        "--out",
        "new",
    )
    yield case("finetune: a list without tabs", *TINY, "--labels", "bad-labels.tsv", "--out", "new")
    yield case(
        "finetune: photos left out and copies", *TINY, "--data", "train-flawed", "--out", "new"
    )
    yield case("finetune: one photo of a class", *TINY, "--data", "train-single", "--out", "new")
    yield case("finetune: one class", *TINY, "--data", "train/coffee", "--out", "new")
    yield case("finetune: no classes", *TINY, "--data", "empty", "--out", "new")
    yield case("finetune: no folder", *TINY, "--data", "gone", "--out", "new")
    yield case("finetune: the output is there", *TINY, "--data", "train", "--out", "empty")
    yield case(
        "finetune: the output lies in the data", *TINY, "--data", "train", "--out", "train/new"
    )
    yield case(
        "finetune: the output lies in no folder", *TINY, "--data", "train", "--out", "no/new"
    )
    yield case(
        "finetune: a base that can't be kept",
        "finetune",
        "-m",
        "stem.json",
        "-w",
        "checkpoints/zip.pth",
        "--data",
        "train",
        "--out",
        "new",
    )
    yield case(
        "finetune: no weights", "finetune", "-m", "no-weights", "--data", "train", "--out", "new"
    )
    yield sequence(
        "finetune: a cache that can't be written",
        write("kept", b"a file"),
        [*TRAIN, "--cache", "kept"],
    )
    yield sequence("finetune: a class that has no photos", make_folder("train/none"), TRAIN)
    for option, value in WRONG.items():
        yield case(f"finetune: {option} {value}", *TRAIN, f"{option}={value}")

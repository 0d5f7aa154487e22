# SPDX-License-Identifier: Apache-2.0
"""Help, versions, what the program knows, and command lines that make no sense."""

from output_cases.steps import case

COMMANDS = (
    (),
    ("models",),
    ("features",),
    ("finetune",),
    ("evaluate",),
    ("benchmark",),
    ("weights",),
    ("weights", "list"),
    ("weights", "fetch"),
    ("weights", "verify"),
    ("weights", "convert"),
)
NUMBERS = {
    "--top-k": ("0", "-1", "x", "1.5"),
    "--threads": ("-1", "x", "100000"),
    "--batch-size": ("-1", "5000", "x"),
    "--max-pixels": ("0", "-5", "many"),
    "--max-errors": ("-1", "x"),
    "--cam-size": ("0", "x"),
    "--shard": ("0/3", "4/3", "1", "a/b", "1/0"),
    "--packed-cache": ("-1", "nan", "10GB", ""),
    "--exif": ("maybe",),
    "--scores": ("percent",),
    "--kernels": ("fast",),
    "--format": ("yaml", "JSON"),
    "--threshold": ("x", "1.5", "-0.1", "nan"),
    "--fields": ("nothing", "", "path,path", "path,,label"),
    "--manifest": ("",),
}


def cases(folder):
    yield case("version", "--version")
    for words in COMMANDS:
        name = " ".join(words) or "the program"
        yield case(f"help of {name}", *words, "--help")
        yield case(f"unknown option of {name}", *words, "--no-such-option")
        if words:
            yield case(f"{name} without arguments", *words, only_shape=words == ("benchmark",))
    yield case("nothing at all")
    for option, values in NUMBERS.items():
        for value in values:
            yield case(f"{option} {value!r}", "-m", "model", f"{option}={value}", "photos/img1.png")
    yield from models(folder)
    yield from mixtures()
    yield case(
        "RESNEXT_PACKED_CACHE that is no number",
        "photos/img1.png",
        "-m",
        "model",
        environment={"RESNEXT_PACKED_CACHE": "10GB"},
    )


def models(folder):
    yield case("models", "models")
    yield case("models as JSON", "models", "--json")
    for name in (
        "ig_resnext101_32x48d",
        "resnext101_32x16d_wsl",
        "resnext50_32x4d",
        "timm/resnext101_32x8d.fb_wsl_ig1b_ft_in1k",
        "resnext23_8x8d_tiny",
        "model",
        "model/config.json",
        "tiny.json",
        "unlabelled",
        "no-weights",
        "ig_resnext101",
        "not-json",
        "strange",
        "empty",
        "stem.json",
        "without-layers.json",
        "without-preprocessing.json",
        "without-num_classes.json",
    ):
        yield case(f"models {name}", "models", name)
        yield case(f"models {name} as JSON", "models", name, "--json")
    yield case(
        "models with the places of its caches set",
        "models",
        "ig_resnext101_32x8d",
        environment={"TORCH_HOME": str(folder / "torch"), "HF_HOME": str(folder / "hugging")},
    )
    yield case(
        "models where there is no home", "models", "ig_resnext101_32x8d", environment={"HOME": ""}
    )
    yield case("two models", "models", "resnet50", "resnet101")


def mixtures():
    yield case("a command among images", "-m", "model", "photos/img1.png", "models")
    yield case("an option before a command", "-k", "3", "models")
    yield case("a file called like a command", "-m", "model", "./models")
    yield case("words after --", "-m", "model", "--", "models", "-k")
    yield case("two commands", "models", "weights", "list")
    yield case("weights without a model", "-w", "checkpoints/zip.pth", "photos/img1.png")
    for name, arguments in (
        ("--resume with -o", ("--resume", "r", "-o", "x")),
        ("--resume with --fields", ("--resume", "r", "--fields", "path")),
        ("--resume with --manifest first", ("--resume", "r", "--manifest", "first")),
        ("--resume with csv", ("--resume", "r", "-f", "csv")),
        ("--retry-failed alone", ("--retry-failed",)),
        ("--fields with html", ("--fields", "path", "-f", "html")),
        ("--manifest first with csv", ("--manifest", "first", "-f", "csv")),
        ("--manifest over a photo", ("--manifest", "photos/img2.jpg")),
        ("--renormalize alone", ("--renormalize",)),
        (
            "--renormalize of logits",
            ("--renormalize", "--classes", "classes.txt", "--scores", "logits"),
        ),
        ("--cam-class alone", ("--cam-class", "cat")),
        ("--cam-size alone", ("--cam-size", "60")),
        ("-0 without a list", ("-0",)),
        ("two users of standard input", ("--stdin-image", "--files-from", "-")),
        ("--fail-fast with --max-errors", ("--fail-fast", "--max-errors", "2")),
        ("-q with -v", ("-q", "-v")),
        ("the same option twice", ("-k", "2", "-k", "3")),
    ):
        yield case(name, "-m", "model", *arguments, "photos/img1.png")

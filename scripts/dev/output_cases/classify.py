# SPDX-License-Identifier: Apache-2.0
"""Classification: formats and options."""

from output_cases.places import CONFIGS, SAMPLES
from output_cases.steps import Run, case, sequence

FORMATS = ("json", "json-array", "csv", "tsv", "html", "table")
TINY = ("-m", "model", "-t", "1")
OPTIONS = {
    "top 1": ("-k", "1"),
    "top 99": ("--top-k", "99"),
    "logits": ("--scores", "logits"),
    "threshold": ("--threshold", "0.2"),
    "threshold that nothing reaches": ("--threshold", "1"),
    "threshold of logits": ("--threshold", "0.1", "--scores", "logits"),
    "classes": ("--classes", "classes.txt"),
    "renormalized classes": ("--classes", "classes.txt", "--renormalize"),
    "upright photos": ("--exif", "apply"),
    "a manifest in a file": ("--manifest", "manifest.json"),
    "maps": ("--cam", "maps"),
    "an output file": ("-o", "output"),
}
RUNS = {
    "threads 2": ("-t", "2"),
    "batch 1": ("-b", "1"),
    "batch 3": ("-b", "3"),
    "oneDNN's kernels": ("--kernels", "onednn"),
    "fast decoding": ("--fast-decode",),
    "max pixels": ("--max-pixels", "16000"),
    "quiet": ("-q",),
    "fail fast": ("--fail-fast",),
    "max errors 0": ("--max-errors", "0"),
    "max errors 1": ("--max-errors", "1"),
    "max errors 9": ("--max-errors", "9"),
    "shard 1": ("--shard", "1/2"),
    "shard 2": ("--shard", "2/2"),
}


def cases(folder):
    data = {"RESNEXT_DATA_DIR": str(CONFIGS / "weights")}
    samples = [SAMPLES / "coffee.png", SAMPLES / "chelsea.png"]
    for name in FORMATS:
        yield case(f"{name} of a folder", *TINY, "-f", name, "photos")
        yield case(f"{name} by the small model", "-t", "1", "-f", name, *samples, environment=data)
        for option, words in OPTIONS.items():
            yield case(
                f"{name} with {option}",
                *TINY,
                "-f",
                name,
                *words,
                "photos",
                "formats/turned.jpg",
                "gone.png",
            )
        yield case(
            f"{name} of nothing but failures", *TINY, "-f", name, "gone.png", "broken/empty.jpg"
        )
        yield case(f"{name} that ends early", *TINY, "-f", name, "--fail-fast", "photos")
    for name in ("json", "json-array", "html"):
        yield case(
            f"{name} with a manifest first",
            *TINY,
            "-f",
            name,
            "--manifest",
            "first",
            "photos/img1.png",
        )
    for name in ("json", "json-array", "csv", "tsv"):
        for fields in (
            "path",
            "path,label,score",
            "score,rank,index,wnid,imagenet_index",
            "model,run,error,message,path_bytes,exif_orientation_applied",
        ):
            yield case(
                f"{name} with the fields {fields}",
                *TINY,
                "-f",
                name,
                "--fields",
                fields,
                "photos",
                "gone.png",
            )
    for name, words in RUNS.items():
        yield case(f"run with {name}", *TINY[:2], *words, "photos", "formats/large.jpg")
        yield case(
            f"verbose run with {name}", *TINY[:2], "-v", *words, "photos", "formats/large.jpg"
        )
    for file in ("legacy.pth", "zip.pth", "wrapped.pth", "half.safetensors", "brain.pth"):
        yield case(
            f"weights {file}",
            *TINY,
            "-w",
            f"checkpoints/{file}",
            "--manifest",
            "first",
            "--scores",
            "logits",
            "-k",
            "6",
            "photos/img1.png",
        )
    yield case("a folder of weights", *TINY, "-w", "other", "photos/img1.png")
    yield case(
        "a config file", "-m", "tiny.json", "-w", "checkpoints/legacy.pth", "photos/img1.png"
    )
    yield case("a model without labels", "-m", "unlabelled", "photos/img1.png")
    yield case("the small model where its weights are with the program", *samples)
    yield case("pretty JSON on a terminal", *TINY, "photos/img1.png", stdout="terminal")
    yield case(
        "lines on a terminal", *TINY, "photos/img1.png", "photos/img2.jpg", stdout="terminal"
    )
    yield case("a table on a terminal", *TINY, "-f", "table", "photos/img1.png", stdout="terminal")
    yield from packed()


def packed():
    large = ("-m", "large", "-t", "1")
    environment = {"RESNEXT_PACKED_CACHE": "1"}
    runs = [
        Run([*large, *words, "photos/img1.png"], environment=environment)
        for words in ((), (), ("--kernels", "onednn"), ("--packed-cache", "0"))
    ]
    yield sequence("answers with packed weights that are kept", *runs)

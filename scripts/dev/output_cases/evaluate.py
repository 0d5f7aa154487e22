# SPDX-License-Identifier: Apache-2.0
"""`evaluate`: reports, records and lists of labels; and what `benchmark` prints."""

from output_cases.places import SAMPLES
from output_cases.steps import case, make_full_device, sequence, write

TINY = ("evaluate", "-m", "model", "-t", "1")
DATA = ("--data", "labelled")


def cases(folder):
    for name in ("table", "json", "html"):
        report = (*TINY, "-f", name)
        yield case(f"evaluate: {name}", *report, *DATA)
        yield case(
            f"evaluate: {name} of files",
            *report,
            *DATA,
            "-o",
            "report",
            "--records",
            "records",
            "--confusion",
            "matrix.csv",
            "-q",
        )
        yield case(
            f"evaluate: {name} with failures",
            *report,
            "--data",
            "labelled-flawed",
            "--skip-unknown",
            "--records",
            "records",
        )
        yield case(f"evaluate: {name} of classes", *report, *DATA, "--classes", "classes.txt")
        yield case(
            f"evaluate: {name} of classes with any answer",
            *report,
            *DATA,
            "--classes",
            "classes.txt",
            "--any-answer",
        )
        yield case(
            f"evaluate: {name} of classes, renormalized",
            *report,
            *DATA,
            "--classes",
            "classes.txt",
            "--renormalize",
        )
        yield case(f"evaluate: {name} of a list", *report, "--labels", "labels.tsv")
        yield case(
            f"evaluate: {name} with ReaL labels",
            *report,
            "--data",
            "validation",
            "--labels",
            "val.txt",
            "--real",
            "real.json",
            "--records",
            "records",
        )
    for options in (
        ("--exif", "apply"),
        ("--fast-decode",),
        ("-b", "1"),
        ("--max-pixels", "10"),
        ("--kernels", "onednn"),
        ("-t", "2"),
    ):
        yield case(
            f"evaluate: {' '.join(options)}", *TINY[:3], *options, *DATA, "--records", "records"
        )
    yield from lists()
    yield from refused()
    yield from benchmarks()


def lists():
    validation = (*TINY, "--data", "validation", "-f", "json")
    yield case("evaluate: names and indices", *validation, "--labels", "val.txt")
    yield case("evaluate: ids alone", *validation, "--labels", "numbers.txt")
    yield case(
        "evaluate: ids and synsets",
        *validation,
        "--labels",
        "numbers.txt",
        "--synsets",
        "synsets.txt",
    )
    yield sequence(
        "evaluate: Kaggle's list",
        write(
            "LOC_val_solution.csv",
            (
                "ImageId,PredictionString\n"
                + "".join(f"ILSVRC2012_val_{i + 1:08},n02111889 1 2 3 4 \n" for i in range(6))
            ).encode(),
        ),
        [*validation, "--labels", "LOC_val_solution.csv"],
    )
    yield sequence(
        "evaluate: WordNet ids alone",
        write("ids", b"n02111889\n" * 6),
        [*validation, "--labels", "ids"],
    )
    yield sequence(
        "evaluate: too few lines",
        write("ids", b"n02111889\n" * 4),
        [*validation, "--labels", "ids"],
    )
    yield sequence(
        "evaluate: MATLAB synsets",
        write("meta.mat", b"MATLAB 5.0 MAT-file" + bytes(200)),
        [*validation, "--labels", "numbers.txt", "--synsets", "meta.mat"],
    )


def refused():
    yield case("evaluate: neither data nor labels", *TINY)
    yield case("evaluate: unknown classes", *TINY, "--data", "labelled-flawed")
    yield case("evaluate: no classes", *TINY, "--data", "empty")
    yield case("evaluate: no folder", *TINY, "--data", "gone")
    yield case("evaluate: no list", *TINY, "--labels", "gone.tsv")
    yield case("evaluate: a list without tabs", *TINY, "--labels", "bad-labels.tsv")
    yield case("evaluate: synsets alone", *TINY, *DATA, "--synsets", "synsets.txt")
    yield case("evaluate: bad classes", *TINY, *DATA, "--classes", "bad-classes.txt")
    yield case("evaluate: broken ReaL labels", *TINY, *DATA, "--real", "real-broken.json")
    yield case("evaluate: no ReaL labels", *TINY, *DATA, "--real", "gone.json")
    yield case("evaluate: ReaL labels of other images", *TINY, *DATA, "--real", "real.json")
    yield case("evaluate: any answer alone", *TINY, *DATA, "--any-answer")
    yield case("evaluate: renormalize alone", *TINY, *DATA, "--renormalize")
    yield case("evaluate: one file for two", *TINY, *DATA, "-o", "x", "--records", "./x")
    yield case(
        "evaluate: output over the list", *TINY, "--labels", "labels.tsv", "-o", "labels.tsv"
    )
    yield case("evaluate: output over an image", *TINY, *DATA, "-o", "labelled/cat/0.jpg")
    yield case(
        "evaluate: records over the weights",
        *TINY,
        *DATA,
        "--records",
        "model/model.safetensors",
        "--force",
    )
    yield case("evaluate: output in no folder", *TINY, *DATA, "-o", "no/report")
    yield case("evaluate: confusion in no folder", *TINY, *DATA, "--confusion", "no/matrix")
    yield case("evaluate: no such format", *TINY, *DATA, "-f", "csv")
    for option in ("-o", "--records", "--confusion"):
        yield sequence(
            f"evaluate: a full device as {option}",
            make_full_device("full"),
            [*TINY, *DATA, option, "full"],
        )
    yield case("evaluate: a full device as standard output", *TINY, *DATA, stdout="full-device")


def benchmarks():
    quick = ("benchmark", "-m", "model", "-t", "1", "-r", "1", "--warm-up", "0")
    for options in (
        (),
        ("--per-layer",),
        ("-b", "2"),
        ("--synthetic",),
        ("--kernels", "onednn"),
        ("--photo", SAMPLES / "coffee.png"),
    ):
        name = " ".join(map(str, options)).replace(str(SAMPLES), "")
        yield case(f"benchmark as JSON {name}", *quick, *options, "--json", only_shape=True)
        yield case(f"benchmark {name}", *quick, *options, only_shape=True)
    yield case("benchmark: no such photo", *quick, "--photo", "gone.jpg")
    yield case("benchmark: a broken photo", *quick, "--photo", "photos/broken.png")
    yield case("benchmark: no runs", *quick[:-4], "-r", "0")
    yield case("benchmark: batch 0", *quick, "-b", "0")
    yield case("benchmark: no weights", "benchmark", "-m", "resnet50")
    yield case(
        "benchmark: synthetic with weights", *quick, "--synthetic", "-w", "checkpoints/zip.pth"
    )

# SPDX-License-Identifier: Apache-2.0
"""Models and outputs that are no good."""

import os

from output_cases.steps import (
    Run,
    case,
    change_mode,
    link,
    make_fifo,
    make_folder,
    make_full_device,
    sequence,
    write,
)

TINY = ("-m", "model", "-t", "1")
PHOTO = "photos/img1.png"


def cases(folder):
    for model in (
        "ig_resnext101_32x64d",
        "resnext5032x4d",
        "ig_resnext101_32x8d",
        "no-weights",
        "misfit",
        "nan",
        "seven",
        "strange",
        "not-json",
        "empty",
        "gone/",
        PHOTO,
        "",
        "without-layers.json",
        "without-preprocessing.json",
        "without-num_classes.json",
        "stem.json",
        "checkpoints/zip.pth",
    ):
        yield case(f"classify by {model!r}", "-m", model, PHOTO)
    yield case("weights of another shape", "-m", "resnet50", "-w", "checkpoints/zip.pth", PHOTO)
    yield case("weights that are not there", *TINY, "-w", "gone.pth", PHOTO)
    yield case("weights in a folder without any", *TINY, "-w", "photos", PHOTO)
    yield case("weights that are a photo", *TINY, "-w", PHOTO, PHOTO)
    yield case(
        "codecs or weights that are not with the program",
        PHOTO,
        environment={"RESNEXT_DATA_DIR": str(folder / "empty")},
    )
    yield case(
        "classes that the model lacks", *TINY, "--classes", "bad-classes.txt", "-o", "new", PHOTO
    )
    yield case("classes that can't be read", *TINY, "--classes", "gone.txt", PHOTO)
    yield case("fields of no kind", *TINY, "--fields", "path,age", PHOTO)
    yield from outputs(folder)
    yield from full_devices()
    yield from paths()


def outputs(folder):
    yield sequence("output that exists", write("out", b"old"), [*TINY, "-o", "out", PHOTO])
    yield case("output in no folder", *TINY, "-o", "no/out", PHOTO)
    yield case("output in a folder's place", *TINY, "-o", "empty", PHOTO)
    yield case("output over an input", *TINY, "-o", PHOTO, PHOTO)
    yield case("output over an input by another name", *TINY, "-o", folder / PHOTO, PHOTO)
    yield case("output over a file in a folder of inputs", *TINY, "-o", PHOTO, "photos")
    yield case("output over another image", *TINY, "-o", "formats/grey.png", PHOTO)
    yield case("output over the weights", *TINY, "-o", "model/model.safetensors", "--force", PHOTO)
    yield case("output over the config", *TINY, "-o", "model/config.json", "--force", PHOTO)
    yield case("output over the list", *TINY, "-o", "files.txt", "--files-from", "files.txt")
    yield case(
        "output over the classes", *TINY, "-o", "classes.txt", "--classes", "classes.txt", PHOTO
    )
    yield case("output over the manifest", *TINY, "-o", "x", "--manifest", "x", PHOTO)
    yield case("resume over an input", *TINY, "--resume", PHOTO, PHOTO)
    yield case("resume over the weights", *TINY, "--resume", "model/model.safetensors", PHOTO)
    yield case("manifest in no folder", *TINY, "--manifest", "no/m", PHOTO)
    yield sequence(
        "output through a link",
        write("real", b"old"),
        link("real", "out"),
        [*TINY, "-o", "out", "--force", PHOTO],
    )
    yield sequence(
        "output over an input through a link", link(PHOTO, "out"), [*TINY, "-o", "out", PHOTO]
    )
    yield sequence(
        "output into a folder of inputs",
        make_folder("in"),
        lambda at: os.link(at / PHOTO, at / "in/a.png"),
        [*TINY, "-o", "in/out.jsonl", "in"],
        [*TINY, "-o", "in/out.jsonl", "--force", "in"],
    )
    yield sequence(
        "older output kept by a run that can't load",
        write("out", b"yesterday\n"),
        ["-m", "no-weights", "-o", "out", "--force", PHOTO],
    )
    yield sequence(
        "permissions of an output that is replaced",
        write("out", b"yesterday\n"),
        change_mode("out", 0o640),
        [*TINY, "-o", "out", "--force", PHOTO],
    )
    yield sequence(
        "resume through a link",
        write("real", b""),
        link("real", "out"),
        [*TINY, "--resume", "out", PHOTO, "gone.png"],
        [*TINY, "--resume", "out", "--retry-failed", PHOTO, "gone.png"],
    )


def full_devices():
    for kind in ("json", "json-array", "csv", "tsv", "html", "table"):
        yield sequence(
            f"{kind} to a full device",
            make_full_device("full"),
            [*TINY, "-f", kind, "-o", "full", PHOTO],
        )
        yield case(
            f"{kind} to a full standard output", *TINY, "-f", kind, PHOTO, stdout="full-device"
        )
        yield case(f"{kind} to a closed pipe", *TINY, "-f", kind, PHOTO, stdout="closed-pipe")
        yield case(f"{kind} to no standard output", *TINY, "-f", kind, PHOTO, stdout="closed")
    yield sequence(
        "a manifest to a full device",
        make_full_device("full"),
        [*TINY, "--manifest", "full", PHOTO],
    )
    yield sequence(
        "resume on a full device", make_full_device("full"), [*TINY, "--resume", "full", PHOTO]
    )
    yield sequence(
        "retry on a full device",
        make_full_device("full"),
        [*TINY, "--resume", "full", "--retry-failed", PHOTO],
    )
    for words in (
        ("models",),
        ("models", "--json"),
        ("weights", "list"),
        ("--help",),
        ("--version",),
        ("weights", "verify", "model"),
    ):
        yield case(f"{' '.join(words)} to a full standard output", *words, stdout="full-device")
        yield case(f"{' '.join(words)} to a closed pipe", *words, stdout="closed-pipe")


def paths():
    yield sequence(
        "links and loops",
        make_folder("in/deep"),
        link("..", "in/deep/loop"),
        link("nowhere", "in/dangling.png"),
        link("../" + PHOTO, "in/linked.png"),
        make_fifo("in/pipe.png"),
        [*TINY, "in"],
    )
    yield sequence("a folder called like a photo", make_folder("a.png"), [*TINY, "a.png", PHOTO])
    yield sequence("a link to itself", link("loop.png", "loop.png"), [*TINY, "loop.png"])
    yield case("a path below a file", *TINY, PHOTO + "/x.png")
    yield case("an endless name", *TINY, "x" * 5000)
    yield case("an empty name", *TINY, "")
    yield case("a device as an image", *TINY, "/dev/zero", "/dev/null")
    if os.geteuid() == 0:
        unreadable = change_mode(PHOTO, 0)
        yield sequence(
            "a photo that may not be read",
            unreadable,
            Run([*TINY, PHOTO, "photos/img2.jpg"], user=65534),
        )
        yield sequence(
            "weights that may not be read",
            change_mode("model/model.safetensors", 0),
            Run([*TINY, PHOTO], user=65534),
        )
        yield sequence(
            "a folder that may not be read",
            change_mode("photos/b", 0),
            Run([*TINY, "photos"], user=65534),
        )
        yield sequence(
            "an output that may not be written", Run([*TINY, "-o", "new", PHOTO], user=65534)
        )

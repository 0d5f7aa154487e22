# SPDX-License-Identifier: Apache-2.0
"""Classification: kinds of images and of inputs, resuming, and maps."""

import pathlib

from output_cases.places import SAMPLES
from output_cases.steps import case, copy, cut, flip_last_bit, make_folder, sequence, write

FORMATS = ("json", "json-array", "csv", "tsv", "html", "table")
TINY = ("-m", "model", "-t", "1")


def cases(folder):
    yield from images()
    yield from inputs(folder)
    yield from resumed()
    yield from maps()


def images():
    for name in ("formats", "broken"):
        for options in ((), ("--exif", "apply"), ("--fast-decode",), ("-v",)):
            yield case(
                f"all of {name} {' '.join(options)}",
                *TINY,
                *options,
                "--scores",
                "logits",
                "-k",
                "6",
                name,
            )
        yield case(f"thumbnails of {name}", *TINY, "-f", "html", name)
        yield case(f"maps of {name}", *TINY, "--cam", "maps", "--exif", "apply", name)
    yield case("a WebP of nested frames", *TINY, "hostile/nested.webp", "photos/img1.png")


def inputs(folder):
    photo = (folder / "photos/img2.jpg").read_bytes()
    yield case("a list", *TINY, "--files-from", "files.txt")
    yield case("a list that ends in NUL", *TINY, "-0", "--files-from", "files.nul")
    yield case(
        "a list on standard input",
        *TINY,
        "--files-from",
        "-",
        stdin=b"photos/img1.png\ngone.png\nphotos/b\n",
    )
    yield case(
        "a list in batches of 2",
        *TINY,
        "--files-from",
        "-",
        "-b",
        "2",
        stdin=b"photos/img1.png\nphotos/img2.jpg\nphotos/img1.png",
    )
    yield case("an empty list", *TINY, "--files-from", "-")
    yield case("a list and a path", *TINY, "--files-from", "files.txt", "photos/img1.png")
    yield case("a list that is not there", *TINY, "--files-from", "gone.txt")
    yield case("an image on standard input", *TINY, "--stdin-image", stdin=photo)
    yield case("a torn image on standard input", *TINY, "--stdin-image", stdin=photo[:500])
    yield case("nothing on standard input", *TINY, "--stdin-image")
    yield case(
        "an image on standard input and a path",
        *TINY,
        "--stdin-image",
        "photos/img1.png",
        stdin=photo,
    )
    for pattern in (
        "photos/*.png",
        "photos/**/*.*",
        "photos/img?.*",
        "photos/img[12]*",
        "none/*",
        "photos/[",
        "**/x.bmp",
        "photos/**/**/x",
    ):
        yield case(f"the pattern {pattern}", *TINY, pattern)
    yield case("a file named twice", *TINY, "photos/img1.png", "photos/img1.png")
    yield case("an absolute path", *TINY, folder / "photos/img1.png")
    yield case("a hidden file by name", *TINY, "photos/.hidden.png", "photos/notes.txt")
    yield case("an empty folder", *TINY, "empty")
    yield case("an empty folder and a photo", *TINY, "empty", "photos/img1.png")
    for name in FORMATS:
        yield case(
            f"odd names as {name}",
            *TINY,
            "-f",
            name,
            "photos/b",
            'photos/=1+1, "quoted"\tand\ttabs.png',
        )


def resumed():
    whole = [*TINY, "-b", "2", "--resume", "out.jsonl", "photos", "gone.png"]
    again = [*whole, "--retry-failed"]
    yield sequence("resume: new", whole)
    yield sequence("resume: finished", whole, whole)
    yield sequence("resume: torn", whole, cut("out.jsonl", 700), whole)
    yield sequence("resume: torn, verbose", whole, cut("out.jsonl", -40), [*whole, "-v"])
    yield sequence(
        "resume: a zeroed end",
        whole,
        cut("out.jsonl", 700),
        lambda folder: write("out.jsonl", (folder / "out.jsonl").read_bytes() + bytes(300))(folder),
        whole,
    )
    yield sequence("resume: retry", whole, copy("photos/img1.png", "photos/broken.png"), again)
    yield sequence("resume: retry what fails again", whole, again, again)
    yield sequence(
        "resume: an ordinary output",
        [*TINY, "-b", "2", "-o", "out.jsonl", "photos"],
        cut("out.jsonl", 900),
        whole,
    )
    yield sequence("resume: more inputs", whole, [*whole, "formats/grey.png"])
    yield sequence("resume: another option", whole, [*whole, "-k", "2"])
    yield sequence("resume: other weights", whole, flip_last_bit("model/model.safetensors"), whole)
    yield sequence("resume: another model", whole, [*whole[2:], "-m", "other"])
    for name, content in (
        ("notes", b"my notes\n"),
        ("an object", b'{"a": 1}\n'),
        ("an array", b"[1, 2]"),
        ("nothing", b""),
    ):
        yield sequence(f"resume: a file with {name}", write("out.jsonl", content), whole)
    yield sequence(
        "resume: beside a manifest",
        [*whole, "--manifest", "m.json"],
        [*whole, "--manifest", "m.json"],
    )
    yield sequence("resume: fail fast", [*whole, "--fail-fast"], whole)


def maps():
    name = pathlib.Path("x" * 240 + ".png")
    yield case("maps of a class", *TINY, "--cam", "maps", "--cam-class", "dog", "photos/img1.png")
    yield case(
        "maps of a WordNet id", *TINY, "--cam", "m", "--cam-class", "n02111889", "photos/img1.png"
    )
    yield case("maps of an index", *TINY, "--cam", "m", "--cam-class", "3", "photos/img1.png")
    yield case("maps of no class", *TINY, "--cam", "m", "--cam-class", "unicorn", "photos/img1.png")
    yield case(
        "small maps",
        *TINY,
        "--cam",
        "m",
        "--cam-size",
        "60",
        "photos/img1.png",
        "formats/large.jpg",
    )
    yield case(
        "a map of standard input",
        *TINY,
        "--cam",
        "m",
        "--stdin-image",
        stdin=(SAMPLES / "coffee.png").read_bytes(),
    )
    yield sequence(
        "a map with a long name", copy("photos/img1.png", name), [*TINY, "--cam", "m", name]
    )
    for place in ("classes.txt", "classes.txt/below", "photos", "photos/maps"):
        yield case(f"maps in {place}", *TINY, "--cam", place, "photos")
    yield sequence(
        "maps over older ones",
        make_folder("m"),
        write("m/photos%2Fimg1.png.png", b"old"),
        [*TINY, "--cam", "m", "photos/img1.png"],
        [*TINY, "--cam", "m", "--force", "photos/img1.png"],
    )
    both = [*TINY, "-b", "1", "--cam", "m", "--resume", "out.jsonl", "photos/img1.png"]
    yield sequence("maps and resuming", both, [*both, "photos/img2.jpg"])
    yield sequence("maps and resuming without", both, [*both[:-5], *both[-3:]])

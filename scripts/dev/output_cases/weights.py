# SPDX-License-Identifier: Apache-2.0
"""`weights`: listing, verifying and converting."""

from output_cases.steps import (
    case,
    copy,
    flip_last_bit,
    make_fifo,
    make_full_device,
    sequence,
)

GOOD = ("legacy.pth", "zip.pth", "wrapped.pth", "half.safetensors", "brain.pth")
BAD = (
    "damaged-legacy.pth",
    "damaged-zip.pth",
    "damaged-half.safetensors",
    "nothing.pth",
    "text.pth",
    "header.safetensors",
    *(
        f"{part}-of-{name}"
        for part in ("start", "half", "most")
        for name in ("legacy.pth", "zip.pth", "half.safetensors")
    ),
)


def cases(folder):
    yield case("weights list", "weights", "list")
    yield case("weights list as JSON", "weights", "list", "--json")
    for name in GOOD:
        path = f"checkpoints/{name}"
        yield case(f"verify {name}", "weights", "verify", path)
        yield case(
            f"verify {name} against its model",
            "weights",
            "verify",
            path,
            "-m",
            "tiny.json",
            "--json",
        )
        for dtype in ("keep", "f32", "f16", "bf16"):
            yield case(
                f"convert {name} to {dtype}",
                "weights",
                "convert",
                path,
                "x.safetensors",
                "--dtype",
                dtype,
            )
    for name in BAD:
        yield case(f"verify {name}", "weights", "verify", f"checkpoints/{name}", "--json", "-q")
        yield case(f"convert {name}", "weights", "convert", f"checkpoints/{name}", "x.safetensors")
        yield case(
            f"classify by {name}", "-m", "model", "-w", f"checkpoints/{name}", "photos/img1.png"
        )
    yield from verifying()
    yield from converting()


def verifying():
    for target in (
        "model",
        "model/model.safetensors",
        "no-weights",
        "misfit",
        "nan",
        "seven",
        "empty",
        "gone",
        "ig_resnext101_32x8d",
        "photos/img1.png",
        "model/config.json",
    ):
        yield case(f"verify {target}", "weights", "verify", target)
        yield case(f"verify {target} as JSON", "weights", "verify", target, "--json")
    yield case("verify against another model", "weights", "verify", "model", "-m", "resnet50")
    yield case("verify against an unknown model", "weights", "verify", "model", "-m", "nonsense")
    yield sequence("verify a FIFO", make_fifo("pipe"), ["weights", "verify", "pipe"])
    yield sequence(
        "verify, damage, verify",
        ["weights", "verify", "model"],
        flip_last_bit("model/model.safetensors"),
        ["weights", "verify", "model"],
        lambda folder: (folder / "model/model.safetensors").write_bytes(b"x"),
        ["weights", "verify", "model"],
    )
    yield case("verify on a full device", "weights", "verify", "model", stdout="full-device")


def converting():
    convert = ["weights", "convert"]
    yield case("convert a model folder", *convert, "model", "x.safetensors", "-q")
    for target in ("no-weights", "misfit", "nan", "seven", "empty", "gone", "photos/img1.png"):
        yield case(f"convert {target}", *convert, target, "x.safetensors")
    yield case(
        "convert values that are too large",
        *convert,
        "checkpoints/large.safetensors",
        "x.safetensors",
        "--dtype",
        "f16",
    )
    yield case(
        "convert them all the same",
        *convert,
        "checkpoints/large.safetensors",
        "x.safetensors",
        "--dtype",
        "f16",
        "--allow-overflow",
    )
    yield case("convert over a file", *convert, "model", "other/model.safetensors")
    yield case(
        "convert over a file by force", *convert, "model", "other/model.safetensors", "--force"
    )
    yield case(
        "convert over itself",
        *convert,
        "model",
        "model/model.safetensors",
        "--dtype",
        "f16",
        "--force",
    )
    yield case("convert into no folder", *convert, "model", "no/x.safetensors")
    yield case("convert into a folder", *convert, "model", "empty", "--force")
    yield case("convert to another extension", *convert, "model", "x.pth")
    yield case("convert to no such type", *convert, "model", "x.safetensors", "--dtype", "f64")
    yield sequence(
        "convert over a link",
        copy("model/model.safetensors", "real.safetensors"),
        lambda folder: (folder / "x.safetensors").symlink_to("real.safetensors"),
        [*convert, "other", "x.safetensors", "--force"],
    )
    for words in ((), ("--force",)):
        yield sequence(
            f"convert to a full device {' '.join(words)}",
            make_full_device("full"),
            [*convert, "model", "full", *words],
        )
    yield sequence(
        "convert keeps permissions",
        lambda folder: (folder / "other/model.safetensors").chmod(0o640),
        [*convert, "model", "other/model.safetensors", "--force"],
    )

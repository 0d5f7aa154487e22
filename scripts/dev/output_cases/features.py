# SPDX-License-Identifier: Apache-2.0
"""`features`: formats, layers and resuming."""

from output_cases.steps import case, copy, cut, flip_last_bit, make_full_device, sequence, write

TINY = ("features", "-m", "model", "-t", "1")
FORMATS = ("npy", "safetensors", "jsonl")


def cases(folder):
    for name in FORMATS:
        out = ("-o", f"f.{name}")
        for layer in ("pool", "layer1", "layer4", "logits"):
            yield case(
                f"features: {name} of {layer}",
                *TINY,
                *out,
                "--layer",
                layer,
                "photos/img1.png",
                "photos/broken.png",
                "photos/img2.jpg",
            )
        yield case(f"features: {name} as f16", *TINY, *out, "--dtype", "f16", "photos")
        yield case(f"features: {name} of length 1", *TINY, *out, "--normalize", "l2", "photos")
        yield case(f"features: {name} by batches", *TINY, *out, "-b", "3", "-v", "photos")
        yield case(f"features: {name} of failures", *TINY, *out, "gone.png", "broken/empty.jpg")
        yield case(
            f"features: {name} under another extension",
            *TINY,
            "-o",
            "f.bin",
            "-f",
            name,
            "photos/img1.png",
        )
        yield case(f"features: {name} that ends early", *TINY, *out, "--fail-fast", "photos")
        yield from resumed(name, [*TINY, *out, "-b", "2", "--resume", "photos", "gone.png"])
        yield sequence(
            f"features: {name} over an older file",
            write(f"f.{name}", b"yesterday"),
            [*TINY, *out, "photos/img1.png"],
        )
        yield sequence(
            f"features: {name} on a full device",
            make_full_device("full"),
            [*TINY, "-o", "full", "-f", name, "photos/img1.png"],
        )
    yield from refused()


def resumed(name, whole):
    records = f"f.{name}" if name == "jsonl" else f"f.{name}.jsonl"
    yield sequence(f"features: {name} finished", whole, whole)
    yield sequence(f"features: {name} torn records", whole, cut(records, -30), whole)
    yield sequence(f"features: {name} torn in the middle", whole, cut(records, 200), whole)
    yield sequence(f"features: {name} torn rows", whole, cut(f"f.{name}", 3000), whole)
    yield sequence(
        f"features: {name} tried again",
        whole,
        copy("photos/img1.png", "photos/broken.png"),
        [*whole, "--retry-failed"],
    )
    yield sequence(f"features: {name} of another layer", whole, [*whole, "--layer", "logits"])
    yield sequence(
        f"features: {name} of other weights", whole, flip_last_bit("model/model.safetensors"), whole
    )
    yield sequence(
        f"features: {name} after something else", write(f"f.{name}", b"my notes\n"), whole
    )


def refused():
    photo = "photos/img1.png"
    yield case("features: no output", *TINY, photo)
    yield case("features: no extension", *TINY, "-o", "f", photo)
    yield case("features: another extension", *TINY, "-o", "f.csv", photo)
    yield case("features: f16 as JSON lines", *TINY, "-o", "f.jsonl", "--dtype", "f16", photo)
    yield case("features: no such layer", *TINY, "-o", "f.npy", "--layer", "layer5", photo)
    yield case("features: no such type", *TINY, "-o", "f.npy", "--dtype", "bf16", photo)
    yield case("features: no such norm", *TINY, "-o", "f.npy", "--normalize", "l1", photo)
    yield case("features: output in no folder", *TINY, "-o", "no/f.npy", photo)
    yield case("features: output over an input", *TINY, "-o", photo, "-f", "npy", photo)
    yield case(
        "features: output over the weights",
        *TINY,
        "-o",
        "model/model.safetensors",
        "--force",
        photo,
    )
    yield case(
        "features: output over the config",
        *TINY,
        "-o",
        "model/config.json",
        "--force",
        "-f",
        "jsonl",
        photo,
    )
    yield case("features: retry without resume", *TINY, "-o", "f.npy", "--retry-failed", photo)
    yield case("features: no images", *TINY, "-o", "f.npy")
    yield case("features: an empty folder", *TINY, "-o", "f.npy", "empty")
    yield case("features: quiet", *TINY, "-o", "f.npy", "-q", "photos")
    yield case("features: missing weights", "features", "-m", "no-weights", "-o", "f.npy", photo)
    yield case(
        "features: of standard input", *TINY, "-o", "f.npy", "--stdin-image", stdin=b"rubbish"
    )
    yield case(
        "features: a shard of a list",
        *TINY,
        "-o",
        "f.npy",
        "--shard",
        "1/2",
        "--files-from",
        "files.txt",
    )

# SPDX-License-Identifier: Apache-2.0
"""`weights fetch`, from folders and from where nobody answers."""

import json

from output_cases.steps import Run, case, flip_last_bit, make_folder, sequence, write


def cases(folder):
    fetch = ["weights", "fetch", "tiny.json"]
    name = json.loads((folder / "tiny.json").read_text())["weights"]["file"]

    def mirror(server, *words):
        return Run([*fetch, *words], environment={"RESNEXT_MIRROR": f"file://{folder / server}"})

    yield sequence("fetch", fetch)
    yield sequence("fetch quietly", [*fetch, "-q"])
    yield sequence(
        "fetch, list and verify",
        fetch,
        ["weights", "list"],
        ["weights", "verify", "tiny.json"],
        ["models", "tiny.json"],
        ["-m", "tiny.json", "-t", "1", "photos/img1.png"],
    )
    yield sequence("fetch twice", fetch, fetch)
    yield sequence("fetch by force", fetch, [*fetch, "--force"])
    for server in ("mirror", "short", "wrong", "page", "nowhere"):
        yield sequence(f"fetch from the mirror {server}", mirror(server, "--retry-delay", "0"))
    yield sequence("fetch from a URL", [*fetch, "--url", f"file://{folder}/mirror/{name}"])
    for url in (
        "ftp://example.invalid/x",
        "nonsense",
        f"file://{folder}/gone",
        "",
        "http://127.0.0.1:9/x",
        "http://user:secret@127.0.0.1:9/x?token=1",
    ):
        yield case(
            f"fetch from {url.replace(str(folder), '')!r}",
            *fetch,
            "--url",
            url,
            "--attempts",
            "1",
            "--retry-delay",
            "0",
        )
    yield sequence(
        "fetch what is half there",
        make_folder("home/.cache/torch/hub/checkpoints"),
        lambda at: (at / f"home/.cache/torch/hub/checkpoints/{name}.part").write_bytes(
            (at / "mirror" / name).read_bytes()[:1000]
        ),
        fetch,
    )
    yield sequence(
        "fetch where a folder is in the way",
        make_folder(f"home/.cache/torch/hub/checkpoints/{name}"),
        fetch,
    )
    yield sequence("fetch where no folder can be made", write("home/.cache", b"a file"), fetch)
    yield sequence(
        "fetch with TORCH_HOME",
        Run(
            fetch,
            environment={
                "TORCH_HOME": str(folder / "torch"),
                "XDG_CACHE_HOME": str(folder / "xdg"),
            },
        ),
    )
    yield sequence(
        "fetch and damage",
        fetch,
        flip_last_bit(f"home/.cache/torch/hub/checkpoints/{name}"),
        ["weights", "verify", "tiny.json"],
        fetch,
    )
    yield case("fetch an unknown model", "weights", "fetch", "ig_resnext101_32x64d")
    yield case("fetch a folder", "weights", "fetch", "model")
    for option, value in (("--attempts", "0"), ("--timeout", "0"), ("--retry-delay", "-1")):
        yield case(f"fetch with {option} {value}", *fetch, option, value)

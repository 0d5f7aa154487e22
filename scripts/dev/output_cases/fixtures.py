# SPDX-License-Identifier: Apache-2.0
"""Makes the models, checkpoints and lists that the cases read, and calls for photos."""

import hashlib
import json
import struct
import subprocess
import sys

import numpy as np

from output_cases import photos
from output_cases.places import ROOT

sys.path.insert(0, str(ROOT / "test/support"))

import tiny_checkpoint  # noqa: E402


def make_all(folder):
    """Fills `folder`, which is empty, with everything that a case may name."""
    make_models(folder)
    make_checkpoints(folder / "checkpoints")
    photos.make_photos(folder / "photos")
    photos.make_formats(folder / "formats")
    photos.make_broken_images(folder / "broken")
    photos.make_hostile(folder / "hostile")
    photos.make_labelled(folder)
    make_lists(folder)
    (folder / "home").mkdir()
    (folder / "empty").mkdir()


def make_models(folder):
    tiny_checkpoint.write_model_folder(folder / "model")
    tiny_checkpoint.write_model_folder(folder / "other", tiny_checkpoint.random_tensors(seed=4))
    tiny_checkpoint.write_large_model_folder(folder / "large")
    unnamed = tiny_checkpoint.hub_config()
    del unnamed["label_names"]
    write_model(folder / "unlabelled", unnamed)
    write_model(folder / "seven", tiny_checkpoint.hub_config(num_classes=7, label_names=[]))
    write_model(folder / "strange", tiny_checkpoint.hub_config(architecture="vit_base_patch16"))
    write_model(folder / "no-weights", tiny_checkpoint.hub_config())
    (folder / "no-weights/model.safetensors").unlink()
    write_model(folder / "not-json", tiny_checkpoint.hub_config())
    (folder / "not-json/config.json").write_text('{"architecture": ')
    tensors = tiny_checkpoint.random_tensors()
    tensors["layer1.0.conv1.weight"][0, 0, 0, 0] = np.nan
    tiny_checkpoint.write_model_folder(folder / "nan", tensors)
    tensors = tiny_checkpoint.random_tensors()
    del tensors["bn1.bias"], tensors["fc.bias"]
    tensors["fc.weight"] = tensors["fc.weight"][:, :-1].copy()
    tensors["unexpected.weight"] = np.zeros(3, np.float32)
    tiny_checkpoint.write_model_folder(folder / "misfit", tensors)


def write_model(folder, config):
    tiny_checkpoint.write_model_folder(folder)
    (folder / "config.json").write_text(json.dumps(config))


def make_checkpoints(folder):
    """One network in every form of file, the files cut short or damaged, and where to fetch it."""
    folder.mkdir()
    script = ROOT / "scripts/dev/make_checkpoint.py"
    for name, *options in (
        ("legacy.pth", "--format", "legacy", "--no-num-batches-tracked"),
        ("zip.pth",),
        ("wrapped.pth", "--wrapper", "state_dict", "--prefix", "module."),
        ("half.safetensors", "--format", "safetensors", "--dtype", "f16"),
        ("brain.pth", "--dtype", "bf16"),
    ):
        shape = "--layers 1,1,1,1 --cardinality 8 --base-width 8 --num-classes 6".split()
        subprocess.run(
            [
                sys.executable,
                script,
                "--output",
                folder / name,
                *shape,
                *options,
                "--calibration-size",
                "64",
            ],
            check=True,
            stderr=subprocess.DEVNULL,
        )
    for name in ("legacy.pth", "zip.pth", "half.safetensors"):
        data = (folder / name).read_bytes()
        damaged = bytearray(data)
        for place in (1, 40, 300):
            damaged[place] ^= 0x55
        (folder / f"damaged-{name}").write_bytes(damaged)
        for part, size in (("start", 20), ("half", len(data) // 2), ("most", len(data) - 10)):
            (folder / f"{part}-of-{name}").write_bytes(data[:size])
    (folder / "nothing.pth").touch()
    (folder / "text.pth").write_text("a letter to a friend\n" * 20)
    (folder / "header.safetensors").write_bytes(struct.pack("<Q", 1 << 40) + b'{"a":')
    large = {"x": np.array([1.0, 70000.0, 1e-9], np.float32)}
    tiny_checkpoint.write_safetensors(folder / "large.safetensors", large)
    make_published(folder.parent)


def make_published(folder):
    """Configs of a model whose weights are "published" in folders: whole, cut and another file."""
    content = (folder / "checkpoints/legacy.pth").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    name = f"tiny-{digest[:8]}.pth"
    for server, data in (
        ("mirror", content),
        ("short", content[:-7]),
        ("wrong", content[:-1] + bytes([content[-1] ^ 1])),
        ("page", b"<!DOCTYPE html><html><body>Log in</body></html>\n"),
    ):
        (folder / server).mkdir()
        (folder / server / name).write_bytes(data)
    config = tiny_checkpoint.own_config(
        file=name,
        url=f"file://{folder}/mirror/{name}",
        sha256_prefix=digest[:8],
        bytes=len(content),
    )
    (folder / "tiny.json").write_text(json.dumps(config))
    stem = {**config, "id": "stemmed", "stem": "deep"}
    (folder / "stem.json").write_text(json.dumps(stem))
    for key in ("layers", "preprocessing", "num_classes"):
        (folder / f"without-{key}.json").write_text(
            json.dumps({name: value for name, value in config.items() if name != key})
        )


def make_lists(folder):
    def write(name, text):
        (folder / name).write_text(text)

    write("files.txt", "photos/img2.jpg\nphotos/b\n\nmissing.png\n")
    write("files.nul", "photos/img2.jpg\0photos/img1.png\0")
    write("classes.txt", "dog\n# a comment\nn02111889\n0\n")
    write("bad-classes.txt", "dog\nunicorn\n")
    write(
        "labels.tsv",
        "labelled/cat/0.jpg\tcat\nlabelled/dog/1.jpg\tdog\textra\n" "labelled/cup/2.jpg\t3\n",
    )
    write("bad-labels.tsv", "labelled/cat/0.jpg cat\n")
    write(
        "train.tsv",
        "".join(
            f"train/{name}/img{i}.png\t{'cat' if name == 'a cat' else 'cup'}\n"
            for name in ("a cat", "coffee")
            for i in range(4)
        ),
    )
    write("val.txt", "".join(f"ILSVRC2012_val_{i + 1:08}.JPEG 258\n" for i in range(6)))
    write("numbers.txt", "258\n" * 6)
    write("synsets.txt", "1 n02119789\n258 n02111889\n")
    write("real.json", json.dumps([[258], [], [258, 3], [2], [], [258]]))
    write("real-broken.json", "[[1, 2], ")
    write("models", "a file that is called like a command\n")

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Verifies, converts and runs full-size weights that PyTorch wrote in all three formats.

PyTorch writes ig_resnext101_32x8d (random weights) as a legacy file without num_batches_tracked, as
the published one is; as a zip file, wrapped as a training checkpoint with "module." prefixes; and
the same tensors as safetensors. Each must pass `weights verify`, give the same logits bit for bit,
and so must what `weights convert` makes of it. The converted f32 tensors must be PyTorch's, and
those converted to f16 and bf16 must be what PyTorch's `to` gives.

Uses about 2 GB in the temporary folder, and removes them. Exit code 77: PyTorch is missing.
"""
import collections
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts/dev"))

try:
    import numpy as np
    import torch
except ImportError as error:
    print(f"SKIPPED: {error.name} is not installed (python3-torch, python3-numpy)")
    sys.exit(77)

import make_checkpoint  # noqa: E402

MODEL = "ig_resnext101_32x8d"
PROGRAM = os.environ.get("RESNEXT_CLASSIFY", str(ROOT / "build/release/app/resnext-classify"))
IMAGES = [str(ROOT / "docs/samples/chelsea.png"), str(ROOT / "docs/samples/coffee.png")]
DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64}


def run(*arguments):
    return subprocess.run(
        [PROGRAM, *map(str, arguments)],
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, "XDG_CACHE_HOME": tempfile.gettempdir()},
    ).stdout


def logits(weights):
    """Returns the logits, [images, classes]."""
    out = run(
        "--model", MODEL, "--weights", weights, "--scores", "logits", "--top-k", 1000, *IMAGES
    )
    rows = np.empty((len(IMAGES), 1000), np.float32)
    for row, line in zip(rows, out.splitlines()):
        for prediction in json.loads(line)["predictions"]:
            row[prediction["index"]] = prediction["logit"]
    return rows


def read_safetensors(path):
    data = np.memmap(path, np.uint8, "r")
    (length,) = struct.unpack("<Q", data[:8].tobytes())
    header = json.loads(data[8 : 8 + length].tobytes())
    assert header.pop("__metadata__") == {"format": "pt"}
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        flat = torch.from_numpy(data[begin:end].copy()).view(DTYPES[entry["dtype"]])
        tensors[name] = flat.reshape(entry["shape"])
    return tensors


def check_tensors(path, state, dtype):
    tensors = read_safetensors(path)
    assert list(tensors) == list(state), "other names, or in another order"
    for name, tensor in state.items():
        expected = tensor.to(dtype) if tensor.is_floating_point() else tensor
        assert tensors[name].dtype == expected.dtype, name
        assert torch.equal(tensors[name], expected), name


def write_all(folder, state):
    """Yields (description, path, tensors)."""
    plain = collections.OrderedDict(
        (name, tensor) for name, tensor in state.items() if not name.endswith("num_batches_tracked")
    )
    path = folder / "legacy.pth"
    make_checkpoint.write_checkpoint(path, plain, "legacy")
    yield "torch-legacy", path, plain
    prefixed = collections.OrderedDict((f"module.{name}", t) for name, t in state.items())
    path = folder / "zip.pth"
    make_checkpoint.write_checkpoint(path, make_checkpoint.wrap(prefixed, "state_dict"), "zip")
    yield "torch-zip", path, state
    path = folder / "plain.safetensors"
    make_checkpoint.write_checkpoint(path, state, "safetensors")
    yield "safetensors", path, state


def check_format(file_format, path, state, reference, folder):
    found = json.loads(run("weights", "verify", path, "--model", MODEL, "--json", "--quiet"))
    assert found["ok"] and found["format"] == file_format, found
    assert found["tensors"] == len(state), found
    unasked = json.loads(run("weights", "verify", path, "--json", "--quiet"))
    assert MODEL in [model["id"] for model in unasked["fit"]["fitting"]], unasked
    rows = logits(path)
    assert reference is None or np.array_equal(rows, reference), "other logits"
    converted = folder / "converted.safetensors"
    run("weights", "convert", path, converted, "--quiet")
    check_tensors(converted, state, torch.float32)
    assert np.array_equal(logits(converted), rows), "other logits after conversion"
    converted.unlink()
    print(f"{file_format}: verified, converted, same logits", flush=True)
    return rows


def check_narrow(path, state, reference, folder):
    for name, dtype, bound in (("f16", torch.float16, 0.005), ("bf16", torch.bfloat16, 0.05)):
        converted = folder / f"{name}.safetensors"
        run("weights", "convert", path, converted, "--dtype", name, "--quiet")
        check_tensors(converted, state, dtype)
        error = float(np.abs(logits(converted) - reference).max() / np.abs(reference).max())
        assert error < bound, f"{name}: logits differ by {error} of the largest"
        converted.unlink()
        print(f"{name}: PyTorch's bits; logits within {error:.1e} of the largest", flush=True)


def main():
    config = json.loads((ROOT / f"configs/models/{MODEL}.json").read_text(encoding="utf-8"))
    config = make_checkpoint.Config(*(config[key] for key in make_checkpoint.Config._fields))
    state, _ = make_checkpoint.build_state_dict(config, seed=11)
    with tempfile.TemporaryDirectory(prefix="resnext-weights-") as name:
        folder = pathlib.Path(name)
        tempfile.tempdir = name
        reference = None
        for file_format, path, tensors in write_all(folder, state):
            reference = check_format(file_format, path, tensors, reference, folder)
        check_narrow(path, state, reference, folder)


if __name__ == "__main__":
    main()

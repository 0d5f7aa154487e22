#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares `features` with PyTorch's forward hooks, layer by layer.

Required: within 1e-4 of the layer's largest value, for every stage, the pooled vector and the
logits. A small ResNeXt on several photos, and ig_resnext101_32x8d at full size with random weights
on one (skipped with exit code 77 if PyTorch is missing). One network alone: --model ID.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

# Comes first: it skips the test without PyTorch.
from torch_reference import PHOTOS, PROGRAM, TOLERANCE, network, network_input, random_state

import make_checkpoint
import numpy as np
import torch

LAYERS = ["layer1", "layer2", "layer3", "layer4", "pool", "logits"]


def torch_features(state, config, paths):
    model = network(state, config)
    kept = {name: [] for name in LAYERS}
    for name in LAYERS:
        module = getattr(model, {"pool": "avgpool", "logits": "fc"}.get(name, name))
        module.register_forward_hook(
            lambda _module, _inputs, output, name=name: kept[name].append(output[0].numpy())
        )
    with torch.no_grad():
        for path in paths:
            model(network_input(path, config["preprocessing"]))
    return {name: np.stack(rows) for name, rows in kept.items()}


def compare(config_name, paths, scratch):
    config, state = random_state(config_name, batch=2)
    weights = scratch / "weights.safetensors"
    make_checkpoint.write_checkpoint(weights, state, "safetensors")
    expected = torch_features(state, config, paths)
    good = True
    for layer in LAYERS:
        out = scratch / "features.npy"
        subprocess.run(
            [
                PROGRAM,
                "features",
                "--model",
                config_name,
                "--weights",
                weights,
                "--layer",
                layer,
                "--out",
                out,
                "--force",
                "-t",
                "1",
                *paths,
            ],
            check=True,
        )
        actual = np.load(out)
        reference = expected[layer].reshape(actual.shape)
        largest = np.abs(reference).max()
        error = np.abs(actual - reference).max() / largest
        close = bool(error < TOLERANCE and largest > 0)
        good &= close
        print(
            f"{config_name} {layer} {list(actual.shape)}: largest error {error:.2e} of the "
            f"largest value {largest:.3g}: {'ok' if close else 'FAILED'}",
            flush=True,
        )
    return good


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", choices=["resnext23_8x8d_tiny", "ig_resnext101_32x8d"])
    only = parser.parse_args().model
    torch.set_num_threads(1)
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for name, paths in (("resnext23_8x8d_tiny", PHOTOS), ("ig_resnext101_32x8d", PHOTOS[:1])):
            if only in (None, name):
                good &= compare(name, paths, pathlib.Path(folder))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

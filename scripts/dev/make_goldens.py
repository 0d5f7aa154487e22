#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes test/engine/goldens.json, PyTorch's results for small inputs, for the engine's tests.

Weights and inputs come from the formula of lib/models/synthetic_weights.h, which this script
computes too, so that the goldens hold logits only and the tests need neither PyTorch nor a
checkpoint. Needs python3-torch and python3-torchvision.
"""
import argparse
import json
import pathlib

import numpy as np
import torch
from torchvision.models.resnet import Bottleneck, ResNet

MODELS = {  # name: layers, cardinality, base width, input size, stem
    "resnext50_32x4d": ([3, 4, 6, 3], 32, 4, 64, None),
    "resnext101_32x4d": ([3, 4, 23, 3], 32, 4, 64, None),
    "resnext101_32x8d": ([3, 4, 23, 3], 32, 8, 64, None),
    "resnext101_64x4d": ([3, 4, 23, 3], 64, 4, 64, None),
    "resnet50": ([3, 4, 6, 3], 1, 64, 64, None),
    "resnet101": ([3, 4, 23, 3], 1, 64, 64, None),
    "resnet152": ([3, 8, 36, 3], 1, 64, 64, None),
    "wide_resnet50_2": ([3, 4, 6, 3], 1, 128, 64, None),
    "wide_resnet101_2": ([3, 4, 23, 3], 1, 128, 64, None),
    "odd input size": ([1, 1, 1, 1], 8, 8, 75, None),
    "odd channels a group": ([1, 2, 1, 1], 4, 9, 64, None),
    "small stem": ([1, 1, 1, 1], 16, 4, 48, {"kernel": 3, "stride": 1, "max_pool": False}),
}
CLASSES = 10
BATCH = 2


def fnv1a64(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def uniform(name, count, low, high):
    """Returns f32 values in [low, high) from the stream of `name`."""
    with np.errstate(over="ignore"):
        z = np.uint64(fnv1a64(name)) + np.arange(count, dtype=np.uint64)
        z += np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    unit = (z >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-24)
    low, high = np.float32(low), np.float32(high)
    return low + unit * (high - low)


def bounds(name, shape):
    f32 = np.float32
    if name == "fc.weight":
        bound = np.sqrt(f32(12) / f32(shape[1]))
        return -bound, bound
    if len(shape) == 4:
        fan_out = f32(shape[0] * shape[2] * shape[3])
        groups = f32(shape[0]) / f32(shape[1]) if name.endswith("conv2.weight") else f32(1)
        bound = np.sqrt(f32(6) * groups / fan_out)
        return -bound, bound
    if name.endswith(".running_var"):
        return 0.8, 1.2
    if name.endswith(".weight"):
        return (0.1, 0.4) if name.endswith("bn3.weight") else (0.8, 1.2)
    return -0.1, 0.1


def build(layers, cardinality, base_width, stem):
    model = ResNet(
        Bottleneck, layers, num_classes=CLASSES, groups=cardinality, width_per_group=base_width
    )
    if stem:
        model.conv1 = torch.nn.Conv2d(
            3, 64, stem["kernel"], stem["stride"], stem["kernel"] // 2, bias=False
        )
        if not stem["max_pool"]:
            model.maxpool = torch.nn.Identity()
    for name, tensor in model.state_dict().items():
        if not name.endswith("num_batches_tracked"):
            values = uniform(name, tensor.numel(), *bounds(name, tuple(tensor.shape)))
            tensor.copy_(torch.from_numpy(values).reshape(tensor.shape))
    return model.eval()


SAMPLES = 12


def stages(model, images):
    """Returns the outputs of each stage and of the global pool, by names of the engine's taps."""
    kept = {}
    handles = [
        getattr(model, name).register_forward_hook(
            lambda _module, _input, output, name=name: kept.update({name: output})
        )
        for name in ("layer1", "layer2", "layer3", "layer4", "avgpool")
    ]
    logits = model(images)
    for handle in handles:
        handle.remove()
    kept["pool"] = kept.pop("avgpool")
    return logits, kept


def sample(tensor):
    """Returns the largest magnitude, and a few values spread over the tensor."""
    flat = tensor.numpy().reshape(-1)
    indices = [k * 2654435761 % flat.size for k in range(SAMPLES)]
    return {
        "largest": float(f"{np.abs(flat).max():.9g}"),
        "values": [float(f"{flat[i]:.9g}") for i in indices],
    }


def main():
    default = pathlib.Path(__file__).resolve().parents[2] / "test/engine/goldens.json"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=pathlib.Path, default=default)
    output = parser.parse_args().output
    goldens = []
    for name, (layers, cardinality, base_width, size, stem) in MODELS.items():
        images = uniform("input", BATCH * 3 * size * size, -2, 2).reshape(BATCH, 3, size, size)
        with torch.no_grad():
            # f64, so that the golden is the exact answer and doesn't contain one engine's rounding.
            model = build(layers, cardinality, base_width, stem).double()
            logits, features = stages(model, torch.from_numpy(images).double())
            logits = logits.numpy()
        goldens.append(
            {
                "name": name,
                "layers": layers,
                "cardinality": cardinality,
                "base_width": base_width,
                "input_size": size,
                "num_classes": CLASSES,
                "stem": stem or {"kernel": 7, "stride": 2, "max_pool": True},
                "logits": [[float(f"{v:.9g}") for v in row] for row in logits],
                "features": {name: sample(kept) for name, kept in features.items()},
            }
        )
        print(
            f"{name}: logits {logits.min():.3f} to {logits.max():.3f}, "
            f"largest difference between images {np.abs(logits[0] - logits[1]).max():.3f}"
        )
    output.write_text(json.dumps(goldens, indent=2) + "\n")


if __name__ == "__main__":
    main()

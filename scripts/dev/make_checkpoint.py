#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a checkpoint of a torchvision-style ResNeXt with random, well-behaved weights.

For tests and benchmarks that must not depend on a download. The network classifies nothing, but its
numbers look like those of a trained network: He-initialised convolutions, batch norms whose running
statistics were measured on smooth random images, and logits that are spread (standard deviation
about 2.5) and differ from image to image, so that a wrong kernel shows.

Examples:
  make_checkpoint.py --config configs/models/resnext50_32x4d.json --output /tmp/r50.pth
  make_checkpoint.py --layers 3,4,23,3 --cardinality 32 --base-width 48 --output /tmp/48d.pth \\
      --format legacy --no-num-batches-tracked
  make_checkpoint.py --layers 1,1,1,1 --cardinality 8 --base-width 4 --num-classes 10 \\
      --format safetensors --dtype bf16 --output /tmp/tiny.safetensors

Needs PyTorch and NumPy. Peak memory is about one copy of the weights in f32, plus activations.
"""
import argparse
import collections
import json
import math
import os
import pathlib
import struct
import sys

PLANES = (64, 128, 256, 512)
EXPANSION = 4
EPSILON = 1e-5  # of every batch norm
LOGIT_STD = 2.5
WRAPPERS = ("state_dict_ema", "model_ema", "state_dict", "model")

Config = collections.namedtuple("Config", "layers cardinality base_width num_classes")


class Builder:
    """Makes the weights in state-dict order while images flow through, so that every batch norm
    is calibrated on its input."""

    def __init__(self, config, seed, num_batches_tracked):
        import torch

        self.torch = torch
        self.config = config
        self.num_batches_tracked = num_batches_tracked
        self.generator = torch.Generator().manual_seed(seed)
        self.state = collections.OrderedDict()

    def uniform(self, size, low, high):
        return self.torch.rand(size, generator=self.generator) * (high - low) + low

    def normal(self, *shape):
        return self.torch.randn(shape, generator=self.generator)

    def convolution(self, name, x, out_channels, size, stride=1, groups=1):
        weight = self.normal(out_channels, x.shape[1] // groups, size, size)
        weight *= math.sqrt(2.0 / (out_channels * size * size))  # He et al. 2015, fan out
        self.state[name + ".weight"] = weight
        return self.torch.nn.functional.conv2d(
            x, weight, stride=stride, padding=size // 2, groups=groups
        )

    def batch_norm(self, name, x, gain=(0.5, 1.5)):
        images, channels = x.shape[:2]
        variance, mean = self.torch.var_mean(x, (0, 2, 3), unbiased=False)
        # A channel that is quiet in a few images is loud in others: move towards the mean of all
        # channels, or activations of new images grow from layer to layer.
        variance = (images * variance + 4 * variance.mean()) / (images + 4)
        weight = self.uniform(channels, *gain)
        bias = self.normal(channels) * 0.1
        running_mean = mean + 0.1 * variance.sqrt() * self.normal(channels)
        running_var = variance * self.uniform(channels, 0.8, 1.25) + 1e-6
        self.state[name + ".weight"] = weight
        self.state[name + ".bias"] = bias
        self.state[name + ".running_mean"] = running_mean
        self.state[name + ".running_var"] = running_var
        if self.num_batches_tracked:
            self.state[name + ".num_batches_tracked"] = self.torch.tensor(1000)
        return self.torch.nn.functional.batch_norm(
            x, running_mean, running_var, weight, bias, eps=EPSILON
        )

    def bottleneck(self, name, x, planes, stride):
        relu = self.torch.relu
        width = int(planes * self.config.base_width / 64) * self.config.cardinality
        out = relu(self.batch_norm(name + ".bn1", self.convolution(name + ".conv1", x, width, 1)))
        out = self.convolution(name + ".conv2", out, width, 3, stride, self.config.cardinality)
        out = relu(self.batch_norm(name + ".bn2", out))
        out = self.convolution(name + ".conv3", out, planes * EXPANSION, 1)
        out = self.batch_norm(name + ".bn3", out, gain=(0.2, 0.5))
        if stride != 1 or x.shape[1] != planes * EXPANSION:
            x = self.convolution(name + ".downsample.0", x, planes * EXPANSION, 1, stride)
            x = self.batch_norm(name + ".downsample.1", x)
        return relu(out + x)

    def classifier(self, features):
        weight = self.normal(self.config.num_classes, features.shape[1])
        weight /= math.sqrt(features.shape[1])
        mean = (features @ weight.T).mean(0)
        deviation = features @ weight.T - mean
        # Divided by n - 1, as the mean of a few images follows each of them.
        degrees = max(1, features.shape[0] - 1) * self.config.num_classes
        scale = LOGIT_STD / math.sqrt(float(deviation.square().sum()) / degrees + 1e-12)
        weight *= scale
        bias = 0.3 * self.normal(self.config.num_classes) - mean * scale
        self.state["fc.weight"] = weight
        self.state["fc.bias"] = bias
        return features @ weight.T + bias

    def build(self, images):
        """Returns the state dict and the logits of `images` ([n, 3, height, width])."""
        functional = self.torch.nn.functional
        x = self.convolution("conv1", images, 64, 7, stride=2)
        x = self.torch.relu(self.batch_norm("bn1", x))
        x = functional.max_pool2d(x, 3, stride=2, padding=1)
        for stage, (blocks, planes) in enumerate(zip(self.config.layers, PLANES), start=1):
            for block in range(blocks):
                stride = 2 if stage > 1 and block == 0 else 1
                x = self.bottleneck(f"layer{stage}.{block}", x, planes, stride)
        return self.state, self.classifier(x.mean((2, 3)))


def smooth_images(count, size, seed):
    """Returns normalised images (mean 0, deviation about 1) of random patches at several scales."""
    import torch

    generator = torch.Generator().manual_seed(seed)
    images = torch.zeros(count, 3, size, size)
    for cells, amplitude in ((1, 0.3), (3, 0.6), (8, 0.5), (24, 0.4)):
        noise = torch.randn(count, 3, cells, cells, generator=generator) * amplitude
        images += torch.nn.functional.interpolate(
            noise, size=(size, size), mode="bilinear", align_corners=False
        )
    return images


def build_state_dict(config, seed=0, num_batches_tracked=True, batch=16, image_size=112):
    """Returns (state dict in f32, logits of the calibration images)."""
    import torch

    with torch.no_grad():
        images = smooth_images(batch, image_size, seed + 1)
        return Builder(config, seed, num_batches_tracked).build(images)


def to_dtype(state, dtype):
    """Converts the floating-point tensors one by one, dropping each original."""
    import torch

    target = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}[dtype]
    for name in list(state):
        if state[name].is_floating_point():
            state[name] = state[name].to(target)


def wrap(state, wrapper):
    """Returns a training checkpoint: the state dict beside what training scripts save with it."""
    optimizer = {
        "state": {0: {"step": 7, "momentum_buffer": state[next(iter(state))].new_zeros(4)}},
        "param_groups": [{"lr": 0.1, "betas": (0.9, 0.999), "nesterov": True, "params": [0, 1]}],
    }
    return {
        "epoch": 3,
        "arch": "resnext",
        "best_acc1": None,
        wrapper: state,
        "optimizer": optimizer,
    }


def write_safetensors(path, state, metadata=None):
    """Writes the tensors in the dict's order, each straight from its memory."""
    import torch

    names = {
        torch.float32: "F32",
        torch.float16: "F16",
        torch.bfloat16: "BF16",
        torch.float64: "F64",
        torch.int64: "I64",
        torch.int32: "I32",
        torch.int16: "I16",
        torch.int8: "I8",
        torch.uint8: "U8",
        torch.bool: "BOOL",
    }
    header = {"__metadata__": metadata} if metadata else {}
    offset = 0
    for name, tensor in state.items():
        end = offset + tensor.numel() * tensor.element_size()
        header[name] = {
            "dtype": names[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [offset, end],
        }
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in state.values():
            tensor = tensor.contiguous()
            if (
                tensor.dtype == torch.bfloat16
            ):  # NumPy has no bfloat16: the same bits under another name
                tensor = tensor.view(torch.int16)
            file.write(memoryview(tensor.reshape(-1).numpy()).cast("B"))


def write_checkpoint(path, content, file_format):
    """Writes to a temporary file beside `path` first: `path` is either complete or untouched."""
    import torch

    temporary = path.with_name(path.name + f".{os.getpid()}.tmp")
    try:
        if file_format == "safetensors":
            write_safetensors(temporary, content, {"format": "pt"})
        else:
            torch.save(content, temporary, _use_new_zipfile_serialization=(file_format == "zip"))
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def read_config(arguments):
    values = {"layers": None, "cardinality": 32, "base_width": 4, "num_classes": 1000}
    if arguments.config:
        loaded = json.loads(arguments.config.read_text(encoding="utf-8"))
        values.update({key: loaded[key] for key in values if key in loaded})
    for key in values:
        if getattr(arguments, key) is not None:
            values[key] = getattr(arguments, key)
    if values["layers"] is None or len(values["layers"]) != len(PLANES):
        raise SystemExit("error: give --config FILE, or --layers with four numbers: 3,4,6,3")
    return Config(**values)


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--output", type=pathlib.Path, required=True, metavar="FILE")
    add(
        "--config",
        type=pathlib.Path,
        metavar="FILE",
        help="a model configuration (JSON); its "
        "fields layers, cardinality, base_width and num_classes are used",
    )
    add(
        "--layers",
        type=lambda text: [int(part) for part in text.split(",")],
        metavar="A,B,C,D",
        help="blocks of each stage, e.g. 3,4,23,3",
    )
    add("--cardinality", type=int, metavar="N", help="groups of the 3x3 convolutions (32)")
    add("--base-width", type=int, metavar="N", help="width of a group (4)")
    add("--num-classes", type=int, metavar="N", help="(1000)")
    add("--format", choices=("legacy", "zip", "safetensors"), default="zip")
    add("--dtype", choices=("f32", "f16", "bf16"), default="f32")
    add("--no-num-batches-tracked", action="store_true", help="as in files from before 2019")
    add("--prefix", default="", metavar="TEXT", help="before each name, e.g. module.")
    add(
        "--wrapper",
        choices=WRAPPERS,
        help="write a training checkpoint with the state dict "
        "under this key (not for safetensors)",
    )
    add("--seed", type=int, default=0, metavar="N")
    add(
        "--calibration-batch",
        type=int,
        default=16,
        metavar="N",
        help="images that the statistics "
        "are measured on (16); with fewer than 8, new images get exaggerated logits",
    )
    add("--calibration-size", type=int, default=112, metavar="N", help="their size, pixels (112)")
    result = parser.parse_args(arguments)
    if result.wrapper and result.format == "safetensors":
        parser.error("--wrapper: safetensors holds tensors only")
    return result


def main():
    arguments = parse_arguments()
    config = read_config(arguments)
    import torch

    state, logits = build_state_dict(
        config,
        arguments.seed,
        not arguments.no_num_batches_tracked,
        arguments.calibration_batch,
        arguments.calibration_size,
    )
    if not bool(torch.isfinite(logits).all()):
        raise SystemExit("error: the calibration images gave logits that are not finite")
    print(
        f"logits of {logits.shape[0]} images: deviation {float(logits.std()):.2f}, classes "
        f"{logits.argmax(1).tolist()}",
        file=sys.stderr,
    )
    parameters = sum(
        tensor.numel() for name, tensor in state.items() if name.endswith((".weight", ".bias"))
    )
    to_dtype(state, arguments.dtype)
    state = collections.OrderedDict(
        (arguments.prefix + name, tensor) for name, tensor in state.items()
    )
    if arguments.format != "safetensors":
        # nn.Module.state_dict() leaves the same attribute: the pickle then ends in a BUILD.
        state._metadata = collections.OrderedDict([("", {"version": 1})])
    content = wrap(state, arguments.wrapper) if arguments.wrapper else state
    write_checkpoint(arguments.output, content, arguments.format)
    print(f"{arguments.output}: {parameters} parameters, {len(state)} tensors", file=sys.stderr)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""Writes small random networks with the building blocks of timm's resnet.py as model folders."""
import numpy as np

import tiny_checkpoint
from tiny_checkpoint import CLASSES, norm

RESNEXT = {"layers": [1, 2, 1, 1], "cardinality": 8, "base_width": 8}
PLAIN = {"cardinality": 1, "base_width": 64}
BASIC = {"layers": [1, 1, 1, 1], "block": "basic", **PLAIN}
DEEP = {"stem_type": "deep", "stem_width": 32, "avg_down": True}

# Names to timm's arguments, as "model_args" of a model folder has them.
FAMILIES = {
    "squeeze and excitation, averages against aliasing": {
        **RESNEXT,
        **DEEP,
        "aa_layer": "avg",
        "block_args": {"attn_layer": "se"},
    },
    "efficient channel attention, basic blocks": {
        **BASIC,
        **DEEP,
        "block_args": {"attn_layer": "eca"},
    },
    "blur pools": {**RESNEXT, "aa_layer": "blurpool"},
    "group norm": {"layers": [1, 1, 1, 1], **PLAIN, "norm_layer": "groupnorm"},
}


def conv(name, out_channels, in_channels, kernel=1, groups=1):
    return {f"{name}.weight": (out_channels, in_channels // groups, kernel, kernel)}


class Shapes:
    """The names and shapes of a network's tensors, by timm's rules."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.found = {}
        self.channels = 64
        self.add_stem()
        for stage, blocks in enumerate(arguments["layers"]):
            for block in range(blocks):
                self.add_block(f"layer{stage + 1}.{block}", 64 << stage, block == 0, stage > 0)
        self.found["fc.weight"] = (CLASSES, self.channels)
        self.found["fc.bias"] = (CLASSES,)

    def norm(self, name, channels):
        shapes = norm(name, channels)
        if self.arguments.get("norm_layer") == "groupnorm":
            shapes = {key: shape for key, shape in shapes.items() if "running" not in key}
        self.found.update(shapes)

    def add_stem(self):
        if self.arguments.get("stem_type") == "deep":
            width = self.arguments["stem_width"]
            self.found.update(conv("conv1.0", width, 3, 3))
            self.norm("conv1.1", width)
            self.found.update(conv("conv1.3", width, width, 3))
            self.norm("conv1.4", width)
            self.found.update(conv("conv1.6", 64, width, 3))
        else:
            self.found.update(conv("conv1", 64, 3, 7))
        self.norm("bn1", 64)

    def add_block(self, prefix, planes, is_first, is_later_stage):
        arguments = self.arguments
        groups = arguments["cardinality"]
        if arguments.get("block") == "basic":
            out = planes
            layers = [(planes, self.channels, 3, 1), (out, planes, 3, 1)]
        else:
            out, width = 4 * planes, planes * arguments["base_width"] // 64 * groups
            layers = [(width, self.channels, 1, 1), (width, width, 3, groups), (out, width, 1, 1)]
        for number, (outputs, inputs, kernel, in_groups) in enumerate(layers, 1):
            self.found.update(conv(f"{prefix}.conv{number}", outputs, inputs, kernel, in_groups))
            self.norm(f"{prefix}.bn{number}", outputs)
        self.add_attention(f"{prefix}.se", out)
        if is_first and (is_later_stage or out != self.channels):
            place = 1 if arguments.get("avg_down") else 0
            self.found.update(conv(f"{prefix}.downsample.{place}", out, self.channels))
            self.norm(f"{prefix}.downsample.{place + 1}", out)
        self.channels = out

    def add_attention(self, name, channels):
        kind = self.arguments.get("block_args", {}).get("attn_layer")
        if kind == "se":
            squeezed = max(8, (channels // 16 + 4) // 8 * 8)
            for layer, (outputs, inputs) in {
                "fc1": (squeezed, channels),
                "fc2": (channels, squeezed),
            }.items():
                self.found.update(conv(f"{name}.{layer}", outputs, inputs))
                self.found[f"{name}.{layer}.bias"] = (outputs,)
        elif kind == "eca":
            length = int((np.log2(channels) + 1) / 2)
            self.found[f"{name}.conv.weight"] = (1, 1, length if length % 2 else length + 1)


def write_model_folder(folder, arguments):
    tensors = tiny_checkpoint.random_values(Shapes(arguments).found)
    tiny_checkpoint.write_model_folder(folder, tensors, model_args=arguments)

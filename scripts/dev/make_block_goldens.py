#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes test/engine/block_goldens.json: timm's logits of small networks, one for each kind of
stem, block, shortcut, attention, anti-aliasing and norm.

    PYTHONPATH=TIMM scripts/dev/make_block_goldens.py

TIMM is a checkout of huggingface/pytorch-image-models. Weights and inputs come from the formula of
lib/models/synthetic_weights.h, which make_goldens.py computes, too, so that the goldens hold logits
only and the tests need neither timm nor PyTorch. Each network is stated once in the form of
configs/models/*.json; the test reads it from the goldens.
"""
import json
import pathlib

import numpy as np
import torch
from make_goldens import uniform
from timm.layers import BlurPool2d, SEModule
from timm.models import resnet
from timm.version import __version__

CLASSES = 10
BATCH = 2
PLAIN = {"layers": [1, 1, 1, 1], "cardinality": 1, "base_width": 64}
GROUPED = {"layers": [1, 2, 1, 1], "cardinality": 8, "base_width": 8}
DEEP = {"type": "deep", "width": 32, "pool": "max"}
SE = {"type": "squeeze_excite", "reduction": 0.0625}

NETWORKS = {  # name: (architecture as in configs/models, input size)
    "basic blocks": (PLAIN | {"block": "basic", "layers": [2, 1, 1, 1]}, 64),
    "deep stem": (GROUPED | {"stem": DEEP}, 64),
    "deep tiered stem, basic blocks, pooled shortcuts": (
        PLAIN | {"block": "basic", "stem": DEEP | {"type": "deep_tiered"}, "avg_down": True},
        75,
    ),
    "convolution in place of the stem's pool": (
        GROUPED
        | {
            "stem": DEEP | {"pool": "convolution"},
            "avg_down": True,
            "attention": SE | {"reduction": 0.25},
        },
        64,
    ),
    "average pools against aliasing": (
        GROUPED
        | {"stem": DEEP, "avg_down": True, "anti_aliasing": "average_pool", "attention": SE},
        64,
    ),
    "blur pools against aliasing": (GROUPED | {"anti_aliasing": "blur_pool"}, 75),
    "squeeze and excitation": (GROUPED | {"attention": SE}, 64),
    "basic blocks with squeeze and excitation": (PLAIN | {"block": "basic", "attention": SE}, 64),
    "efficient channel attention": (
        GROUPED | {"stem": DEEP, "avg_down": True, "attention": {"type": "eca"}},
        64,
    ),
    "group norm": (PLAIN | {"norm": "group"}, 64),
    "senet's blocks": (
        GROUPED
        | {
            "stem": DEEP | {"width": 64},
            "down_kernel_size": 3,
            "block_reduce_first": 2,
            "attention": SE,
        },
        64,
    ),
    "other blocks and channels in each stage": (
        PLAIN
        | {
            "block": ["basic", "basic", "bottleneck", "basic"],
            "channels": [32, 48, 48, 96],
            "stem": DEEP | {"width": 16},
            "avg_down": True,
        },
        64,
    ),
    "output stride 16": (GROUPED | {"output_stride": 16}, 64),
    "output stride 8, pooled shortcuts, blur pools": (
        GROUPED | {"output_stride": 8, "avg_down": True, "anti_aliasing": "blur_pool"},
        64,
    ),
}


def timm_arguments(architecture):
    """Translates an architecture in this project's words to arguments of timm's ResNet."""
    rest = dict(architecture)
    blocks = {"basic": resnet.BasicBlock, "bottleneck": resnet.Bottleneck}
    block = rest.pop("block", "bottleneck")
    found = {
        "block": blocks[block] if isinstance(block, str) else [blocks[name] for name in block],
        "layers": rest.pop("layers"),
        "cardinality": rest.pop("cardinality"),
        "base_width": rest.pop("base_width"),
        "num_classes": CLASSES,
    }
    stem = rest.pop("stem", None)
    if stem:
        found["stem_type"] = stem["type"]
        found["stem_width"] = stem["width"]
        found["replace_stem_pool"] = stem["pool"] == "convolution"
    aliasing = {"average_pool": torch.nn.AvgPool2d, "blur_pool": BlurPool2d}
    if "anti_aliasing" in rest:
        found["aa_layer"] = aliasing[rest.pop("anti_aliasing")]
    attention = rest.pop("attention", None)
    if attention and attention["type"] == "eca":
        found["block_args"] = {"attn_layer": "eca"}
    elif attention:
        ratio = attention["reduction"]
        found["block_args"] = {
            "attn_layer": lambda channels, **more: SEModule(channels, rd_ratio=ratio, **more)
        }
    if rest.pop("norm", None) == "group":
        found["norm_layer"] = "groupnorm"
    return found | rest


def ends_block(model, name):
    """Whether this is the last norm of a block's branch, which synthetic weights keep small."""
    *path, norm, _ = name.split(".")
    if not norm.startswith(("bn", "norm")) or not path or not path[0].startswith("layer"):
        return False
    block = model.get_submodule(".".join(path))
    return norm == ("bn2" if isinstance(block, resnet.BasicBlock) else "bn3")


def bounds(model, name, shape):
    """The range of one tensor, as range_of in synthetic_weights.cpp."""
    f32 = np.float32
    if len(shape) == 2:
        bound = np.sqrt(f32(12) / f32(shape[1]))
    elif len(shape) == 3:
        bound = np.sqrt(f32(12) / f32(shape[2]))
    elif len(shape) == 4 and ".se." in name:
        bound = np.sqrt(f32(6) / f32(min(shape[0], shape[1])))
    elif len(shape) == 4:
        groups = model.get_submodule(name.rpartition(".")[0]).groups
        bound = np.sqrt(f32(6) * f32(groups) / f32(shape[0] * shape[2] * shape[3]))
    elif name.endswith(".running_var"):
        return 0.8, 1.2
    elif name.endswith(".weight"):
        return (0.1, 0.4) if ends_block(model, name) else (0.8, 1.2)
    else:
        return -0.1, 0.1
    return -bound, bound


def logits_of(architecture, size):
    """Computes in f64, from f32 weights and inputs."""
    model = resnet.ResNet(**timm_arguments(architecture))
    weights = {}
    for name, tensor in model.state_dict().items():
        if not name.endswith("num_batches_tracked"):
            values = uniform(name, tensor.numel(), *bounds(model, name, tensor.shape))
            weights[name] = torch.from_numpy(values).reshape(tensor.shape)
    model.load_state_dict(weights, strict=False)
    images = torch.from_numpy(uniform("input", BATCH * 3 * size * size, -2.0, 2.0))
    model = model.double().eval()
    with torch.no_grad():
        return model(images.reshape(BATCH, 3, size, size).double()).tolist()


def main():
    root = pathlib.Path(__file__).resolve().parent.parent.parent
    goldens = [
        {
            "name": name,
            "architecture": architecture | {"num_classes": CLASSES},
            "input_size": size,
            "logits": logits_of(architecture, size),
        }
        for name, (architecture, size) in NETWORKS.items()
    ]
    text = json.dumps({"timm": __version__, "networks": goldens}, indent=1)
    (root / "test/engine/block_goldens.json").write_text(text + "\n")


if __name__ == "__main__":
    main()

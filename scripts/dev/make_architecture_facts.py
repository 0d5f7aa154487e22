#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes test/models/timm_architectures.json, facts about timm's residual networks that the tests
of lib/models compare with: what each of them consists of, and how many tensors, parameters and
multiply-adds it has.

  make_architecture_facts.py TIMM    # a checkout of timm, which needs no installation

The networks are built on PyTorch's device "meta", which has shapes and no memory: nothing is
computed or downloaded. Needs PyTorch and what timm imports (safetensors, huggingface_hub).
"""
import argparse
import hashlib
import json
import pathlib
import subprocess
import sys

import timm_networks

ROOT = pathlib.Path(__file__).resolve().parents[2]
INPUT_SIZE = 224

# timm's pools, and what they call their size.
POOLS = {
    "MaxPool2d": "kernel_size",
    "AvgPool2d": "kernel_size",
    "AvgPool2dSame": "kernel_size",
    "BlurPool2d": "filt_size",
}

# Networks of no name, and inputs, for sizes and multiply-adds: timm's function, arguments of it,
# the same in this project's form, height and width.
VARIANTS = [
    (name, {"output_stride": stride}, {"output_stride": stride}, size)
    for name in ("resnet18", "resnet50d", "resnetblur50", "resnetaa50", "resnetaa50d", "senet154")
    for stride in (8, 16, 32)
    for size in (96, 100, 127)
] + [
    ("senet154", {"avg_down": True}, {"avg_down": True}, 64),
    ("resnet26d", {"block_reduce_first": 4}, {"block_reduce_first": 4}, 64),
    (
        "seresnet50",
        {"channels": (52, 60, 100, 116)},  # 13, 15, 25 and 29 channels between, before rounding
        {"channels": [52, 60, 100, 116]},
        64,
    ),
    ("resnet34", {"down_kernel_size": 5}, {"down_kernel_size": 5}, 64),
    (
        "resnet26t",
        {"norm_layer": "groupnorm", "channels": (32, 64, 96, 128), "stem_width": 128},
        {
            "norm": "group",
            "channels": [32, 64, 96, 128],
            "stem": {"type": "deep_tiered", "width": 128},
        },
        64,
    ),
]


def layer_facts(torch, model, size):
    """Returns the multiply-adds of convolutions and linear layers, and the stages' output sizes."""
    counts = []

    def count(module, _inputs, output):
        places = output.numel() // output.shape[1]
        if isinstance(module, torch.nn.Conv1d):  # over channels: one filter, a place a channel
            places = output.shape[-1]
        counts.append(module.weight.numel() * places)

    sizes = []
    for module in model.modules():
        if isinstance(module, (torch.nn.Conv1d, torch.nn.Conv2d, torch.nn.Linear)):
            module.register_forward_hook(count)
    for stage in (model.layer1, model.layer2, model.layer3, model.layer4):
        stage.register_forward_hook(lambda _module, _inputs, output: sizes.append(output.shape[-1]))
    with torch.no_grad():
        model(torch.zeros(1, 3, size, size, device="meta"))
    return sum(counts), sizes


def digest(lines):
    """Returns the first digits of the SHA-256 of sorted lines."""
    text = "".join(line + "\n" for line in sorted(lines))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def single(value):
    """Returns 3 for 3 and for (3, 3)."""
    return value[0] if isinstance(value, (list, tuple)) else value


def pool_word(module):
    """Returns how this project's tests call a pool of timm's."""
    kind = type(module).__name__
    if kind == "AvgPool2d":
        return "partial" if module.ceil_mode else "drop"
    return {"MaxPool2d": "max", "BlurPool2d": "blur", "AvgPool2dSame": "zeros"}[kind]


def geometry(torch, model):
    """Yields "name kind [kernel, stride, padding] dilation groups" of each convolution and pool;
    timm's anti-aliasing leaves average pools of size 1 where there is no stride.
    """
    for name, module in model.named_modules():
        size = getattr(module, POOLS.get(type(module).__name__, ""), None)
        if isinstance(module, torch.nn.Conv2d):
            shape = [single(module.kernel_size), single(module.stride), single(module.padding)]
            yield f"{name} convolution {shape} {single(module.dilation)} {module.groups}"
        elif size is not None and single(size) > 1:
            shape = [single(size), single(module.stride), single(module.padding)]
            yield f"{name} {pool_word(module)} {shape} 1 1"


def facts(torch, model, size):
    tensors = {
        name: list(tensor.shape)
        for name, tensor in model.state_dict().items()
        if not name.endswith("num_batches_tracked")
    }
    multiply_adds, sizes = layer_facts(torch, model.eval(), size)
    return {
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "tensors": len(tensors),
        "shapes": digest(f"{name} {shape}" for name, shape in tensors.items()),
        "geometry": digest(geometry(torch, model)),
        "multiply_adds": multiply_adds,
        "sizes": sizes,
    }


def architectures(torch, timm, folder):
    """Yields an entry for each architecture of timm/models/resnet.py with pretrained weights."""
    resnet = timm.models.resnet
    names = timm.list_models(pretrained=True, module="resnet")
    for name in sorted({name.split(".")[0] for name in names}):
        config = timm_networks.config_of(torch, resnet, folder, name)
        model = getattr(resnet, name)(device="meta")
        entry = {"name": name, "config": config, "input_size": INPUT_SIZE}
        yield {**entry, **facts(torch, model, INPUT_SIZE)}


def variants(torch, timm, folder):
    resnet = timm.models.resnet
    for name, arguments, config, size in VARIANTS:
        model = getattr(resnet, name)(device="meta", **arguments)
        base = timm_networks.config_of(torch, resnet, folder, name)
        entry = {"name": name, "config": {**base, **config}, "input_size": size}
        try:
            yield {**entry, **facts(torch, model, size)}
        except RuntimeError:  # the shortcut has another size than what it is added to
            yield {**entry, "sizes": None}


def version_of(timm, folder):
    commit = subprocess.run(
        ["git", "-C", folder, "rev-parse", "--short=8", "HEAD"], capture_output=True, text=True
    )
    return f"timm {timm.__version__}" + (f", {commit.stdout.strip()}" * (commit.returncode == 0))


def main():
    default = ROOT / "test/models/timm_architectures.json"
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("timm", type=pathlib.Path, help="checkout of timm")
    parser.add_argument("--output", type=pathlib.Path, default=default)
    options = parser.parse_args()
    sys.path.insert(0, str(options.timm.resolve()))
    try:
        import torch
        import timm
    except ImportError as error:
        raise SystemExit(f"error: {error}: this needs PyTorch and a checkout of timm") from None
    entries = [*architectures(torch, timm, options.timm), *variants(torch, timm, options.timm)]
    lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in entries)
    source = json.dumps(version_of(timm, options.timm))
    options.output.write_text(
        f'{{"source": {source}, "entries": [\n{lines}\n]}}\n', encoding="ascii"
    )
    print(f"{options.output}: {len(entries)} networks")


if __name__ == "__main__":
    main()

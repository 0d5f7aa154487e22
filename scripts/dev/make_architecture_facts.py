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
import functools
import hashlib
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
INPUT_SIZE = 224
PRUNED_WIDTHS = re.compile(r"(?P<name>[\w.]+)\.weight:\[(?P<channels>\d+), \d+, \d+, \d+\]")

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


def arguments_of(resnet, name, **extra):
    """Returns the arguments that timm's function `name` gives to its class ResNet."""
    kept = {}
    original = resnet._create_resnet

    def keep(_variant, pretrained=False, **arguments):
        kept.update(arguments)

    resnet._create_resnet = keep
    try:
        getattr(resnet, name)(**extra)
    finally:
        resnet._create_resnet = original
    return kept


def attention_config(layer):
    """Returns the configuration's "attention" for timm's attn_layer."""
    if isinstance(layer, functools.partial):
        assert layer.func.__name__ == "SEModule" and set(layer.keywords) == {"rd_ratio"}, layer
        return {"type": "squeeze_excite", "reduction": layer.keywords["rd_ratio"]}
    return {"type": {"se": "squeeze_excite", "eca": "eca"}[layer]}


def stem_config(arguments):
    kind = arguments.pop("stem_type", "")
    width = arguments.pop("stem_width", 64)
    stem = {"type": kind, "width": width} if kind else {}
    if arguments.pop("replace_stem_pool", False):
        stem["pool"] = "convolution"
    return stem


def pruned_widths(torch, full, folder, name):
    """Returns the output channels of each convolution that the pruned network `name` has fewer of
    than the network `full`.
    """
    text = (folder / "timm/models/_pruned" / f"{name}.txt").read_text(encoding="utf-8")
    widths = {found["name"]: int(found["channels"]) for found in PRUNED_WIDTHS.finditer(text)}
    return {
        layer: widths[layer]
        for layer, module in full.named_modules()
        if isinstance(module, torch.nn.Conv2d) and widths[layer] != module.out_channels
    }


def config_of(arguments):
    """Returns timm's arguments as this project's configurations state them."""
    rest = dict(arguments)
    blocks = rest.pop("block")
    words = {"BasicBlock": "basic", "Bottleneck": "bottleneck"}
    config = {}
    if isinstance(blocks, (list, tuple)):
        config["block"] = [words[block.__name__] for block in blocks]
    elif blocks.__name__ == "BasicBlock":
        config["block"] = "basic"
    config["layers"] = list(rest.pop("layers"))
    if "channels" in rest:
        config["channels"] = list(rest.pop("channels"))
    stem = stem_config(rest)
    if stem:
        config["stem"] = stem
    for key in ("cardinality", "base_width", "avg_down", "down_kernel_size", "block_reduce_first"):
        if key in rest:
            config[key] = rest.pop(key)
    if "aa_layer" in rest:
        kind = rest.pop("aa_layer").__name__
        config["anti_aliasing"] = {"AvgPool2d": "average_pool", "BlurPool2d": "blur_pool"}[kind]
    if "block_args" in rest:
        config["attention"] = attention_config(rest.pop("block_args")["attn_layer"])
    if "norm_layer" in rest:
        config["norm"] = {"groupnorm": "group"}[rest.pop("norm_layer")]
    assert not rest, rest
    return config


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


def tensor_facts(model):
    """Returns the number of tensors, batch counters aside, and a hash of names and shapes."""
    lines = sorted(
        f"{name} {list(tensor.shape)}"
        for name, tensor in model.state_dict().items()
        if not name.endswith("num_batches_tracked")
    )
    text = "".join(line + "\n" for line in lines)
    return len(lines), hashlib.sha256(text.encode()).hexdigest()[:16]


def facts(torch, model, size):
    tensors, digest = tensor_facts(model)
    multiply_adds, sizes = layer_facts(torch, model.eval(), size)
    return {
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "tensors": tensors,
        "hash": digest,
        "multiply_adds": multiply_adds,
        "sizes": sizes,
    }


def architectures(torch, timm, folder):
    """Yields an entry for each architecture of timm/models/resnet.py with pretrained weights."""
    resnet = timm.models.resnet
    names = timm.list_models(pretrained=True, module="resnet")
    for name in sorted({name.split(".")[0] for name in names}):
        arguments = arguments_of(resnet, name)
        full = {key: value for key, value in arguments.items() if key != "pruned"}
        config = config_of(full)
        if arguments.get("pruned"):
            unpruned = resnet.ResNet(**full, device="meta")
            config["pruned"] = pruned_widths(torch, unpruned, folder, name)
        model = getattr(resnet, name)(device="meta")
        entry = {"name": name, "config": config, "input_size": INPUT_SIZE}
        yield {**entry, **facts(torch, model, INPUT_SIZE)}


def variants(torch, timm):
    resnet = timm.models.resnet
    for name, arguments, config, size in VARIANTS:
        model = getattr(resnet, name)(device="meta", **arguments)
        base = config_of(arguments_of(resnet, name))
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
    entries = [*architectures(torch, timm, options.timm), *variants(torch, timm)]
    lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in entries)
    source = json.dumps(version_of(timm, options.timm))
    options.output.write_text(
        f'{{"source": {source}, "entries": [\n{lines}\n]}}\n', encoding="ascii"
    )
    print(f"{options.output}: {len(entries)} networks")


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""States the networks of timm/models/resnet.py as this project's configurations do."""
import functools
import re

PRUNED_WIDTHS = re.compile(r"(?P<name>[\w.]+)\.weight:\[(?P<channels>\d+), \d+, \d+, \d+\]")


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


def stated(arguments):
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


def config_of(torch, resnet, folder, name):
    """Returns the network that timm's function `name` builds, as a configuration's members.

    `resnet` is the module timm.models.resnet of the checkout `folder`.
    """
    arguments = arguments_of(resnet, name)
    full = {key: value for key, value in arguments.items() if key != "pruned"}
    config = stated(full)
    if arguments.get("pruned"):
        unpruned = resnet.ResNet(**full, device="meta")
        config["pruned"] = pruned_widths(torch, unpruned, folder, name)
    return config

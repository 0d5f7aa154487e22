# SPDX-License-Identifier: Apache-2.0
"""Reads what timm knows of its pretrained residual networks, from a checkout of its source.

`read(checkout)` gives one Entry for each pretrained name of timm/models/resnet.py. timm needs
python3-torch, python3-torchvision and a module `safetensors`, which may be on PYTHONPATH.
"""
import csv
import dataclasses
import functools
import importlib
import re
import sys

BLOCKS = {"BasicBlock": "basic", "Bottleneck": "bottleneck"}
ANTI_ALIASING = {"AvgPool2d": "average_pool", "BlurPool2d": "blur_pool"}
KNOWN_ARGUMENTS = {
    "block",
    "layers",
    "channels",
    "cardinality",
    "base_width",
    "stem_type",
    "stem_width",
    "replace_stem_pool",
    "avg_down",
    "down_kernel_size",
    "block_reduce_first",
    "aa_layer",
    "block_args",
    "norm_layer",
    "pruned",
}


@dataclasses.dataclass
class Entry:
    """One pretrained model."""

    name: str  # "resnet50.a1_in1k"
    other_names: list  # its architecture's, if this is the default tag; timm's older names
    settings: object  # timm's PretrainedCfg
    network: dict  # the architecture in the words of configs/models/*.json
    parameters: int
    results: list  # rows of results-imagenet.csv, the size of `settings` for tests first

    @property
    def architecture(self):
        return self.name.split(".")[0]

    @property
    def tag(self):
        return self.name.split(".")[1]

    @property
    def test_size(self):
        """Input size and crop, as timm's validate.py takes them."""
        settings = self.settings
        return (
            (settings.test_input_size or settings.input_size)[1],
            settings.test_crop_pct or settings.crop_pct,
        )

    @property
    def training_size(self):
        return self.settings.input_size[1], self.settings.crop_pct


class Captured(Exception):
    """Ends a builder when its arguments are known."""


def builder_arguments(resnet, architecture):
    """Returns what timm's function of this name passes to the constructor."""

    def capture(_variant, _pretrained=False, **arguments):
        raise Captured(arguments)

    original = resnet._create_resnet
    resnet._create_resnet = capture
    try:
        getattr(resnet, architecture)()
    except Captured as captured:
        return captured.args[0]
    finally:
        resnet._create_resnet = original
    raise SystemExit(f"{architecture}: timm's function built nothing")


def attention_of(layer):
    if layer == "eca":
        return {"type": "eca"}
    keywords = {"rd_ratio": 1 / 16}
    if isinstance(layer, functools.partial):
        keywords.update(layer.keywords)
        layer = layer.func.__name__
    if layer not in ("se", "SEModule") or set(keywords) != {"rd_ratio"}:
        raise SystemExit(f"attention {layer} with {keywords}: not known here")
    return {"type": "squeeze_excite", "reduction": keywords["rd_ratio"]}


def stem_of(arguments):
    """Returns None for the plain stem: timm ignores the width of one."""
    kind = arguments.get("stem_type", "")
    if not kind:
        return None
    pool = "convolution" if arguments.get("replace_stem_pool") else "max"
    return {"type": kind, "width": arguments.get("stem_width", 64), "pool": pool}


def block_of(block):
    if isinstance(block, (list, tuple)):
        return [BLOCKS[kind.__name__] for kind in block]
    return BLOCKS[block.__name__]


def network_of(arguments):
    """Returns the constructor's arguments in the words of configs/models/*.json."""
    unknown = set(arguments) - KNOWN_ARGUMENTS
    if unknown or set(arguments.get("block_args", {})) - {"attn_layer"}:
        raise SystemExit(f"arguments {arguments}: not known here")
    network = {}
    block = block_of(arguments["block"])
    if block != "bottleneck":
        network["block"] = block
    network["layers"] = list(arguments["layers"])
    if "channels" in arguments:
        network["channels"] = list(arguments["channels"])
    network["cardinality"] = arguments.get("cardinality", 1)
    network["base_width"] = arguments.get("base_width", 64)
    stem = stem_of(arguments)
    if stem:
        network["stem"] = stem
    for key in ("avg_down", "down_kernel_size", "block_reduce_first"):
        if key in arguments:
            network[key] = arguments[key]
    if "aa_layer" in arguments:
        network["anti_aliasing"] = ANTI_ALIASING[arguments["aa_layer"].__name__]
    if "block_args" in arguments:
        network["attention"] = attention_of(arguments["block_args"]["attn_layer"])
    if "norm_layer" in arguments:
        network["norm"] = {"groupnorm": "group"}[arguments["norm_layer"]]
    return network


def pruned_widths(checkout, architecture, full):
    """Returns {convolution: output channels} where they differ from those of the module `full`."""
    text = (checkout / f"timm/models/_pruned/{architecture}.txt").read_text()
    modules, widths = dict(full.named_modules()), {}
    for name, shape in re.findall(r"([\w.]+)\.weight:\[([\d, ]+)\]", text):
        module = modules.get(name)  # some names are left over from pruning
        channels = int(shape.split(",")[0])
        if hasattr(module, "out_channels") and module.weight.dim() == 4:
            if channels != module.out_channels:
                widths[name] = channels
    return widths


def results_of(checkout):
    rows = {}
    with open(checkout / "results/results-imagenet.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["model"], []).append(row)
    return rows


def other_names(registry, resnet):
    """Returns {name: names that lead to it}. timm sends all names of Facebook's IG models to the
    smallest of them; they stay out."""
    names = {}
    for architecture, default in registry._model_default_cfgs.items():
        if default.is_pretrained and hasattr(resnet, architecture):
            names.setdefault(f"{architecture}.{default.tags[0]}", []).append(architecture)
    for old, new in registry._module_to_deprecated_models["resnet"].items():
        if old.startswith("ig_") or new is None:
            continue
        if "." not in new:
            new = f"{new}.{registry._model_default_cfgs[new].tags[0]}"
        names.setdefault(new, []).append(old)
    return names


def read(checkout):
    """Returns timm's version and the list of entries, sorted by name."""
    sys.path.insert(0, str(checkout))
    timm = importlib.import_module("timm")
    registry = importlib.import_module("timm.models._registry")
    resnet = importlib.import_module("timm.models.resnet")
    results = results_of(checkout)
    others = other_names(registry, resnet)
    entries = []
    for name in sorted(timm.list_models(pretrained=True, module="resnet")):
        architecture = name.split(".")[0]
        settings = registry._model_pretrained_cfgs[name]
        arguments = builder_arguments(resnet, architecture)
        network = network_of(arguments)
        module = timm.create_model(architecture, num_classes=settings.num_classes, device="meta")
        if arguments.get("pruned"):
            full = timm.create_model(architecture.removesuffix("_pruned"), device="meta")
            network["pruned"] = pruned_widths(checkout, architecture, full)
        parameters = sum(tensor.numel() for tensor in module.parameters())
        entry = Entry(name, others.get(name, []), settings, network, parameters, [])
        entry.results = sorted(
            results.get(name, []), key=lambda row: int(row["img_size"]) != entry.test_size[0]
        )
        entries.append(entry)
    return timm.__version__, entries

# SPDX-License-Identifier: Apache-2.0
"""Writes a small random ResNeXt as a model folder, without PyTorch."""
import json
import struct

import numpy as np

LAYERS = [1, 1, 1, 1]
CARDINALITY = 8
BASE_WIDTH = 8
CLASSES = 6
LABELS = ["cat", "dog", "n02111889", "cup", "tree", "car"]


def expected_shapes(base_width=BASE_WIDTH):
    shapes = {"conv1.weight": (64, 3, 7, 7)}
    shapes.update(norm("bn1", 64))
    channels = 64
    for stage, blocks in enumerate(LAYERS):
        planes = 64 << stage
        width = planes * base_width // 64 * CARDINALITY
        for block in range(blocks):
            prefix = f"layer{stage + 1}.{block}"
            shapes[f"{prefix}.conv1.weight"] = (width, channels, 1, 1)
            shapes.update(norm(f"{prefix}.bn1", width))
            shapes[f"{prefix}.conv2.weight"] = (width, width // CARDINALITY, 3, 3)
            shapes.update(norm(f"{prefix}.bn2", width))
            shapes[f"{prefix}.conv3.weight"] = (planes * 4, width, 1, 1)
            shapes.update(norm(f"{prefix}.bn3", planes * 4))
            if block == 0:
                shapes[f"{prefix}.downsample.0.weight"] = (planes * 4, channels, 1, 1)
                shapes.update(norm(f"{prefix}.downsample.1", planes * 4))
            channels = planes * 4
    shapes["fc.weight"] = (CLASSES, channels)
    shapes["fc.bias"] = (CLASSES,)
    return shapes


def norm(name, channels):
    return {
        f"{name}.{part}": (channels,) for part in ("weight", "bias", "running_mean", "running_var")
    }


def random_tensors(seed=3, base_width=BASE_WIDTH):
    return random_values(expected_shapes(base_width), seed)


def random_values(shapes, seed=3):
    random = np.random.default_rng(seed)
    tensors = {}
    for name, shape in shapes.items():
        if len(shape) == 4:
            values = random.normal(0, (2 / (shape[1] * shape[2] * shape[3])) ** 0.5, shape)
        elif name == "fc.weight":
            values = random.normal(0, 0.002, shape)
        elif name.endswith("running_var") or name.endswith(".weight"):
            values = random.uniform(0.5, 1.5, shape)
        else:
            values = random.normal(0, 0.1, shape)
        tensors[name] = values.astype(np.float32)
    return tensors


def write_safetensors(path, tensors):
    header, offset = {}, 0
    for name, tensor in tensors.items():
        header[name] = {
            "dtype": {"float32": "F32", "float16": "F16"}[tensor.dtype.name],
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + tensor.nbytes],
        }
        offset += tensor.nbytes
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.tobytes())


def hub_config(**changes):
    config = {
        "architecture": "resnext50_32x4d",
        "num_classes": CLASSES,
        "label_names": LABELS,
        "model_args": {"layers": LAYERS, "cardinality": CARDINALITY, "base_width": BASE_WIDTH},
        "pretrained_cfg": {
            "tag": "tiny",
            "input_size": [3, 64, 64],
            "crop_pct": 0.875,
            "interpolation": "bilinear",
            "mean": [0.485, 0.456, 0.406],
            "std": [0.229, 0.224, 0.225],
        },
    }
    return {**config, **changes}


def own_config(**weights):
    """Returns a config in this project's own form: the network of hub_config, and where its
    weights are published."""
    return {
        "id": "tiny",
        "layers": LAYERS,
        "cardinality": CARDINALITY,
        "base_width": BASE_WIDTH,
        "num_classes": CLASSES,
        "preprocessing": {
            "input_size": 64,
            "crop_pct": 0.875,
            "interpolation": "bilinear",
            "mean": [0.5] * 3,
            "std": [0.5] * 3,
        },
        "weights": weights,
        "card": {"license": {"id": "CC-BY-NC-4.0", "note": "non-commercial use only"}},
    }


def write_large_model_folder(folder, seed=3):
    """Writes the same network eight times as wide: 56 MB."""
    write_model_folder(
        folder,
        random_tensors(seed, base_width=64),
        model_args={"layers": LAYERS, "cardinality": CARDINALITY, "base_width": 64},
    )


def write_model_folder(folder, tensors=None, **config_changes):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(hub_config(**config_changes)))
    write_safetensors(folder / "model.safetensors", tensors or random_tensors())

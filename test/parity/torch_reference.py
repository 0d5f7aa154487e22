# SPDX-License-Identifier: Apache-2.0
"""Shared by the comparisons with PyTorch: its network and input. Exits with 77 without PyTorch."""
import json
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("RESNEXT_CLASSIFY", str(ROOT / "build/release/app/resnext-classify"))
PHOTOS = [ROOT / "docs/samples/chelsea.png", ROOT / "docs/samples/coffee.png"]
TOLERANCE = 1e-4
sys.path.insert(0, str(ROOT / "scripts/dev"))

try:
    import numpy as np
    import torch
    from torchvision.models.resnet import Bottleneck, ResNet
except ImportError as error:
    print(f"SKIPPED: {error.name} is not installed (python3-torch, python3-torchvision)")
    sys.exit(77)

import make_checkpoint  # noqa: E402
import pillow_parity_test  # noqa: E402


def random_state(config_name, batch):
    """Returns (config, state dict) of a built-in model; `batch` images set its batch norms."""
    config = json.loads((ROOT / f"configs/models/{config_name}.json").read_text())
    network = make_checkpoint.Config(
        config["layers"], config["cardinality"], config["base_width"], config["num_classes"]
    )
    state, _ = make_checkpoint.build_state_dict(
        network, seed=1, num_batches_tracked=False, batch=batch
    )
    return config, state


def network(state, config):
    model = ResNet(
        Bottleneck,
        config["layers"],
        num_classes=config["num_classes"],
        groups=config["cardinality"],
        width_per_group=config["base_width"],
    )
    model.load_state_dict(state, strict=True)
    return model.eval()


def network_input(path, preprocessing):
    """Returns the photo as Pillow and timm prepare it, 1 x 3 x size x size."""
    size = preprocessing["input_size"]
    pixels = pillow_parity_test.reference(
        path, preprocessing["interpolation"], preprocessing["crop_pct"], size, "ignore"
    )
    image = np.frombuffer(pixels, np.uint8).reshape(size, size, 3).transpose(2, 0, 1).copy()
    mean, std = (torch.tensor(preprocessing[key]).view(3, 1, 1) for key in ("mean", "std"))
    return torch.from_numpy(image).float().div(255).sub(mean).div(std)[None]

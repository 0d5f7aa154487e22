# SPDX-License-Identifier: Apache-2.0
"""The network of a configuration as PyTorch's users build it; shared by the peers."""
import json

import torch
from torchvision.models.resnet import Bottleneck, ResNet


def load_network(config_file, checkpoint):
    """Returns the configuration and the network, ready for inference."""
    with open(config_file, encoding="utf-8") as file:
        config = json.load(file)
    model = ResNet(
        Bottleneck,
        config["layers"],
        num_classes=config["num_classes"],
        groups=config["cardinality"],
        width_per_group=config["base_width"],
    )
    model.load_state_dict(torch.load(checkpoint))
    return config, model.eval()

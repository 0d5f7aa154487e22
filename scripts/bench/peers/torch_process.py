#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a user of PyTorch runs for one photo: torch_process.py CONFIG CHECKPOINT PHOTO THREADS."""
import json
import sys

import torch
from PIL import Image
from torchvision import transforms
from torchvision.models.resnet import Bottleneck, ResNet


def main():
    config_file, checkpoint, photo, threads = sys.argv[1:]
    with open(config_file, encoding="utf-8") as file:
        config = json.load(file)
    torch.set_num_threads(int(threads))
    model = ResNet(
        Bottleneck,
        config["layers"],
        num_classes=config["num_classes"],
        groups=config["cardinality"],
        width_per_group=config["base_width"],
    )
    model.load_state_dict(torch.load(checkpoint))
    model.eval()
    prepare = transforms.Compose(
        [
            transforms.Resize(256),
            transforms.CenterCrop(224),
            transforms.ToTensor(),
            transforms.Normalize(config["preprocessing"]["mean"], config["preprocessing"]["std"]),
        ]
    )
    with torch.no_grad():
        scores = model(prepare(Image.open(photo).convert("RGB"))[None]).softmax(1)[0]
    print(json.dumps(scores.topk(5).indices.tolist()))


main()

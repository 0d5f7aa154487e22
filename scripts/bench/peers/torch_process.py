#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a user of PyTorch runs for one photo: torch_process.py CONFIG CHECKPOINT PHOTO THREADS."""
import json
import sys

import torch
from PIL import Image
from torchvision import transforms

from peer_network import load_network


def main():
    config_file, checkpoint, photo, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    config, model = load_network(config_file, checkpoint)
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

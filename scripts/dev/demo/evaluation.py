# SPDX-License-Identifier: Apache-2.0
"""Accuracy on Tiny-ImageNet and the classes of photos, computed by PyTorch."""
import numpy as np
import torch
from PIL import Image

from demo.data import normalise, preprocess, read_rgb


@torch.no_grad()
def accuracy(model, images, labels, bf16=False):
    """Return (top-1, top-5) in percent over uint8 images, N x H x W x 3."""
    model.eval()
    hits = np.zeros(2)
    for chunk, target in zip(images.split(250), labels.split(250)):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            logits = model(normalise(chunk))
        found = logits.float().topk(min(5, logits.shape[1]), dim=1).indices == target[:, None]
        hits += found[:, 0].sum().item(), found.sum().item()
    model.train()
    return tuple(np.round(100.0 * hits / len(labels), 2))


def preprocess_all(images, size, crop_pct):
    """Resize and crop uint8 images, N x H x W x 3, as timm does."""
    return torch.from_numpy(
        np.stack([preprocess(Image.fromarray(image.numpy()), size, crop_pct) for image in images])
    )


@torch.no_grad()
def best_classes(model, path, size, crop_pct, count=5):
    """Return the most probable classes of a photo: a list of (index, probability)."""
    model.eval()
    pixels = preprocess(read_rgb(path), size, crop_pct)
    scores = model(normalise(torch.from_numpy(pixels.copy())[None])).softmax(1)[0]
    top = scores.topk(count)
    return list(zip(top.indices.tolist(), top.values.tolist()))

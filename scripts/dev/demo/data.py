# SPDX-License-Identifier: Apache-2.0
"""Tiny-ImageNet-200: decoding, augmentation, and timm's evaluation preprocessing."""
import math

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
SOURCE_SIZE = 64  # Tiny-ImageNet's images are 64x64


def class_ids(data):
    """Return the WordNet ids of the classes, in the order of the model's indices."""
    return sorted(path.name for path in (data / "train").iterdir() if path.is_dir())


def read_rgb(path):
    """Return an image file as a PIL image in RGB."""
    with Image.open(path) as image:
        return image.convert("RGB")


def load_split(data, work, split, wnids):
    """Return (images, labels) of a split, decoding it on first use only."""
    images_file, labels_file = work / f"{split}-images.npy", work / f"{split}-labels.npy"
    if not labels_file.exists():
        rank = {wnid: i for i, wnid in enumerate(wnids)}
        if split == "train":
            items = [
                (path, rank[wnid])
                for wnid in wnids
                for path in sorted((data / "train" / wnid / "images").iterdir())
            ]
        else:
            rows = (data / "val" / "val_annotations.txt").read_text().splitlines()
            items = [
                (data / "val" / "images" / name, rank[wnid])
                for name, wnid in (row.split("\t")[:2] for row in rows)
            ]
        images = np.empty((len(items), SOURCE_SIZE, SOURCE_SIZE, 3), np.uint8)
        for i, (path, _) in enumerate(items):
            images[i] = np.asarray(read_rgb(path))
        np.save(images_file, images)
        np.save(labels_file, np.array([label for _, label in items], np.int64))
    return torch.from_numpy(np.load(images_file)), torch.from_numpy(np.load(labels_file))


def normalise(images):
    """Turn uint8 NHWC images into a normalised float NCHW (channels-last) batch."""
    scale = 1.0 / (255.0 * torch.tensor(STD))
    shift = -torch.tensor(MEAN) / torch.tensor(STD)
    return (images.float() * scale + shift).permute(0, 3, 1, 2)


def random_resized_crops(batch, size, min_scale, rng):
    """Crop each image at random (area and aspect ratio), flip half, resample to `size`."""
    n = len(batch)
    area = torch.empty(n).uniform_(min_scale, 1.0, generator=rng)
    ratio = torch.empty(n).uniform_(math.log(3 / 4), math.log(4 / 3), generator=rng).exp()
    width = (area * ratio).sqrt().clamp(max=1.0)
    height = (area / ratio).sqrt().clamp(max=1.0)
    flip = torch.randint(0, 2, (n,), generator=rng) * 2.0 - 1.0
    # The affine map goes from output to input coordinates, both in [-1, 1].
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = width * flip
    theta[:, 0, 2] = (1 - width) * torch.empty(n).uniform_(-1, 1, generator=rng)
    theta[:, 1, 1] = height
    theta[:, 1, 2] = (1 - height) * torch.empty(n).uniform_(-1, 1, generator=rng)
    grid = F.affine_grid(theta, (n, 3, size, size), align_corners=False)
    crops = F.grid_sample(batch, grid, padding_mode="reflection", align_corners=False)
    return crops.contiguous(memory_format=torch.channels_last)


def jitter_colours(batch, strength, rng):
    """Change each image's brightness, contrast and saturation at random by up to `strength`.

    `batch` is normalised, N x 3 x H x W; grey here is the mean of the normalised channels.
    """

    def factors():
        return torch.empty(len(batch), 1, 1, 1).uniform_(1 - strength, 1 + strength, generator=rng)

    shift = torch.empty(len(batch), 1, 1, 1).uniform_(-strength, strength, generator=rng)
    centre = batch.mean(dim=(1, 2, 3), keepdim=True)
    grey = batch.mean(dim=1, keepdim=True)
    return grey + (batch - grey) * factors() + (grey - centre) * (factors() - 1) + shift


def cut_mix(batch, labels, rng):
    """Paste a random rectangle of one image into each (CutMix, Yun et al. 2019).

    Returns the batch, the labels of the pasted parts, and the share of the area that was kept.
    """
    partner = torch.randperm(len(batch), generator=rng)
    height, width = batch.shape[2:]
    side = math.sqrt(torch.rand(1, generator=rng).item())  # the area's share is uniform
    down, across = round(height * side), round(width * side)
    top = torch.randint(0, height - down + 1, (1,), generator=rng).item()
    left = torch.randint(0, width - across + 1, (1,), generator=rng).item()
    rows, columns = slice(top, top + down), slice(left, left + across)
    mixed = batch.clone()
    mixed[:, :, rows, columns] = batch[partner][:, :, rows, columns]
    return mixed, labels[partner], 1 - down * across / (height * width)


def preprocess(image, size, crop_pct):
    """Resize and centre-crop a PIL image exactly as timm's evaluation transform does."""
    short = int(math.floor(size / crop_pct))
    width, height = image.size
    if min(width, height) != short:
        scaled = int(short * max(width, height) / min(width, height))
        image = image.resize(
            (short, scaled) if width <= height else (scaled, short), Image.BILINEAR
        )
    left = int(round((image.size[0] - size) / 2.0))
    top = int(round((image.size[1] - size) / 2.0))
    return np.asarray(image.crop((left, top, left + size, top + size)))

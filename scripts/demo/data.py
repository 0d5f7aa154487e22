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
            items = [(path, rank[wnid]) for wnid in wnids
                     for path in sorted((data / "train" / wnid / "images").iterdir())]
        else:
            rows = (data / "val" / "val_annotations.txt").read_text().splitlines()
            items = [(data / "val" / "images" / name, rank[wnid])
                     for name, wnid in (row.split("\t")[:2] for row in rows)]
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


def preprocess(image, size, crop_pct):
    """Resize and centre-crop a PIL image exactly as timm's evaluation transform does."""
    short = int(math.floor(size / crop_pct))
    width, height = image.size
    if min(width, height) != short:
        scaled = int(short * max(width, height) / min(width, height))
        image = image.resize((short, scaled) if width <= height else (scaled, short),
                             Image.BILINEAR)
    left = int(round((image.size[0] - size) / 2.0))
    top = int(round((image.size[1] - size) / 2.0))
    return np.asarray(image.crop((left, top, left + size, top + size)))

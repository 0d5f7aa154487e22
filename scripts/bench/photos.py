# SPDX-License-Identifier: Apache-2.0
"""Makes photos for benchmarks: JPEGs of 0.3 to 12 megapixels, derived from the sample images."""
import pathlib
import random

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SMALLEST, LARGEST = 0.3e6, 12e6  # pixels


def make_photos(folder, count, seed=1):
    """Writes `count` photos to `folder` unless they exist.

    They are crops of docs/samples, enlarged and with sensor noise, so that they compress like
    photos (about 0.3 bytes per pixel). Sizes are spread evenly over the logarithm of the range;
    shapes are 4:3, 3:2 and 16:9, portrait and landscape; most are 4:2:0 of quality 80 to 95, every
    eighth is progressive.
    """
    import numpy as np
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    samples = [
        Image.open(ROOT / "docs/samples" / name).convert("RGB")
        for name in ("chelsea.png", "coffee.png")
    ]
    chosen = random.Random(seed)
    noise = np.random.default_rng(seed)
    for i in range(count):
        pixels = SMALLEST * (LARGEST / SMALLEST) ** ((i * 0.6180339887 + 0.5) % 1)
        aspect = chosen.choice((4 / 3, 3 / 2, 16 / 9, 3 / 4, 2 / 3))
        width, height = round((pixels * aspect) ** 0.5), round((pixels / aspect) ** 0.5)
        sample = chosen.choice(samples)
        side = chosen.uniform(0.5, 1)
        across, down = int(sample.width * side), int(sample.height * side)
        left, top = chosen.randrange(sample.width - across + 1), chosen.randrange(
            sample.height - down + 1
        )
        quality = chosen.randrange(80, 96)
        path = folder / f"photo{i}.jpg"
        if path.exists():
            continue
        photo = sample.crop((left, top, left + across, top + down)).resize((width, height), 2)
        grain = noise.normal(0, 4, (height, width, 1)).astype(np.float32)
        photo = Image.fromarray(np.clip(np.asarray(photo) + grain, 0, 255).astype(np.uint8))
        photo.save(path, quality=quality, progressive=i % 8 == 7)
    return folder

# SPDX-License-Identifier: Apache-2.0
"""Makes photos: good ones, every kind of file that is decoded, and broken ones."""

import shutil
import struct

import numpy as np
from PIL import Image

from output_cases.places import SAMPLES


def sample(name):
    with Image.open(SAMPLES / f"{name}.png") as image:
        return image.convert("RGB")


def make_photos(folder):
    """A folder with formats, a folder below, and what is no photo."""
    (folder / "b").mkdir(parents=True)
    cat, cup = sample("chelsea"), sample("coffee")
    cat.resize((150, 100)).save(folder / "img1.png")
    cup.resize((160, 110)).save(folder / "img2.jpg", quality=90)
    cup.crop((200, 50, 400, 250)).save(folder / "img10.webp", quality=80)
    cat.resize((97, 143)).save(folder / "b/x.bmp")
    cup.resize((101, 77)).convert("L").save(folder / "b/grey.tif")
    cat.resize((64, 64)).save(folder / ".hidden.png")
    (folder / "broken.png").write_bytes((folder / "img1.png").read_bytes()[:2000])
    (folder / "notes.txt").write_text("shopping list\n")
    (folder / '=1+1, "quoted"\tand\ttabs.png').write_bytes((folder / "img1.png").read_bytes())
    (folder / "b/caf\udce9.png").write_bytes((folder / "img1.png").read_bytes())


def make_formats(folder):
    """Every kind of image that is decoded, and the formats that are refused by name."""
    folder.mkdir()
    cat, cup = sample("chelsea").resize((180, 120)), sample("coffee").resize((150, 100))
    exif = Image.Exif()
    exif[274] = 6
    cat.save(folder / "turned.jpg", exif=exif)
    cat.save(folder / "turned.png", exif=exif)
    cat.save(folder / "turned.tif", exif=exif)
    cat.save(folder / "turned.webp", exif=exif)
    cup.save(folder / "progressive.jpg", progressive=True)
    cup.convert("L").save(folder / "grey.jpg")
    cup.convert("CMYK").save(folder / "cmyk.jpg")
    cup.save(folder / "full-chroma.jpg", subsampling=0)
    sample("coffee").resize((1500, 1000)).save(folder / "large.jpg", quality=85)
    cup.convert("L").save(folder / "grey.png")
    cup.convert("1").save(folder / "bits.png")
    cup.convert("P").save(folder / "palette.png")
    cup.convert("LA").save(folder / "grey-alpha.png")
    with_alpha = cup.copy()
    with_alpha.putalpha(cup.convert("L"))
    with_alpha.save(folder / "alpha.png")
    Image.fromarray(np.asarray(cup.convert("L")).astype(np.uint16) * 257).save(folder / "16.png")
    with_alpha.save(folder / "alpha.webp")
    cup.save(folder / "lossless.webp", lossless=True)
    cup.save(folder / "moving.webp", save_all=True, append_images=[cat.resize(cup.size)])
    cup.convert("P").save(folder / "palette.bmp")
    for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
        cup.save(folder / f"{compression}.tif", compression=compression)
    cup.convert("CMYK").save(folder / "cmyk.tif")
    cup.save(folder / "pages.tif", save_all=True, append_images=[cat])
    cup.save(folder / "refused.gif")
    cup.save(folder / "refused.jp2")
    (folder / "refused.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100))
    (folder / "refused.avif").write_bytes(b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + bytes(100))
    (folder / "refused.jxl").write_bytes(b"\xff\x0a" + bytes(100))
    (folder / "refused-bigtiff.tif").write_bytes(b"II\x2b\0\x08\0\0\0" + bytes(100))
    cup.resize((1, 1)).save(folder / "dot.png")
    cup.resize((900, 2)).save(folder / "line.png")
    cup.resize((3, 700)).save(folder / "pole.jpg")
    (folder / "wrong-extension.bmp").write_bytes((folder / "grey.jpg").read_bytes())


def make_broken_images(folder):
    folder.mkdir()
    cup = sample("coffee").resize((150, 100))
    for extension, options in (
        ("jpg", {}),
        ("png", {}),
        ("webp", {}),
        ("bmp", {}),
        ("tif", {"compression": "tiff_lzw"}),
    ):
        whole = folder / f"whole.{extension}"
        cup.save(whole, **options)
        data = whole.read_bytes()
        whole.unlink()
        (folder / f"head.{extension}").write_bytes(data[:12])
        (folder / f"half.{extension}").write_bytes(data[: len(data) // 2])
        (folder / f"almost.{extension}").write_bytes(data[:-3])
        damaged = bytearray(data)
        for place in range(len(data) // 3, len(data) // 3 + 40):
            damaged[place] ^= 0xA5
        (folder / f"damaged.{extension}").write_bytes(damaged)
        (folder / f"followed.{extension}").write_bytes(data + b"rubbish" * 30)
    (folder / "empty.jpg").touch()
    (folder / "text.jpg").write_text("not an image at all")
    (folder / "zeros.png").write_bytes(bytes(4000))
    huge = b"IHDR" + struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    (folder / "huge.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\x0d" + huge + bytes(40))


def make_labelled(folder):
    """`train` for finetuning (three classes of photos) and `labelled` for evaluating."""
    for name, photo in (
        ("a cat", sample("chelsea")),
        ("coffee", sample("coffee")),
        ("flipped", sample("coffee").rotate(180)),
    ):
        (folder / "train" / name).mkdir(parents=True)
        for i in range(6):
            left, top = i * 7 % 60, i * 11 % 40
            part = photo.crop((left, top, left + 240, top + 200)).resize((96, 80))
            part.save(folder / "train" / name / f"img{i}.png")
    shutil.copytree(folder / "train", folder / "train-flawed")
    shutil.copy(folder / "train/a cat/img1.png", folder / "train-flawed/coffee/copy.png")
    (folder / "train-flawed/a cat/torn.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "train-single/one").mkdir(parents=True)
    (folder / "train-single/two").mkdir()
    for name in ("one", "two"):
        shutil.copy(folder / "train/a cat/img1.png", folder / "train-single" / name)
    for i, name in enumerate(("cat", "dog", "n02111889", "cup")):
        (folder / "labelled" / name).mkdir(parents=True)
        for j in range(3):
            photo = sample("chelsea" if i % 2 else "coffee").rotate(20 * (3 * i + j))
            photo.resize((90, 70)).save(folder / "labelled" / name / f"{j}.jpg")
    shutil.copytree(folder / "labelled", folder / "labelled-flawed")
    (folder / "labelled-flawed/cat/torn.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    shutil.copytree(folder / "labelled/cat", folder / "labelled-flawed/unicorn")
    (folder / "validation").mkdir()
    for i in range(6):
        shutil.copy(
            folder / f"labelled/{('cat', 'dog')[i % 2]}/{i % 3}.jpg",
            folder / f"validation/ILSVRC2012_val_{i + 1:08}.JPEG",
        )


def make_hostile(folder):
    """Frames within frames within frames: each is the only chunk of the one around it."""
    folder.mkdir()
    depth = 30_000
    sizes = [16 + 24 * level for level in range(depth)]
    frames = b"".join(b"ANMF" + struct.pack("<I", size) + bytes(16) for size in reversed(sizes))
    body = b"WEBPVP8X" + struct.pack("<IIHBHB", 10, 2, 63, 0, 63, 0) + frames
    (folder / "nested.webp").write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)

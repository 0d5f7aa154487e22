# SPDX-License-Identifier: Apache-2.0
"""Compares decoding, resize and crop with Pillow, byte by byte.

The reference is Pillow and the arithmetic of timm's evaluation transform, written out below. Images
are generated in a temporary folder; pillow_parity_dump runs this project's pipeline on them.
Exit code 0: all bytes are as expected; 1: some differ; 77: skipped.
"""

import math
import os
import random
import struct
import subprocess
import sys
import tempfile
import warnings
import zlib

try:
    from PIL import Image, ImageOps, features
except ImportError:
    print("SKIPPED: Pillow (python3-pil) is not installed")
    sys.exit(77)

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}


def crop_to(image, size):
    """Crops like torchvision.transforms.functional.center_crop."""
    width, height = image.size
    if size > width or size > height:
        left = (size - width) // 2 if size > width else 0
        top = (size - height) // 2 if size > height else 0
        right = (size - width + 1) // 2 if size > width else 0
        bottom = (size - height + 1) // 2 if size > height else 0
        image = ImageOps.expand(image, (left, top, right, bottom), fill=0)
        width, height = image.size
    top = int(round((height - size) / 2.0))
    left = int(round((width - size) / 2.0))
    return image.crop((left, top, left + size, top + size))


def keep_high_byte(image):
    """Returns 16-bit grey as RGB: the one documented exception, as Pillow's convert("RGB") makes
    nearly all of it white."""
    samples = image.tobytes()
    high = {"I": samples[1::4], "I;16": samples[1::2], "I;16B": samples[0::2]}[image.mode]
    return Image.frombytes("L", image.size, high).convert("RGB")


def reference(path, interpolation, crop_pct, size, exif):
    """Returns the 8-bit image of timm's evaluation transform."""
    image = Image.open(path)
    if exif == "apply" and image.format != "TIFF":  # Pillow rotates TIFFs itself
        image = ImageOps.exif_transpose(image)
    image = keep_high_byte(image) if image.mode.startswith("I") else image.convert("RGB")
    target = int(math.floor(size / crop_pct))
    width, height = image.size
    short, long = (width, height) if width <= height else (height, width)
    new_long = int(target * long / short)
    new_size = (target, new_long) if width <= height else (new_long, target)
    if new_size != image.size:
        image = image.resize(new_size, FILTERS[interpolation])
    return crop_to(image, size).tobytes()


class Images:
    """Collects files in a folder, and how much each of them may differ."""

    def __init__(self, folder):
        self.folder = folder
        self.random = random.Random(20240229)
        self.files = []  # (path, largest difference of a byte, exif mode)

    def add(self, name, image, tolerance=0, modes=("ignore",), **save):
        path = os.path.join(self.folder, f"{len(self.files):03}_{name}")
        image.save(path, **save)
        self.files += [(path, tolerance, mode) for mode in modes]

    def add_bytes(self, name, data):
        path = os.path.join(self.folder, f"{len(self.files):03}_{name}")
        with open(path, "wb") as file:
            file.write(data)
        self.files.append((path, 0, "ignore"))

    def noise(self, mode, width, height):
        channels = {"1": 1, "L": 1, "LA": 2, "RGB": 3, "RGBA": 4, "RGBX": 4, "CMYK": 4, "I;16": 2}[
            mode
        ]
        if mode == "1":
            return self.noise("L", width, height).convert("1")
        return Image.frombytes(
            mode, (width, height), self.random.randbytes(width * height * channels)
        )

    def photo(self, width, height, mode="RGB"):
        """Returns an image with a photo's statistics: smooth with some noise."""
        base = self.noise("RGB", 9, 7).resize((width, height), Image.BICUBIC)
        return Image.blend(base, self.noise("RGB", width, height), 0.1).convert(mode)


def add_sizes(images):
    sizes = [
        (1, 1),
        (1, 2),
        (2, 1),
        (1, 7),
        (7, 1),
        (3, 2),
        (1, 224),
        (224, 1),
        (1, 700),
        (900, 1),
        (2, 3000),
        (3000, 2),
        (223, 224),
        (224, 223),
        (224, 224),
        (225, 224),
        (224, 225),
        (225, 225),
        (223, 223),
        (232, 232),
        (256, 256),
        (256, 255),
        (255, 256),
        (257, 257),
        (256, 341),
        (341, 256),
        (256, 1024),
        (1024, 256),
        (480, 256),
        (256, 480),
        (512, 512),
        (511, 513),
        (500, 375),
        (375, 500),
        (640, 480),
        (1000, 3),
        (4, 1500),
        (10, 4000),
        (640, 427),
        (1023, 767),
        (2047, 313),
    ]
    sizes += [(images.random.randint(1, 700), images.random.randint(1, 700)) for _ in range(45)]
    for width, height in sizes:
        images.add(f"size_{width}x{height}.png", images.noise("RGB", width, height))
    images.add("long_60000x30.png", images.noise("RGB", 60000, 30))
    images.add("long_20x30000.png", images.noise("RGB", 20, 30000))
    images.add("big_4000x3000.jpg", images.photo(4000, 3000), quality=90)
    images.add("big_3001x4003.jpg", images.photo(3001, 4003), quality=85)


def add_png(images):
    for width, height in ((300, 260), (61, 47), (233, 801)):
        for mode in ("1", "L", "LA", "RGB", "RGBA"):
            images.add(f"png_{mode}.png", images.noise(mode, width, height))
        for colours in (2, 4, 16, 17, 256):
            palette = images.photo(width, height).quantize(colours)
            images.add(f"png_P{colours}.png", palette)
            images.add(
                f"png_P{colours}_transparent.png",
                palette,
                transparency=bytes([0, 128, 255, 7][:colours]),
            )
        images.add("png_RGB_trns.png", images.noise("RGB", width, height), transparency=(1, 2, 3))
        images.add("png_L_trns.png", images.noise("L", width, height), transparency=7)
    for bits in (1, 2, 4):
        images.add(f"png_P_{bits}bit.png", images.photo(99, 45).quantize(2**bits), bits=bits)
    images.add("png_L_16bit.png", images.noise("I;16", 240, 230))
    images.add("tiff_L_16bit.tif", images.noise("I;16", 240, 230))
    images.add_bytes("png_interlaced.png", interlaced_png(images))
    for bits in (2, 4):
        images.add_bytes(f"png_L_{bits}bit.png", raw_png(images, 37, 29, bits, 0))
    for colour_type, name in ((2, "RGB"), (4, "LA"), (6, "RGBA")):
        images.add_bytes(f"png_{name}_16bit.png", raw_png(images, 230, 270, 16, colour_type))


def png_chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_file(width, height, bits, colour_type, interlace, rows):
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, interlace)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(rows))
        + png_chunk(b"IEND", b"")
    )


def raw_png(images, width, height, bits, colour_type):
    samples = {0: 1, 2: 3, 4: 2, 6: 4}[colour_type]
    row_bytes = (width * bits * samples + 7) // 8
    rows = b"".join(b"\0" + images.random.randbytes(row_bytes) for _ in range(height))
    return png_file(width, height, bits, colour_type, 0, rows)


def interlaced_png(images):
    """Writes Adam7, which Pillow can read but not write."""
    width, height = 131, 257
    data = b""
    for x0, y0, dx, dy in (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ):
        columns = (width - x0 + dx - 1) // dx
        for _ in range((height - y0 + dy - 1) // dy):
            data += b"\0" + images.random.randbytes(columns * 3)
    return png_file(width, height, 8, 2, 1, data)


def add_jpeg(images):
    for width, height in ((301, 263), (64, 48), (227, 640)):
        photo = images.photo(width, height)
        for quality in (5, 30, 75, 95, 100):
            for subsampling in (0, 1, 2):
                images.add(
                    f"jpeg_q{quality}_s{subsampling}.jpg",
                    photo,
                    quality=quality,
                    subsampling=subsampling,
                )
        images.add("jpeg_progressive.jpg", photo, progressive=True, quality=80)
        images.add("jpeg_progressive_444.jpg", photo, progressive=True, quality=80, subsampling=0)
        images.add("jpeg_optimized.jpg", photo, optimize=True)
        images.add("jpeg_grey.jpg", photo.convert("L"), quality=85)
        images.add("jpeg_grey_progressive.jpg", photo.convert("L"), progressive=True)
        # 2 levels are documented for CMYK; none has been seen.
        images.add("jpeg_cmyk.jpg", photo.convert("CMYK"), quality=90)
        images.add("jpeg_cmyk_noise.jpg", images.noise("CMYK", width, height), quality=100)


def add_webp(images):
    if not features.check("webp"):
        print("note: this Pillow has no WebP")
        return
    for width, height in ((301, 263), (63, 49)):
        photo = images.photo(width, height)
        alpha = photo.copy()
        alpha.putalpha(
            images.noise("L", width, height).point(lambda value: value if value > 99 else 0)
        )
        for quality in (10, 75, 100):
            images.add(f"webp_q{quality}.webp", photo, quality=quality)
            images.add(f"webp_alpha_q{quality}.webp", alpha, quality=quality)
        images.add("webp_lossless.webp", photo, lossless=True)
        images.add("webp_lossless_alpha.webp", alpha, lossless=True)
        images.add("webp_exact_alpha.webp", alpha, lossless=True, exact=True)
        images.add(
            "webp_animated.webp", photo, save_all=True, append_images=[images.photo(width, height)]
        )
        images.add(
            "webp_animated_alpha.webp", alpha, save_all=True, append_images=[photo.convert("RGBA")]
        )


def add_bmp_and_tiff(images):
    for width, height in ((301, 263), (62, 49)):
        photo = images.photo(width, height)
        for mode in ("1", "L", "RGB"):
            images.add(f"bmp_{mode}.bmp", images.noise(mode, width, height))
        images.add("bmp_RGBA.bmp", photo.convert("RGBA"))
        images.add("bmp_P.bmp", photo.quantize(200))
        images.add_bytes("bmp_555.bmp", high_colour_bmp(images, width, height, False))
        images.add_bytes("bmp_565.bmp", high_colour_bmp(images, width, height, True))
        images.add_bytes("bmp_rle8.bmp", rle8_bmp(images, width, height))
        for compression in ("raw", "tiff_lzw", "tiff_deflate", "tiff_adobe_deflate", "packbits"):
            for mode in ("L", "RGB", "RGBA"):
                images.add(
                    f"tiff_{mode}_{compression}.tif",
                    images.noise(mode, width, height),
                    compression=compression,
                )
            images.add(f"tiff_P_{compression}.tif", photo.quantize(100), compression=compression)
            images.add(f"tiff_1_{compression}.tif", photo.convert("1"), compression=compression)
        images.add("tiff_group3.tif", photo.convert("1"), compression="group3")
        images.add("tiff_group4.tif", photo.convert("1"), compression="group4")
        images.add("tiff_jpeg.tif", photo, compression="jpeg", quality=90)
        # libtiff converts CMYK itself: 1 level off, which the resize can widen.
        images.add("tiff_cmyk.tif", images.noise("CMYK", width, height), tolerance=3)
        images.add("tiff_RGBX.tif", images.noise("RGBX", width, height))
        images.add("tiff_LA.tif", images.noise("LA", width, height))
        for order in "<>":
            for samples, bits, extra in (
                (3, 16, None),
                (4, 16, 2),
                (4, 16, 1),
                (4, 8, None),
                (4, 8, 1),
                (4, 8, 0),
            ):
                images.add_bytes(
                    f"tiff_{samples}x{bits}_{extra}.tif",
                    rgb_tiff(images, width, height, order, samples, bits, extra),
                )


def rgb_tiff(images, width, height, order, samples, bits, extra):
    """Writes an uncompressed TIFF of one strip; `extra` is the ExtraSamples field: 1 associated
    alpha, 2 unassociated."""
    data = images.random.randbytes(width * height * samples * bits // 8)
    fields = {
        256: (4, width),
        257: (4, height),
        259: (3, 1),
        262: (3, 2),
        277: (3, samples),
        278: (4, height),
        279: (4, len(data)),
    }
    if extra is not None:
        fields[338] = (3, extra)
    depths = 8 + 2 + 12 * (len(fields) + 2) + 4
    fields[258] = (3, depths)
    fields[273] = (4, depths + 2 * samples)
    directory = b""
    for tag, (kind, value) in sorted(fields.items()):
        count = samples if tag == 258 else 1
        packed = (
            struct.pack(order + "HH", value, 0)
            if kind == 3 and count == 1
            else struct.pack(order + "I", value)
        )
        directory += struct.pack(order + "HHI", tag, kind, count) + packed
    return (
        (b"II*\0" if order == "<" else b"MM\0*")
        + struct.pack(order + "IH", 8, len(fields))
        + directory
        + b"\0\0\0\0"
        + struct.pack(order + f"{samples}H", *[bits] * samples)
        + data
    )


def bmp_file(width, height, bits, compression, extra, data):
    offset = 54 + len(extra)
    return (
        b"BM"
        + struct.pack("<IHHI", offset + len(data), 0, 0, offset)
        + struct.pack(
            "<IiiHHIIiiII", 40, width, height, 1, bits, compression, len(data), 0, 0, 0, 0
        )
        + extra
        + data
    )


def high_colour_bmp(images, width, height, six_bits_green):
    masks = struct.pack("<III", 0xF800, 0x7E0, 0x1F) if six_bits_green else b""
    data = images.random.randbytes((width * 2 + 3) // 4 * 4 * height)
    return bmp_file(width, height, 16, 3 if six_bits_green else 0, masks, data)


def rle8_bmp(images, width, height):
    data = b""
    for _ in range(height):
        left = width
        while left > 0:
            run = min(left, images.random.randint(3, 40))
            if images.random.random() < 0.5 and run >= 3:
                data += bytes([0, run]) + images.random.randbytes(run) + b"\0" * (run % 2)
            else:
                data += bytes([run, images.random.randrange(256)])
            left -= run
        data += b"\0\0"
    return bmp_file(width, height, 8, 1, images.random.randbytes(1024), data + b"\0\1")


def add_exif(images):
    both = ("ignore", "apply")
    for orientation in range(0, 10):
        exif = Image.Exif()
        exif[0x0112] = orientation
        photo = images.photo(320, 241)
        images.add(f"exif_{orientation}.jpg", photo, modes=both, exif=exif.tobytes())
        images.add(f"exif_{orientation}.png", photo, modes=both, exif=exif.tobytes())
        if features.check("webp"):
            images.add(f"exif_{orientation}.webp", photo, modes=both, exif=exif.tobytes())
        images.add(f"exif_{orientation}.tif", photo, modes=both, tiffinfo={274: orientation})


def compare(dump, files):
    runs = [
        (path, tolerance, exif, interpolation, crop_pct, size)
        for number, (path, tolerance, exif) in enumerate(files)
        for interpolation in FILTERS
        for crop_pct, size in (
            (0.875, 224),
            ((0.965, 224), (1.0, 224), (0.95, 288), (1.25, 224))[number % 4],
        )
    ]
    lines = "".join(
        f"{path}\t{kind} {crop_pct} {size} {exif}\n" for path, _, exif, kind, crop_pct, size in runs
    )
    with tempfile.TemporaryFile() as requests:
        requests.write(lines.encode())
        requests.seek(0)
        process = subprocess.Popen([dump], stdin=requests, stdout=subprocess.PIPE)
        differing = allowed = failures = total = 0
        for path, tolerance, exif, interpolation, crop_pct, size in runs:
            name = (
                f"{os.path.basename(path)} {interpolation} crop_pct {crop_pct} size {size} "
                f"exif {exif}"
            )
            answer = process.stdout.readline().decode(errors="replace").strip()
            if answer != "ok":
                print(f"FAILED: {name}: {answer or 'no answer'}")
                failures += 1
                continue
            found = process.stdout.read(size * size * 3)
            expected = reference(path, interpolation, crop_pct, size, exif)
            total += len(expected)
            if found != expected:
                levels = [abs(a - b) for a, b in zip(found, expected)]
                count = sum(level > 0 for level in levels)
                if max(levels) > tolerance or len(found) != len(expected):
                    print(f"FAILED: {name}: {count} bytes differ, by at most {max(levels)}")
                    failures += 1
                    differing += count
                else:
                    allowed += count
                    print(f"allowed: {name}: {count} bytes differ, by at most {max(levels)}")
        process.wait()
    images = len({path for path, *_ in files})
    print(
        f"{images} images, {len(runs)} comparisons, {total} bytes with Pillow {Image.__version__}: "
        f"{differing} bytes differ, {failures} comparisons failed; "
        f"{allowed} bytes of CMYK TIFFs differ within what is documented"
    )
    return failures == 0 and process.returncode == 0


def main():
    dump = os.environ.get("PILLOW_PARITY_DUMP")
    build = os.environ.get("RESNEXT_BUILD_DIR")
    if not dump and build:
        dump = os.path.join(build, "test", "pillow_parity_dump")
    if not dump or not os.path.exists(dump):
        print("SKIPPED: pillow_parity_dump is not built; set RESNEXT_BUILD_DIR to the build folder")
        return 77
    warnings.simplefilter("ignore")  # transparent palettes
    with tempfile.TemporaryDirectory() as folder:
        images = Images(folder)
        for add in (add_sizes, add_png, add_jpeg, add_webp, add_bmp_and_tiff, add_exif):
            add(images)
        samples = os.path.join(SOURCE, "docs", "samples")
        for name in sorted(os.listdir(samples)):
            if name.endswith(".png"):
                images.files.append((os.path.join(samples, name), 0, "ignore"))
        distinct = len({path for path, _, _ in images.files})
        if distinct < 200:
            print(f"only {distinct} images were made; 200 are promised (is WebP missing?)")
            return 1
        return 0 if compare(dump, images.files) else 1


if __name__ == "__main__":
    sys.exit(main())

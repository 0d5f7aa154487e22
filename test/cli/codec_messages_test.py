# SPDX-License-Identifier: Apache-2.0
"""Damaged images give records, and nothing that OpenCV, libpng or libtiff says reaches standard
error."""
import io
import random
import struct
import zlib

import cli


def chunk(name, data, crc=None):
    checksum = zlib.crc32(name + data) if crc is None else crc
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)


def png(before=b"", data=None, colour=2, after=b""):
    """Returns a PNG of 16 x 16 pixels, whose chunks have the right checksums."""
    rows = b"".join(b"\0" + bytes(range(48)) for _ in range(16))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, colour, 0, 0, 0))
        + before
        + chunk(b"IDAT", zlib.compress(rows) if data is None else data)
        + after
        + chunk(b"IEND", b"")
    )


def crafted_pngs():
    rows = b"".join(b"\0" + bytes(range(48)) for _ in range(16))
    good = zlib.compress(rows)
    yield "bad_iccp", png(chunk(b"iCCP", b"name\0\0not deflated"))
    yield "wrong_crc", png(chunk(b"gAMA", b"\0\0\xb1\x8f", crc=1))
    yield "cut_text", png(chunk(b"tEXt", b"no separator") + chunk(b"zTXt", b"a\0\0cut"))
    yield "bad_gamma", png(chunk(b"gAMA", b"\0") + chunk(b"cHRM", b"\0" * 32))
    yield "twice", png(chunk(b"sRGB", b"\0") * 2)
    yield "bad_palette", png(chunk(b"PLTE", b"\0" * 4))
    yield "bad_palette_needed", png(chunk(b"PLTE", b"\0" * 4), colour=3)
    yield "no_palette", png(colour=3)
    yield "unknown_critical", png(chunk(b"ABCD", b"?"))
    yield "bad_data", png(data=b"\x78\x9c" + b"\xff" * 40)
    yield "bad_window", png(data=b"\x08\x1d" + good[2:])
    yield "cut_data", png(data=good[:-12])
    yield "bad_adler", png(data=good[:-4] + b"\0\0\0\0")
    yield "extra_data", png(data=good + b"extra")
    yield "too_many_rows", png(data=zlib.compress(rows * 2))
    yield "too_few_rows", png(data=zlib.compress(rows[:300]))
    yield "bad_filter", png(data=zlib.compress(b"\x09" + rows[1:]))
    yield "data_after_end", png(after=chunk(b"tEXt", b"x") + chunk(b"IDAT", b"more")) + b"rubbish"


def seeds(kind):
    """Returns small valid files, for mutation."""
    from PIL import Image

    gradient = Image.linear_gradient("L").resize((40, 30))
    photo = Image.merge("RGB", (gradient, gradient.rotate(180), gradient.rotate(90)))
    variants = {
        "tiff": [
            (photo, {"compression": "tiff_lzw"}),
            (photo, {"compression": "tiff_adobe_deflate"}),
            (photo, {"compression": "jpeg"}),
            (gradient, {"compression": "packbits"}),
            (gradient.convert("1"), {"compression": "group4"}),
        ],
        "webp": [(photo, {}), (photo, {"lossless": True})],
        "jpeg": [(photo, {}), (photo, {"progressive": True})],
        "png": [(photo, {}), (gradient.convert("P"), {})],
    }
    for image, options in variants[kind]:
        buffer = io.BytesIO()
        image.save(buffer, kind, **options)
        yield buffer.getvalue()


class CodecMessages(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.photos = self.folder / "photos"
        self.photos.mkdir()

    def check_silence(self):
        """Classifies the folder; returns the records."""
        process = self.classify("photos", "-t", "1", "-k", "1")
        self.assertEqual(process.stderr, b"")
        self.assertIn(process.returncode, (0, 1))
        records = self.records(process)
        self.assertEqual(len(records), sum(1 for _ in self.photos.iterdir()))
        return records

    def test_crafted_pngs(self):
        for name, content in crafted_pngs():
            (self.photos / f"{name}.png").write_bytes(content)
        results = {record["path"]: record for record in self.check_silence()}
        for name in ("bad_iccp", "wrong_crc", "cut_text"):
            self.assertIn("predictions", results[f"photos/{name}.png"])
        self.assertIn("(IDAT: ", results["photos/bad_data.png"]["error"]["message"])

    def test_mutated_images(self):
        moments = random.Random(5)
        for kind in ("tiff", "webp", "jpeg", "png"):
            for number, seed in enumerate(seeds(kind)):
                for i in range(40):
                    content = bytearray(seed)
                    for _ in range(moments.randrange(1, 4)):
                        content[moments.randrange(12, len(content))] = moments.randrange(256)
                    if i % 4 == 0:
                        del content[moments.randrange(40, len(content)) :]
                    (self.photos / f"{number}_{i}.{kind}").write_bytes(content)
        self.check_silence()


if __name__ == "__main__":
    cli.main()

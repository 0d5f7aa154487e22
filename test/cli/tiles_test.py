# SPDX-License-Identifier: Apache-2.0
"""--tiles: the answers for the parts of a grid over each image, and where a class is."""
import json
import shutil

import cli
import numpy as np
import tiny_checkpoint
from PIL import Image

PHOTO = cli.SAMPLES / "coffee.png"  # 600 x 400
ALL = ("--scores", "logits", "-k", "6", "-b", "4")


def boxes(width, height, columns, rows):
    """Returns the tiles without overlap: left, top, width, height."""
    across = [width * i // columns for i in range(columns + 1)]
    down = [height * i // rows for i in range(rows + 1)]
    return [
        [left, top, right - left, bottom - top]
        for top, bottom in zip(down, down[1:])
        for left, right in zip(across, across[1:])
    ]


class Tiles(cli.CliTest):
    def setUp(self):
        super().setUp()
        shutil.copy(PHOTO, self.folder / "photo.png")

    def tiled(self, *arguments, code=0):
        process = self.classify(*ALL, *arguments)
        self.assertEqual((process.returncode, process.stderr), (code, b""))
        return self.records(process)

    def test_a_tile_has_the_answer_of_the_same_part_as_a_photo(self):
        [record] = self.tiled("--tiles", "4x3", "photo.png")
        self.assertEqual([tile["box"] for tile in record["tiles"]], boxes(600, 400, 4, 3))
        [plain] = self.tiled("photo.png")
        self.assertEqual(record["predictions"], plain["predictions"])
        names = []
        for number, (left, top, width, height) in enumerate(boxes(600, 400, 4, 3)):
            names.append(f"{number}.png")
            part = Image.open(PHOTO).crop((left, top, left + width, top + height))
            part.save(self.folder / names[-1])
        parts = [part["predictions"] for part in self.tiled(*names)]
        self.assertEqual([tile["predictions"] for tile in record["tiles"]], parts)
        self.assertGreater(len({json.dumps(part) for part in parts}), 8)

    def test_overlapping_tiles(self):
        [record] = self.tiled("--tiles", "2x2", "--tile-overlap", "photo.png")
        found = [tile["box"] for tile in record["tiles"]]
        places = [(left, top) for top in (0, 100, 200) for left in (0, 150, 300)]
        self.assertEqual(found, [[left, top, 300, 200] for left, top in places])
        [plain] = self.tiled("--tiles", "2x2", "photo.png")
        corners = [record["tiles"][i] for i in (0, 2, 6, 8)]
        self.assertEqual(corners, plain["tiles"])

    def test_several_images_batches_and_failures(self):
        Image.open(PHOTO).resize((3, 2)).save(self.folder / "small.png")
        (self.folder / "broken.png").write_bytes(PHOTO.read_bytes()[:900])
        names = ["photo.png", "small.png", "broken.png", "photo.png"]
        records = self.tiled("--tiles", "5x3", *names, code=1)
        self.assertEqual([record["path"] for record in records], names)
        self.assertEqual(records[0], records[3])
        self.assertEqual(records[1]["error"]["code"], "unsupported")
        self.assertIn("3 x 2 pixels", records[1]["error"]["message"])
        self.assertEqual(records[2]["error"]["code"], "truncated")
        self.assertNotIn("tiles", records[2])

    def test_the_map_is_bright_where_the_class_is(self):
        """Two photos side by side: the first one's class is on its side."""
        photo = Image.open(PHOTO).convert("RGB")
        other = Image.open(cli.SAMPLES / "chelsea.png").convert("RGB").resize(photo.size)
        pair = Image.new("RGB", (1200, 400))
        pair.paste(photo, (0, 0))
        pair.paste(other, (600, 0))
        pair.save(self.folder / "pair.png")
        pair.transpose(Image.FLIP_LEFT_RIGHT).save(self.folder / "mirror.png")
        arguments = ("--tiles", "2x1", "--cam", "maps", "--cam-class")
        bundled = self.run_program(
            *("-m", "resnext23_8x8d_tiny", *arguments, "espresso", "pair.png", "mirror.png")
        )
        self.assertEqual((bundled.returncode, bundled.stderr), (0, b""))
        for name, brighter in (("pair", 0), ("mirror", 1)):
            drawn = Image.open(self.folder / f"maps/{name}.png.png")
            self.assertIn("espresso", drawn.text["Description"])
            plain = np.asarray(Image.open(self.folder / f"{name}.png").resize(drawn.size)) / 255
            heat = (np.asarray(drawn.convert("RGB")) / 255 - 0.45 * plain).mean(axis=(0, 2))
            half = len(heat) // 2
            sides = [heat[: half // 2].mean(), heat[-half // 2 :].mean()]
            self.assertGreater(sides[brighter], sides[1 - brighter] + 0.1)

    def test_without_a_named_class_the_surest_tile_decides(self):
        self.classify("--tiles", "3x2", "--cam", "maps", "photo.png")
        [record] = self.records(self.classify("--tiles", "3x2", "photo.png"))
        best = max(
            (tile["predictions"][0] for tile in record["tiles"]), key=lambda p: p["probability"]
        )
        text = Image.open(self.folder / "maps/photo.png.png").text["Description"]
        label = tiny_checkpoint.LABELS[best["index"]]
        self.assertEqual(text, f"evidence for {label}, {100 * best['probability']:.2f} %")

    def test_the_run_and_the_manifest_name_the_grid(self):
        process = self.classify("--tiles", "4x3", "--manifest", "first", "photo.png")
        manifest = self.records(process)[0]["manifest"]
        self.assertEqual(manifest["tiles"], {"columns": 4, "rows": 3, "overlap": False})
        self.classify("--tiles", "4x3", "-o", "out.jsonl", "photo.png")
        resume = ("--resume", "out.jsonl", "photo.png")
        for tiles, said in ((("--tiles", "4x2"), "--tiles 4x3 (now --tiles 4x2)"), ((), "4x3")):
            process = self.classify(*tiles, *resume, "-b", "4")
            self.assertEqual(process.returncode, 2)
            self.assertIn(said, process.stderr.decode())
        before = (self.folder / "out.jsonl").read_bytes()
        self.assertEqual(self.classify("--tiles", "4x3", *resume).returncode, 0)
        self.assertEqual((self.folder / "out.jsonl").read_bytes(), before)

    def test_refused_requests(self):
        requests = [
            (("--tiles", "4by3"), "--tiles 4by3: expected columns x rows"),
            (("--tiles", "4x3", "-f", "csv"), "json and json-array, not with csv"),
            (("--tiles", "4x3", "-o", "r.html"), "not with html"),
            (("--tiles", "4x3", "--tta", "hflip"), "--tta hflip"),
            (("--tiles", "4x3", "--fast-decode"), "--fast-decode"),
            (("--tiles", "4x3", "--dump-input", "a.npy"), "--dump-input a.npy"),
            (("--tile-overlap",), "--tiles"),
        ]
        for arguments, said in requests:
            process = self.classify(*arguments, "photo.png")
            self.assertEqual((process.returncode, process.stdout), (2, b""), arguments)
            self.assertIn(said, process.stderr.decode())
        self.assertFalse((self.folder / "a.npy").exists())

    def test_the_schema_describes_the_record(self):
        import jsonschema

        schema = json.loads((cli.ROOT / "docs/output-schema.json").read_text())
        process = self.classify("--tiles", "2x2", "--manifest", "first", "photo.png")
        for record in self.records(process):
            jsonschema.Draft202012Validator(schema).validate(record)


if __name__ == "__main__":
    cli.main()

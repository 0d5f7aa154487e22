# SPDX-License-Identifier: Apache-2.0
"""`--cam` writes a class activation map for each image that could be read."""
import json
import os

import numpy as np
from PIL import Image

import cli
import tiny_checkpoint


class ActivationMaps(cli.CliTest):
    def setUp(self):
        super().setUp()
        photo = Image.open(cli.SAMPLES / "coffee.png").convert("RGB").resize((120, 80))
        (self.folder / "photos").mkdir()
        photo.save(self.folder / "photos/a.jpg", quality=95)
        photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(self.folder / "photos/b.png")
        photo.resize((60, 90)).save(self.folder / "photos/c.tiff")
        (self.folder / "photos/d.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        self.names = ["photos%2Fa.jpg.png", "photos%2Fb.png.png", "photos%2Fc.tiff.png"]

    def picture(self, name, folder="cam"):
        return np.asarray(Image.open(self.folder / folder / name).convert("RGB")).astype(int)

    def photo(self, name):
        return np.asarray(Image.open(self.folder / "photos" / name).convert("RGB")).astype(int)

    def test_each_image_that_was_read_has_its_picture(self):
        process = self.classify("-t", "2", "-b", "2", "--cam", "cam", "photos")
        self.assertEqual(process.returncode, 1, process.stderr)
        self.assertEqual(sorted(os.listdir(self.folder / "cam")), self.names)
        plain = self.records(self.classify("-t", "2", "-b", "2", "photos"))
        records = self.records(process)
        for one, other in zip(records, plain):
            self.assertEqual(one.get("predictions"), other.get("predictions"))
        for name, photo in zip(self.names, ("a.jpg", "b.png", "c.tiff")):
            self.assertEqual(self.picture(name).shape, self.photo(photo).shape)

    def test_the_photo_is_unchanged_outside_the_networks_view(self):
        # 120 x 80 becomes 109 x 73 and is cropped to 64 x 64: that cuts 24.8 pixels of the photo
        # off left and right, 4.9 above and below.
        self.classify("-t", "1", "--cam", "cam", "photos/b.png")
        drawn, photo = self.picture("photos%2Fb.png.png"), self.photo("b.png")
        changed = np.abs(drawn - photo).sum(axis=2) > 0
        self.assertFalse(changed[:, :24].any() or changed[:, 96:].any())
        self.assertFalse(changed[:4].any() or changed[76:].any())
        self.assertGreater(changed[6:74, 31:89].mean(), 0.9)

    def test_a_class_that_the_user_names(self):
        best = self.records(self.classify("-t", "1", "photos/a.jpg"))[0]["predictions"]
        arguments = ("-t", "1", "photos/a.jpg")
        self.classify(*arguments, "--cam", "top")
        pictures = {}
        for name in (tiny_checkpoint.LABELS[best[0]["index"]], best[0]["index"], best[4]["index"]):
            folder = f"cam{len(pictures)}"
            process = self.classify(*arguments, "--cam", folder, "--cam-class", name)
            self.assertEqual(process.returncode, 0, process.stderr)
            pictures[folder] = self.picture("photos%2Fa.jpg.png", folder)
        top = self.picture("photos%2Fa.jpg.png", "top")
        for index, score in ((0, best[0]), (1, best[0]), (2, best[4])):
            text = Image.open(self.folder / f"cam{index}/photos%2Fa.jpg.png").text
            self.assertEqual(
                text["Description"],
                f"evidence for {score['label']}, {100 * score['probability']:.2f} %",
            )
        np.testing.assert_array_equal(top, pictures["cam0"])
        np.testing.assert_array_equal(top, pictures["cam1"])
        self.assertTrue((top != pictures["cam2"]).any())
        process = self.classify(*arguments, "--cam", "x", "--cam-class", "unicorn")
        self.assertEqual(process.returncode, 2)
        self.assertIn(b'--cam-class: "unicorn" is not a class', process.stderr)
        self.assertFalse((self.folder / "x").exists())

    def test_turned_photos_are_shown_upright_and_large_ones_reduced(self):
        exif = Image.Exif()
        exif[274] = 6
        photo = Image.open(self.folder / "photos/b.png")
        photo.save(self.folder / "turned.png", exif=exif)
        for mode in ("ignore", "apply"):
            self.classify("-t", "1", "--cam", mode, "--exif", mode, "turned.png")
            drawn = self.picture("turned.png.png", mode)
            self.assertEqual(drawn.shape, (120, 80, 3))
            upright = np.asarray(photo.transpose(Image.Transpose.ROTATE_270)).astype(int)
            np.testing.assert_array_equal(drawn[:4], upright[:4])  # not seen by the network
        self.classify("-t", "1", "--cam", "small", "--cam-size", "60", "photos/b.png")
        self.assertEqual(self.picture("photos%2Fb.png.png", "small").shape, (40, 60, 3))

    def test_standard_input(self):
        with open(self.folder / "photos/a.jpg", "rb") as image:
            process = self.classify("-t", "1", "--cam", "cam", "--stdin-image", stdin=image)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(os.listdir(self.folder / "cam"), ["-.png"])

    def test_resume_continues_records_and_pictures(self):
        arguments = ("-t", "1", "-b", "1", "--cam", "cam", "--resume", "out.jsonl")
        self.classify(*arguments, "photos/a.jpg")
        (self.folder / "cam" / self.names[0]).write_bytes(b"kept")
        self.classify(*arguments, "photos/a.jpg", "photos/b.png")
        self.assertEqual(len((self.folder / "out.jsonl").read_text().splitlines()), 2)
        self.assertEqual(sorted(os.listdir(self.folder / "cam")), self.names[:2])
        self.assertEqual((self.folder / "cam" / self.names[0]).read_bytes(), b"kept")
        process = self.classify("-t", "1", "-b", "1", "--resume", "out.jsonl", "photos/c.tiff")
        self.assertEqual(process.returncode, 2)  # other records: no pictures

    def test_older_pictures_are_replaced_only_with_force(self):
        def run(*arguments, **options):
            return self.classify("-t", "1", "--cam", "cam", *arguments, **options)

        self.assertEqual(run("photos/a.jpg").returncode, 0)
        self.assertEqual(run("photos/b.png").returncode, 0)  # others are no obstacle
        first = self.folder / "cam" / self.names[0]
        first.write_bytes(b"mine")
        for arguments, options in (
            (["photos"], {}),
            (["photos/c.tiff", "photos/a.jpg"], {}),
            (["-"], {"input": b"photos/c.tiff\n"}),  # what else is to come isn't known
        ):
            process = run(*arguments, **options)
            self.assertEqual((process.returncode, process.stdout), (2, b""), arguments)
            self.assertRegex(
                process.stderr, rb"cam/photos%2F.*: the file exists and is not empty; --force rep"
            )
            self.assertEqual(first.read_bytes(), b"mine")
        self.assertEqual(run("photos/a.jpg", "--force").returncode, 0)
        self.assertTrue(first.read_bytes().startswith(b"\x89PNG"))
        self.assertEqual(run("-", "--force", input=b"photos/c.tiff\n").returncode, 0)

    def test_unusable_folders(self):
        (self.folder / "file").write_text("x")
        for folder in ("file", "file/below"):
            process = self.classify("-t", "1", "--cam", folder, "photos/a.jpg")
            self.assertEqual(process.returncode, 2)
            self.assertEqual(process.stdout, b"")
            self.assertIn(b"file", process.stderr)
        for arguments in (("photos/cam", "photos"), ("photos", "photos/a.jpg")):
            process = self.classify("-t", "1", "--cam", *arguments)
            self.assertEqual(process.returncode, 2)
            self.assertIn(b"--cam photos", process.stderr)
        self.assertEqual(self.classify("--cam-class", "cat", "photos").returncode, 2)

    def test_folders_that_hold_listed_photos(self):
        (self.folder / "link").symlink_to("photos")
        for folder, entries in (
            ("photos/cam", ["photos/a.jpg", "photos"]),
            ("photos", ["photos/a.jpg"]),
            ("link/cam", ["missing.jpg", "photos"]),
        ):
            (self.folder / "list").write_text("".join(entry + "\n" for entry in entries))
            process = self.classify("-t", "1", "-b", "1", "--cam", folder, "--files-from", "list")
            self.assertEqual(process.returncode, 2, process.stderr)
            self.assertEqual(process.stdout, b"")  # nothing was classified
            self.assertIn(f"--cam {folder}: ".encode(), process.stderr)
            self.assertFalse((self.folder / "photos/cam").exists())
        (self.folder / "list").write_text("photos/*.jpg\nphotos/a.jpg\n")  # no pattern in a list
        process = self.classify("-t", "1", "--cam", "photos/cam", "--files-from", "list")
        self.assertEqual(process.returncode, 1, process.stderr)
        self.assertEqual(len(self.records(process)), 2)

    def test_the_cat_lights_up_for_a_cat_and_the_cup_for_espresso(self):
        both = Image.new("RGB", (256, 256), (124, 116, 104))
        for sample, place in (("chelsea.png", (0, 0)), ("coffee.png", (128, 128))):
            photo = Image.open(cli.SAMPLES / sample).convert("RGB")
            left = (photo.width - photo.height) // 2
            both.paste(
                photo.crop((left, 0, left + photo.height, photo.height)).resize((128, 128)), place
            )
        both.save(self.folder / "both.png")
        light = {}
        for name in ("Egyptian cat", "espresso"):  # by the bundled model
            process = self.run_program("-t", "1", "--cam", name, "--cam-class", name, "both.png")
            self.assertEqual(process.returncode, 0, process.stderr)
            drawn = self.picture("both.png.png", name)
            light[name] = drawn[:128, :128].mean(), drawn[128:, 128:].mean()
        self.assertGreater(light["Egyptian cat"][0], light["espresso"][0] + 10)
        self.assertGreater(light["espresso"][1], light["Egyptian cat"][1] + 10)

    def test_the_html_report_holds_the_maps(self):
        process = self.classify("-t", "1", "--cam", "cam", "-f", "html", "photos")
        records = [
            json.loads(line)
            for line in process.stdout.decode().splitlines()
            if line.startswith('{"p"')
        ]
        self.assertEqual([len(record.get("h", [])) for record in records], [3, 3, 3, 0])
        for record in records[:3]:
            self.assertEqual((record["h"][0], record["h"][2]), tuple(record["c"][0][::2]))
            self.assertTrue(record["h"][1].startswith("/9j/"))
            self.assertNotEqual(record["h"][1], record["t"])


if __name__ == "__main__":
    cli.main()

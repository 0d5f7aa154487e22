# SPDX-License-Identifier: Apache-2.0
"""--dump-input writes the tensor that the network sees of one image."""
import shutil

import cli
import numpy as np
import tiny_checkpoint

PHOTO = cli.SAMPLES / "coffee.png"


class DumpInput(cli.CliTest):
    def dump(self, *arguments, **options):
        process = self.classify("--dump-input", "input.npy", "--force", *arguments, **options)
        self.assertEqual((process.returncode, process.stderr), (0, b""))
        return np.load(self.folder / "input.npy"), self.records(process)

    def assert_refused(self, process, *words):
        self.assertEqual((process.returncode, process.stdout), (2, b""), process.stderr)
        for word in words:
            self.assertIn(word, process.stderr.decode())

    def test_the_tensor_of_a_photo(self):
        tensor, records = self.dump(PHOTO)
        self.assertEqual((tensor.dtype, tensor.shape), (np.float32, (1, 3, 64, 64)))
        self.assertTrue(np.isfinite(tensor).all())
        self.assertGreater(tensor.std(), 0.1)
        self.assertEqual(records, self.records(self.classify(PHOTO)))

    def test_the_network_gets_exactly_this(self):
        """An image made from the tensor, which needs no resize, gives the same logits."""
        from PIL import Image

        values = {**tiny_checkpoint.hub_config()["pretrained_cfg"], "crop_pct": 1.0}
        self.model = self.folder / "whole"
        tiny_checkpoint.write_model_folder(self.model, pretrained_cfg=values)
        tensor, records = self.dump("--scores", "logits", "-k", "6", PHOTO)
        mean, std = (np.array(v, np.float32)[:, None, None] for v in self.mean_and_std())
        pixels = np.rint((tensor[0] * std + mean) * 255).astype(np.uint8)
        Image.fromarray(pixels.transpose(1, 2, 0)).save(self.folder / "seen.png")
        again, same = self.dump("--scores", "logits", "-k", "6", "seen.png")
        self.assertEqual(again.tobytes(), tensor.tobytes())
        self.assertEqual(same[0]["predictions"], records[0]["predictions"])

    def mean_and_std(self):
        import json

        config = json.loads((self.model / "config.json").read_text())["pretrained_cfg"]
        return config["mean"], config["std"]

    def test_options_that_change_the_input_change_the_dump(self):
        from PIL import Image

        with Image.open(PHOTO) as photo:
            exif = photo.getexif()
            exif[0x0112] = 6
            photo.convert("RGB").save(self.folder / "turned.jpg", exif=exif)
        turned, _ = self.dump("--exif", "apply", "turned.jpg")
        plain, _ = self.dump("turned.jpg")
        self.assertFalse(np.array_equal(turned, plain))
        batched, _ = self.dump("--batch-size", "4", "turned.jpg")
        self.assertEqual(batched.tobytes(), plain.tobytes())

    def test_an_image_on_standard_input(self):
        expected, _ = self.dump(PHOTO)
        found, _ = self.dump("--stdin-image", input=PHOTO.read_bytes())
        self.assertEqual(found.tobytes(), expected.tobytes())

    def test_refused_requests(self):
        dump = ("--dump-input", "input.npy")
        self.assert_refused(self.classify(*dump, PHOTO, PHOTO), "--dump-input", "one image")
        self.assert_refused(self.classify(*dump, cli.SAMPLES), "--dump-input", "one image")
        self.assert_refused(self.classify("--dump-input", "a.txt", PHOTO), "ends in .npy")
        self.assert_refused(self.classify(*dump, "--resume", "r.jsonl", PHOTO), "--resume r.jsonl")
        self.assertEqual(list(self.folder.glob("*.npy")), [])

    def test_a_file_that_is_no_dump_stays(self):
        features = np.zeros((4, 8), np.float32)
        np.save(self.folder / "input.npy", features)
        for force in ((), ("--force",)):
            self.assert_refused(
                self.classify("--dump-input", "input.npy", *force, PHOTO), "holds something else"
            )
        np.testing.assert_array_equal(np.load(self.folder / "input.npy"), features)
        shutil.copy(PHOTO, self.folder / "photo.npy")
        self.assert_refused(
            self.classify("--dump-input", "photo.npy", "photo.npy"), "holds something else"
        )
        self.assertEqual((self.folder / "photo.npy").read_bytes(), PHOTO.read_bytes())

    def test_an_image_that_fails_leaves_the_earlier_dump(self):
        before, _ = self.dump(PHOTO)
        (self.folder / "broken.png").write_bytes(PHOTO.read_bytes()[:500])
        process = self.classify("--dump-input", "input.npy", "--force", "broken.png")
        self.assertEqual(process.returncode, 1)
        self.assertEqual(np.load(self.folder / "input.npy").tobytes(), before.tobytes())
        process = self.classify("--dump-input", "other.npy", "broken.png")
        self.assertEqual(process.returncode, 1)
        self.assertFalse((self.folder / "other.npy").exists())


if __name__ == "__main__":
    cli.main()

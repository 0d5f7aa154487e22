# SPDX-License-Identifier: Apache-2.0
"""`--sort-into` sorts photos into folders by class and replaces nothing."""
import shutil
import subprocess

import cli
from PIL import Image


class Sort(cli.CliTest):
    def setUp(self):
        super().setUp()
        for name in ("photos/a.png", "photos/more/a.png", "photos/b.png"):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            source = "chelsea.png" if name.endswith("b.png") else "coffee.png"
            shutil.copy(cli.SAMPLES / source, self.folder / name)
        with Image.open(cli.SAMPLES / "coffee.png") as photo:  # the same pixels in other bytes
            photo.save(self.folder / "photos/more/a.png", compress_level=1)
        (self.folder / "photos/cut.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        self.classes = {
            record["path"]: record["predictions"][0]["label"]
            for record in self.records(self.classify("photos", "-b", "1"))
            if "error" not in record
        }

    def sort(self, *arguments, code=1):
        process = self.classify("photos", "-b", "1", "--sort-into", "sorted", *arguments)
        self.assertEqual(process.returncode, code, process.stderr)
        return process.stderr.decode()

    def files(self):
        found = {}
        for path in sorted((self.folder / "sorted").rglob("*")):
            if not path.is_dir():
                found[str(path.relative_to(self.folder / "sorted"))] = path.read_bytes()
        return found

    def test_a_dry_run_comes_first(self):
        said = self.sort()
        self.assertRegex(said, r"^sorted: 3 photos would be sorted into \d folders?: ")
        self.assertIn("; 1 left out; nothing was written: add --sort-by link or", said)
        self.assertFalse((self.folder / "sorted").exists())
        self.assertEqual(self.sort("-q"), "")

    def test_links_and_copies(self):
        for mode, verb in (("link", "linked"), ("copy", "copied")):
            said = self.sort("--sort-by", mode)
            self.assertRegex(said, rf"^sorted: 3 photos {verb} into ")
            found = self.files()
            self.assertEqual(len(found), 3)
            coffee = self.classes["photos/a.png"]
            self.assertEqual(
                found[f"{self.classes['photos/b.png']}/b.png"],
                (self.folder / "photos/b.png").read_bytes(),
            )
            self.assertIn(f"{coffee}/a.png", found)
            [other] = [name for name in found if name.startswith(f"{coffee}/a-")]
            self.assertRegex(other, r"/a-[0-9a-f]{16}\.png$")
            path = self.folder / "sorted" / f"{coffee}/a.png"
            self.assertEqual(path.is_symlink(), mode == "link")
            said = self.sort("--sort-by", mode)  # again: nothing changes
            self.assertIn("of them were there already", said)
            self.assertLessEqual(set(found), set(self.files()))
            shutil.rmtree(self.folder / "sorted")
        self.assertTrue((self.folder / "photos/a.png").is_file())

    def test_links_are_found_again(self):
        self.sort("--sort-by", "link")
        before = self.files()
        self.assertIn("; 3 of them were there already", self.sort("--sort-by", "link"))
        self.assertEqual(self.files(), before)

    def test_nothing_is_replaced(self):
        place = self.folder / "sorted" / self.classes["photos/b.png"] / "b.png"
        place.parent.mkdir(parents=True)
        place.write_bytes(b"mine")
        for mode in ("link", "copy"):
            self.sort("--sort-by", mode)
            self.assertEqual(place.read_bytes(), b"mine")

    def test_photos_without_a_class_are_left_out(self):
        said = self.sort("--threshold", "1", "--sort-by", "copy")
        self.assertIn("0 photos copied into 0 folders; 4 left out", said)

    def test_wrong_usage(self):
        for arguments, message in (
            (("photos", "--sort-by", "link"), b"--sort-by goes with --sort-into"),
            (("photos", "--sort-into", "s", "--sort-by", "lnk"), b"did you mean link?"),
            (("photos", "--sort-into", "photos/s"), b"lies in photos, which is classified"),
            (("**/*.png", "--sort-into", "sorted"), b"which is classified; name one elsewhere"),
            (("--stdin-image", "--sort-into", "s"), b"leave out --stdin-image"),
        ):
            process = self.classify(*arguments, stdin=subprocess.DEVNULL)
            self.assertEqual(process.returncode, 2, arguments)
            self.assertIn(message, process.stderr)


if __name__ == "__main__":
    cli.main()

# SPDX-License-Identifier: Apache-2.0
"""An installed program runs from anywhere, and loads OpenCV only for images that need it."""
import json
import pathlib
import shutil
import subprocess
import unittest

import cli

CODECS = "lib/resnext-classify/resnext-opencv-codecs.so"
PHOTO = cli.SAMPLES / "coffee.png"


def needed(file):
    """Returns the shared libraries that a program or library names."""
    listed = subprocess.run(["readelf", "-dW", file], capture_output=True, check=True)
    return [
        line.split("[")[1].rstrip("]")
        for line in listed.stdout.decode().splitlines()
        if "(NEEDED)" in line
    ]


class Install(cli.CliTest):
    def setUp(self):
        super().setUp()
        first, self.tree = self.folder / "first", self.folder / "an odd näme (1)"
        self.install(first)
        first.rename(self.tree)
        self.program = self.tree / "bin/resnext-classify"
        self.codecs = self.tree / CODECS
        self.use(self.program)

    def use(self, program):
        self.addCleanup(setattr, cli, "PROGRAM", cli.PROGRAM)
        cli.PROGRAM = str(program)

    def answer(self, *arguments, **options):
        process = self.run_program(*arguments, **options)
        self.assertEqual((process.returncode, process.stderr), (0, b""))
        return [record["predictions"][0]["label"] for record in self.records(process)]

    def jpeg(self, name="coffee.jpg"):
        from PIL import Image

        with Image.open(PHOTO) as photo:
            photo.save(self.folder / name, quality=95)
        return self.folder / name

    def assert_refused(self, process, *words):
        self.assertEqual(process.returncode, 3, process.stdout + process.stderr)
        message = process.stderr.decode()
        self.assertEqual(message.count("resnext-classify: "), 1, message)
        for word in words:
            self.assertIn(str(word), message)

    def test_a_moved_installation_and_a_link_to_it(self):
        self.assertEqual(self.answer(PHOTO), ["espresso"])
        link = self.folder / "link"
        link.symlink_to(self.program)
        self.use(link)
        self.assertEqual(self.answer(PHOTO), ["espresso"])

    def test_everything_in_one_folder(self):
        flat = self.folder / "flat"
        flat.mkdir()
        for folder in ("bin", "lib/resnext-classify", "share/resnext-classify"):
            for file in list((self.tree / folder).iterdir()):
                shutil.move(file, flat)
        self.use(flat / "resnext-classify")
        self.assertEqual(self.answer(PHOTO), ["espresso"])

    def test_without_the_codecs_jpegs_are_classified_and_a_png_ends_the_run(self):
        self.codecs.unlink()
        photos = self.folder / "photos"
        photos.mkdir()
        self.assertEqual(self.answer(self.jpeg("photos/a.jpg")), ["espresso"])
        for name in ("b.png", "c.png", "d.png"):
            shutil.copy(PHOTO, photos / name)
        process = self.run_program(photos)
        self.assert_refused(
            process,
            self.codecs,
            self.tree / "bin" / self.codecs.name,
            "keep ../lib/resnext-classify beside",
        )
        self.assertEqual(
            [pathlib.Path(record["path"]).name for record in self.records(process)], ["a.jpg"]
        )

    def test_without_the_codecs_pictures_end_the_run(self):
        self.codecs.unlink()
        photo = self.jpeg()
        for options in (["--format", "html"], ["--cam", "cams"], ["--manifest", "manifest.json"]):
            self.assert_refused(self.run_program(*options, photo), self.codecs)

    def test_codecs_that_cannot_be_loaded(self):
        self.codecs.write_bytes(b"not a library")
        self.assert_refused(
            self.run_program(PHOTO),
            self.codecs,
            "can't be loaded",
            "file too short",
            "Install OpenCV",
        )
        with open("/proc/self/maps") as maps:
            library = next(line.split()[-1] for line in maps if "/libm.so" in line)
        shutil.copy(library, self.codecs)
        self.assert_refused(
            self.run_program(PHOTO), self.codecs, "another build", "resnext_opencv_codecs"
        )

    def test_libtiffs_message_about_a_damaged_image_reaches_the_record(self):
        from PIL import Image

        with Image.open(PHOTO) as photo:
            photo.resize((64, 48)).save(self.folder / "a.tif", compression="tiff_adobe_deflate")
        content = bytearray((self.folder / "a.tif").read_bytes())
        content[40:70] = bytes(30)
        (self.folder / "a.tif").write_bytes(content)
        process = self.run_program("a.tif")
        self.assertEqual(process.returncode, 1, process.stderr)
        error = self.records(process)[0]["error"]
        self.assertEqual(error["code"], "corrupt")
        self.assertIn("Decoding error", error["message"])

    def test_the_manifest_names_the_opencv_that_is_loaded(self):
        process = self.run_program("--manifest", "manifest.json", self.jpeg())
        self.assertEqual(process.returncode, 0, process.stderr)
        manifest = json.loads((self.folder / "manifest.json").read_text())["manifest"]
        self.assertRegex(manifest["versions"]["opencv"], r"^[0-9]+\.[0-9]+\.[0-9]+")

    def test_uninstalling_removes_what_was_installed(self):
        """With a manifest of its own: other tests install from the same build folder."""
        prefix, own = self.folder / "prefix", self.folder / "prefix/share/man/man1/other.1"
        self.install(prefix)
        manifest = self.folder / "install_manifest.txt"
        manifest.write_text("".join(f"{p}\n" for p in prefix.rglob("*") if p.is_file()))
        own.touch()
        script = cli.ROOT / "scripts/cmake/uninstall.cmake"
        command = ["cmake", f"-DMANIFEST={manifest}", "-P", script]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        self.assertEqual([path for path in prefix.rglob("*") if path.is_file()], [own])
        self.assertEqual(list(prefix.rglob("resnext-classify")), [])
        again = subprocess.run(command, capture_output=True, check=False)
        self.assertNotEqual(again.returncode, 0)
        self.assertIn(b"install_manifest.txt is not there", again.stdout + again.stderr)

    @unittest.skipIf(shutil.which("readelf") is None, "SKIPPED: readelf is not there")
    def test_the_program_itself_does_not_need_opencv(self):
        self.assertEqual([name for name in needed(self.program) if "opencv" in name], [])
        self.assertTrue([name for name in needed(self.codecs) if "opencv" in name])


if __name__ == "__main__":
    cli.main()

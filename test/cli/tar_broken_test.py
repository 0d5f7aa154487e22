# SPDX-License-Identifier: Apache-2.0
"""Tar archives that end early, are damaged or are none, and options that need files."""
import gzip
import json
import tarfile

import cli
from tar_test import Archives


class Broken(Archives):
    def test_an_archive_that_ends_early(self):
        """What comes before has its records; then the archive has one, and the run goes on."""
        whole = self.tar("p.tar", self.members(), "w", tarfile.USTAR_FORMAT).read_bytes()
        places = [whole.index(f"set/img{n}.png".encode()) for n in range(4)]
        expected = self.predictions(self.classify("p.tar", "photos/img0.png", "-b", "4"))
        inside = ("cut.tar/set/img2.png", "truncated")
        cuts = {
            places[2]: [],  # between two files: only the end mark is missing
            places[2] + 100: [],  # in a header
            places[2] + 512 + 1000: [inside],  # in a photo
        }
        for cut, of_images in cuts.items():
            for stdin in (False, True):
                (self.folder / "cut.tar").write_bytes(whole[:cut])
                source = ("--stdin-tar",) if stdin else ("cut.tar", "photos/img0.png")
                options = {"input": whole[:cut]} if stdin else {}
                process = self.classify(*source, "-b", "4", **options)
                self.assertEqual((process.returncode, process.stderr), (1, b""))
                found = self.errors(process)
                if stdin:
                    wanted = [(p.replace("cut.tar", "-"), c) for p, c in of_images]
                    self.assertEqual(found, wanted + [("-", "truncated")])
                else:
                    self.assertEqual(found, of_images + [("cut.tar", "truncated")])
                    last = self.records(process)[-1]
                    self.assertEqual(last["path"], "photos/img0.png")
                good = [r["predictions"] for r in self.records(process) if "predictions" in r]
                self.assertEqual(good, expected[:2] + ([] if stdin else expected[-1:]))

    def test_a_gzipped_archive_that_ends_early_or_is_damaged(self):
        whole = self.tar("p.tgz", self.members(), "w:gz").read_bytes()
        (self.folder / "cut.tgz").write_bytes(whole[: len(whole) // 2])
        process = self.classify("cut.tgz")
        self.assertEqual(process.returncode, 1)
        self.assertEqual(self.errors(process)[-1], ("cut.tgz", "truncated"))
        self.assertIn("predictions", self.records(process)[0])
        damaged = bytearray(self.tar("d.tar", self.members()).read_bytes())
        damaged[damaged.index(b"set/img2.png")] ^= 1
        (self.folder / "d.tar").write_bytes(damaged)
        (self.folder / "d.tgz").write_bytes(gzip.compress(bytes(damaged)))
        for name in ("d.tar", "d.tgz"):
            process = self.classify(name)
            self.assertEqual(self.errors(process), [(name, "corrupt")])
            self.assertEqual(len(self.records(process)), 3)

    def test_no_archive(self):
        (self.folder / "page.tar").write_bytes(b"<!DOCTYPE html><html></html>")
        (self.folder / "empty.tar").write_bytes(b"")
        (self.folder / "folder.tar").mkdir()
        (self.folder / "folder.tar/a.png").write_bytes(self.photo(0))
        process = self.classify("page.tar", "none.tar", "empty.tar", "folder.tar")
        self.assertEqual(process.returncode, 1)
        errors = [("page.tar", "unsupported"), ("none.tar", "not_found"), ("empty.tar", "empty")]
        self.assertEqual(self.errors(process), errors)
        self.assertIn("expected a tar archive", self.records(process)[0]["error"]["message"])
        self.assertEqual(self.paths(process)[-1], "folder.tar/a.png")
        self.tar("nothing.tar", [("readme.txt", b"no photos")])
        process = self.classify("nothing.tar")
        self.assertEqual((process.returncode, process.stdout), (2, b""))
        self.assertIn(b"no image files in the folders and archives", process.stderr)

    def test_a_photo_that_claims_to_be_huge(self):
        info = tarfile.TarInfo("huge.png")
        info.size = 1 << 40
        header = info.tobuf(tarfile.GNU_FORMAT)
        (self.folder / "huge.tar").write_bytes(header + self.photo(0))
        process = self.classify("huge.tar")
        self.assertEqual(self.errors(process)[0], ("huge.tar/huge.png", "too_large"))
        info.size = 1 << 30  # below the limit: the archive ends before
        (self.folder / "huge.tar").write_bytes(info.tobuf(tarfile.GNU_FORMAT) + self.photo(0))
        self.assertEqual(self.errors(self.classify("huge.tar"))[-1], ("huge.tar", "truncated"))


class Combined(Archives):
    def setUp(self):
        super().setUp()
        self.tar("p.tar", self.members())

    def refuse(self, *words, arguments, command=None, **options):
        run = (
            self.classify
            if command is None
            else lambda *a, **o: self.run_program(command, "-m", self.model, *a, **o)
        )
        process = run(*arguments, **options)
        self.assertEqual((process.returncode, process.stdout), (2, b""), process.stderr)
        for word in words:
            self.assertIn(word, process.stderr.decode())

    def test_maps_and_pages(self):
        process = self.classify("p.tar", "photos/img0.png", "-o", "r.html", "--cam", "maps")
        self.assertEqual(process.returncode, 0, process.stderr)
        names = sorted(path.name for path in (self.folder / "maps").iterdir())
        expected = [f"p.tar%2Fset%2Fimg{n}.png.png" for n in range(4)]
        self.assertEqual(names, expected + ["photos%2Fimg0.png.png"])
        page = (self.folder / "r.html").read_text()
        lines = [json.loads(line) for line in page.splitlines() if line.startswith('{"p"')]
        self.assertEqual([line["l"] for line in lines], [""] * 4 + ["photos/img0.png"])
        self.assertTrue(all(line["t"] for line in lines))
        process = self.classify("p.tar", "--cam", "maps")
        self.assertEqual(process.returncode, 2)  # the pictures are there

    def test_photos_in_archives_can_not_be_sorted(self):
        sort = ("--sort-into", "sorted")
        self.refuse("p.tar", "archive", "unpack", arguments=(*sort, "p.tar"))
        self.refuse("--stdin-tar", arguments=(*sort, "--stdin-tar"), input=b"")
        (self.folder / "list").write_text("p.tar\n")
        self.refuse("p.tar", "archive", arguments=(*sort, "--files-from", "list"))
        process = self.classify(*sort, "-", input=b"p.tar\n")
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"in an archive", process.stderr)

    def test_commands_that_need_files(self):
        for command, option in (("evaluate", "--data"), ("finetune", "--data")):
            arguments = (option, "p.tar") + (("--out", "m") if command == "finetune" else ())
            self.refuse(option, "p.tar", "archive", "tar -xf", arguments=arguments, command=command)
        arguments = ("--images", "p.tar", "--out", "m")
        self.refuse("--images", "p.tar", "archive", arguments=arguments, command="quantize")

    def test_one_standard_input(self):
        self.refuse("--stdin-tar", arguments=("--stdin-tar", "-"), input=b"")
        self.refuse("--stdin-tar", arguments=("--stdin-tar", "--stdin-image"), input=b"")
        self.refuse("--stdin-tar", arguments=(), input=b"bytes")

    def test_the_library_is_loaded_for_archives_only(self):
        environment = {"LD_DEBUG": "files"}
        plain = self.classify("photos/img0.png", environment=environment)
        self.assertNotIn(b"libarchive", plain.stderr)
        archive = self.classify("p.tar", environment=environment)
        self.assertIn(b"libarchive", archive.stderr)


if __name__ == "__main__":
    cli.main()

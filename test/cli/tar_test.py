# SPDX-License-Identifier: Apache-2.0
"""Tar archives as input: the records of their images."""
import io
import json
import os
import subprocess
import tarfile

import cli
import numpy as np
from batch_test import BatchTest


class Archives(BatchTest):
    def setUp(self):
        super().setUp()
        self.add_photos(4)

    def tar(self, name, members, mode="w", tar_format=tarfile.PAX_FORMAT):
        """Writes an archive of (name, bytes) or TarInfo."""
        with tarfile.open(self.folder / name, mode, format=tar_format) as archive:
            for member in members:
                if isinstance(member, tarfile.TarInfo):
                    archive.addfile(member)
                else:
                    info = tarfile.TarInfo(member[0])
                    info.size = len(member[1])
                    archive.addfile(info, io.BytesIO(member[1]))
        return self.folder / name

    def photo(self, number):
        return (self.photos / f"img{number}.png").read_bytes()

    def members(self):
        return [(f"set/img{number}.png", self.photo(number)) for number in range(4)]

    def predictions(self, process, code=0):
        self.assertEqual((process.returncode, process.stderr), (code, b""))
        return [record.get("predictions") for record in self.records(process)]

    def errors(self, process):
        found = [
            (record["path"], record["error"])
            for record in self.records(process)
            if "error" in record
        ]
        return [(path, error["code"]) for path, error in found]


class Reading(Archives):
    def test_images_have_the_answers_of_their_files(self):
        expected = self.predictions(self.classify("photos", "-b", "4"))
        self.tar("p.tar", self.members())
        self.tar("p.tar.gz", self.members(), "w:gz")
        self.tar("P.TGZ", self.members(), "w:gz", tarfile.GNU_FORMAT)
        self.tar("gnu.tar", self.members(), "w", tarfile.GNU_FORMAT)
        self.tar("ustar.tar", self.members(), "w", tarfile.USTAR_FORMAT)
        for name in ("p.tar", "p.tar.gz", "P.TGZ", "gnu.tar", "ustar.tar"):
            process = self.classify(name, "-b", "4")
            self.assertEqual(self.predictions(process), expected, name)
            self.assertEqual(self.paths(process), [f"{name}/set/img{n}.png" for n in range(4)])

    def test_shards_lists_and_patterns(self):
        for shard in range(2):
            self.tar(f"shard-{shard:03}.tar", self.members()[2 * shard : 2 * shard + 2])
        expected = [f"shard-{n // 2:03}.tar/set/img{n}.png" for n in range(4)]
        names = ("shard-000.tar", "shard-001.tar")
        self.assertEqual(self.paths(self.classify(*names)), expected)
        self.assertEqual(self.paths(self.classify("shard-*.tar")), expected)
        self.assertEqual(self.paths(self.classify("-", input="\n".join(names).encode())), expected)
        (self.folder / "deep").mkdir()
        os.rename(self.folder / names[0], self.folder / "deep" / names[0])
        process = self.classify("**/shard-*.tar")
        self.assertEqual(self.paths(process)[:2], ["deep/" + path for path in expected[:2]])
        parts = [self.paths(self.classify("shard-001.tar", "--shard", f"{k}/2")) for k in (1, 2)]
        self.assertEqual(sorted(parts[0] + parts[1]), expected[2:])

    def test_an_archive_in_a_folder_is_no_image(self):
        self.tar("photos/p.tar", self.members())
        self.assertEqual(len(self.paths(self.classify("photos"))), 4)

    def test_standard_input(self):
        expected = self.predictions(self.classify("photos", "-b", "4"))
        for mode in ("w", "w:gz"):
            archive = self.tar("p.tar", self.members(), mode)
            process = self.classify("--stdin-tar", "-b", "4", input=archive.read_bytes())
            self.assertEqual(self.predictions(process), expected)
            self.assertEqual(self.paths(process), [f"-/set/img{n}.png" for n in range(4)])
            with open(archive, "rb") as stdin:
                process = self.classify("--stdin-tar", "-b", "4", stdin=stdin)
            self.assertEqual(self.predictions(process), expected)

    def test_images_on_a_pipe_are_answered_as_they_arrive(self):
        bytes_of = self.tar("p.tar", self.members()).read_bytes()
        second = bytes_of.index(b"set/img1.png")
        with self.start("--stdin-tar", "-b", "4", stdin=subprocess.PIPE) as process:
            process.stdin.write(bytes_of[:second])
            process.stdin.flush()
            self.assertEqual(json.loads(process.stdout.readline())["path"], "-/set/img0.png")
            process.stdin.write(bytes_of[second:])
            process.stdin.close()
            self.assertEqual(len(process.stdout.readlines()), 3)
            self.assertEqual(process.wait(), 0)

    def test_a_named_pipe_is_read_once(self):
        archive = self.tar("p.tar", self.members()).read_bytes()
        os.mkfifo(self.folder / "pipe.tar")
        with self.start("pipe.tar", "-v") as process:
            (self.folder / "pipe.tar").write_bytes(archive)
            self.assertEqual(len(process.stdout.readlines()), 4)
            self.assertEqual(process.wait(), 0)

    def test_what_counts_as_an_image(self):
        link = tarfile.TarInfo("link.png")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        hard = tarfile.TarInfo("hard.png")
        hard.type, hard.linkname = tarfile.LNKTYPE, "a.png"
        pipe = tarfile.TarInfo("pipe.png")
        pipe.type = tarfile.FIFOTYPE
        members = [
            ("./a.png", self.photo(0)),
            ("label.cls", b"7"),
            ("no-extension", self.photo(1)),
            (".hidden.png", self.photo(2)),
            ("__MACOSX/._a.png", b"x"),
            link,
            hard,
            pipe,
            ("broken.png", self.photo(3)[:700]),
            ("text.jpg", b"no image at all"),
            ("empty.jpg", b""),
            ("../up.png", self.photo(1)),
            ("/root.png", self.photo(2)),
            ("a.png", self.photo(3)),
        ]
        self.tar("t.tar", members)
        process = self.classify("t.tar")
        self.assertEqual(process.returncode, 1)
        expected = ["a.png", "no-extension", "broken.png", "text.jpg", "empty.jpg", "../up.png"]
        expected += ["/root.png", "a.png"]
        self.assertEqual(self.paths(process), [f"t.tar/{name}" for name in expected])
        errors = [("broken.png", "truncated"), ("text.jpg", "unsupported"), ("empty.jpg", "empty")]
        self.assertEqual(self.errors(process), [(f"t.tar/{name}", code) for name, code in errors])

    def test_names_that_are_not_utf8(self):
        info = tarfile.TarInfo("caf\udce9.png")
        info.size = len(self.photo(0))
        with tarfile.open(self.folder / "n.tar", "w", format=tarfile.GNU_FORMAT) as archive:
            archive.addfile(info, io.BytesIO(self.photo(0)))
        self.tar("u.tar", [("\u00e9\u6c34.png", self.photo(0))])
        [record] = self.records(self.classify("n.tar"))
        self.assertEqual(bytes.fromhex(record["path_bytes"]), b"n.tar/caf\xe9.png")
        [record] = self.records(self.classify("u.tar"))
        self.assertEqual(record["path"], "u.tar/\u00e9\u6c34.png")

    def test_features(self):
        self.tar("p.tar", self.members())
        features = ("features", "-m", self.model, "-b", "4", "--out")
        self.assertEqual(self.run_program(*features, "a.npy", "p.tar").returncode, 0)
        self.assertEqual(self.run_program(*features, "b.npy", "photos").returncode, 0)
        one, other = (np.load(self.folder / name) for name in ("a.npy", "b.npy"))
        np.testing.assert_array_equal(one, other)

    def test_a_run_over_archives_can_be_resumed(self):
        self.tar("p.tgz", self.members() + [("set/img0.png", self.photo(1))], "w:gz")
        whole = self.classify("p.tgz", "-b", "4").stdout
        lines = whole.splitlines(keepends=True)
        self.assertEqual(len(lines), 5)
        for kept in range(6):
            (self.folder / "out.jsonl").write_bytes(b"".join(lines[:kept]) + b'{"pa')
            process = self.classify("--resume", "out.jsonl", "p.tgz", "-b", "4")
            self.assertEqual(process.returncode, 0, process.stderr)
            self.assertEqual((self.folder / "out.jsonl").read_bytes(), whole)


if __name__ == "__main__":
    cli.main()

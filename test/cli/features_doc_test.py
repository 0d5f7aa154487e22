# SPDX-License-Identifier: Apache-2.0
"""Every command of docs/features.md runs, in order, and finds what it should."""
import os
import pathlib
import re
import subprocess

import cli

TEXT = (cli.ROOT / "docs/features.md").read_text()
PYTHON = "/usr/bin/python3"


class FeaturesDoc(cli.CliTest):
    def setUp(self):
        super().setUp()
        probe = subprocess.run([PYTHON, "-c", "import faiss"], stderr=subprocess.PIPE, check=False)
        if probe.returncode != 0:
            self.skipTest("SKIPPED: FAISS (python3-faiss) is not installed")
        self.make_photos()

    def make_photos(self):
        """Two photos, copies of one of them, and other parts of both."""
        from PIL import Image

        (self.folder / "photos").mkdir()
        for name in ("chelsea", "coffee"):
            photo = Image.open(cli.SAMPLES / f"{name}.png").convert("RGB")
            photo.save(self.folder / f"photos/{name}.png")
        photo.resize((480, 320), Image.BICUBIC).save(self.folder / "photos/smaller.jpg", quality=90)
        photo.save(self.folder / "photos/again.jpg", quality=80)
        cat = Image.open(cli.SAMPLES / "chelsea.png").convert("RGB")
        cat.crop((20, 10, 440, 290)).save(self.folder / "query.jpg", quality=95)
        (self.folder / "photos/broken.jpg").write_bytes(b"\xff\xd8\xff broken")

    def paste(self, commands, code=0):
        program = pathlib.Path(cli.PROGRAM).parent
        process = subprocess.run(
            ["bash", "-e", "-o", "pipefail"],
            input=commands.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.folder,
            env={
                "PATH": f"{program}:{os.path.dirname(PYTHON)}:/bin",
                "HOME": str(self.folder),
                "RESNEXT_PACKED_CACHE": "0",
            },
            timeout=300,
            check=False,
        )
        self.assertEqual(process.returncode, code, (commands, process.stderr))
        return process.stdout.decode()

    def test_the_commands_find_similar_photos_and_copies(self):
        vectors, search, duplicates = re.findall(r"```sh\n(.*?)```", TEXT, re.S)
        first, second = vectors.splitlines()
        self.paste(first, code=1)  # a broken photo has no row
        self.paste(second)
        lines = [line.split("\t") for line in self.paste(search).splitlines()]
        self.assertEqual([line[0] for line in lines], ["query.jpg"] * 3)
        self.assertEqual(lines[0][2], "photos/chelsea.png")
        scores = [float(line[1]) for line in lines]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertLess(scores[0], 1)
        groups = self.paste(duplicates).splitlines()
        copies = "photos/again.jpg\tphotos/coffee.png\tphotos/smaller.jpg"
        self.assertEqual(groups, [copies])


if __name__ == "__main__":
    cli.main()

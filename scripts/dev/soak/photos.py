# SPDX-License-Identifier: Apache-2.0
"""A folder of very many images: links to a few files, some of which are no images."""
import os
import pathlib
import shutil

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
FOLDERS = 250
DISTINCT = 48  # a file may have 65,000 links on ext4
BROKEN = {"truncated": 997, "corrupt": 1499, "empty": 1999, "not_found": 2503}  # every so many


class Photos:
    """`count` images in the folder `photos` of `scratch`."""

    def __init__(self, scratch, count):
        self.count = count
        self.scratch = scratch
        self.folder = scratch / "photos"
        self.sources = scratch / "sources"
        self.finished = scratch / f"photos-{count}-complete"

    def source(self, number):
        """Returns the name of the file that an image is a link to."""
        for name, every in BROKEN.items():
            if number % every == every - 1:
                return name
        return f"{number * 7 % DISTINCT:02}" + (
            ".png" if number * 7 % DISTINCT % 4 == 0 else ".jpg"
        )

    def path(self, number):
        """Returns an image's path; the program lists them in the order of their numbers."""
        per_folder = -(-self.count // FOLDERS)
        return f"photos/{number // per_folder:03}/{number:07}.jpg"

    def write(self):
        """Writes everything, unless an earlier run has done so."""
        if self.finished.exists():
            return
        self.check_room()
        for folder in (self.folder, self.sources):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        self.write_sources()
        for number in range(self.count):
            path = self.scratch / self.path(number)
            path.parent.mkdir(exist_ok=True)
            source = self.source(number)
            if source == "not_found":
                path.symlink_to("nowhere.jpg")
            else:
                os.link(self.sources / source, path)
        self.finished.touch()

    def check_room(self):
        """Ends the program where the links would not fit."""
        room = os.statvfs(self.scratch)
        inodes = FOLDERS + DISTINCT + self.count // BROKEN["not_found"] + 1000
        size = self.count * 64 + (200 << 20)  # folders, and the records of a few runs
        records = self.count * 1500 * 3
        if room.f_files and room.f_favail < inodes:
            raise SystemExit(
                f"{self.scratch}: {inodes} inodes are needed, {room.f_favail} are free"
            )
        if room.f_bavail * room.f_frsize < size + records:
            raise SystemExit(f"{self.scratch}: {(size + records) >> 20} MiB are needed")

    def write_sources(self):
        from PIL import Image

        with Image.open(ROOT / "docs/samples/chelsea.png") as photo:
            for i in range(DISTINCT):
                left, top = i * 6 % 300, i * 4 % 190
                part = photo.convert("RGB").crop((left, top, left + 72 + i, top + 72))
                part.save(self.sources / f"{i:02}.{'png' if i % 4 == 0 else 'jpg'}")
        whole = (self.sources / "01.jpg").read_bytes()
        (self.sources / "truncated").write_bytes(whole[: len(whole) // 2])
        middle = len(whole) * 2 // 3
        (self.sources / "corrupt").write_bytes(whole[:middle] + b"\xff\xd8" + whole[middle + 2 :])
        (self.sources / "empty").write_bytes(b"")

# SPDX-License-Identifier: Apache-2.0
"""What the runs read: a small model, photos, lists of them, and a server that publishes weights."""
import hashlib
import json
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
sys.path.insert(0, str(ROOT / "test/support"))

import misbehaving_server as web  # noqa: E402
import tiny_checkpoint  # noqa: E402


class Inputs:
    """The files in a folder that is made anew. The server runs until web.close()."""

    CONTENT = hashlib.shake_128(b"weights").digest(120_000)
    HASH = hashlib.sha256(CONTENT).hexdigest()
    FILE = f"tiny-{HASH[:8]}.pth"

    def __init__(self, folder):
        self.folder = folder
        self.model = folder / "model"
        self.photos = folder / "photos"
        self.web = web.Web(self.CONTENT)
        if folder.exists():
            shutil.rmtree(folder)
        tiny_checkpoint.write_model_folder(self.model)
        self.write_photos()
        self.png = folder / "photo.png"
        self.list = folder / "list.txt"
        self.list.write_text("".join(f"{photo}\n" for photo in sorted(self.photos.glob("*/*"))))
        self.classes = folder / "classes.txt"
        self.classes.write_text("cat\ndog\ncup\n")
        self.labels = folder / "labels.tsv"
        self.labels.write_text(
            "".join(f"{p}\t{p.parent.name}\n" for p in sorted(self.photos.glob("*/*")))
        )
        self.config = folder / "tiny.json"
        self.config.write_text(
            json.dumps(
                tiny_checkpoint.own_config(
                    file=self.FILE,
                    url=f"{self.web.url}/{self.FILE}",
                    sha256_prefix=self.HASH[:8],
                    bytes=len(self.CONTENT),
                )
            )
        )
        (folder / "mirror").mkdir()
        (folder / "mirror" / self.FILE).write_bytes(self.CONTENT)

    def write_photos(self):
        from PIL import Image

        with Image.open(ROOT / "docs/samples/chelsea.png") as photo:
            for i, name in enumerate(("cats/a.jpg", "cats/b.jpg", "other/a.jpg", "other/b.jpg")):
                path = self.photos / name
                path.parent.mkdir(parents=True, exist_ok=True)
                part = photo.convert("RGB").crop((i * 30, i * 20, i * 30 + 90, i * 20 + 70))
                part.save(path)
            part.save(self.folder / "photo.png")

    def begun_download(self):
        """Returns what a stopped download of the weights leaves: the part, and what it is of."""
        url = f"{self.web.url}/{self.FILE}"
        info = {"url": url, "validator": web.ETAG, "total": len(self.CONTENT)}
        return self.CONTENT[:50_000], json.dumps(info).encode()

    def large_model(self):
        """Writes and returns a model that is large enough for packed weights to be kept."""
        tiny_checkpoint.write_large_model_folder(self.folder / "large")
        return self.folder / "large"

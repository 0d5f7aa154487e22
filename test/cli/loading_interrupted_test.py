# SPDX-License-Identifier: Apache-2.0
"""SIGTERM and Ctrl-C end `evaluate` and `finetune` while they load a model, too."""
import os
import signal
import subprocess
import time

from PIL import Image

import cli
import tiny_checkpoint

BASE_BYTES = 1 << 38  # zeros: hashing them takes minutes


class Interrupted(cli.CliTest):
    def setUp(self):
        super().setUp()
        tensors = tiny_checkpoint.random_tensors()
        head = {name: tensors[name] for name in ("fc.weight", "fc.bias")}
        base = {"model": "base", "sha256": "0" * 64}
        tiny_checkpoint.write_model_folder(self.model, head, head_of=base)
        with open(self.folder / "base.safetensors", "wb") as file:
            file.truncate(BASE_BYTES)
        for name in tiny_checkpoint.LABELS[:2]:
            (self.folder / "data" / name).mkdir(parents=True)
            for number in range(4):
                photo = Image.new("RGB", (80, 80), (number, 0, 0))
                photo.save(self.folder / f"data/{name}/{number}.png")

    def interrupt(self, command, *options):
        before = set(os.listdir(self.folder))
        arguments = ("-m", self.model, "-w", "base.safetensors", "-t", "1", "--data", "data")
        for number, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
            process = subprocess.Popen(
                [cli.PROGRAM, command, *map(str, arguments), *options],
                cwd=self.folder,
                env={**os.environ, "HOME": str(self.folder / "home")},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            try:
                while process.poll() is None and set(os.listdir(self.folder)) == before:
                    time.sleep(0.01)  # until the output is opened, just before the model
                process.send_signal(number)
                out, said = process.communicate(timeout=60)
            finally:
                process.kill()
            self.assertEqual((process.returncode, out), (code, b""), said)
            self.assertRegex(said, rb"^resnext-classify: .*base\.safetensors.*stopped")
            self.assertEqual(set(os.listdir(self.folder)), before)

    def test_evaluate(self):
        self.interrupt("evaluate", "-o", "report.txt")

    def test_finetune(self):
        self.interrupt("finetune", "--out", "new")


if __name__ == "__main__":
    cli.main()

# SPDX-License-Identifier: Apache-2.0
"""A mapped file that another program shortens ends the run with a message, not with a signal."""
import os
import shutil
import subprocess

import cli
import tiny_checkpoint

PHOTO = cli.SAMPLES / "chelsea.png"


class ShortenedFile(cli.CliTest):
    def test_a_shortened_file_of_packed_weights_is_named(self):
        tiny_checkpoint.write_large_model_folder(self.model)
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder)}
        environment.update({n: v for n, v in os.environ.items() if "SAN_OPTIONS" in n})
        cache = self.folder / ".cache/resnext-classify/packed"
        for threads in ("1", "2"):  # which may want weights packed in other ways
            shutil.rmtree(cache, ignore_errors=True)
            self.assertEqual(self.classify("-t", threads, PHOTO).returncode, 0)
            [packed] = cache.glob("*.safetensors")
            with subprocess.Popen(
                [cli.PROGRAM, "-m", self.model, "-t", threads, "--files-from", "-"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
            ) as process:
                process.stdin.write(bytes(PHOTO) + b"\n")
                process.stdin.flush()
                self.assertIn(b'"predictions"', process.stdout.readline())
                os.truncate(packed, 5000)
                process.stdin.write(bytes(PHOTO) + b"\n")
                process.stdin.close()
                self.assertEqual(process.wait(timeout=60), 3)
                message = process.stderr.read().decode()
                self.assertTrue(message.startswith(f"resnext-classify: {packed}: "), message)
                self.assertIn("made the file shorter", message)
                self.assertEqual(process.stdout.read(), b"")


if __name__ == "__main__":
    cli.main()

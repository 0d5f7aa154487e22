# SPDX-License-Identifier: Apache-2.0
"""Without HOME there is no cache: the program says so, and writes nothing elsewhere."""
import os
import pathlib
import shutil

import cli
import tiny_checkpoint

PHOTO = cli.SAMPLES / "chelsea.png"
NOWHERE = pathlib.Path("/.cache")  # where "~/.cache" leads if HOME is taken for ""
REASON = b"neither HOME nor XDG_CACHE_HOME is set"


class NoHome(cli.CliTest):
    def setUp(self):
        super().setUp()
        if NOWHERE.exists():
            self.skipTest("SKIPPED: /.cache is there")

    def tearDown(self):
        self.assertFalse(NOWHERE.exists())

    def without_home(self, *arguments):
        return self.run_program(*arguments, "-t", "1", environment={"HOME": ""})

    def test_packed_weights(self):
        tiny_checkpoint.write_large_model_folder(self.model)
        process = self.without_home("-m", self.model, PHOTO)
        self.assertEqual((process.returncode, process.stderr), (0, b""))
        process = self.without_home("-m", self.model, PHOTO, "-v")
        self.assertIn(b"packed weights are not kept: " + REASON, process.stderr)
        process = self.without_home("-m", self.model, PHOTO, "--packed-cache", "1")
        self.assertIn(b"--packed-cache: " + REASON, process.stderr)
        process = self.without_home("-m", self.model, PHOTO, "--packed-cache", "0")
        self.assertEqual(process.stderr, b"")

    def test_features(self):
        for name in "cat", "coffee":
            (self.folder / "photos" / name).mkdir(parents=True)
            for i in range(4):
                sample = cli.SAMPLES / ("chelsea.png" if name == "cat" else "coffee.png")
                shutil.copy(sample, self.folder / "photos" / name / f"{i}.png")
        command = ("finetune", "-m", self.model, "--data", "photos", "--epochs", "1", "--out")
        process = self.without_home(*command, "new")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn(b"features: " + REASON, process.stderr)
        process = self.without_home(*command, "newer", "--cache", "kept")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertNotIn(REASON, process.stderr)
        self.assertEqual(len(os.listdir(self.folder / "kept")), 1)

    def test_verified_weights(self):
        process = self.run_program("weights", "verify", self.model, environment={"HOME": ""})
        self.assertEqual(process.returncode, 0, process.stderr)


if __name__ == "__main__":
    cli.main()

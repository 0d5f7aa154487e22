# SPDX-License-Identifier: Apache-2.0
"""Shared by the tests of `weights fetch`: a model whose file a misbehaving server publishes."""
import hashlib
import json
import os
import subprocess
import time

import cli
import misbehaving_server as web
import tiny_checkpoint

CONTENT = hashlib.shake_128(b"weights").digest(400_000)
HASH = hashlib.sha256(CONTENT).hexdigest()
FILE = f"tiny-{HASH[:8]}.pth"
QUICK = ("--retry-delay", "0.05")


class FetchTest(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.web = web.Web(CONTENT)
        self.addCleanup(self.web.close)
        self.environment = {"TORCH_HOME": str(self.folder / "torch")}
        self.target = self.folder / "torch/hub/checkpoints" / FILE
        self.part = self.target.with_name(FILE + ".part")
        self.describe()

    def describe(self, **weights):
        """Writes the model's config: what is published, and where."""
        self.config = self.folder / "tiny.json"
        known = {
            "file": FILE,
            "url": f"{self.web.url}/models/{FILE}",
            "sha256_prefix": HASH[:8],
            "bytes": len(CONTENT),
        }
        known.update(weights)
        known = {key: value for key, value in known.items() if value is not None}
        self.config.write_text(json.dumps(tiny_checkpoint.own_config(**known)))

    def fetch(self, *arguments, code=0, **options):
        """Fetches the model; returns the program's standard error."""
        process = self.run_program(
            "weights",
            "fetch",
            self.config,
            *QUICK,
            *arguments,
            environment=self.environment,
            **options,
        )
        self.assertEqual(process.returncode, code, process.stderr.decode())
        self.assertEqual(process.stdout.decode(), f"{self.target}\n" if code == 0 else "")
        return process.stderr.decode()

    def clean(self):
        """Returns the whole environment for a program that the test starts itself."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            **self.environment,
            **{name: value for name, value in os.environ.items() if "SAN_OPTIONS" in name},
        }

    def start(self, *arguments, quick=QUICK, prefix=()):
        return subprocess.Popen(
            [*prefix, cli.PROGRAM, "weights", "fetch", str(self.config), *quick, *arguments],
            env=self.clean(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_for(self, condition):
        end = time.monotonic() + 20
        while not condition():
            self.assertLess(time.monotonic(), end, "it never happened")
            time.sleep(0.01)

    def assert_whole(self):
        self.assertEqual(self.target.read_bytes(), CONTENT)
        self.assert_nothing_but(FILE)

    def assert_nothing_but(self, *names):
        found = os.listdir(self.target.parent) if self.target.parent.exists() else []
        self.assertEqual(sorted(found), sorted(names))

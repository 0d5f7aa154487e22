# SPDX-License-Identifier: Apache-2.0
"""Man pages: one for each command, complete, without findings of man and mandoc."""
import os
import re
import shutil
import subprocess
import unittest

import cli
import commands


class ManPages(cli.CliTest):
    def setUp(self):
        super().setUp()
        tree = self.folder / "tree"
        self.install(tree)
        self.pages = {page.name: page for page in (tree / "share/man/man1").iterdir()}
        self.helps = commands.all_commands(self)

    def shown(self, page, *options):
        process = subprocess.run(
            ["man", "--nh", "--nj", *options, "-l", page],
            capture_output=True,
            check=True,
            env={**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
        )
        return process.stdout.decode(), process.stderr.decode()

    def test_one_for_each_command(self):
        expected = {"-".join(("resnext-classify", *path)) + ".1" for path in self.helps}
        self.assertEqual(set(self.pages), expected)

    @unittest.skipIf(shutil.which("mandoc") is None, "SKIPPED: mandoc is not there")
    def test_mandoc_finds_nothing(self):
        process = subprocess.run(
            ["mandoc", "-T", "lint", *self.pages.values()], capture_output=True, check=False
        )
        self.assertEqual((process.returncode, process.stdout.decode()), (0, ""))

    @unittest.skipIf(shutil.which("man") is None, "SKIPPED: man is not there")
    def test_man_shows_every_option_without_warnings(self):
        for path, text in self.helps.items():
            page = self.pages["-".join(("resnext-classify", *path)) + ".1"]
            shown, warnings = self.shown(page, "--warnings")
            self.assertEqual(warnings, "", page)
            plain = re.sub(r".\x08", "", shown)
            for name in commands.options_of(text):
                self.assertRegex(plain, rf"(?m)^ +(\S+, )*{re.escape(name)}\b", page)
            for title in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS"):
                self.assertRegex(plain, rf"(?m)^{title}$")

    @unittest.skipIf(shutil.which("man") is None, "SKIPPED: man is not there")
    def test_the_programs_page(self):
        shown, _ = self.shown(self.pages["resnext-classify.1"])
        text = " ".join(re.sub(r".\x08", "", shown).split())
        self.assertIn("resnext-classify - classify images with ResNeXt on the CPU", text)
        self.assertIn("130, 143 stopped by Ctrl-C or by SIGTERM", text)
        self.assertIn("RESNEXT_PACKED_CACHE", text)
        self.assertIn("Default: 5. From 1 to 1000000.", text)
        self.assertIn("resnext-classify-weights(1)", text)


if __name__ == "__main__":
    cli.main()

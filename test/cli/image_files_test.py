# SPDX-License-Identifier: Apache-2.0
"""packaging/oci/image_files.py finds all that a program loads, and the links that lead there."""
import os
import pathlib
import subprocess
import sys
import unittest

import cli

sys.path.insert(0, str(cli.ROOT / "packaging/oci"))
import image_files  # noqa: E402


class ImageFiles(cli.CliTest):
    def loaded(self, file):
        """Returns the files that the dynamic linker itself loads."""
        listed = subprocess.run(["ldd", file], capture_output=True, check=True).stdout.decode()
        words = [word for line in listed.splitlines() for word in line.split()]
        return {os.path.realpath(word) for word in words if word.startswith("/")}

    def test_all_libraries_of_the_program_and_its_codecs(self):
        program = pathlib.Path(cli.PROGRAM).resolve()
        modules = (program.parent.parent / "lib/resnext-classify").glob("*.so")
        for file in (program, *modules):
            root = image_files.Root("/")
            root.load(file)
            self.assertTrue(self.loaded(file))
            self.assertEqual(self.loaded(file) - {f"/{name}" for name in root.kept}, set())

    def test_links_stay_within_the_root(self):
        (self.folder / "usr/lib/real").mkdir(parents=True)
        (self.folder / "usr/lib/real/a.so.1.2").touch()
        for link, target in (
            ("lib", "usr/lib"),
            ("usr/lib/a.so", "/etc/chosen"),
            ("usr/lib/real/a.so.1", "a.so.1.2"),
        ):
            (self.folder / link).symlink_to(target)
        (self.folder / "etc").mkdir()
        (self.folder / "etc/chosen").symlink_to("../lib/real/a.so.1")
        root = image_files.Root(self.folder)
        self.assertEqual(str(root.keep("lib/a.so")), "usr/lib/real/a.so.1.2")
        self.assertEqual(
            root.kept,
            {
                *("etc", "etc/chosen", "lib", "usr", "usr/lib", "usr/lib/a.so", "usr/lib/real"),
                *("usr/lib/real/a.so.1", "usr/lib/real/a.so.1.2"),
            },
        )

    def test_paths_from_before_usr_was_merged(self):
        self.assertEqual(
            image_files.merged("/lib/x86_64-linux-gnu/a.so"), "usr/lib/x86_64-linux-gnu/a.so"
        )
        self.assertEqual(image_files.merged("/etc/passwd"), "etc/passwd")
        self.assertEqual(image_files.merged("/library"), "library")


if __name__ == "__main__":
    unittest.main()

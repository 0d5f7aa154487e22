# SPDX-License-Identifier: Apache-2.0
"""`weights cache` shows and removes what the program keeps on disk, and nothing else."""
import json

import cli

FILES = {
    "packed": ("packed/0123.safetensors", "packed/0123.safetensors.checked", "packed/sources.json"),
    "features": ("features/a.features",),
    "hashes": ("verified.json",),
}


class Cache(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.cache = self.folder / ".cache/resnext-classify"
        for part, names in FILES.items():
            for name in (*names, "packed/lock"):
                (self.cache / name).parent.mkdir(parents=True, exist_ok=True)
                (self.cache / name).write_bytes(bytes(0 if name.endswith("lock") else 1000))
        (self.folder / "outside").write_bytes(b"mine")
        (self.cache / "packed/link").symlink_to(self.folder / "outside")
        (self.cache / "packed/folder").mkdir()

    def listed(self, *arguments):
        process = self.run_program("weights", "cache", "--json", *arguments)
        self.assertEqual(process.returncode, 0, process.stderr)
        return {part["name"]: (part["files"], part["bytes"]) for part in json.loads(process.stdout)}

    def test_it_is_shown(self):
        expected = {part: (len(names), 1000 * len(names)) for part, names in FILES.items()}
        self.assertEqual(self.listed(), expected)
        text = self.run_program("weights", "cache").stdout.decode()
        self.assertRegex(text, rf"\npacked +3 +3.00 kB +{self.cache}/packed\n")
        self.assertTrue(text.endswith("together       5    5.00 kB\n"), text)

    def test_it_is_cleared(self):
        process = self.run_program("weights", "cache", "--clear", "features")
        self.assertIn(
            f"removed 1 file, 1.00 kB, of {self.cache}/features\n".encode(), process.stderr
        )
        self.assertEqual(self.listed()["packed"], (3, 3000))
        self.assertEqual(set(self.listed("--clear", "all").values()), {(0, 0)})
        self.assertEqual((self.folder / "outside").read_bytes(), b"mine")
        left = sorted(str(path.relative_to(self.cache)) for path in self.cache.rglob("*"))
        self.assertEqual(
            left, ["features", "packed", "packed/folder", "packed/link", "packed/lock"]
        )

    def test_without_a_cache(self):
        elsewhere = {"XDG_CACHE_HOME": str(self.folder / "none")}
        process = self.run_program("weights", "cache", "--clear", "all", environment=elsewhere)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn(b"together       0        0 B\n", process.stdout)
        process = self.run_program("weights", "cache", environment={"HOME": ""})
        self.assertEqual(process.returncode, 0)
        self.assertIn(b"resnext-classify: neither HOME nor XDG_CACHE_HOME is set", process.stderr)

    def test_a_mistyped_part(self):
        process = self.run_program("weights", "cache", "--clear", "feature")
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"did you mean features?", process.stderr)


if __name__ == "__main__":
    cli.main()

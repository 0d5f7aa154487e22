# SPDX-License-Identifier: Apache-2.0
"""scripts/slurm/merge_parts.py joins and checks shards that ran side by side."""
import json
import shutil
import subprocess
import unittest

import cli


class Merge(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.photos = self.folder / "photos"
        self.photos.mkdir()
        for index in range(12):
            (self.photos / f"{index}.png").symlink_to(cli.SAMPLES / "coffee.png")
        self.out = self.folder / "out"
        self.out.mkdir()
        for shard in (1, 2):
            self.write_part(shard)

    def write_part(self, shard, *options):
        part = self.out / f"part-{shard}-of-2.jsonl"
        part.unlink(missing_ok=True)
        process = self.classify("--shard", f"{shard}/2", "--resume", part, *options, self.photos)
        self.assertEqual(process.returncode, 0, process.stderr)

    def merge(self, *options):
        return subprocess.run(
            [
                cli.ROOT / "scripts/slurm/merge_parts.py",
                self.out,
                "--output",
                self.folder / "all.jsonl",
                *options,
            ],
            capture_output=True,
            text=True,
            check=False,
        )

    def assert_refused(self, reason, *options):
        process = self.merge(*options)
        self.assertEqual(process.returncode, 1)
        self.assertIn(reason, process.stderr)
        self.assertFalse((self.folder / "all.jsonl").exists())

    def test_complete_parts_are_joined(self):
        process = self.merge()
        self.assertEqual(process.returncode, 0, process.stderr)
        paths = [
            json.loads(line)["path"]
            for line in (self.folder / "all.jsonl").read_text().splitlines()
        ]
        self.assertEqual(sorted(paths), sorted(map(str, self.photos.iterdir())))

    def test_a_missing_part_is_named(self):
        (self.out / "part-2-of-2.jsonl").unlink()
        self.assert_refused("parts [2] of 2 are missing")

    def test_a_torn_line_is_refused(self):
        part = self.out / "part-1-of-2.jsonl"
        part.write_bytes(part.read_bytes()[:-5])
        self.assert_refused("torn")

    def test_other_options_are_refused(self):
        self.write_part(2, "--top-k", "2")
        self.assert_refused("options")

    def test_a_record_of_another_part_is_refused(self):
        first, second = (self.out / f"part-{n}-of-2.jsonl" for n in (1, 2))
        second.write_bytes(second.read_bytes() + first.read_bytes().splitlines(True)[0])
        self.assert_refused("belongs to another part")

    def test_duplicated_and_lost_inputs_are_counted(self):
        listed = self.folder / "list"
        listed.write_text("".join(f"{self.photos}/{i}.png\n" for i in range(13)))
        self.assert_refused("1 inputs have no record", "--files-from", listed)


@unittest.skipUnless(shutil.which("parallel"), "GNU parallel is not installed")
class Parallel(cli.CliTest):
    def test_shards_of_a_list(self):
        photos = [str(cli.SAMPLES / name) for name in ("chelsea.png", "coffee.png")]
        (self.folder / "list.txt").write_text(
            "".join(f"{path}\n" for path in [*photos, *(f"missing{i}.jpg" for i in range(20))])
        )
        command = (
            f"parallel --jobs 2 {cli.PROGRAM} --model {self.model} --shard {{}}/3 --threads 1 "
            "--files-from list.txt --resume out/part-{}-of-3.jsonl ::: 1 2 3"
        )
        (self.folder / "out").mkdir()
        process = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        self.assertLessEqual(process.returncode, 3, process.stderr)  # jobs with failed images
        merge = subprocess.run(
            [
                cli.ROOT / "scripts/slurm/merge_parts.py",
                self.folder / "out",
                "--output",
                self.folder / "all.jsonl",
                "--files-from",
                self.folder / "list.txt",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(merge.stdout, "22 records of 3 parts, 20 of them failures\n", merge.stderr)


if __name__ == "__main__":
    cli.main()

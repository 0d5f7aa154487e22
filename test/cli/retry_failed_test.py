# SPDX-License-Identifier: Apache-2.0
"""--resume --retry-failed rewrites records in place: what else is known of the file stays."""
import json
import os
import stat
import subprocess

import cli
from batch_test import BatchTest

NOBODY = 65534


class RetryFailed(BatchTest):
    """Each test runs every command that has --retry-failed."""

    def setUp(self):
        super().setUp()
        self.add_photos(2)
        (self.photos / "img9.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")

    def each_command(self):
        features = ("features", "-m", self.model, "-t", "1", "--resume", "photos", "--out")
        for command, name in (
            (("-m", self.model, "-t", "1", "photos", "--resume"), "out.jsonl"),
            ((*features, "f.npy"), "f.npy.jsonl"),
            ((*features, "f.safetensors"), "f.safetensors.jsonl"),
            ((*features, "g.jsonl"), "g.jsonl"),
        ):
            out = name if command[-1] == "--resume" else command[-1]
            command = command if command[-1] == out else (*command, out)
            records = self.folder / name
            with self.subTest(records.name):
                yield command, records

    def run_once(self, command):
        process = self.run_program(*command)
        self.assertEqual(process.returncode, 1, process.stderr)

    def retry(self, command, records):
        before = records.read_bytes()
        self.assertEqual(before.count(b'"error"'), 1)
        self.run_once((*command, "--retry-failed"))
        lines = [json.loads(line) for line in records.read_text().splitlines()]
        self.assertEqual(len(lines), 3)
        self.assertEqual(sorted(line["path"] for line in lines)[2], "photos/img9.png")

    def test_a_private_file_stays_private(self):
        for command, records in self.each_command():
            self.run_once(command)
            for mode in 0o600, 0o640, 0o660:
                records.chmod(mode)
                self.retry(command, records)
                self.assertEqual(stat.S_IMODE(records.stat().st_mode), mode)

    def test_the_owner_stays(self):
        if os.geteuid() != 0:
            self.skipTest("SKIPPED: only root can give files away")
        for command, records in self.each_command():
            self.run_once(command)
            os.chown(records, NOBODY, NOBODY)
            self.retry(command, records)
            self.assertEqual((records.stat().st_uid, records.stat().st_gid), (NOBODY, NOBODY))

    def test_files_beside_it_stay(self):
        for command, records in self.each_command():
            own = [records.with_name(records.name + end) for end in (".tmp", ".part", "~", ".bak")]
            self.run_once(command)
            for file in own:
                file.write_text("precious")
            before = sorted(os.listdir(self.folder))
            self.retry(command, records)
            self.assertEqual([file.read_text() for file in own], ["precious"] * len(own))
            self.assertEqual(sorted(os.listdir(self.folder)), before)

    def test_a_symbolic_link_stays_and_leads_to_the_new_records(self):
        disk = self.folder / "disk"
        disk.mkdir()
        for command, records in self.each_command():
            self.run_once(command)
            elsewhere = disk / records.name
            os.rename(records, elsewhere)
            records.symlink_to(f"disk/{records.name}")
            before = elsewhere.stat().st_ino
            self.retry(command, records)
            self.assertTrue(records.is_symlink())
            self.assertFalse(elsewhere.is_symlink())
            self.assertNotEqual(elsewhere.stat().st_ino, before)
            self.assertFalse([name for name in os.listdir(disk) if name.endswith(".tmp")])

    def test_devices_are_written_to_and_stay(self):
        if os.geteuid() != 0:
            self.skipTest("SKIPPED: only root can make device files")
        device = self.folder / "device"
        os.mknod(device, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
        features = ("features", "-m", self.model, "-t", "1", "photos", "--resume", "--out")
        for command in (
            ("-m", self.model, "-t", "1", "photos", "--resume", "device"),
            (*features, "device", "-f", "jsonl"),
        ):
            self.run_once((*command, "--retry-failed"))
            self.assertTrue(stat.S_ISCHR(device.lstat().st_mode))

    def test_pipes_are_written_to_and_stay(self):
        pipe = self.folder / "pipe.jsonl"
        os.mkfifo(pipe)
        for command in (
            ("-m", self.model, "-t", "1", "photos", "--resume", "pipe.jsonl"),
            ("features", "-m", self.model, "photos", "--resume", "--out", "pipe.jsonl"),
        ):
            reader = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE)
            self.run_once((*command, "--retry-failed"))
            self.assertEqual(reader.communicate(timeout=60)[0].count(b"\n"), 3)
            self.assertTrue(stat.S_ISFIFO(pipe.lstat().st_mode))


del BatchTest

if __name__ == "__main__":
    cli.main()

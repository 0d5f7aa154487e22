# SPDX-License-Identifier: Apache-2.0
"""Where the system refuses files, memory or threads, a run says so and loses no image."""
import os
import resource
import subprocess
import unittest

import cli
from batch_test import BatchTest

NOBODY = 65534


def become_nobody():
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def nothing():
    pass


class LimitsTest(BatchTest):
    def setUp(self):
        super().setUp()
        self.add_photos(4)
        self.folder.chmod(0o755)

    def need_other_user(self):
        """Skips unless the program can be run without root's privileges."""
        probe = subprocess.run(
            ["test", "-x", cli.PROGRAM], preexec_fn=become_nobody, cwd="/", check=False
        )
        if probe.returncode != 0:
            self.skipTest("SKIPPED: another user can't run the program here")

    def limited(self, limits, *arguments, preexec=become_nobody, **options):
        def prepare():
            preexec()
            for kind, value in limits.items():
                resource.setrlimit(kind, (value, value))

        return self.classify(*arguments, preexec_fn=prepare, **options)


class Entries(LimitsTest):
    def test_a_folder_that_can_only_be_listed_gives_a_record_for_each_entry(self):
        self.need_other_user()
        (self.photos / "noext").write_bytes((self.photos / "img0.png").read_bytes())
        self.photos.chmod(0o744 if os.geteuid() == 0 else 0o444)
        self.addCleanup(self.photos.chmod, 0o755)
        process = self.limited({}, "photos", "-t", "1")
        self.assertEqual(process.returncode, 1)
        records = self.records(process)
        self.assertEqual(len(records), 5)
        self.assertEqual({record["error"]["code"] for record in records}, {"unreadable"})

    def test_an_unreadable_file_without_an_extension_gives_a_record(self):
        self.need_other_user()
        (self.photos / "noext").write_bytes(b"secret")
        (self.photos / "noext").chmod(0o600 if os.geteuid() == 0 else 0)
        process = self.limited({}, "photos", "-t", "1")
        self.assertEqual(process.returncode, 1)
        records = self.records(process)
        self.assertEqual(len(records), 5)
        self.assertEqual(records[4]["error"]["code"], "unreadable")

    @unittest.skipIf("ASAN_OPTIONS" in os.environ, "sanitizers need descriptors of their own")
    def test_without_descriptors_the_run_fails_or_has_every_record(self):
        source = (self.photos / "img0.png").read_bytes()
        for number in range(60):
            (self.photos / f"noext{number}").write_bytes(source)
        for count in range(5, 12):
            process = self.limited(
                {resource.RLIMIT_NOFILE: count}, "photos", "-t", "2", preexec=nothing
            )
            if process.returncode in (0, 1):
                self.assertEqual(len(self.records(process)), 64, count)
            else:
                self.assertIn(process.returncode, (2, 3), count)
                self.assertTrue(process.stderr.startswith(b"resnext-classify: "), process.stderr)


class Memory(LimitsTest):
    @unittest.skipIf("ASAN_OPTIONS" in os.environ, "sanitizers need memory of their own")
    def test_too_little_memory_ends_with_a_message_or_a_record(self):
        from PIL import Image

        with Image.open(cli.SAMPLES / "chelsea.png") as photo:
            photo.convert("RGB").save(self.folder / "photo.jpg")
        codes = set()
        for megabytes in range(60, 300, 8):
            process = self.limited(
                {resource.RLIMIT_AS: megabytes << 20},
                "photo.jpg",
                "photo.jpg",
                "-t",
                "4",
                preexec=nothing,
            )
            if process.returncode == 127:  # not even the system's loader has enough
                continue
            codes.add(process.returncode)
            self.assertIn(process.returncode, (0, 1, 3), (megabytes, process.stderr))
            if process.returncode == 3:
                self.assertTrue(process.stderr.startswith(b"resnext-classify: "), process.stderr)
            else:
                self.assertEqual(len(self.records(process)), 2, megabytes)
        self.assertLessEqual({0, 3}, codes)

    @unittest.skipIf("ASAN_OPTIONS" in os.environ, "sanitizers need memory of their own")
    def test_an_image_for_which_memory_runs_out_is_not_called_corrupt(self):
        from PIL import Image

        image = Image.new("RGB", (4000, 4000), (200, 100, 50))
        image.save(self.folder / "a.png")
        image.save(self.folder / "b.tif", compression="tiff_lzw")
        image.save(self.folder / "c.tif")
        lowest = self.lowest_limit("photos/img0.png")
        codes = set()
        for megabytes in range(lowest, lowest + 240, 8):
            process = self.limited(
                {resource.RLIMIT_AS: megabytes << 20},
                "a.png",
                "b.tif",
                "c.tif",
                "-t",
                "1",
                preexec=nothing,
            )
            self.assertIn(process.returncode, (0, 1, 3), (megabytes, process.stderr))
            for record in self.records(process):
                error = record.get("error", {"code": "none", "message": "not enough memory"})
                codes.add(error["code"])
                self.assertIn("not enough memory", error["message"], (megabytes, record["path"]))
        self.assertEqual(codes, {"none", "too_large"})

    def lowest_limit(self, photo):
        """Returns about how many MiB of memory a run with a small photo needs."""
        for megabytes in range(100, 2000, 20):
            limit = {resource.RLIMIT_AS: megabytes << 20}
            if self.limited(limit, photo, "-t", "1", preexec=nothing).returncode == 0:
                return megabytes
        self.fail("no limit is enough")


@unittest.skipIf("ASAN_OPTIONS" in os.environ, "sanitizers need threads of their own")
class Threads(LimitsTest):
    def test_fewer_threads_are_used_or_the_run_ends_with_a_message(self):
        self.need_other_user()
        whole = self.classify("photos", "-t", "1").stdout
        codes = []
        for count in (1, 2, 3, 4, 5, 7, 9, 12):
            process = self.limited({resource.RLIMIT_NPROC: count}, "photos", "-t", "4")
            codes.append(process.returncode)
            if process.returncode == 3:
                self.assertIn(b"can't start a thread", process.stderr, count)
                self.assertIn(b"ulimit -u", process.stderr, count)
                continue
            self.assertEqual(process.returncode, 0, (count, process.stderr))
            self.assertIn(b"of 4 threads", process.stderr) if count < 9 else None
            self.assertEqual(len(self.records(process)), len(whole.splitlines()))
        self.assertEqual(codes[0], 3)
        self.assertEqual(codes[-1], 0)

    def test_commands_without_images_need_no_thread(self):
        self.need_other_user()
        for arguments in (("models",), ("benchmark", "-m", self.model, "-r", "1", "-t", "4")):
            process = self.run_program(
                *arguments,
                preexec_fn=lambda: (
                    become_nobody(),
                    resource.setrlimit(resource.RLIMIT_NPROC, (1, 1)),
                ),
            )
            self.assertEqual(process.returncode, 0, process.stderr)


if __name__ == "__main__":
    cli.main()

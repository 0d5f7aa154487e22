"""Packed weights are kept in the user's cache, and every start gives the same answers."""
import json
import os
import shutil
import signal
import subprocess
import time

import cli
import tiny_checkpoint

PHOTO = cli.SAMPLES / "chelsea.png"


class PackedCache(cli.CliTest):
    def setUp(self):
        super().setUp()
        tiny_checkpoint.write_large_model_folder(self.model)
        self.cache = self.folder / ".cache/resnext-classify/packed"

    def answer(self, *arguments, **options):
        process = self.classify(PHOTO, "-v", *arguments, **options)
        self.assertEqual(process.returncode, 0, process.stderr)
        record = json.loads(process.stdout)
        self.assertEqual(len(record["predictions"]), 5)
        return process.stdout, process.stderr.decode()

    def start(self, stdout):
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder),
                       **{name: value for name, value in os.environ.items() if "SAN_OPTIONS" in name}}
        return subprocess.Popen([cli.PROGRAM, "--model", self.model, PHOTO, "-t", "1"],
                                stdout=stdout, env=environment)

    def packed_files(self):
        return sorted(self.cache.glob("*.safetensors"))

    def reused_bytes(self, *arguments):
        process = self.run_program("benchmark", "-m", self.model, "-r", "1", "--warm-up", "0",
                                   "--json", *arguments)
        self.assertEqual(process.returncode, 0, process.stderr)
        return json.loads(process.stdout)["reused_bytes"]

    def test_the_second_start_uses_what_the_first_packed(self):
        first, notes = self.answer()
        self.assertIn("keeping the packed weights", notes)
        [file] = self.packed_files()
        self.assertIn(str(file), notes)
        self.assertGreater(self.reused_bytes(), 30_000_000)
        second, notes = self.answer()
        self.assertEqual(second, first)
        self.assertNotIn("packed", notes)
        self.assertEqual(self.reused_bytes("--packed-cache", "0"), 0)
        onednn, notes = self.answer("--kernels", "onednn")  # packed in other layouts
        self.assertEqual(len(self.packed_files()), 2, notes)

    def test_a_torn_file_is_packed_again(self):
        first, _ = self.answer()
        [file] = self.packed_files()
        whole = file.read_bytes()
        for torn in (whole[:1000], whole[:len(whole) // 2],
                     whole[:20_000] + bytes(len(whole) - 20_000)):
            file.write_bytes(torn)
            again, notes = self.answer()
            self.assertEqual(again, first)
            self.assertIn("packed weights: ", notes)
            self.assertEqual(file.read_bytes(), whole)

    def test_another_checkpoint_in_its_place_is_packed_itself(self):
        first, _ = self.answer()
        weights = self.model / "model.safetensors"
        times = os.stat(weights)
        tiny_checkpoint.write_large_model_folder(self.model, seed=4)
        os.utime(weights, ns=(times.st_atime_ns, times.st_mtime_ns))
        other, _ = self.answer()
        self.assertNotEqual(other, first)
        self.assertEqual(len(self.packed_files()), 2)
        expected, _ = self.answer("--packed-cache", "0")
        self.assertEqual(other, expected)

    def test_it_can_be_left_out_and_limited(self):
        for arguments, environment in ((("--packed-cache", "0"), {}),
                                       ((), {"RESNEXT_PACKED_CACHE": "0"}),
                                       (("--packed-cache", "0.01"), {})):
            self.answer(*arguments, environment=environment)
            self.assertEqual(self.packed_files(), [])
        wrong = self.classify(PHOTO, "--packed-cache", "-1")
        self.assertEqual(wrong.returncode, 2)
        self.assertIn(b"--packed-cache", wrong.stderr)

    def test_a_cache_that_cannot_be_written_costs_time_alone(self):
        self.cache.parent.mkdir(parents=True)
        self.cache.write_text("a file where the folder should be")
        _, notes = self.answer()
        self.assertIn("not kept", notes)

    def test_several_processes_at_once_give_the_same(self):
        processes = [self.start(subprocess.PIPE) for _ in range(4)]
        answers = {process.communicate(timeout=300)[0] for process in processes}
        self.assertEqual(len(answers), 1)
        self.assertEqual(len(self.packed_files()), 1)
        self.assertEqual(list(self.cache.glob("*.tmp")), [])

    def test_what_a_killed_process_left_is_swept_up(self):
        self.answer("--packed-cache", "0")
        process = self.start(subprocess.DEVNULL)
        deadline = time.monotonic() + 120
        while (not list(self.cache.glob("*.tmp")) and process.poll() is None
               and time.monotonic() < deadline):
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)  # perhaps too late: then there is nothing to sweep up
        process.wait()
        first, _ = self.answer()
        self.assertEqual(list(self.cache.glob("*.tmp")), [])
        self.assertEqual(len(self.packed_files()), 1)
        shutil.rmtree(self.cache)
        self.assertEqual(self.answer()[0], first)


if __name__ == "__main__":
    cli.main()

# SPDX-License-Identifier: Apache-2.0
"""Packed weights are kept in the user's cache, and every run gives the same answers."""
import json
import os
import resource
import shutil
import signal
import subprocess

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

    def start(self, stdout, *arguments):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            **{name: value for name, value in os.environ.items() if "SAN_OPTIONS" in name},
        }
        command = [cli.PROGRAM, "--model", self.model, "-t", "1", *(arguments or [PHOTO])]
        return subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE, env=environment)

    def packed_files(self):
        return sorted(self.cache.glob("*.safetensors"))

    def reused_bytes(self, *arguments):
        process = self.run_program(
            "benchmark", "-m", self.model, "-r", "1", "--warm-up", "0", "--json", *arguments
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        return json.loads(process.stdout)["reused_bytes"]

    def test_the_second_run_uses_what_the_first_packed(self):
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
        for torn in (
            whole[:1000],
            whole[: len(whole) // 2],
            whole[:20_000] + bytes(len(whole) - 20_000),
        ):
            file.write_bytes(torn)
            again, notes = self.answer()
            self.assertEqual(again, first)
            self.assertIn("packed weights: ", notes)
            self.assertEqual(file.read_bytes(), whole)

    def test_another_checkpoint_in_its_place_is_packed_anew(self):
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

    def test_it_can_be_disabled_and_limited(self):
        for arguments, environment in (
            (("--packed-cache", "0"), {}),
            ((), {"RESNEXT_PACKED_CACHE": "0"}),
            (("--packed-cache", "0.01"), {}),
        ):
            self.answer(*arguments, environment=environment)
            self.assertEqual(self.packed_files(), [])
        for wrong in "-1", "nan", "10GB", "":
            process = self.classify(PHOTO, f"--packed-cache={wrong}")
            self.assertEqual(process.returncode, 2, wrong)
            self.assertIn(b"--packed-cache", process.stderr)
        environment = {"RESNEXT_PACKED_CACHE": "10GB"}
        process = self.classify(PHOTO, environment=environment)
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"RESNEXT_PACKED_CACHE=10GB", process.stderr)
        self.assertEqual(self.run_program("models", environment=environment).returncode, 0)

    def test_a_cache_that_cannot_be_written_costs_only_time(self):
        self.cache.parent.mkdir(parents=True)
        self.cache.write_text("a file where the folder should be")
        _, notes = self.answer()
        self.assertIn("not kept", notes)

    def test_a_limit_on_file_sizes_costs_only_time(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (10_000_000, 10_000_000))

        _, notes = self.answer(preexec_fn=limit)
        self.assertIn("not kept", notes)
        self.assertEqual(list(self.cache.glob("*.tmp")), [])

    def test_an_interrupt_after_the_results_stops_only_the_writing_of_the_cache(self):
        process = self.start(subprocess.PIPE, "-v", PHOTO, self.folder / "missing.jpg")
        for line in process.stderr:
            if line.startswith(b"keeping"):
                process.send_signal(signal.SIGINT)
        output = process.communicate(timeout=300)[0]
        self.assertEqual(
            process.returncode, 1
        )  # the exit code of the missing photo, not of the signal
        self.assertEqual(len(output.splitlines()), 2)
        self.assertEqual(list(self.cache.glob("*.tmp")), [])

    def test_several_processes_at_once_give_the_same(self):
        processes = [self.start(subprocess.PIPE) for _ in range(4)]
        answers = {process.communicate(timeout=300)[0] for process in processes}
        self.assertEqual([process.returncode for process in processes], [0] * 4)
        self.assertEqual(len(answers), 1)
        self.assertEqual(len(self.packed_files()), 1)
        self.assertEqual(list(self.cache.glob("*.tmp")), [])

    def test_leftovers_of_a_killed_process_are_removed(self):
        seen = False
        for _ in range(20):  # until a kill hits one that is writing
            process = self.start(subprocess.DEVNULL)
            while not seen and process.poll() is None:
                seen = bool(list(self.cache.glob("*.tmp")))
            process.kill()
            process.communicate()
            if seen and list(self.cache.glob("*.tmp")):
                break
            shutil.rmtree(self.cache, ignore_errors=True)
            seen = False
        else:
            self.skipTest("no process could be killed while it wrote")
        self.assertEqual(self.packed_files(), [])
        hashes = self.cache / "sources.json"
        hashes.with_name(f"{hashes.name}.0123456789abcdef.tmp").touch()
        first, _ = self.answer()
        self.assertEqual(list(self.cache.glob("*.tmp")), [])
        self.assertEqual(len(self.packed_files()), 1)
        self.assertEqual(self.answer()[0], first)


if __name__ == "__main__":
    cli.main()

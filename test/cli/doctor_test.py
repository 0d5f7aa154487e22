# SPDX-License-Identifier: Apache-2.0
"""`doctor` describes the machine and checks the kernels."""
import json
import os

import cli


class Doctor(cli.CliTest):
    def doctor(self, *arguments, **options):
        process = self.run_program("doctor", *arguments, **options)
        self.assertEqual((process.returncode, process.stderr), (0, b""), process.stdout)
        return process.stdout.decode()

    def report(self, *arguments, **options):
        return json.loads(self.doctor("--json", *arguments, **options))

    def test_every_kernel_agrees(self):
        report = self.report()
        self.assertEqual(report["findings"], [])
        checks = {check["kernel"]: check for check in report["checks"]}
        self.assertTrue(all(check["agrees"] for check in checks.values()), checks)
        self.assertIn("network, bf16, --kernels auto", checks)
        if report["cpu"]["architecture"] == "aarch64":
            self.assertIn("winograd:neon", checks)
        elif "avx2" in report["cpu"]["vectors"]:
            self.assertIn("winograd:avx2", checks)
            self.assertEqual("amx_bf16" in report["cpu"]["vectors"], "amx" in checks)
        if not cli.is_emulated():
            self.assertLess(report["check_seconds"], 60)

    def test_the_machine(self):
        report = self.report("-t", "1")
        self.assertEqual(report["threads"]["threads"], 1)
        self.assertEqual(report["threads"]["affinity"], len(os.sched_getaffinity(0)))
        machine = "aarch64" if cli.is_emulated() else os.uname().machine
        self.assertEqual(report["cpu"]["architecture"], machine)
        for library in ("oneDNN", "OpenCV", "libwebp", "libjpeg-turbo", "zlib", "libcurl"):
            self.assertRegex(report["libraries"][library], r"^[0-9]+\.[0-9]+", library)
        version = self.run_program("--version").stdout.decode().split()[1]
        self.assertEqual(report["version"], version)

    def test_kernels_of_a_model_without_its_weights(self):
        report = self.report("-m", "resnext50_32x4d")
        self.assertEqual(report["model"], "resnext50_32x4d")
        work = sum(kernel["multiply_adds"] for kernel in report["kernels"])
        self.assertAlmostEqual(work / 4.2e9, 1, delta=0.05)

    def test_an_older_instruction_set(self):
        older = {"ONEDNN_MAX_CPU_ISA": "SSE41"}
        report = self.report(environment=older)
        self.assertEqual(report["environment"], older)
        if report["cpu"]["architecture"] == "x86_64":
            self.assertIn(report["cpu"]["instruction_set"], ("SSE41", "other"))
        self.assertFalse([k for k in report["kernels"] if "avx" in k["kernel"]], report["kernels"])

    def test_caches_and_weights(self):
        hub = self.folder / ".cache/torch/hub/checkpoints"
        hub.mkdir(parents=True)
        (hub / "resnext50_32x4d-7cdf4587.pth").write_bytes(b"no checkpoint")
        process = self.run_program("doctor", "--json")
        self.assertEqual(process.returncode, 1, process.stderr)
        report = json.loads(process.stdout)
        caches = {cache["content"]: cache for cache in report["caches"]}
        self.assertEqual(caches["torch.hub cache"]["path"], str(hub))
        self.assertEqual(
            (caches["torch.hub cache"]["files"], caches["torch.hub cache"]["bytes"]), (1, 13)
        )
        self.assertFalse(caches["packed weights"]["exists"])
        found = {entry["id"]: entry for entry in report["weights"]}
        self.assertEqual(found["resnext23_8x8d_tiny"]["origin"], "bundled")
        self.assertIsNone(found["resnext23_8x8d_tiny"]["problem"])
        self.assertEqual(len(report["findings"]), 1)
        self.assertIn("resnext50_32x4d-7cdf4587.pth", report["findings"][0])

    def test_codecs_that_are_missing(self):
        tree = self.folder / "tree"
        self.install(tree)
        (tree / "lib/resnext-classify/resnext-opencv-codecs.so").unlink()
        self.addCleanup(setattr, cli, "PROGRAM", cli.PROGRAM)
        cli.PROGRAM = str(tree / "bin/resnext-classify")
        process = self.run_program("doctor")
        self.assertEqual((process.returncode, process.stderr), (1, b""))
        text = process.stdout.decode()
        self.assertEqual(text.count("PROBLEM"), 1, text)
        self.assertIn("PROBLEM     OpenCV: a part of the program is missing", text)
        self.assertNotIn("no problems found", text)

    def test_the_text(self):
        text = self.doctor()
        for title in ("program", "CPU", "threads", "libraries", "kernels", "caches", "weights"):
            self.assertRegex(text, rf"(?m)^{title} ")
        self.assertRegex(text, r"(?m)^result +no problems found$")
        self.assertNotIn("DIFFERS", text)

    def test_a_model_that_is_not_known(self):
        process = self.run_program("doctor", "-m", "resnext99")
        self.assertEqual((process.returncode, process.stdout), (3, b""))
        self.assertIn("resnext99", process.stderr.decode())


if __name__ == "__main__":
    cli.main()

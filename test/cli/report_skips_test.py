# SPDX-License-Identifier: Apache-2.0
"""scripts/dev/report_skips.py lists skipped tests, and fails for reasons that are not allowed."""
import subprocess
import unittest
import xml.sax.saxutils

import cli

PASSED = "<testcase name='a'><system-out>all good</system-out></testcase>"


def case(name, output, skipped=True):
    mark = "<skipped message='SKIP_REGULAR_EXPRESSION_MATCHED'/>" if skipped else ""
    text = xml.sax.saxutils.escape(output)
    return f"<testcase name='{name}'>{mark}<system-out>{text}</system-out></testcase>"


class ReportSkips(cli.CliTest):
    def report(self, *cases):
        junit = self.folder / "junit.xml"
        junit.write_text(f"<testsuite>{''.join(cases)}</testsuite>")
        process = subprocess.run(
            [cli.ROOT / "scripts/dev/report_skips.py", f"run={junit}"],
            capture_output=True,
            text=True,
            check=False,
        )
        return process.returncode, process.stdout

    def test_counts(self):
        failed = "<testcase name='b'><failure message='no'/></testcase>"
        self.assertEqual(self.report(PASSED, failed), (0, "run: 1 passed, 1 failed, 0 skipped\n"))

    def test_allowed_reasons(self):
        code, text = self.report(
            PASSED,
            case(
                "kernels", "x.cpp:107: warning:\n  SKIPPED: this CPU has no vectors of 16 floats\n"
            ),
            case(
                "tiles",
                "SKIPPED in part: this CPU has no AMX; only the reference was tested",
                False,
            ),
            case("file", 'SKIPPED: "/a/../shared/demo-model/b.pth" is not there'),
        )
        self.assertEqual(code, 0, text)
        self.assertIn("skipped: run: kernels: this CPU has no vectors of 16 floats\n", text)
        self.assertIn("skipped (in part): run: tiles: this CPU has no AMX", text)
        self.assertIn("run: 2 passed, 0 failed, 2 skipped\n", text)

    def test_a_case_of_unittest(self):
        output = "test_disk (__main__.Disk.test_disk) ... skipped '{}'\nOK (skipped=1)\n"
        root = case("fetch", output.format("mounting a file system is not permitted here"), False)
        self.assertEqual(self.report(root)[0], 0)
        code, text = self.report(
            case("merge", output.format("GNU parallel is not installed"), False)
        )
        self.assertEqual(code, 1)
        self.assertIn("(in part): run: merge: GNU parallel is not installed -- NOT ALLOWED", text)

    def test_other_reasons_fail(self):
        for output in ("SKIPPED: not installed: slurmctld", "nothing is said"):
            code, text = self.report(PASSED, case("slurm", output))
            self.assertEqual(code, 1)
            self.assertIn("NOT ALLOWED", text)


if __name__ == "__main__":
    unittest.main(verbosity=2)

# SPDX-License-Identifier: Apache-2.0
"""Some system calls and allocations of each command fail; scripts/dev/faults tries all of them."""
import concurrent.futures
import os
import pathlib
import sys
import tempfile
import unittest

import cli

sys.path.insert(0, str(cli.ROOT / "scripts/dev/faults"))

import cases  # noqa: E402
import inject  # noqa: E402
import inputs  # noqa: E402
import runs  # noqa: E402

#: Faults of each kind and error, for each command. Allocations are the most numerous calls.
FEW = 2
MORE = 8
#: These are like others, and take time.
LEFT_OUT = (
    "classify FOLDER",
    "classify PNG",
    "features, JSON lines",
    "finetune --head-only",
    "weights fetch file://",
)


@unittest.skipIf("ASAN_OPTIONS" in os.environ, "sanitizers replace the allocator themselves")
class FaultInjection(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        folder = pathlib.Path(scratch.name)
        self.runner = runs.Runner(pathlib.Path(cli.PROGRAM), folder)
        self.inputs = inputs.Inputs(folder / "inputs")
        self.addCleanup(self.inputs.web.close)
        self.earlier = cases.earlier_files(self.inputs, self.runner.plain)

    def examine(self, examined):
        """Injects faults into the cases; fails with all that was found."""
        found, injected = [], 0
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for case in examined:
                if case.name in LEFT_OUT:
                    continue
                for kinds, most in ((set(runs.FAILURES) - {"alloc"}, FEW), ({"alloc"}, MORE)):
                    chooser = inject.Chooser(most, every=False)
                    for result in inject.examine(
                        self.runner, case, sorted(kinds), chooser, self.inputs, pool
                    ):
                        injected += result.injected
                        found += [
                            f"{case.name}: {fault.kind} call {fault.call} ({fault.failure}), "
                            f"{fault.function} {fault.path}: {problem}"
                            for fault, _, problem in result.findings
                        ]
        print(f"{injected} faults")
        self.assertGreater(injected, 20)
        self.assertEqual(found, [])

    def test_classify(self):
        self.examine(cases.classify_cases(self.inputs, self.earlier))

    def test_features(self):
        self.examine(cases.features_cases(self.inputs, self.earlier))

    def test_finetune(self):
        self.examine(cases.finetune_cases(self.inputs))

    def test_weights_fetch(self):
        self.examine(cases.fetch_cases(self.inputs))


if __name__ == "__main__":
    cli.main()

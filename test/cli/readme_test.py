# SPDX-License-Identifier: Apache-2.0
"""Every example of the README runs as a newcomer would paste it, and shows what the README says."""
import os
import pathlib
import re
import subprocess

import cli

TEXT = (cli.ROOT / "README.md").read_text()


class Readme(cli.CliTest):
    def setUp(self):
        super().setUp()
        (self.folder / "docs").mkdir()
        (self.folder / "docs/samples").symlink_to(cli.SAMPLES)

    def paste(self, commands):
        path = f"{pathlib.Path(cli.PROGRAM).parent}:{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "-e", "-o", "pipefail"],
            input=commands.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.folder,
            env={"PATH": path, "HOME": str(self.folder)},
            timeout=300,
            check=False,
        )

    def test_every_example_runs(self):
        blocks = re.findall(r"```sh\n(.*?)```", TEXT, re.S)
        self.assertEqual(len(blocks), 1)
        process = self.paste(blocks[0])
        self.assertEqual(process.returncode, 0, process.stderr)
        for name in ("results.jsonl", "results.csv", "report.html"):
            self.assertGreater((self.folder / name).stat().st_size, 0)
        self.assertEqual(len(os.listdir(self.folder / "why")), 1)

    def test_the_first_answer_is_the_programs(self):
        command, shown = re.search(r"```console\n\$ (.*?)\n(.*?)```", TEXT, re.S).groups()
        process = self.paste(f"{command} --format table")
        self.assertEqual(process.stdout.decode(), shown)

    def test_every_file_that_it_names_is_there(self):
        for link in re.findall(r"\]\(((?!https?:)[^)#]+)|src=\"([^\"]+)\"", TEXT):
            self.assertTrue((cli.ROOT / (link[0] or link[1])).exists(), link)


if __name__ == "__main__":
    cli.main()

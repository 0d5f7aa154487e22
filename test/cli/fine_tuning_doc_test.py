# SPDX-License-Identifier: Apache-2.0
"""Every command of docs/fine-tuning.md runs, in order, as a newcomer would type it."""
import re
import shlex

import cli


class FineTuningDoc(cli.CliTest):
    def test_every_command_runs(self):
        from PIL import Image

        for folder, count, shift in (("photos", 8, 0), ("held-out", 2, 90)):
            for name, sample in (("cat", "chelsea"), ("cup", "coffee")):
                (self.folder / folder / name).mkdir(parents=True)
                with Image.open(cli.SAMPLES / f"{sample}.png") as photo:
                    for i in range(count):
                        box = (shift + i * 9, i * 5, shift + i * 9 + 240, i * 5 + 200)
                        photo.crop(box).save(self.folder / folder / name / f"{i}.png")
        (self.folder / "docs").mkdir()
        (self.folder / "docs/samples").symlink_to(cli.SAMPLES)
        (self.folder / "labels.tsv").write_text(
            "".join(f"photos/{name}/{i}.png\t{name}\n" for name in ("cat", "cup") for i in range(8))
        )
        (self.folder / "tags.tsv").write_text(
            "".join(
                f"photos/{name}/{i}.png\t{name}" + "\tindoors" * (i % 2) + "\n"
                for name in ("cat", "cup")
                for i in range(8)
            )
        )
        text = (cli.ROOT / "docs/fine-tuning.md").read_text()
        commands = [
            line
            for block in re.findall(r"```sh\n(.*?)```", text, re.S)
            for line in block.splitlines()
        ]
        self.assertGreater(len(commands), 6)
        for command in commands:
            program, *arguments = shlex.split(command)
            self.assertEqual(program, "resnext-classify", command)
            process = self.run_program(*arguments)
            self.assertEqual(process.returncode, 0, (command, process.stderr))
            if "--format table" in command:
                self.assertLess(process.stdout.index(b"cat"), process.stdout.index(b"cup"))
            if "tags.tsv" in command and "evaluate" in command:
                self.assertIn(b"images    16\n", process.stdout)
                self.assertIn(b"mAP  ", process.stdout)
            elif "evaluate" in command:
                self.assertIn(b"images    4\n", process.stdout)


if __name__ == "__main__":
    cli.main()

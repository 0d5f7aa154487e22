# SPDX-License-Identifier: Apache-2.0
"""--help: examples and commands first, options in groups, at most 80 columns."""
import re

import cli
import commands


class Help(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.helps = commands.all_commands(self)

    def test_every_command_has_help(self):
        names = {" ".join(path) for path in self.helps}
        expected = "models evaluate features finetune serve benchmark doctor weights"
        self.assertLessEqual({"", *expected.split()}, names)
        self.assertLessEqual({f"weights {name}" for name in ("list", "fetch", "verify")}, names)

    def test_at_most_80_columns(self):
        for path, text in self.helps.items():
            widest = max(text.splitlines(), key=len)
            self.assertLessEqual(len(widest), 80, f"{path}: {widest}")
            self.assertNotRegex(text, r"(?m) $", path)

    def test_the_order(self):
        """Usage, examples, commands, groups of options, where to read more."""
        for path, text in self.helps.items():
            heads = re.findall(r"(?m)^(\S[^:\n]*):", text)
            self.assertEqual(heads[0], "Usage", path)
            self.assertEqual(heads[-1], "More", path)
            if "Examples" in heads:
                self.assertEqual(heads[1], "Examples", path)
            if "Commands" in heads:
                self.assertEqual(heads.index("Commands"), heads.index("Examples") + 1, path)
            self.assertEqual(heads[-2], "Other options", path)
        heads = re.findall(r"(?m)^(\S[^:\n]*):", self.helps[()])
        for group in ("Images", "Model", "Results", "How it runs"):
            self.assertIn(group, heads)
        self.assertEqual(len(heads), len(set(heads)))

    def test_options_show_their_values_and_defaults(self):
        text = " ".join(self.helps[()].split())
        self.assertIn("--kernels auto|onednn", text)
        self.assertIn("--scores probabilities|logits", text)
        self.assertIn("-f, --format json|json-array|csv|tsv|html|table", text)
        self.assertRegex(text, r"-k, --top-k N [^-]*\(default: 5\)")
        self.assertRegex(self.helps[("features",)], r"(?m)^  -o, --out, --output FILE \(required\)")

    def test_examples_use_options_that_exist(self):
        for path, text in self.helps.items():
            shown = re.search(r"(?m)^Examples:\n((?:  .*\n)+)", text)
            for example in re.findall(r"(?m)^  (resnext-classify.*)", shown[1] if shown else ""):
                words = example.split(" > ")[0].split()[1:]
                command = ()
                while words and (*command, words[0]) in self.helps:
                    command = (*command, words.pop(0))
                used = {word for word in words if word.startswith("-")}
                self.assertLessEqual(used, commands.options_of(self.helps[command]), example)

    def test_usage_names_what_is_required(self):
        self.assertIn("Usage: resnext-classify [OPTIONS] PATH...\n", self.helps[()])
        self.assertIn("       resnext-classify COMMAND ...\n", self.helps[()])
        self.assertIn("Usage: resnext-classify models [OPTIONS] [MODEL]\n", self.helps[("models",)])
        self.assertIn("resnext-classify weights COMMAND ...\n", self.helps[("weights",)])
        self.assertIn("PATH|MODEL FILE\n", self.helps[("weights", "convert")])
        self.assertIn("features [OPTIONS] PATH... --output FILE\n", self.helps[("features",)])


if __name__ == "__main__":
    cli.main()

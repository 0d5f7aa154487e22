# SPDX-License-Identifier: Apache-2.0
"""Completion in bash, zsh and fish: the real shells, with the installed scripts."""
import os
import shutil
import subprocess
import unittest

import cli
import commands

BASH = """
. /usr/share/bash-completion/bash_completion
. {script}
COMP_LINE={line!r}
COMP_POINT=${{#COMP_LINE}}
eval "COMP_WORDS=({words})"
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_resnext_classify resnext-classify
printf '%s\\n' "${{COMPREPLY[@]}}"
"""

# Runs an interactive zsh whose list of matches is printed between two marks.
ZSH = r"""
zmodload zsh/zpty
zpty -b shell zsh -f -i
zpty -w shell 'PROMPT= RPROMPT=; unsetopt prompt_cr; fpath=({folder} $fpath)'
zpty -w shell 'autoload -Uz compinit && compinit -u -d {folder}/dump; setopt no_beep'
zpty -w shell 'zstyle ":completion:*" list-colors "no=" ; zstyle ":completion:*" verbose no'
zpty -w shell 'zstyle ":completion:*" insert-tab no; LISTMAX=100000; COLUMNS=2000; cd {files}'
zpty -w shell 'zle -C list list-choices _list_all
_list_all() {{
  compadd() {{
    local -a found
    builtin compadd -A found "$@"
    [[ -n $found ]] && print -rl -- "M:"${{^found}} >> {folder}/matches
    builtin compadd "$@"
  }}
  _main_complete
}}'
zpty -w shell 'bindkey "^I" list; print READY > {folder}/ready'
while [[ ! -s {folder}/ready ]] do sleep 0.1; done
zpty -n -w shell {line}$'\t'
zpty -n -w shell $'\C-u'
zpty -w shell 'print DONE > {folder}/done'
for i in {{1..200}}; do [[ -s {folder}/done ]] && break; sleep 0.1; done
zpty -d shell
"""


class Completion:
    """What every shell must complete; `complete(line)` returns the candidates."""

    def setUp(self):
        super().setUp()
        self.tree = self.folder / "tree"
        self.install(self.tree)
        self.files = self.folder / "files"
        (self.files / "photos").mkdir(parents=True)
        (self.files / "a photo.jpg").touch()
        (self.files / "list.txt").touch()

    def assert_all(self, line, expected):
        found = self.complete(line)
        self.assertLessEqual(set(expected), found, line)
        return found

    def test_commands_options_and_files(self):
        self.assert_all("resnext-classify ", {"models", "weights", "doctor", "list.txt"})
        self.assertEqual(self.complete("resnext-classify mod"), {"models"})
        self.assertEqual(
            self.complete("resnext-classify weights "),
            {"list", "cache", "fetch", "verify", "convert"},
        )

    def test_every_option_of_every_command(self):
        for path, text in commands.all_commands(self).items():
            expected = {name for name in commands.options_of(text) if name.startswith("--")}
            line = " ".join(("resnext-classify", *path, "--"))
            self.assertEqual({name.rstrip("=") for name in self.complete(line)}, expected, line)

    def test_values(self):
        self.assertEqual(self.complete("resnext-classify --kernels "), {"auto", "onednn"})
        self.assertEqual(self.complete("resnext-classify --scores l"), {"logits"})
        self.assertEqual(
            self.complete("resnext-classify weights convert --dtype "),
            {"keep", "f32", "f16", "bf16"},
        )
        self.assert_all("resnext-classify -f ", {"json", "csv", "html", "table"})

    def test_models(self):
        for line in ("resnext-classify -m ig", "resnext-classify models ig"):
            self.assertEqual(
                {name for name in self.complete(line)},
                {f"ig_resnext101_32x{width}d" for width in (8, 16, 32, 48)},
            )
        self.assertEqual(
            self.complete("resnext-classify weights fetch resnet50.a1h"), {"resnet50.a1h_in1k"}
        )

    def test_a_value_is_no_command(self):
        self.assertEqual(self.complete("resnext-classify -m models --train"), {"--train-size"})
        self.assertEqual(self.complete("resnext-classify -o weights --cam-s"), {"--cam-size"})

    def test_folders(self):
        found = {name.rstrip("/") for name in self.complete("resnext-classify --cam ")}
        self.assertEqual(found, {"photos"})

    def test_files_of_commands(self):
        self.assert_all("resnext-classify features li", {"list.txt"})
        self.assertEqual(self.complete("resnext-classify doctor li"), set())


@unittest.skipUnless(
    os.path.exists("/usr/share/bash-completion/bash_completion"),
    "SKIPPED: bash-completion is not there",
)
class Bash(Completion, cli.CliTest):
    def complete(self, line):
        script = self.tree / "share/bash-completion/completions/resnext-classify"
        words = " ".join(f"'{word}'" for word in line.split(" "))
        text = BASH.format(script=script, line=line, words=words)
        process = subprocess.run(
            ["bash", "--norc", "-c", text], capture_output=True, cwd=self.files, check=False
        )
        self.assertEqual(process.stderr, b"", line)
        return {word.rstrip() for word in process.stdout.decode().splitlines() if word}

    def test_an_equals_sign(self):
        script = self.tree / "share/bash-completion/completions/resnext-classify"
        text = BASH.format(script=script, line="resnext-classify --kernels=o", words="")
        text = text.replace("COMP_WORDS=()", "COMP_WORDS=(resnext-classify --kernels = o)")
        process = subprocess.run(["bash", "--norc", "-c", text], capture_output=True, check=False)
        self.assertEqual((process.stdout.strip(), process.stderr), (b"onednn", b""))


@unittest.skipIf(shutil.which("zsh") is None, "SKIPPED: zsh is not there")
class Zsh(Completion, cli.CliTest):
    def complete(self, line):
        folder = self.folder / "zsh"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        completions = self.tree / "share/zsh/vendor-completions"
        shutil.copy(completions / "_resnext-classify", folder)
        text = ZSH.format(folder=folder, files=self.files, line=f"'{line}'")
        subprocess.run(
            ["zsh", "-f", "-c", text], check=True, timeout=120, stdout=subprocess.DEVNULL
        )
        self.assertTrue((folder / "done").exists(), line)
        matches = folder / "matches"
        lines = matches.read_text().splitlines() if matches.exists() else []
        return {match[2:] for match in lines}


@unittest.skipIf(shutil.which("fish") is None, "SKIPPED: fish is not there")
class Fish(Completion, cli.CliTest):
    def complete(self, line):
        script = self.tree / "share/fish/vendor_completions.d/resnext-classify.fish"
        process = subprocess.run(
            ["fish", "--no-config", "-c", f"source {script}; complete -C '{line}'"],
            capture_output=True,
            cwd=self.files,
            env={**os.environ, "HOME": str(self.folder)},
            check=False,
        )
        self.assertEqual(process.stderr, b"", line)
        return {match.split("\t")[0] for match in process.stdout.decode().splitlines()}


if __name__ == "__main__":
    cli.main()

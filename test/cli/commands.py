# SPDX-License-Identifier: Apache-2.0
"""Lists the program's commands, as its help does."""
import re


def commands_of(help_text):
    """Returns the names under "Commands:"."""
    listed = re.search(r"(?m)^Commands:\n((?:  .*\n)+)", help_text)
    return re.findall(r"(?m)^  ([a-z]\S*)", listed[1]) if listed else []


def all_commands(test, path=()):
    """Returns {path: help} for the program, ()=..., and all commands below it."""
    process = test.run_program(*path, "--help")
    test.assertEqual((process.returncode, process.stderr), (0, b""), path)
    text = process.stdout.decode()
    found = {path: text}
    for name in commands_of(text):
        found.update(all_commands(test, (*path, name)))
    return found


def options_of(help_text):
    """Returns the names of the options that a help lists: {"--model", "-m", ...}."""
    heads = re.findall(r"(?m)^  (-.*?)(?:  |$)", help_text)
    return {name for head in heads for name in re.findall(r"(?<![\w-])--?[\w-]+", head)}

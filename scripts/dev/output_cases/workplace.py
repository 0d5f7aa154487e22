# SPDX-License-Identifier: Apache-2.0
"""Keeps the folder that cases run in, and says what a case has changed in it."""

import os
import re
import shutil
import stat

from output_cases import fixtures

# Files whose names and bytes are the program's own affair; they are compared neither way.
PRIVATE = (
    (r"home/\.cache/resnext-classify/packed(/.*)?", "packed weights: the layout may change"),
    (r".*\.lock", "empty files that processes lock"),
)


def state_of(path):
    status = path.lstat()
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_mode


def everything_in(folder):
    """{name: path}; folders come before what is in them."""
    return {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*"))}


class Workplace:
    """The folder of files that cases run in, restored from a copy after each."""

    def __init__(self, folder):
        self.pristine, self.folder = folder / "pristine", folder / "work"
        self.folder.mkdir()
        fixtures.make_all(self.folder)
        shutil.copytree(self.folder, self.pristine, symlinks=True)
        self.states = {name: state_of(path) for name, path in everything_in(self.folder).items()}

    def is_changed(self, name, path):
        if name not in self.states:
            return True
        state = state_of(path)
        if stat.S_ISDIR(state[3]):  # its size and time change with what is in it
            return state[3] != self.states[name][3]
        return state != self.states[name]

    def changes(self):
        """{name: bytes that say what the file is and holds} of all that is new, changed or gone."""
        found = everything_in(self.folder)
        result = {name: b"gone" for name in self.states if name not in found}
        for name, path in found.items():
            if self.is_changed(name, path) and not is_private(name):
                result[name] = described(path)
        return result

    def restore(self):
        found = everything_in(self.folder)
        for name, path in reversed(found.items()):
            if self.is_changed(name, path):
                remove(path)
        for name in self.states:
            path = self.folder / name
            if not os.path.lexists(path):
                put_back(self.pristine / name, path)
                self.states[name] = state_of(path)


def is_private(name):
    return any(re.fullmatch(pattern, name) for pattern, _ in PRIVATE)


def described(path):
    mode = path.lstat().st_mode
    head = stat.filemode(mode).encode() + b"\n"
    if stat.S_ISLNK(mode):
        return head + os.fsencode(os.readlink(path))
    return head + (path.read_bytes() if stat.S_ISREG(mode) else b"")


def remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif os.path.lexists(path):
        path.unlink()


def put_back(source, target):
    if source.is_dir():
        target.mkdir(exist_ok=True)
        shutil.copystat(source, target)
    else:
        shutil.copy2(source, target, follow_symlinks=False)

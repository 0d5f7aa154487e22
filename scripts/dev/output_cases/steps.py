# SPDX-License-Identifier: Apache-2.0
"""What a case consists of: named steps, each a command line or something done between two."""

import dataclasses
import os
import shutil
import stat
import subprocess


@dataclasses.dataclass
class Run:
    """One command line, run in the folder of files."""

    arguments: list
    stdin: bytes = b""
    environment: dict = dataclasses.field(default_factory=dict)
    stdout: str = "pipe"  # or "closed-pipe", "closed", "full-device", "terminal"
    user: int = None
    only_shape: bool = False  # keep the words and drop the numbers: times of a benchmark


@dataclasses.dataclass
class Case:
    name: str
    steps: list


def case(name, *arguments, **options):
    """A case of one command line."""
    return Case(name, [Run(list(arguments), **options)])


def sequence(name, *steps):
    """A case of several: lists of arguments, `Run`s, and functions of the folder."""
    return Case(name, [Run(step) if isinstance(step, list) else step for step in steps])


def cut(name, size):
    """Shortens a file to `size` bytes, or by `-size`."""

    def step(folder):
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[:size])

    return step


def write(name, content):
    def step(folder):
        (folder / name).write_bytes(content)

    return step


def copy(source, target):
    def step(folder):
        shutil.copy(folder / source, folder / target)

    return step


def link(target, name):
    return lambda folder: (folder / name).symlink_to(target)


def make_folder(name):
    return lambda folder: (folder / name).mkdir(parents=True)


def make_full_device(name):
    """A node of the device that is always full (/dev/full), which a program may harm freely."""
    return lambda folder: os.mknod(folder / name, 0o666 | stat.S_IFCHR, os.makedev(1, 7))


def make_fifo(name):
    return lambda folder: os.mkfifo(folder / name)


def change_mode(name, mode):
    return lambda folder: (folder / name).chmod(mode)


def flip_last_bit(name):
    def step(folder):
        data = bytearray((folder / name).read_bytes())
        data[-1] ^= 1
        (folder / name).write_bytes(data)

    return step


def run(program, step, folder):
    """Returns {"exit code", "stdout", "stderr"} of a step that is a `Run`."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder / "home"),
        "RESNEXT_PACKED_CACHE": "0",
        **step.environment,
    }
    reader, stdout, device = None, subprocess.PIPE, None
    if step.stdout == "closed-pipe":
        reader, stdout = os.pipe()
        os.close(reader)
    elif step.stdout == "full-device":
        device = folder / "full-device"
        make_full_device(device.name)(folder)
        stdout = os.open(device, os.O_WRONLY)
    elif step.stdout == "terminal":
        reader, stdout = os.openpty()
    options = {"user": step.user, "extra_groups": []} if step.user else {}
    if step.stdout == "closed":
        options["preexec_fn"] = lambda: os.close(1)
    process = subprocess.run(
        ["resnext-classify", *map(os.fspath, step.arguments)],
        executable=program,
        input=step.stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=folder,
        timeout=600,
        check=False,
        **options,
    )
    output = process.stdout or b""
    if step.stdout == "terminal":
        os.set_blocking(reader, False)
        output = os.read(reader, 1 << 20) if process.returncode == 0 else b""
        os.close(reader)
    if stdout != subprocess.PIPE:
        os.close(stdout)
    if device:
        device.unlink()
    return {
        "exit code": str(process.returncode).encode(),
        "stdout": output,
        "stderr": process.stderr,
    }

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Lists the files of a Debian root that an image of resnext-classify needs, one a line.

    packaging/oci/image_files.py ROOT

These are the program, its module of codecs, libarchive and a shell; the shared libraries that they
name, and those that these name; what the libraries read; and the licences. OpenCV's packages depend
on much that no format of this program loads: drivers of graphics cards, a compiler, maps. Also
writes ROOT/var/lib/dpkg/status.d/PACKAGE for each package of which a file stays, from which
scanners of images learn the versions.
"""
import os
import pathlib
import subprocess
import sys

PROGRAMS = ["usr/bin/resnext-classify", "usr/bin/sh"]
MODULES = ["usr/lib/resnext-classify/*.so", "usr/lib/*/libarchive.so.13"]  # loaded when needed
DATA = [
    "bin",
    "lib",
    "lib64",
    "sbin",
    "cache",
    "data",
    "dev",
    "proc",
    "sys",
    "tmp",
    "etc/debian_version",
    "etc/group",
    "etc/nsswitch.conf",
    "etc/os-release",
    "etc/passwd",
    "etc/ssl/certs/ca-certificates.crt",
    "etc/ssl/openssl.cnf",
    "usr/lib/locale/C.utf8/*",
    "usr/lib/locale/C.utf8/LC_MESSAGES/*",
    "usr/lib/ssl/*",
    "usr/share/common-licenses/*",
    "usr/share/resnext-classify/*",
]


class Root:
    """Collects files of a root, with the links and folders that lead to them."""

    def __init__(self, path):
        self.path = pathlib.Path(path).resolve()
        self.kept = set()
        self.loaded = set()

    def keep(self, name):
        """Keeps a file, link or folder; returns where it lies once links are followed."""
        at = pathlib.PurePosixPath()
        parts = list(pathlib.PurePosixPath("/" + str(name)).parts[1:])
        while parts:
            part = parts.pop(0)
            if part == "..":
                at = at.parent
                continue
            at /= part
            self.kept.add(str(at))
            if (self.path / at).is_symlink():
                target = pathlib.PurePosixPath(os.readlink(self.path / at))
                parts = [*target.parts, *parts]
                at = at.parent
                if target.is_absolute():
                    at, parts = pathlib.PurePosixPath(), parts[1:]
        return at

    def load(self, name):
        """Keeps a program or library and all that the dynamic linker loads with it."""
        file = self.keep(name)
        if file in self.loaded:
            return
        self.loaded.add(file)
        for library in needed(self.path / file):
            self.load(self.find(library))

    def find(self, library):
        """Returns where a library lies in the root; `library` may be a path already."""
        if library.startswith("/"):
            return library
        folders = [*sorted(self.path.glob("usr/lib/*-linux-gnu")), "usr/lib", "usr/lib64"]
        for folder in folders:
            found = self.path / folder / library
            if found.is_file() or found.is_symlink():
                return found.relative_to(self.path)
        sys.exit(f"{library} is not in {self.path}")

    def packages(self):
        """Returns the packages to which kept files belong."""
        names = set()
        for listed in sorted(self.path.glob("var/lib/dpkg/info/*.list")):
            files = listed.read_text().splitlines()[1:]
            kept = [file for file in files if merged(file) in self.kept]
            if any((self.path / merged(file)).is_file() for file in kept):
                names.add(listed.stem.split(":")[0])
        return sorted(names)

    def write_status(self, package):
        """Writes what dpkg knows of a package; keeps that and the package's licence."""
        status = subprocess.run(
            ["dpkg-query", f"--admindir={self.path}/var/lib/dpkg", "--status", package],
            capture_output=True,
            check=True,
        ).stdout
        name = f"var/lib/dpkg/status.d/{package}"
        (self.path / name).parent.mkdir(exist_ok=True)
        (self.path / name).write_bytes(status)
        self.keep(name)
        self.keep(f"usr/share/doc/{package}/copyright")


def merged(file):
    """Returns a path of dpkg's lists as it is since /bin and /lib lie under /usr."""
    name = file.lstrip("/")
    return f"usr/{name}" if name.split("/")[0] in ("bin", "lib", "lib64", "sbin") else name


def needed(file):
    """Returns the shared libraries that a program or library names, and its interpreter's path."""
    read = ["readelf", "--wide", "--dynamic", "--program-headers", file]
    lines = subprocess.run(read, capture_output=True, check=True, text=True).stdout.splitlines()
    libraries = [line.split("[")[1].rstrip("]") for line in lines if "(NEEDED)" in line]
    marker = "Requesting program interpreter: "
    return libraries + [line.split(marker)[1].rstrip("]") for line in lines if marker in line]


def image_files(path):
    root = Root(path)
    for program in PROGRAMS:
        root.load(program)
    for module in sorted(path for pattern in MODULES for path in root.path.glob(pattern)):
        root.load(module.relative_to(root.path))
    for pattern in DATA:
        for file in sorted(root.path.glob(pattern)):
            root.keep(file.relative_to(root.path))
    for package in root.packages():
        root.write_status(package)
    return sorted(name for name in root.kept if os.path.lexists(root.path / name))


if __name__ == "__main__":
    print("\n".join(image_files(sys.argv[1])))

# SPDX-License-Identifier: Apache-2.0
"""Ends that foreign libraries make of a failed allocation, which the program can't prevent.

Each is explained in docs/robustness.md.
"""
import pathlib

#: Libraries through which the failed call passes on its way.
SYSTEM = ("libstdc++", "libc.so", "libgcc", "libm.so")


def library_of(fault):
    """Returns the innermost library, or the program, that made the failed call."""
    for module, *_ in fault.stack:
        name = pathlib.Path(module).name
        if not name.startswith(SYSTEM):
            return name
    return ""


def crashed(library):
    return lambda fault, code, _: code in (-6, -11) and library_of(fault).startswith(library)


EXCEPTIONS = (("oneDNN crashes", crashed("libdnnl")), ("GDAL crashes", crashed("libgdal")))


def find(fault, code, problem):
    """Returns the name of the exception that explains the problem, or None."""
    for name, explains in EXCEPTIONS:
        if explains(fault, code, problem):
            return name
    return None

# SPDX-License-Identifier: Apache-2.0
"""Crashes inside foreign libraries after a failed allocation or mapping.

Each is explained in docs/robustness.md.
"""
import pathlib

#: What a crash passes through on its way: signals, memcpy, abort.
SYSTEM = ("libstdc++", "libc.so", "libgcc", "libm.so")


def crash_site(fault):
    """Returns the innermost library in which the process crashed, or the program."""
    for module, *_ in fault.crash:
        name = pathlib.Path(module).name
        if not name.startswith(SYSTEM):
            return name
    return ""


def crashed(library):
    """Only the crash is excused: a problem that is named after it, such as a torn file, is not."""
    return lambda fault, code, problem: (
        code in (-6, -11) and crash_site(fault).startswith(library) and ";" not in problem
    )


def ended_by_glibc(fault, code, problem):
    """glibc ends a process that can't note down what a thread destroys at its end."""
    return code == -6 and "failed to register TLS destructor" in problem and ";" not in problem


EXCEPTIONS = (
    ("glibc ends the process", ended_by_glibc),
    ("oneDNN crashes", crashed("libdnnl")),
    ("GDAL crashes", crashed("libgdal")),
    ("OpenSSL crashes", crashed("libcrypto")),
)


def find(fault, code, problem):
    """Returns the name of the exception that explains the problem, or None."""
    for name, explains in EXCEPTIONS:
        if explains(fault, code, problem):
            return name
    return None

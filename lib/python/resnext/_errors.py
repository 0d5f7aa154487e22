# SPDX-License-Identifier: Apache-2.0
"""Exceptions, from the status and the message of the C functions."""
from ._library import OK, library


class Error(RuntimeError):
    """What went wrong: what was found, what was expected and what to do next."""

    #: "argument", "config", "checkpoint", "weights", "installation", "image", "cancelled",
    #: "memory" or "internal".
    code: str

    def __init__(self, message: str, code: str = "internal"):
        super().__init__(message)
        self.code = code


class ArgumentError(Error, ValueError):
    """An argument or option makes no sense."""


class ImageError(Error):
    """An image can't be read."""

    #: "not_found", "unreadable", "empty", "unsupported", "truncated", "corrupt" or "too_large".
    image_code: str

    def __init__(self, message: str, image_code: str):
        super().__init__(message, "image")
        self.image_code = image_code


class Cancelled(Error):
    """The call was ended by Session.cancel()."""


_TYPES = {"argument": ArgumentError, "cancelled": Cancelled}


def check(status: int) -> None:
    """Raises what the status of a C function says, with the message of the thread's latest."""
    if status != OK:
        name = library.resnext_status_name(status).decode()
        message = library.resnext_last_error().decode(errors="replace")
        if name == "memory":
            raise MemoryError(message)
        raise _TYPES.get(name, Error)(message, name)

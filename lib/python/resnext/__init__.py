# SPDX-License-Identifier: Apache-2.0
"""Classifies images with ResNeXt and related networks on the CPU.

    import resnext

    model = resnext.Model("ig_resnext101_32x8d")
    for found in model.classify("dog.jpg").predictions:
        print(found.label, found.score)

The answers are those of the program resnext-classify, digit for digit.
"""
import typing

from ._errors import ArgumentError, Cancelled, Error, ImageError
from ._images import ImageLike
from ._library import library as _functions
from ._model import Model, Session
from ._results import Class, Prediction, Result

__all__ = [
    "ArgumentError",
    "Cancelled",
    "Class",
    "Error",
    "ImageError",
    "ImageLike",
    "Model",
    "Prediction",
    "Result",
    "Session",
    "builtin_models",
]

#: The library's version.
__version__: str = _functions.resnext_version().decode()


def builtin_models() -> typing.List[str]:
    """Returns the ids of the built-in models, in alphabetical order."""
    ids: typing.List[str] = []
    while (name := _functions.resnext_builtin_model(len(ids))) is not None:
        ids.append(name.decode())
    return ids

# SPDX-License-Identifier: Apache-2.0
"""What was found for images."""
import ctypes
import json
import typing

import numpy as np

from . import _library as c
from ._errors import ImageError, check


class Class(typing.NamedTuple):
    """A class of a model."""

    index: int
    label: str
    wnid: str  #: WordNet id; empty: none
    imagenet_index: typing.Optional[int]  #: of the same class in ImageNet-1k


class Prediction(typing.NamedTuple):
    """A class found for an image."""

    index: int
    label: str
    score: float  #: probability, or logit if the session was made for logits
    wnid: str
    imagenet_index: typing.Optional[int]


class Results:
    """The C object that holds the results of a call; freed with the last that uses it."""

    def __init__(self, handle: ctypes.c_void_p):
        self.handle = handle

    def __del__(self):
        c.library.resnext_results_free(self.handle)


class Result:
    """What was found for one image, or what was wrong with it.

    All but `error`, `error_code`, `json` and `record` raise ImageError if the image could not be
    read.
    """

    def __init__(self, results: Results, index: int):
        self._results = results
        self._index = index

    def _text(self, function) -> typing.Optional[str]:
        text = function(self._results.handle, self._index)
        return None if text is None else text.decode(errors="replace")

    @property
    def error(self) -> typing.Optional[str]:
        """What was wrong with the image; None: nothing."""
        return self._text(c.library.resnext_result_error)

    @property
    def error_code(self) -> typing.Optional[str]:
        """See ImageError.image_code; None: nothing was wrong."""
        return self._text(c.library.resnext_result_error_code)

    def check(self) -> None:
        """Raises ImageError if the image could not be read."""
        if self.error_code is not None:
            raise ImageError(self.error or "", self.error_code)

    @property
    def predictions(self) -> typing.List[Prediction]:
        """The classes found, best first."""
        self.check()
        handle = self._results.handle
        count = c.library.resnext_result_prediction_count(handle, self._index)
        found = []
        for rank in range(count):
            info = c.Prediction()
            check(
                c.library.resnext_result_prediction(handle, self._index, rank, ctypes.byref(info))
            )
            known = info.imagenet_index if info.imagenet_index >= 0 else None
            found.append(
                Prediction(info.index, info.label.decode(), info.score, info.wnid.decode(), known)
            )
        return found

    @property
    def label(self) -> str:
        """The best class."""
        return self.predictions[0].label

    @property
    def score(self) -> float:
        """The best class's score."""
        return self.predictions[0].score

    def _values(self, function) -> typing.Optional[np.ndarray]:
        self.check()
        count = ctypes.c_size_t()
        values = function(self._results.handle, self._index, ctypes.byref(count))
        if not values:
            return None
        memory = (ctypes.c_float * count.value).from_address(ctypes.addressof(values.contents))
        memory._owner = self._results  # as long as an array looks at it
        array = np.frombuffer(memory, dtype=np.float32)
        array.flags.writeable = False
        return array

    @property
    def logits(self) -> typing.Optional[np.ndarray]:
        """The logits of all classes, float32, not copied; None if the session doesn't keep them."""
        return self._values(c.library.resnext_result_logits)

    @property
    def features(self) -> typing.Optional[np.ndarray]:
        """The pooled vector, float32, not copied; None if the session doesn't keep it."""
        return self._values(c.library.resnext_result_features)

    @property
    def json(self) -> str:
        """The record that the program prints for the image."""
        text = self._text(c.library.resnext_result_json)
        if text is None:
            raise MemoryError(c.library.resnext_last_error().decode(errors="replace"))
        return text

    @property
    def record(self) -> typing.Dict[str, typing.Any]:
        """The record as a dictionary."""
        return json.loads(self.json)

    def __repr__(self) -> str:
        if self.error_code is not None:
            return f"<Result {self.error_code}: {self.error}>"
        best = self.predictions
        return f"<Result {best[0].label} {best[0].score:.4f}>" if best else "<Result>"

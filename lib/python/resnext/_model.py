# SPDX-License-Identifier: Apache-2.0
"""Models and sessions."""
import ctypes
import os
import threading
import typing

from . import _library as c
from ._errors import check
from ._images import Batch, ImageLike, batch_of_one, batches, is_one_image
from ._results import Class, Result, Results


def _path(path) -> typing.Optional[bytes]:
    return None if path is None else os.fsencode(path)


class Model:
    """A network and its weights, which never change; any number of threads may use one.

    `name`: id, alias, folder or config file; None: the model that comes with the library.
    `weights`: file or folder; None: the places where the program finds them.
    `threads`: of one session; 0: as many as the process may use CPUs.
    `precision`: "own" (int8 for a quantized model, otherwise f32), "f32", "bf16", "int8", "auto".
    `packed_cache_gb`: limit of the folder of packed weights; None: as the program has it.

    Raises Error with code "config", "weights" or "checkpoint". Load a model after os.fork(), in the
    process that uses it.
    """

    def __init__(
        self,
        name: typing.Union[str, "os.PathLike[str]", None] = None,
        *,
        weights: typing.Union[str, "os.PathLike[str]", None] = None,
        threads: int = 0,
        precision: str = "own",
        packed_cache_gb: typing.Optional[float] = None,
    ):
        self._handle = ctypes.c_void_p()
        if precision not in c.PRECISIONS:
            raise ValueError(f"precision {precision!r} is not one of {', '.join(c.PRECISIONS)}")
        options = c.ModelOptions(
            model=_path(name),
            weights=_path(weights),
            threads=threads,
            precision=c.PRECISIONS.index(precision),
            packed_cache_gb=-1 if packed_cache_gb is None else packed_cache_gb,
        )
        check(c.library.resnext_model_load(ctypes.byref(options), ctypes.byref(self._handle)))
        self._info = c.ModelInfo()
        check(c.library.resnext_model_describe(self._handle, ctypes.byref(self._info)))
        self._classes: typing.Optional[typing.List[Class]] = None
        self._sessions = threading.local()

    def __del__(self):
        c.library.resnext_model_free(self._handle)

    @property
    def id(self) -> str:
        return self._info.id.decode()

    @property
    def weights_path(self) -> str:
        return os.fsdecode(self._info.weights_path)

    @property
    def input_size(self) -> int:
        """Height and width that the network sees, pixels."""
        return self._info.input_size

    @property
    def feature_count(self) -> int:
        """Numbers of the pooled vector."""
        return self._info.feature_count

    @property
    def threads(self) -> int:
        """Threads of one session."""
        return self._info.threads

    @property
    def precision(self) -> str:
        return c.PRECISIONS[self._info.precision]

    @property
    def batch_size_for_many(self) -> int:
        """The batch size that pays off for many images."""
        return self._info.many_batch_size

    @property
    def classes(self) -> typing.List[Class]:
        """The model's classes, in the order of its logits."""
        if self._classes is None:
            self._classes = [self._class(index) for index in range(self._info.class_count)]
        return self._classes

    def _class(self, index: int) -> Class:
        info = c.ClassInfo()
        check(c.library.resnext_model_class(self._handle, index, ctypes.byref(info)))
        known = info.imagenet_index if info.imagenet_index >= 0 else None
        return Class(info.index, info.label.decode(), info.wnid.decode(), known)

    def keep_packed(self) -> None:
        """Keeps packed weights on disk, so that the next start is faster."""
        check(c.library.resnext_model_keep_packed(self._handle))

    @typing.overload
    def classify(self, images: ImageLike, *, top_k: int = 5) -> Result:
        ...

    @typing.overload
    def classify(
        self, images: typing.Iterable[ImageLike], *, top_k: int = 5
    ) -> typing.List[Result]:
        ...

    def classify(self, images, *, top_k=5):
        """Classifies with a session of the calling thread's own: see Session.classify."""
        sessions = self._sessions.__dict__
        key = str(top_k)
        if key not in sessions:
            sessions[key] = Session(self, top_k=top_k)
        return sessions[key].classify(images)

    def __repr__(self) -> str:
        return f"<Model {self.id}, {self._info.class_count} classes, {self.precision}>"


class Session:
    """Runs images through a model; one thread uses it at a time, but for cancel().

    `batch_size`: images that go through the network together.
    `top_k`: classes of each image.
    `logits`, `features`: keep them with each result.
    `logit_scores`: scores are logits, not probabilities.
    `apply_exif`: turn photos upright; the models' reference preprocessing doesn't.
    `max_pixels`: larger images in files are refused.
    """

    def __init__(
        self,
        model: Model,
        *,
        batch_size: int = 1,
        top_k: int = 5,
        logits: bool = False,
        features: bool = False,
        logit_scores: bool = False,
        apply_exif: bool = False,
        max_pixels: int = 200_000_000,
    ):
        self._handle = ctypes.c_void_p()
        self._batch_size = max(batch_size, 1)
        self._threads = model.threads
        options = c.SessionOptions(
            batch_size=batch_size,
            top_k=top_k,
            keep=(c.KEEP_LOGITS if logits else 0) | (c.KEEP_FEATURES if features else 0),
            logit_scores=logit_scores,
            apply_exif=apply_exif,
            max_pixels=max_pixels,
        )
        check(
            c.library.resnext_session_create(
                model._handle, ctypes.byref(options), ctypes.byref(self._handle)
            )
        )

    def __del__(self):
        c.library.resnext_session_free(self._handle)

    @typing.overload
    def classify(self, images: ImageLike) -> Result:
        ...

    @typing.overload
    def classify(self, images: typing.Iterable[ImageLike]) -> typing.List[Result]:
        ...

    def classify(self, images):
        """Returns the result of one image, or a list of results for several.

        An image is a path, the bytes of a file, a NumPy array of uint8 (grey, RGB, RGBA) or a
        Pillow image. One that can't be read raises ImageError; among several its result says so.
        Several may be any iterable, such as `map(PIL.Image.open, paths)`: the next images are
        decoded beside the network, and no more of them are held than that takes.
        """
        if is_one_image(images):
            result = self._classify(batch_of_one(images))[0]
            result.check()
            return result
        found: typing.List[Result] = []
        for batch in batches(images, self._batch_size, self._threads):
            found += self._classify(batch)
        return found

    def _classify(self, batch: Batch) -> typing.List[Result]:
        handle = ctypes.c_void_p()
        count = len(batch.array)
        check(c.library.resnext_classify(self._handle, batch.array, count, ctypes.byref(handle)))
        results = Results(handle)
        return [Result(results, index) for index in range(count)]

    def cancel(self) -> None:
        """Ends the call that is running in another thread, which then raises Cancelled."""
        c.library.resnext_session_cancel(self._handle)

# SPDX-License-Identifier: Apache-2.0
"""From what Python programs call images to what the library takes."""
import collections
import concurrent.futures
import ctypes
import os
import typing

import numpy as np

from . import _library as c
from ._errors import ArgumentError

if typing.TYPE_CHECKING:
    import PIL.Image

#: A path; the bytes of a file; pixels as uint8, height x width (grey), x 3 (RGB) or x 4 (RGBA);
#: a Pillow image.
ImageLike = typing.Union[
    str, "os.PathLike[str]", bytes, bytearray, memoryview, np.ndarray, "PIL.Image.Image"
]

_ALLOWED = "a path, bytes of a file, a NumPy array of uint8 or a Pillow image"
_MOST_IMAGES = 256
_MOST_BYTES = 256 << 20
_FORMATS = {1: c.PIXELS_GREY, 3: c.PIXELS_RGB, 4: c.PIXELS_RGBA}


def is_one_image(images: typing.Any) -> bool:
    """Returns whether these are not several images, but one."""
    kinds = (str, os.PathLike, bytes, bytearray, memoryview, np.ndarray)
    return isinstance(images, kinds) or _is_pillow(images)


def _is_pillow(image: typing.Any) -> bool:
    return hasattr(image, "mode") and hasattr(image, "tobytes") and hasattr(image, "size")


def _encoded(data, name: bytes = b""):
    view = memoryview(data).cast("B") if not isinstance(data, bytes) else data
    array = np.frombuffer(view, dtype=np.uint8)
    image = c.Image(kind=c.IMAGE_ENCODED, name=name, data=array.ctypes.data, size=array.size)
    return image, array


def _pixels(array: np.ndarray, name: bytes = b""):
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.dtype != np.uint8 or array.ndim not in (2, 3) or channels not in _FORMATS:
        raise ArgumentError(
            f"an array of {array.dtype} with shape {array.shape} is no image; it must be uint8, "
            "height x width, or with 3 (RGB) or 4 (RGBA) channels at the end",
            "argument",
        )
    pixel_format = _FORMATS[channels]
    first = array
    if channels == 3 and array.strides[1:] == (3, -1):  # bgr[..., ::-1]
        pixel_format, first = c.PIXELS_BGR, array[..., ::-1]
    elif array.strides[1] != channels or (array.ndim == 3 and array.strides[2] != 1):
        first = np.ascontiguousarray(array)
    image = c.Image(
        kind=c.IMAGE_PIXELS,
        name=name,
        data=first.ctypes.data,
        width=first.shape[1],
        height=first.shape[0],
        stride=first.strides[0] if first.shape[0] > 1 else 0,
        format=pixel_format,
    )
    return image, first


def _pillow(photo: "PIL.Image.Image"):
    name = os.fsencode(getattr(photo, "filename", "") or "")
    if photo.mode not in ("RGB", "L"):
        photo = photo.convert("RGB")
    pixels = np.frombuffer(photo.tobytes(), dtype=np.uint8)
    shape = (photo.height, photo.width) + ((3,) if photo.mode == "RGB" else ())
    return _pixels(pixels.reshape(shape), name)


def convert(image: ImageLike):
    """Returns the C structure and what must be kept while it is in use."""
    if isinstance(image, (str, os.PathLike)):
        return c.Image(kind=c.IMAGE_FILE, name=os.fsencode(image)), None
    if isinstance(image, (bytes, bytearray, memoryview)):
        return _encoded(image)
    if isinstance(image, np.ndarray):
        return _pixels(image)
    if _is_pillow(image):
        return _pillow(image)
    raise ArgumentError(f"{type(image).__name__} is no image; {_ALLOWED} is", "argument")


class Batch(typing.NamedTuple):
    """Images for one call, and what must be kept while it runs."""

    array: ctypes.Array
    kept: typing.List[typing.Any]


def batches(
    images: typing.Iterable[ImageLike], at_least: int, workers: int
) -> typing.Iterator[Batch]:
    """Converts images and yields them in batches.

    Pillow decodes its images in `workers` threads beside the consumer, which gets `at_least` images
    at once, or more if more are ready. A batch has few enough images and bytes that Ctrl-C is
    noticed between two, and that copies of pixels don't fill the memory.
    """
    waiting: typing.Deque[typing.Any] = collections.deque()
    source = iter(images)
    with _Converter(workers) as converter:

        def fill() -> None:
            while len(waiting) < 2 * (at_least + workers):
                try:
                    waiting.append(converter.begin(next(source)))
                except StopIteration:
                    return

        converted: typing.List[typing.Any] = []
        size = 0
        fill()
        while waiting:
            if len(converted) >= at_least and not waiting[0].done():
                yield _batch(converted)
                converted, size = [], 0
            converted.append(waiting.popleft().result())
            fill()
            kept = converted[-1][1]
            size += 0 if kept is None else kept.nbytes
            if len(converted) == _MOST_IMAGES or size > _MOST_BYTES:
                yield _batch(converted)
                converted, size = [], 0
        if converted:
            yield _batch(converted)


def batch_of_one(image: ImageLike) -> Batch:
    return _batch([convert(image)])


class _Converter:
    """Converts images: Pillow's in threads, which are started with the first, others at once."""

    def __init__(self, workers: int):
        self._workers = workers
        self._pool: typing.Optional[concurrent.futures.ThreadPoolExecutor] = None

    def begin(self, image: ImageLike) -> "concurrent.futures.Future[typing.Any]":
        if _is_pillow(image):
            if self._pool is None:
                self._pool = concurrent.futures.ThreadPoolExecutor(self._workers)
            return self._pool.submit(convert, image)
        done: "concurrent.futures.Future[typing.Any]" = concurrent.futures.Future()
        done.set_result(convert(image))
        return done

    def __enter__(self) -> "_Converter":
        return self

    def __exit__(self, *_: typing.Any) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def _batch(converted: typing.List[typing.Any]) -> Batch:
    return Batch((c.Image * len(converted))(*(image for image, _ in converted)), converted)

# SPDX-License-Identifier: Apache-2.0
"""The C functions of the shared library (resnext/resnext.h), as ctypes calls them.

Calls release Python's global lock, so that threads run beside one another.
"""
import ctypes
import os
import pathlib
from ctypes import POINTER, c_char_p, c_double, c_float, c_int32, c_int64, c_size_t, c_ssize_t
from ctypes import c_uint32, c_void_p

# Programs and libraries fit each other as long as this name stays.
SONAME = "libresnext.so.0.1"

OK = 0
KEEP_LOGITS = 1
KEEP_FEATURES = 2
IMAGE_FILE, IMAGE_ENCODED, IMAGE_PIXELS = range(3)
PIXELS_RGB, PIXELS_BGR, PIXELS_GREY, PIXELS_RGBA, PIXELS_BGRA = range(5)
PRECISIONS = ("own", "f32", "bf16", "int8", "auto")


class Versioned(ctypes.Structure):
    """A structure that begins with its size."""

    def __init__(self, **values):
        super().__init__(struct_size=ctypes.sizeof(type(self)), **values)


class ModelOptions(Versioned):
    _fields_ = [
        ("struct_size", c_size_t),
        ("model", c_char_p),
        ("weights", c_char_p),
        ("threads", c_int32),
        ("precision", c_int32),
        ("packed_cache_gb", c_double),
        ("is_cancelled", c_void_p),
        ("context", c_void_p),
    ]


class ModelInfo(Versioned):
    _fields_ = [
        ("struct_size", c_size_t),
        ("id", c_char_p),
        ("weights_path", c_char_p),
        ("input_size", c_int32),
        ("class_count", c_int32),
        ("feature_count", c_int32),
        ("threads", c_int32),
        ("precision", c_int32),
        ("many_batch_size", c_int32),
    ]


class ClassInfo(Versioned):
    _fields_ = [
        ("struct_size", c_size_t),
        ("index", c_int32),
        ("imagenet_index", c_int32),
        ("wnid", c_char_p),
        ("label", c_char_p),
    ]


class Image(Versioned):
    _fields_ = [
        ("struct_size", c_size_t),
        ("kind", c_int32),
        ("name", c_char_p),
        ("data", c_void_p),
        ("size", c_size_t),
        ("width", c_int32),
        ("height", c_int32),
        ("stride", c_ssize_t),
        ("format", c_int32),
    ]


class SessionOptions(Versioned):
    _fields_ = [
        ("struct_size", c_size_t),
        ("batch_size", c_int32),
        ("top_k", c_int32),
        ("keep", c_uint32),
        ("logit_scores", c_int32),
        ("apply_exif", c_int32),
        ("max_pixels", c_int64),
    ]


class Prediction(Versioned):
    _fields_ = [
        ("struct_size", c_size_t),
        ("index", c_int32),
        ("imagenet_index", c_int32),
        ("wnid", c_char_p),
        ("label", c_char_p),
        ("score", c_double),
    ]


_FUNCTIONS = {
    "last_error": (c_char_p, []),
    "status_name": (c_char_p, [c_int32]),
    "version": (c_char_p, []),
    "builtin_model": (c_char_p, [c_size_t]),
    "model_load": (c_int32, [POINTER(ModelOptions), POINTER(c_void_p)]),
    "model_free": (None, [c_void_p]),
    "model_keep_packed": (c_int32, [c_void_p]),
    "model_describe": (c_int32, [c_void_p, POINTER(ModelInfo)]),
    "model_class": (c_int32, [c_void_p, c_int32, POINTER(ClassInfo)]),
    "session_create": (c_int32, [c_void_p, POINTER(SessionOptions), POINTER(c_void_p)]),
    "session_free": (None, [c_void_p]),
    "session_cancel": (None, [c_void_p]),
    "classify": (c_int32, [c_void_p, POINTER(Image), c_size_t, POINTER(c_void_p)]),
    "results_count": (c_size_t, [c_void_p]),
    "results_free": (None, [c_void_p]),
    "result_status": (c_int32, [c_void_p, c_size_t]),
    "result_error_code": (c_char_p, [c_void_p, c_size_t]),
    "result_error": (c_char_p, [c_void_p, c_size_t]),
    "result_prediction_count": (c_size_t, [c_void_p, c_size_t]),
    "result_prediction": (c_int32, [c_void_p, c_size_t, c_size_t, POINTER(Prediction)]),
    "result_logits": (POINTER(c_float), [c_void_p, c_size_t, POINTER(c_size_t)]),
    "result_features": (POINTER(c_float), [c_void_p, c_size_t, POINTER(c_size_t)]),
    "result_json": (c_char_p, [c_void_p, c_size_t]),
}


def _places():
    """Yields where the shared library may lie: as named, installed beside this module, anywhere."""
    named = os.environ.get("RESNEXT_LIBRARY")
    if named:
        yield named
        return
    here = pathlib.Path(__file__).resolve()
    for folder in here.parents:
        if folder.name == "lib":  # PREFIX/lib/python3/dist-packages/resnext
            yield from (str(path) for path in sorted(folder.glob(f"*/{SONAME}")))
            yield str(folder / SONAME)
            break
    yield SONAME


def _open():
    tried = []
    for place in _places():
        if "/" in place and not os.path.exists(place):
            tried.append(f"{place}: not found")
            continue
        try:
            return ctypes.CDLL(place)
        except OSError as error:
            tried.append(str(error))
    raise ImportError(
        f"the shared library {SONAME} can't be loaded; install it, or set RESNEXT_LIBRARY to its "
        "file\n  " + "\n  ".join(tried)
    )


def _declare(library):
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(library, f"resnext_{name}")
        function.restype = result
        function.argtypes = arguments
    return library


library = _declare(_open())

#!/usr/bin/python3
"""Writes the files that the fuzzers of test/fuzz/ start from: small valid checkpoints of every
kind, in a folder for each fuzzer, and dictionaries of what the formats are made of.

  make_fuzz_corpus.py --output build/fuzz/corpus

The corpus belongs in a build folder: it is made again in a second and is never committed.
Needs PyTorch, as the best seeds are what torch.save itself writes.
"""
import argparse
import collections
import io
import json
import pathlib
import pickle
import struct
import zipfile

TORCH_WORDS = [
    "collections\nOrderedDict\n", "torch._utils\n_rebuild_tensor_v2\n",
    "torch._utils\n_rebuild_parameter\n", "torch\nFloatStorage\n", "torch\nHalfStorage\n",
    "torch\nBFloat16Storage\n", "torch\nLongStorage\n", "storage", "module", "cuda:0", "module.",
    "_orig_mod.", "state_dict", "state_dict_ema", "model", "model_ema", "little_endian",
    "archive/data.pkl", "archive/data/0", "archive/byteorder", "little", "PK\x03\x04",
    "PK\x01\x02", "PK\x05\x06", "PK\x06\x06", "PK\x06\x07", "(t", ")R", "Q", "\x80\x02", "\x8a\x08",
]
SAFETENSORS_WORDS = [
    '"__metadata__"', '"dtype"', '"shape"', '"data_offsets"', '"F32"', '"F16"', '"BF16"', '"I64"',
    '"BOOL"', "[]", "[0,0]", "{}", "9223372036854775807", "18446744073709551615", "-1", "1e9",
]


def state_dicts(torch):
    """Name -> object to save; all tiny."""
    base = torch.arange(6, dtype=torch.float32).reshape(2, 3)
    views = collections.OrderedDict([("base", base), ("transposed", base.t()), ("part", base[1:]),
                                     ("expanded", base[0, :1].expand(3))])
    dtypes = collections.OrderedDict(
        (str(dtype), torch.ones(2, dtype=dtype))
        for dtype in (torch.float32, torch.float16, torch.bfloat16, torch.float64, torch.int64,
                      torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool))
    module = torch.nn.Sequential(torch.nn.Conv2d(1, 1, 1), torch.nn.BatchNorm2d(1))
    parameters = collections.OrderedDict(
        ("module." + name, torch.nn.Parameter(value)) for name, value in module.named_parameters())
    training = {"epoch": 3, "arch": "resnext", "best": 1.5, "none": None, "big": 1 << 70,
                "state_dict": module.state_dict(),
                "optimizer": {"state": {0: {"step": 7, "momentum": torch.ones(1)}},
                              "param_groups": [{"betas": (0.9, 0.99), "nesterov": True}]}}
    return {"views": views, "dtypes": dtypes, "module": module.state_dict(),
            "parameters": parameters, "training": training}


def torch_files(torch, legacy):
    for name, content in state_dicts(torch).items():
        for protocol in (2, 4):
            buffer = io.BytesIO()
            torch.save(content, buffer, pickle_protocol=protocol,
                       _use_new_zipfile_serialization=not legacy)
            yield f"{name}_{protocol}", buffer.getvalue()


def zip_files():
    for name, zip64 in (("plain", False), ("zip64", True)):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for entry in ("archive/data.pkl", "archive/data/0"):
                with archive.open(entry, "w", force_zip64=zip64) as file:
                    file.write(b"0123456789")
            archive.comment = b"" if zip64 else b"comment"
        yield name, buffer.getvalue()
    # All numbers of the directory in zip64 records, as Python writes only above 4 GiB.
    local = b"PK\3\4" + struct.pack("<HHHIIIIHH", 45, 0, 0, 0, 0, 1, 1, 1, 0) + b"ax"
    extra = struct.pack("<HHQQQ", 1, 24, 1, 1, 0)
    central = b"PK\1\2" + struct.pack("<HHHHIIIIHHHHHII", 45, 45, 0, 0, 0, 0, 2**32 - 1, 2**32 - 1,
                                      1, len(extra), 0, 0, 0, 0, 2**32 - 1) + b"a" + extra
    end64 = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1, 1, len(central), len(local))
    locator = b"PK\6\7" + struct.pack("<IQI", 0, len(local) + len(central), 1)
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 2**16 - 1, 2**16 - 1, 2**32 - 1, 2**32 - 1, 0)
    yield "full_zip64", local + central + end64 + locator + end


def safetensors_files():
    tensors = {
        "plain": {"a": ("F32", [2], 8), "b": ("BF16", [1, 2], 4), "c": ("I64", [], 8)},
        "empty": {"a": ("F16", [0, 3], 0), "module.b": ("U8", [1], 1)},
        "all": {name: (name, [1], size) for name, size in
                (("F64", 8), ("I32", 4), ("I16", 2), ("I8", 1), ("BOOL", 1))},
    }
    for name, entries in tensors.items():
        header = {"__metadata__": {"format": "pt"}}
        end = 0
        for tensor, (dtype, shape, size) in entries.items():
            header[tensor] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + size]}
            end += size
        text = json.dumps(header).encode() + b"  "
        yield name, struct.pack("<Q", len(text)) + text + bytes(end)


def pickles(torch):
    for name, file in torch_files(torch, legacy=False):
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            entry = next(entry for entry in archive.namelist() if entry.endswith("/data.pkl"))
            yield name, archive.read(entry)
    for protocol in (2, 3, 4, 5):
        yield f"plain_{protocol}", pickle.dumps(
            {"a": [1, -2, 300, 70000, 1 << 40, 1 << 70], "b": (None, True, 0.5, "\u00e9"), 3: {}},
            protocol)


def write_dictionary(path, words):
    escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode("latin-1")) for word in words)
    path.write_text("".join(f'"{word}"\n' for word in escaped), encoding="ascii")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=pathlib.Path, required=True, metavar="FOLDER")
    output = parser.parse_args().output
    try:
        import torch
    except ImportError:
        raise SystemExit("error: this needs PyTorch, which this Python does not have") from None
    corpora = {
        "pickle_machine": pickles(torch),
        "torch_legacy": torch_files(torch, legacy=True),
        "torch_zip": torch_files(torch, legacy=False),
        "zip_directory": zip_files(),
        "safetensors": safetensors_files(),
    }
    for name, files in corpora.items():
        folder = output / name
        folder.mkdir(parents=True, exist_ok=True)
        for file_name, content in files:
            (folder / file_name).write_bytes(content)
        print(f"{folder}: {sum(1 for _ in folder.iterdir())} files")
    write_dictionary(output / "torch.dict", TORCH_WORDS)
    write_dictionary(output / "safetensors.dict", SAFETENSORS_WORDS)


if __name__ == "__main__":
    main()

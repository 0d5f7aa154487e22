#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of the fuzzers in test/fuzz/: small valid checkpoints, configs and images of
every kind, in a folder for each fuzzer, and dictionaries of the words that the formats consist of.

  make_fuzz_corpus.py --output build/fuzz/corpus

The corpus belongs in a build folder: making it takes a second, and it is never committed.
Needs PyTorch and Pillow, as the best seeds are what torch.save and Pillow themselves write.
"""
import argparse
import collections
import io
import json
import pathlib
import pickle
import struct
import zipfile

import fuzz_list_seeds

ROOT = pathlib.Path(__file__).resolve().parents[2]
# fmt: off
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

CONFIG_KEYS = [
    "id", "architecture", "aliases", "description", "layers", "cardinality", "base_width",
    "num_classes", "stem", "kernel", "stride", "max_pool", "labels", "label_names",
    "label_descriptions", "preprocessing", "input_size", "crop_pct", "interpolation", "mean", "std",
    "weights", "file", "url", "sha256_prefix", "sha256", "hub_repo", "bytes", "card", "paper",
    "title", "license", "note", "flops", "training", "data", "techniques", "epochs", "batch_size",
    "momentum", "weight_decay", "resources", "accuracy", "dataset", "top1", "top5", "source",
    "pretrained_cfg", "model_args", "block", "crop_mode", "global_pool", "tag", "channels", "type",
    "width", "pool", "avg_down", "down_kernel_size", "block_reduce_first", "anti_aliasing",
    "attention", "reduction", "norm", "output_stride", "pruned", "layer1.0.conv1", "stem_width",
    "quantization", "f32_layers", "samples", "base", "logit_error",
    "stem_type", "replace_stem_pool", "aa_layer", "norm_layer", "block_args", "attn_layer",
]
CONFIG_WORDS = [f'"{key}":' for key in CONFIG_KEYS] + [
    '"resnet50"', '"resnext101_32x8d"', '"bilinear"', '"bicubic"', '"center"', '"bottleneck"',
    '"basic"', '"BasicBlock"', '"plain"', '"deep"', '"deep_tiered"', '"max"', '"convolution"',
    '"none"', '"average_pool"', '"blur_pool"', '"avg"', '"blur"', '"squeeze_excite"', '"se"',
    '"eca"', '"batch"', '"group"', '"groupnorm"', "[1,1,1,1]", "[64,128,256,512]", "8", "16", "32",
    '"n02111889"', '"imagenet1k"', "true", "null", "[]", "{}", "[3,64,64]", "-1", "0.5", "1e300",
    "-1e300", "9223372036854775807", "18446744073709551615", "\\u0000", "\\ud800", "\xff",
]
IMAGE_WORDS = {
    "webp": ["RIFF", "WEBP", "VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "EXIF", "ICCP", "XMP ",
             "\x9d\x01\x2a", "\x2f"],
    "png": ["IHDR", "IDAT", "IEND", "PLTE", "tRNS", "eXIf", "iCCP", "\x89PNG\r\n\x1a\n"],
    "jpeg": ["\xff\xd8", "\xff\xd9", "\xff\xda", "\xff\xc0", "\xff\xc2", "\xff\xc4", "\xff\xdb",
             "\xff\xdd", "\xff\xe1", "\xff\xee", "Exif\0\0", "Adobe"],
    "tiff": ["II*\0", "MM\0*", "\x12\x01", "\x01\x12", "\x11\x01", "\x17\x01", "\x42\x01"],
    "bmp": ["BM", "\x28\0\0\0", "\x6c\0\0\0", "\x7c\0\0\0", "\x0c\0\0\0"],
    "exif": ["Exif\0\0", "II*\0", "MM\0*", "\x12\x01\x03\0", "\x01\x12\0\x03"],
    "row_filters": ["\x01\0", "\xff\xff", "\0\x80"],
}
LABEL_WORDS = ["index", "label", "wnid", "imagenet_index", "\t", "\n", "\r\n", "2147483648", "-1"]
# fmt: on


def state_dicts(torch):
    """Returns tiny objects to save, by name."""
    base = torch.arange(6, dtype=torch.float32).reshape(2, 3)
    views = collections.OrderedDict(
        [
            ("base", base),
            ("transposed", base.t()),
            ("part", base[1:]),
            ("expanded", base[0, :1].expand(3)),
        ]
    )
    dtypes = collections.OrderedDict(
        (str(dtype), torch.ones(2, dtype=dtype))
        for dtype in (
            torch.float32,
            torch.float16,
            torch.bfloat16,
            torch.float64,
            torch.int64,
            torch.int32,
            torch.int16,
            torch.int8,
            torch.uint8,
            torch.bool,
        )
    )
    module = torch.nn.Sequential(torch.nn.Conv2d(1, 1, 1), torch.nn.BatchNorm2d(1))
    parameters = collections.OrderedDict(
        ("module." + name, torch.nn.Parameter(value)) for name, value in module.named_parameters()
    )
    training = {
        "epoch": 3,
        "arch": "resnext",
        "best": 1.5,
        "none": None,
        "big": 1 << 70,
        "state_dict": module.state_dict(),
        "optimizer": {
            "state": {0: {"step": 7, "momentum": torch.ones(1)}},
            "param_groups": [{"betas": (0.9, 0.99), "nesterov": True}],
        },
    }
    return {
        "views": views,
        "dtypes": dtypes,
        "module": module.state_dict(),
        "parameters": parameters,
        "training": training,
    }


def torch_files(torch, legacy):
    for name, content in state_dicts(torch).items():
        for protocol in (2, 4):
            buffer = io.BytesIO()
            torch.save(
                content, buffer, pickle_protocol=protocol, _use_new_zipfile_serialization=not legacy
            )
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
    # All numbers of the directory go into zip64 records, which Python writes only above 4 GiB.
    local = b"PK\3\4" + struct.pack("<HHHIIIIHH", 45, 0, 0, 0, 0, 1, 1, 1, 0) + b"ax"
    extra = struct.pack("<HHQQQ", 1, 24, 1, 1, 0)
    central = (
        b"PK\1\2"
        + struct.pack(
            "<HHHHIIIIHHHHHII",
            45,
            45,
            0,
            0,
            0,
            0,
            2**32 - 1,
            2**32 - 1,
            1,
            len(extra),
            0,
            0,
            0,
            0,
            2**32 - 1,
        )
        + b"a"
        + extra
    )
    end64 = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1, 1, len(central), len(local))
    locator = b"PK\6\7" + struct.pack("<IQI", 0, len(local) + len(central), 1)
    end = b"PK\5\6" + struct.pack(
        "<HHHHIIH", 0, 0, 2**16 - 1, 2**16 - 1, 2**32 - 1, 2**32 - 1, 0
    )
    yield "full_zip64", local + central + end64 + locator + end


def safetensors_files():
    tensors = {
        "plain": {"a": ("F32", [2], 8), "b": ("BF16", [1, 2], 4), "c": ("I64", [], 8)},
        "empty": {"a": ("F16", [0, 3], 0), "module.b": ("U8", [1], 1)},
        "all": {
            name: (name, [1], size)
            for name, size in (("F64", 8), ("I32", 4), ("I16", 2), ("I8", 1), ("BOOL", 1))
        },
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
            protocol,
        )


TINY_CONFIG = {
    "id": "tiny",
    "layers": [1, 2, 1, 1],
    "cardinality": 2,
    "base_width": 32,
    "num_classes": 2,
    "stem": {"kernel": 3, "stride": 1, "max_pool": False},
    "label_names": ["n02111889", "x"],
    "label_descriptions": {"x": "the unknown"},
    "preprocessing": {
        "input_size": 64,
        "crop_pct": 1.0,
        "interpolation": "bicubic",
        "mean": [0.5, 0.5, 0.5],
        "std": [0.25, 0.25, 0.25],
    },
}


OTHER_PARAMETERS = {
    "deep": {
        "stem": {"type": "deep_tiered", "width": 32, "pool": "convolution"},
        "avg_down": True,
        "attention": {"type": "squeeze_excite", "reduction": 0.25},
        "output_stride": 16,
    },
    "mixed": {
        "block": ["basic", "bottleneck", "basic", "basic"],
        "cardinality": 1,
        "base_width": 64,
        "channels": [32, 64, 96, 128],
        "norm": "group",
        "anti_aliasing": "blur_pool",
        "block_reduce_first": 2,
        "down_kernel_size": 3,
    },
    "pruned": {
        "cardinality": 1,
        "base_width": 64,
        "attention": {"type": "eca"},
        "pruned": {"layer1.0.conv1": 47, "layer4.0.conv2": 5},
    },
}


def model_configs():
    for path in sorted((ROOT / "configs/models").glob("*.json")):
        yield path.name, path.read_bytes()
    yield "tiny.json", json.dumps(TINY_CONFIG).encode()
    for name, parameters in OTHER_PARAMETERS.items():
        yield f"{name}.json", json.dumps({**TINY_CONFIG, **parameters}).encode()


def hub_configs():
    pretrained = {
        "tag": "a1_in1k",
        "input_size": [3, 64, 64],
        "interpolation": "bilinear",
        "crop_pct": 0.95,
        "crop_mode": "center",
        "mean": [0.5, 0.5, 0.5],
        "std": [0.25, 0.25, 0.25],
        "num_classes": 2,
        "license": "mit",
    }
    for name, config in {
        "new": {
            "architecture": "resnext50_32x4d",
            "num_classes": 2,
            "num_features": 2048,
            "label_names": ["n02111889", "x"],
            "label_descriptions": {"x": "unknown"},
            "pretrained_cfg": pretrained,
        },
        "quantized": {
            "architecture": "resnext50_32x4d",
            "num_classes": 2,
            "quantization": {
                "weights": "int8",
                "f32_layers": ["layer1.0.conv1", "layer4.2.conv3"],
                "samples": 300,
                "base": "resnext50_32x4d",
                "logit_error": 0.02,
            },
            "pretrained_cfg": pretrained,
        },
        "flat": {"architecture": "resnet50", "labels": {"1": "dog", "0": "cat"}, **pretrained},
        "arguments": {
            "architecture": "resnet50",
            "num_classes": 3,
            "global_pool": "avg",
            "model_args": {
                "layers": [1, 1, 1, 1],
                "cardinality": 2,
                "base_width": 32,
                "block": "Bottleneck",
            },
        },
        "more_arguments": {
            "architecture": "resnet50",
            "model_args": {
                "stem_type": "deep",
                "stem_width": 32,
                "replace_stem_pool": False,
                "channels": [32, 64, 96, 128],
                "block_reduce_first": 2,
                "down_kernel_size": 3,
                "avg_down": True,
                "aa_layer": "avg",
                "norm_layer": "groupnorm",
                "output_stride": 8,
                "block_args": {"attn_layer": "se"},
            },
        },
    }.items():
        yield name, json.dumps(config).encode()


def label_lists():
    yield "plain", b"index\tlabel\n0\ta\n1\tb\n"
    yield "subset", b"index\twnid\timagenet_index\tlabel\n0\tn01443537\t1\tgoldfish\n"
    lines = (ROOT / "configs/labels/imagenet1k.tsv").read_bytes().splitlines(keepends=True)
    yield "imagenet", b"".join(lines[:20])


def images(kind):
    from PIL import Image

    gradient = Image.linear_gradient("L").resize((23, 17))
    photo = Image.merge("RGB", (gradient, gradient.rotate(180), gradient.rotate(90)))
    alpha = photo.convert("RGBA")
    alpha.putalpha(gradient)
    exif = Image.Exif()
    exif[274] = 6
    frames = {"save_all": True, "append_images": [photo.rotate(90)]}
    variants = {
        "webp": [
            (photo, {}),
            (photo, {"lossless": True}),
            (alpha, {}),
            (photo, frames),
            (photo, {"exif": exif.tobytes()}),
        ],
        "png": [
            (photo, {}),
            (alpha, {}),
            (photo.quantize(16), {}),
            (photo, {"exif": exif.tobytes()}),
        ],
        "jpeg": [
            (photo, {}),
            (photo, {"progressive": True}),
            (photo.convert("CMYK"), {}),
            (gradient, {}),
            (photo, {"subsampling": 0, "exif": exif.tobytes()}),
        ],
        "tiff": [
            (photo, {}),
            (photo, {"compression": "tiff_lzw"}),
            (alpha, {}),
            (gradient, {"compression": "packbits"}),
            (photo, {"compression": "jpeg"}),
            (gradient.convert("1"), {"compression": "group4"}),
        ],
        "bmp": [(photo, {}), (gradient, {}), (gradient.convert("1"), {}), (photo.quantize(16), {})],
    }
    for number, (image, options) in enumerate(variants[kind]):
        buffer = io.BytesIO()
        image.save(buffer, kind, **options)
        yield str(number), buffer.getvalue()


def exif_blocks():
    entry = struct.pack("<HHIHH", 274, 3, 1, 6, 0)
    yield "little", b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4)
    entry = struct.pack(">HHIHH", 274, 3, 1, 8, 0)
    yield "big", b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)


def any_images():
    """Images of all kinds; the first byte chooses how they are decoded."""
    for kind in ("webp", "png", "jpeg", "tiff", "bmp"):
        for name, file in images(kind):
            yield f"{kind}_{name}", bytes([int(name)]) + file


def file_starts(torch):
    """Starts of checkpoints, and of what is taken for one."""
    for legacy in (False, True):
        yield f"torch_{legacy}", next(torch_files(torch, legacy))[1][:64]
    yield "safetensors", next(safetensors_files())[1]
    yield "html", b"<!DOCTYPE html><html>"
    yield "tar", bytes(257) + b"ustar"


def filter_inputs():
    yield "rows", bytes(range(256))
    yield "columns", bytes(reversed(range(256)))


def write_dictionary(path, words):
    escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode("latin-1")) for word in words)
    path.write_text("".join(f'"{word}"\n' for word in escaped), encoding="ascii")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
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
        "model_config": model_configs(),
        "hub_config": hub_configs(),
        "labels": label_lists(),
        **{kind: images(kind) for kind in ("webp", "png", "jpeg", "tiff", "bmp")},
        "image": any_images(),
        "exif": exif_blocks(),
        "row_filters": filter_inputs(),
        "sniff": file_starts(torch),
        "zip_checksums": zip_files(),
        **{name: seeds() for name, seeds in fuzz_list_seeds.SEEDS.items()},
    }
    for name, files in corpora.items():
        folder = output / name
        folder.mkdir(parents=True, exist_ok=True)
        for file_name, content in files:
            (folder / file_name).write_bytes(content)
        print(f"{folder}: {sum(1 for _ in folder.iterdir())} files")
    for name in corpora:
        words = {
            "safetensors": SAFETENSORS_WORDS,
            "model_config": CONFIG_WORDS,
            "hub_config": CONFIG_WORDS,
            "labels": LABEL_WORDS,
            "image": sum(IMAGE_WORDS.values(), []),
            **IMAGE_WORDS,
            **fuzz_list_seeds.WORDS,
        }.get(name, TORCH_WORDS)
        write_dictionary(output / f"{name}.dict", words)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""Shared by the tests of `weights list`, `verify` and `convert`: files of tensors."""
import json
import math
import pathlib
import struct

import cli
import numpy as np
import tiny_checkpoint

WIDTHS = {"F64": 8, "I64": 8, "F32": 4, "F16": 2, "BF16": 2}


def read_safetensors(path):
    """Reads as Python's safetensors does, with its checks; returns
    ({name: (dtype, shape, bytes)}, metadata)."""
    data = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    assert data[8:9] == b"{"
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    body, tensors, end = data[8 + length :], {}, 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, stop = entry["data_offsets"]
        count = int(np.prod(entry["shape"], dtype=np.int64))
        assert begin == end and stop - begin == count * WIDTHS[entry["dtype"]], name
        tensors[name] = (entry["dtype"], entry["shape"], body[begin:stop])
        end = stop
    assert end == len(body)
    return tensors, metadata


def values(dtype, data):
    if dtype == "BF16":
        return (np.frombuffer(data, np.uint16).astype(np.uint32) << 16).view(np.float32)
    return np.frombuffer(data, {"F16": np.float16, "F32": np.float32}[dtype]).astype(np.float32)


class FilesTest(cli.CliTest):
    def run_ok(self, *arguments, code=0, **options):
        """Returns (stdout, stderr) of a run that must end with `code`."""
        process = self.run_program(*arguments, **options)
        self.assertEqual(process.returncode, code, process.stderr.decode())
        return process.stdout.decode(), process.stderr.decode()

    def write_safetensors(self, name, tensors):
        tiny_checkpoint.write_safetensors(self.folder / name, tensors)
        return self.folder / name

    def write_sparse(self, name, shapes):
        """Writes zeros that take almost no space on disk and in this process, as a child's peak
        counts its parent's."""
        header, offset = {}, 0
        for i, shape in enumerate(shapes):
            end = offset + 4 * math.prod(shape)
            header[f"{i}"] = {"dtype": "F32", "shape": shape, "data_offsets": [offset, end]}
            offset = end
        text = json.dumps(header).encode()
        with open(self.folder / name, "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text)
            file.truncate(8 + len(text) + offset)
        return self.folder / name

    def logits(self, *arguments, **options):
        process = self.run_program(
            *arguments, "--scores", "logits", "-k", "1000", cli.SAMPLES / "coffee.png", **options
        )
        self.assertEqual(process.returncode, 0, process.stderr.decode())
        (record,) = self.records(process)
        return {entry["label"]: entry["logit"] for entry in record["predictions"]}

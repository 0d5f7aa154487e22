# SPDX-License-Identifier: Apache-2.0
"""`weights verify` and `convert` with files that are made to cost time, disk or screen."""
import io
import json
import struct
import subprocess
import zipfile

import cli
from weight_files import FilesTest

EMPTY_DICT = b"ccollections\nOrderedDict\n)R"
SIX = struct.pack("<6f", 1, 2, 3, 4, 5, 6)


def text(value):
    return b"X" + struct.pack("<I", len(value)) + value.encode()


def numbers(values):
    return b"(" + b"".join(b"\x8a\x08" + struct.pack("<q", value) for value in values) + b"t"


def state_dict(tensors):
    """Returns the pickle of {name: (shape, stride)}; all tensors view the six floats of one
    storage."""
    pickle = b"\x80\x02" + EMPTY_DICT + b"("
    for name, (shape, stride) in tensors.items():
        pickle += text(name) + b"ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage")
        pickle += b"ctorch\nFloatStorage\n" + text("0") + text("cpu") + b"K\x06tQK\x00"
        pickle += numbers(shape) + numbers(stride) + b"\x89" + EMPTY_DICT + b"tR"
    return pickle + b"u."


def torch_zip(tensors, storage=SIX):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("archive/data.pkl", state_dict(tensors))
        archive.writestr("archive/byteorder", "little")
        archive.writestr("archive/data/0", storage)
        archive.writestr("archive/version", "3\n")
    return file.getvalue()


class Hostile(FilesTest):
    def write(self, name, content):
        (self.folder / name).write_bytes(content)
        return self.folder / name

    def finish(self, *arguments, code):
        """Runs a command that took minutes; returns what it prints."""
        process = subprocess.Popen(
            [cli.PROGRAM, *map(str, arguments)],
            cwd=self.folder,
            env={"HOME": str(self.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            out, said = process.communicate(timeout=60)
        finally:
            process.kill()
        self.assertEqual(process.returncode, code, said.decode())
        return out.decode(), said.decode()

    def test_an_expanded_tensor(self):
        file = self.write("big.pth", torch_zip({"fc.weight": ([30_000, 1_000_000], [0, 0])}))
        for command in (("verify", file), ("convert", file, "out.safetensors")):
            out, said = self.finish("weights", *command, code=3)
            self.assertEqual(out, "")
            self.assertRegex(
                said,
                r"big.pth: tensor 'fc.weight': shape \[30000, 1000000\] and stride \[0, 0\] make "
                r"120000000000 bytes of a storage that has 24.*contiguous\(\)",
            )
        self.assertFalse((self.folder / "out.safetensors").exists())
        small = self.write("small.pth", torch_zip({"fc.weight": ([1000, 6], [0, 1])}))
        self.run_ok("weights", "convert", small, "out.safetensors")
        self.assertGreater((self.folder / "out.safetensors").stat().st_size, 24_000)

    def test_very_many_empty_tensors(self):
        entry = {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
        header = json.dumps({f"layer.{i}.weight": entry for i in range(200_000)}).encode()
        file = self.write("many.safetensors", struct.pack("<Q", len(header)) + header)
        self.assertIn("200000 (200000 f32)", self.finish("weights", "verify", file, code=1)[0])
        self.assertIn(
            "200000 tensors", self.finish("weights", "convert", file, "out.safetensors", code=0)[0]
        )
        said = self.finish("-m", self.model, "-w", file, cli.SAMPLES / "coffee.png", code=3)[1]
        self.assertIn("200000 that the model does not have:", said)
        self.assertIn("and 199998 more", said)

    def test_names_are_cut(self):
        long = "x" * 5_000_000
        zeros = struct.pack("<f", float("nan")) * 2
        header = json.dumps({long: {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}).encode()
        files = (
            self.write("a.safetensors", struct.pack("<Q", len(header)) + header + zeros),
            self.write("a.pth", torch_zip({long: ([2], [1])}, zeros * 3)),
            self.write("b.pth", torch_zip({long: ([9], [1])})),
        )
        for file in files:
            for command in (
                ("weights", "verify", file),
                ("weights", "verify", file, "-m", self.model),
                ("-m", self.model, "-w", file, cli.SAMPLES / "coffee.png"),
            ):
                process = self.run_program(*command)
                self.assertNotEqual(process.returncode, 0)
                said = process.stdout + process.stderr
                self.assertLess(len(said), 20_000, (file, command))
                self.assertNotIn(b"x" * 200, said)


class Checksums(FilesTest):
    def problems(self, content):
        (self.folder / "model.pth").write_bytes(content)
        out, _ = self.run_ok("weights", "verify", "model.pth", "--json", code=1)
        return [line for line in json.loads(out)["problems"] if "fit no built-in" not in line]

    def test_a_flipped_bit_in_a_zip_file(self):
        good = torch_zip({"fc.weight": ([2, 3], [3, 1])})
        self.assertEqual(self.problems(good), [])
        at = good.index(SIX)
        damaged = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
        (problem,) = self.problems(damaged)
        self.assertRegex(
            problem,
            "1 member of the zip archive differs from the checksum that is recorded there: "
            r"'archive/data/0' \(CRC-32 [0-9a-f]{8}, recorded [0-9a-f]{8}\); download or copy",
        )

    def test_a_zip_file_saved_without_checksums(self):
        good = torch_zip({"fc.weight": ([2, 3], [3, 1])})
        with zipfile.ZipFile(io.BytesIO(good)) as archive:
            sums = [member.CRC for member in archive.infolist()]
        for crc in sums:
            good = good.replace(struct.pack("<I", crc), bytes(4))
        self.assertEqual(self.problems(good), [])


if __name__ == "__main__":
    cli.main()

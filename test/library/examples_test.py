# SPDX-License-Identifier: Apache-2.0
"""A stranger's projects find the installed library, and docs/examples do what they say."""
import io
import os
import struct

import installed
from installed import ROOT, SAMPLES


def chunk(name, data):
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def motion_jpeg(frames, width, height, rate):
    """Returns an AVI file of JPEG frames (Microsoft's AVI RIFF File Reference)."""
    largest = max(map(len, frames))
    avih = struct.pack(
        "<14I", 1000000 // rate, 0, 0, 0x10, len(frames), 0, 1, largest, width, height, 0, 0, 0, 0
    )
    strh = struct.pack(
        "<4s4sIHHIIIIIIIIhhhh", b"vids", b"MJPG", 0, 0, 0, 0, 1, rate, 0, len(frames), largest,
        0xFFFFFFFF, 0, 0, 0, width, height,
    )  # fmt: skip
    strf = struct.pack(
        "<IiiHH4sIiiII", 40, width, height, 1, 24, b"MJPG", width * height * 3, 0, 0, 0, 0
    )
    strl = chunk(b"LIST", b"strl" + chunk(b"strh", strh) + chunk(b"strf", strf))
    hdrl = chunk(b"LIST", b"hdrl" + chunk(b"avih", avih) + strl)
    movi, index = b"movi", b""
    for frame in frames:
        index += b"00dc" + struct.pack("<III", 0x10, len(movi), len(frame))
        movi += chunk(b"00dc", frame)
    body = b"AVI " + hdrl + chunk(b"LIST", movi) + chunk(b"idx1", index)
    return chunk(b"RIFF", body)


class Examples(installed.InstalledTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build = cls.scratch / "examples"
        cls.command(
            "cmake", "-S", ROOT / "docs/examples", "-B", cls.build,
            f"-DCMAKE_PREFIX_PATH={cls.prefix}", "-DCMAKE_C_FLAGS=-Wall -Wextra -Werror",
            "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror",
        )  # fmt: skip
        cls.command("cmake", "--build", cls.build)

    def test_the_c_program_shared_and_static(self):
        photos = [SAMPLES / "coffee.png", SAMPLES / "chelsea.png"]
        printed = self.command(self.build / "classify", "-", *photos, "none.jpg")
        self.assertRegex(printed, r"coffee\.png\n +95\.\d %  espresso\n")
        self.assertEqual(printed.count(" %  "), 10)
        self.assertIn("none.jpg: none.jpg: no such file (not_found)\n", printed)
        static = self.command(
            self.build / "classify_static", "-", *photos, "none.jpg",
            environment={"RESNEXT_DATA_DIR": str(self.prefix / "share/resnext-classify"),
                         "RESNEXT_MODULE_DIR": str(self.prefix / "lib/resnext-classify")},
        )  # fmt: skip
        self.assertEqual(static, printed)
        needed = self.command("readelf", "-dW", self.build / "classify_static")
        self.assertNotIn("libresnext", needed)

    def test_the_video_program(self):
        from PIL import Image

        if not (self.build / "video").exists():
            self.skipTest("SKIPPED: OpenCV's videoio has no headers here")
        frames = []
        for name in ["coffee.png"] * 2 + ["chelsea.png"] * 2:
            stored = io.BytesIO()
            with Image.open(SAMPLES / name) as photo:
                square = photo.convert("RGB").resize((320, 240), Image.Resampling.BICUBIC)
            square.save(stored, "jpeg", quality=95)
            frames.append(stored.getvalue())
        video = self.scratch / "two seconds.avi"
        video.write_bytes(motion_jpeg(frames, 320, 240, 2))
        printed = self.command(self.build / "video", video).splitlines()
        self.assertEqual(len(printed), 2, printed)
        self.assertRegex(printed[0], r"^0 s: espresso, \d\d\.\d %$")
        self.assertRegex(printed[1], r"^1 s: .+, \d+\.\d %$")

    def test_pkg_config(self):
        folder = self.libraries / "pkgconfig"
        environment = {"PKG_CONFIG_PATH": str(folder)}
        flags = self.command("pkg-config", "--cflags", "--libs", "resnext", environment=environment)
        self.assertEqual(
            self.command("pkg-config", "--modversion", "resnext", environment=environment).strip(),
            self.variable("CMAKE_PROJECT_VERSION"),
        )
        words = [word.replace("\\ ", " ") for word in flags.replace("\\ ", "\0").split()]
        words = [word.replace("\0", " ") for word in words]
        program = self.scratch / "by_pkg_config"
        self.command(
            installed.c_compiler(), ROOT / "docs/examples/classify.c", "-o", program, *words,
            f"-Wl,-rpath,{self.libraries}",
        )  # fmt: skip
        self.assertIn("espresso", self.command(program, "-", SAMPLES / "coffee.png"))

    def test_the_headers_in_every_standard(self):
        for language, standards in (
            ("c", ["c99", "c11", "c17"]),
            ("c++", ["c++11", "c++17", "c++20"]),
        ):
            for standard in standards:
                source = self.scratch / f"{standard}.{'c' if language == 'c' else 'cpp'}"
                header = "resnext.hpp" if standard == "c++20" else "resnext.h"
                source.write_text(
                    f"#include <resnext/{header}>\n"
                    "int main(void) {\n"
                    "  resnext_model_options options = RESNEXT_MODEL_OPTIONS_INIT;\n"
                    "  return options.threads;\n"
                    "}\n"
                )
                self.command(
                    "g++" if language == "c++" else "gcc", f"-std={standard}", "-Wall", "-Wextra",
                    "-Wpedantic", "-Werror", f"-I{self.prefix / 'include'}", "-c", source,
                    "-o", os.devnull,
                )  # fmt: skip

    def test_another_version_is_refused(self):
        project = self.scratch / "newer"
        project.mkdir()
        (project / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.20)\nproject(newer LANGUAGES C)\n"
            "find_package(resnext 99.0 CONFIG QUIET)\n"
            'if(resnext_FOUND)\n  message(FATAL_ERROR "found")\nendif()\n'
            "find_package(resnext 0.1 CONFIG REQUIRED)\n"
        )
        self.command(
            "cmake", "-S", project, "-B", project / "build", f"-DCMAKE_PREFIX_PATH={self.prefix}"
        )


if __name__ == "__main__":
    installed.cli.main()

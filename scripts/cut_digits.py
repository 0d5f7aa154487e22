#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Cuts OpenCV's digits.png (Debian: opencv-doc) into a folder of 20x20 images for each digit.

    scripts/cut_digits.py OUT [--image FILE]

writes OUT/train and OUT/test, each with the folders 0 to 9. The sheet holds 5,000 handwritten
digits, 500 of each, in 50 rows of 100. Every fifth image of a digit is held out in OUT/test.
"""
import argparse
import pathlib
import sys

from PIL import Image

SHEET = pathlib.Path("/usr/share/doc/opencv-doc/examples/data/digits.png")
SIDE = 20
COLUMNS = 100
ROWS_A_DIGIT = 5


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--image", type=pathlib.Path, default=SHEET)
    arguments = parser.parse_args()
    if not arguments.image.exists():
        sys.exit(
            f"{arguments.image}: not there; apt-get install opencv-doc, or name the sheet with "
            "--image"
        )
    with Image.open(arguments.image) as sheet:
        if sheet.size != (SIDE * COLUMNS, SIDE * ROWS_A_DIGIT * 10):
            sys.exit(
                f"{arguments.image}: {sheet.size[0]} x {sheet.size[1]} pixels; expected the "
                "sheet of 2000 x 1000"
            )
        for number in range(COLUMNS * ROWS_A_DIGIT * 10):
            row, column = divmod(number, COLUMNS)
            digit, place = divmod(number, COLUMNS * ROWS_A_DIGIT)
            part = "test" if place % 5 == 4 else "train"
            folder = arguments.out / part / str(digit)
            folder.mkdir(parents=True, exist_ok=True)
            box = (column * SIDE, row * SIDE, (column + 1) * SIDE, (row + 1) * SIDE)
            sheet.crop(box).save(folder / f"{place:03d}.png")


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the table of docs/models.md from what the program says of its models.

    scripts/dev/models_table.py build/release/app/resnext-classify

The table is below the line "<!-- table: models -->"; all other lines stay as they are.
"""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DOCUMENT = ROOT / "docs/models.md"
MARKER = "<!-- table: models -->"
HEAD = ["model", "top-1 %", "top-5 %", "input", "parameters", "G multiply-adds", "licence"]


def names(model):
    """Returns the id, and timm's name where it is another."""
    name = model["weights"].get("hub_repo", "").removeprefix("timm/")
    return f"`{model['id']}`" + (f" (`{name}`)" if name in model["aliases"] else "")


def row(model):
    on_imagenet = [
        accuracy
        for accuracy in model["card"]["accuracy"]
        if accuracy["dataset"].startswith("ImageNet-1k")
    ]
    best = on_imagenet[0] if on_imagenet else {}
    return [
        names(model),
        f"{best['top1']:.2f}" if best else "",
        f"{best['top5']:.2f}" if "top5" in best else "",
        str(model["input"]["size"]),
        f"{model['parameters']:,}",
        f"{model['multiply_adds'] / 1e9:.2f}",
        model["card"]["license"]["id"],
    ]


def rows(program):
    """Returns a list of cells for each model, the best first."""
    command = [program, "models", "--sort", "accuracy", "--json"]
    listed = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return [row(model) for model in json.loads(listed)]


def put_table(path, lines_of_table):
    lines = path.read_text(encoding="utf-8").splitlines()
    first = end = lines.index(MARKER) + 1
    while end < len(lines) and lines[end].startswith("|"):
        end += 1
    lines[first:end] = lines_of_table
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    table = [HEAD, ["---", *["---:"] * 5, "---"], *rows(sys.argv[1])]
    put_table(DOCUMENT, ["| " + " | ".join(cells) + " |" for cells in table])
    print(f"{DOCUMENT.relative_to(ROOT)}: {len(table) - 2} models")


if __name__ == "__main__":
    main()

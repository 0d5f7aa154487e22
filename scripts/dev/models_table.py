#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the table of docs/models.md from what the program says of its models.

    scripts/dev/models_table.py build/release/app/resnext-classify [--time]

The table is below the line "<!-- table: models -->"; all other lines stay as they are. With --time,
each network's time for one image is measured on this machine (`benchmark --synthetic`, the median
of five runs); otherwise the times in the table are kept.
"""
import argparse
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DOCUMENT = ROOT / "docs/models.md"
MARKER = "<!-- table: models -->"
HEAD = ["model", "top-1 %", "top-5 %", "input", "parameters", "G multiply-adds", "ms", "licence"]
MS = HEAD.index("ms")


def names(model):
    """Returns the id, and timm's name where it is another."""
    name = model["weights"].get("hub_repo", "").removeprefix("timm/")
    return f"`{model['id']}`" + (f" (`{name}`)" if name in model["aliases"] else "")


def measured(program, model):
    """Returns the milliseconds for one image."""
    command = [program, "benchmark", "-m", model["id"], "--synthetic", "--json"]
    command += ["-r", "5", "--warm-up", "1", "--packed-cache", "0"]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    milliseconds = json.loads(output)["latency_ms"]["p50"]
    print(f"{model['id']}: {milliseconds:.1f} ms", flush=True)
    return f"{milliseconds:.0f}"


def known_times():
    """Returns the milliseconds that the table has, by the first cell."""
    rows = [line.strip("|").split("|") for line in DOCUMENT.read_text("utf-8").splitlines()]
    return {cells[0].strip(): cells[MS].strip() for cells in rows if len(cells) == len(HEAD)}


def row(model, time):
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
        time,
        model["card"]["license"]["id"],
    ]


def rows(program, measures):
    """Returns a list of cells for each model, the best first."""
    command = [program, "models", "--sort", "accuracy", "--json"]
    listed = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    known = known_times()
    return [
        row(model, measured(program, model) if measures else known.get(names(model), ""))
        for model in listed
    ]


def put_table(path, lines_of_table):
    lines = path.read_text(encoding="utf-8").splitlines()
    first = end = lines.index(MARKER) + 1
    while end < len(lines) and lines[end].startswith("|"):
        end += 1
    lines[first:end] = lines_of_table
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("program", help="resnext-classify")
    parser.add_argument("--time", action="store_true", help="measure every network")
    options = parser.parse_args()
    table = [
        HEAD,
        ["---", *["---:"] * (len(HEAD) - 2), "---"],
        *rows(options.program, options.time),
    ]
    put_table(DOCUMENT, ["| " + " | ".join(cells) + " |" for cells in table])
    print(f"{DOCUMENT.relative_to(ROOT)}: {len(table) - 2} models")


if __name__ == "__main__":
    main()

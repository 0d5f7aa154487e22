#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the program's logits with timm's, for every pretrained name of timm/models/resnet.py.

    PYTHONPATH=TIMM scripts/dev/compare_timm.py --scratch DIR [--photos DIR] [--only REGEX]

TIMM is a checkout of huggingface/pytorch-image-models; Debian's PyTorch runs it. For each name timm
makes the network with random weights, which are conditioned as training would: the last norm of
each branch is small, and running statistics come from photos. timm's own transform at the size of
its validate.py prepares the photos for timm; the program reads them itself. The largest difference
of any logit must be at most 1e-4 of the largest logit, and the top five classes must be the same.

Prints a row for docs/parity.md for each name, and with --docs puts it there. Exit code 1 if a name
fails. Names that --docs holds already are left out, unless --again is given.
"""
import argparse
import pathlib
import re
import subprocess
import sys

import numpy as np
import timm
import torch
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts/bench"))
import tables  # noqa: E402

MOST_ERROR = 1e-4
HEAD = ["name", "input", "parameters", "error", "top-5 the same"]


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    program = ROOT / "build/release/app/resnext-classify"
    parser.add_argument("--program", type=pathlib.Path, default=program)
    parser.add_argument("--scratch", type=pathlib.Path, required=True)
    parser.add_argument("--photos", type=pathlib.Path, default=ROOT / "docs/samples")
    parser.add_argument("--only", default="", help="names that match")
    parser.add_argument("--docs", type=pathlib.Path, help="a file whose table gets the rows")
    parser.add_argument("--again", action="store_true")
    return parser.parse_args()


def condition(model, images):
    """Gives random weights what training gives them: small branches, statistics of real images."""
    torch.manual_seed(1)
    for name, module in model.named_modules():
        if isinstance(module, (torch.nn.BatchNorm2d, torch.nn.GroupNorm)):
            block = model.get_submodule(name.rpartition(".")[0])
            last = name.rpartition(".")[2] == ("bn3" if hasattr(block, "bn3") else "bn2")
            small = last and name.startswith("layer")
            torch.nn.init.uniform_(module.weight, *((0.1, 0.4) if small else (0.8, 1.2)))
            torch.nn.init.uniform_(module.bias, -0.1, 0.1)
        if isinstance(module, torch.nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None
    model.train()
    with torch.no_grad():
        model(images)
        model.eval()
        scale = model(images).std()
        model.fc.weight.mul_(3 / scale)
    return model


def small(images):
    """Photos at a size at which training mode is quick, as different crops."""
    size = min(images.shape[-1], 160)
    crops = [images, images.flip(3), images.roll(size // 3, 2), images.roll(size // 3, 3)]
    return torch.nn.functional.interpolate(torch.cat(crops), size=(size, size), mode="bilinear")


class Comparison:
    def __init__(self, options):
        self.options = options
        self.photos = sorted(
            p for p in options.photos.iterdir() if p.suffix in (".png", ".jpg", ".jpeg")
        )
        options.scratch.mkdir(parents=True, exist_ok=True)

    def run_program(self, name, weights):
        out = self.options.scratch / "logits.npy"
        out.unlink(missing_ok=True)
        (self.options.scratch / "logits.npy.jsonl").unlink(missing_ok=True)
        command = [self.options.program, "features", "-m", name, "-w", weights, "--layer", "logits"]
        command += ["--packed-cache", "0", "-q", "-o", out, *self.photos]
        subprocess.run(list(map(str, command)), check=True)
        return np.load(out)

    def compare(self, name):
        """Returns the row and whether it is good."""
        torch.manual_seed(0)
        model = timm.create_model(name, pretrained=False)
        config = timm.data.resolve_model_data_config(model, use_test_size=True)
        transform = timm.data.create_transform(**config)
        images = torch.stack([transform(Image.open(p).convert("RGB")) for p in self.photos])
        condition(model, small(images))
        weights = self.options.scratch / "weights.pth"
        torch.save(model.state_dict(), weights)
        with torch.no_grad():
            expected = model(images).numpy()
        found = self.run_program(name, weights)
        weights.unlink()
        error = np.abs(found - expected).max() / np.abs(expected).max()
        top = [np.argsort(-logits, axis=1, kind="stable")[:, :5] for logits in (found, expected)]
        same = int((top[0] == top[1]).all(axis=1).sum())
        parameters = sum(p.numel() for p in model.parameters())
        size = "x".join(map(str, config["input_size"][1:]))
        row = [name, size, f"{parameters:,}", f"{error:.1e}", f"{same} of {len(self.photos)}"]
        return f"| {' | '.join(row)} |", error <= MOST_ERROR and same == len(self.photos)


def main():
    options = parse_arguments()
    comparison = Comparison(options)
    names = [n for n in timm.list_models(pretrained=True, module="resnet")]
    known = options.docs.read_text(encoding="utf-8") if options.docs and not options.again else ""
    bad = []
    for name in names:
        if re.search(options.only, name) and f"| {name} |" not in known:
            row, good = comparison.compare(name)
            tables.put_row(options.docs, "timm", HEAD, row, 1)
            if not good:
                bad.append(name)
    print(f"{len(bad)} names differ: {' '.join(bad)}" if bad else "all names agree")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

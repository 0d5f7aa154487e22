#!/usr/bin/python3
"""Compares the program's logits with PyTorch's on a full-size network with random weights.

A checkpoint is written with torch.save in both formats and as safetensors; PyTorch (torchvision's
ResNet) and the program each read it and classify the same photos. Required: logits within 1e-4 of
the largest logit's magnitude, the same top-5 in the same order.

Without arguments: ig_resnext101_32x8d, as the test command runs it (skipped with exit code 77 if
PyTorch is missing). The larger models take minutes and gigabytes and are run by hand:

    RESNEXT_CLASSIFY=build/release/app/resnext-classify \\
        test/parity/pytorch_parity_test.py --model ig_resnext101_32x48d --formats legacy
"""
import argparse
import gc
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
sys.path.insert(0, str(ROOT / "test/parity"))

try:
    import numpy as np
    import torch
    from PIL import Image
    from torchvision.models.resnet import Bottleneck, ResNet
except ImportError as error:
    print(f"SKIPPED: {error.name} is not installed (python3-torch, python3-torchvision)")
    sys.exit(77)

import make_checkpoint  # noqa: E402
import pillow_parity_test  # noqa: E402

TOLERANCE = 1e-4


def generated_images(folder):
    """Smooth and noisy images of several sizes, shapes and formats, beside the two photos."""
    paths = [ROOT / "docs/samples/chelsea.png", ROOT / "docs/samples/coffee.png"]
    random = np.random.default_rng(5)
    kinds = [(640, 480, "jpg", 3), (300, 900, "png", 5), (224, 224, "png", 2), (1200, 256, "jpg", 8),
             (97, 61, "png", 4), (512, 512, "webp", 6), (800, 533, "bmp", 12), (256, 256, "png", 64)]
    for number, (width, height, suffix, cells) in enumerate(kinds):
        coarse = random.integers(0, 256, (cells, cells, 3), dtype=np.uint8)
        image = Image.fromarray(coarse).resize((width, height), Image.BICUBIC)
        path = pathlib.Path(folder) / f"generated{number}.{suffix}"
        image.save(path)
        paths.append(path)
    return paths


def torch_logits(state, config, paths):
    preprocessing = config["preprocessing"]
    model = ResNet(Bottleneck, config["layers"], num_classes=config["num_classes"],
                   groups=config["cardinality"], width_per_group=config["base_width"])
    model.load_state_dict(state, strict=True)
    model.eval()
    size = preprocessing["input_size"]
    mean = torch.tensor(preprocessing["mean"]).view(3, 1, 1)
    std = torch.tensor(preprocessing["std"]).view(3, 1, 1)
    rows = []
    with torch.no_grad():
        for path in paths:
            pixels = pillow_parity_test.reference(path, preprocessing["interpolation"],
                                                  preprocessing["crop_pct"], size, "ignore")
            image = np.frombuffer(pixels, np.uint8).reshape(size, size, 3).transpose(2, 0, 1).copy()
            tensor = torch.from_numpy(image).float().div(255).sub(mean).div(std)
            rows.append(model(tensor[None])[0].numpy())
    return np.stack(rows)


def program_logits(program, model, weights, paths, environment):
    command = [program, "--model", model, "--weights", weights, "--scores", "logits", "--top-k",
               "1000", *map(str, paths)]
    process = subprocess.run(command, stdout=subprocess.PIPE, check=True,
                             env={**os.environ, **environment})
    rows = []
    for line in process.stdout.splitlines():
        predictions = json.loads(line)["predictions"]
        logits = np.empty(len(predictions), np.float32)
        for prediction in predictions:
            logits[prediction["index"]] = prediction["logit"]
        rows.append((logits, [prediction["index"] for prediction in predictions[:5]]))
    return rows


def compare(name, expected, actual):
    """Prints one line; True if everything is within bounds."""
    errors = []
    same_top5 = 0
    for reference, (logits, top5) in zip(expected, actual):
        errors.append(np.abs(logits - reference).max() / np.abs(reference).max())
        same_top5 += list(np.argsort(-reference, kind="stable")[:5]) == top5
    good = len(actual) == len(expected) and max(errors) < TOLERANCE and same_top5 == len(expected)
    print(f"{name}: {len(actual)} images, largest error {max(errors):.2e} of the largest logit, "
          f"same top-5 in the same order {same_top5}/{len(expected)}: {'ok' if good else 'FAILED'}",
          flush=True)
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="ig_resnext101_32x8d")
    parser.add_argument("--formats", default="legacy,zip,safetensors")
    parser.add_argument("--scratch", help="folder for the checkpoints, removed from it afterwards")
    parser.add_argument("--calibration-batch", type=int, default=16)
    arguments = parser.parse_args()
    program = os.environ.get("RESNEXT_CLASSIFY", str(ROOT / "build/release/app/resnext-classify"))
    config = json.loads((ROOT / f"configs/models/{arguments.model}.json").read_text())

    with tempfile.TemporaryDirectory(dir=arguments.scratch) as folder:
        paths = generated_images(folder)
        network = make_checkpoint.Config(config["layers"], config["cardinality"],
                                         config["base_width"], config["num_classes"])
        state, _ = make_checkpoint.build_state_dict(network, seed=1, num_batches_tracked=False,
                                                    batch=arguments.calibration_batch)
        files = {}
        for file_format in arguments.formats.split(","):
            files[file_format] = pathlib.Path(folder) / f"weights.{file_format}"
            make_checkpoint.write_checkpoint(files[file_format], state, file_format)
        expected = torch_logits(state, config, paths)
        del state
        gc.collect()
        spread = expected.std(axis=1).min()
        distances = [np.abs(a - b).max() for i, a in enumerate(expected) for b in expected[:i]]
        print(f"{arguments.model}: PyTorch's logits have a standard deviation of {spread:.2f} or "
              f"more; any two images differ by {min(distances):.2f} or more in some logit")
        good = spread > 0.5 and min(distances) > 0.05
        for file_format, path in files.items():
            good &= compare(f"{arguments.model} {file_format}", expected,
                            program_logits(program, arguments.model, str(path), paths, {}))
        capped = {"ONEDNN_MAX_CPU_ISA": "AVX2"}
        good &= compare(f"{arguments.model} {file_format} AVX2", expected,
                        program_logits(program, arguments.model, str(path), paths, capped))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

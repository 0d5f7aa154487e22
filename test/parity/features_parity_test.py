#!/usr/bin/python3
"""Compares `features` with PyTorch's forward hooks, layer by layer.

Required: within 1e-4 of the layer's largest value, for every stage, the pooled vector and the
logits. A small ResNeXt on several photos, and ig_resnext101_32x8d at full size with random weights
on one (skipped with exit code 77 if PyTorch is missing). One network alone: --model ID.
"""
import argparse
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
    from torchvision.models.resnet import Bottleneck, ResNet
except ImportError as error:
    print(f"SKIPPED: {error.name} is not installed (python3-torch, python3-torchvision)")
    sys.exit(77)

import make_checkpoint  # noqa: E402
import pillow_parity_test  # noqa: E402

TOLERANCE = 1e-4
LAYERS = ["layer1", "layer2", "layer3", "layer4", "pool", "logits"]
PROGRAM = os.environ.get("RESNEXT_CLASSIFY", str(ROOT / "build/release/app/resnext-classify"))


def torch_features(state, config, paths):
    model = ResNet(Bottleneck, config["layers"], num_classes=config["num_classes"],
                   groups=config["cardinality"], width_per_group=config["base_width"])
    model.load_state_dict(state, strict=True)
    model.eval()
    kept = {name: [] for name in LAYERS}
    for name in LAYERS:
        module = getattr(model, {"pool": "avgpool", "logits": "fc"}.get(name, name))
        module.register_forward_hook(
            lambda _module, _inputs, output, name=name: kept[name].append(output[0].numpy()))
    preprocessing = config["preprocessing"]
    size = preprocessing["input_size"]
    mean, std = (torch.tensor(preprocessing[key]).view(3, 1, 1) for key in ("mean", "std"))
    with torch.no_grad():
        for path in paths:
            pixels = pillow_parity_test.reference(path, preprocessing["interpolation"],
                                                  preprocessing["crop_pct"], size, "ignore")
            image = np.frombuffer(pixels, np.uint8).reshape(size, size, 3).transpose(2, 0, 1).copy()
            model(torch.from_numpy(image).float().div(255).sub(mean).div(std)[None])
    return {name: np.stack(rows) for name, rows in kept.items()}


def compare(config_name, paths, scratch):
    config = json.loads((ROOT / f"configs/models/{config_name}.json").read_text())
    network = make_checkpoint.Config(config["layers"], config["cardinality"],
                                     config["base_width"], config["num_classes"])
    state, _ = make_checkpoint.build_state_dict(network, seed=1, num_batches_tracked=False, batch=2)
    weights = scratch / "weights.safetensors"
    make_checkpoint.write_checkpoint(weights, state, "safetensors")
    expected = torch_features(state, config, paths)
    good = True
    for layer in LAYERS:
        out = scratch / "features.npy"
        subprocess.run([PROGRAM, "features", "--model", config_name, "--weights", weights, "--layer",
                        layer, "--out", out, "-t", "1", *paths], check=True)
        actual = np.load(out)
        reference = expected[layer].reshape(actual.shape)
        largest = np.abs(reference).max()
        error = np.abs(actual - reference).max() / largest
        close = bool(error < TOLERANCE and largest > 0)
        good &= close
        print(f"{config_name} {layer} {list(actual.shape)}: largest error {error:.2e} of the "
              f"largest value {largest:.3g}: {'ok' if close else 'FAILED'}", flush=True)
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=["resnext23_8x8d_tiny", "ig_resnext101_32x8d"])
    only = parser.parse_args().model
    torch.set_num_threads(1)
    photos = [ROOT / "docs/samples/chelsea.png", ROOT / "docs/samples/coffee.png"]
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for name, paths in (("resnext23_8x8d_tiny", photos), ("ig_resnext101_32x8d", photos[:1])):
            if only in (None, name):
                good &= compare(name, paths, pathlib.Path(folder))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

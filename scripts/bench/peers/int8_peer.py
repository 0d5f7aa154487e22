#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Times PyTorch's 8-bit integers on one checkpoint, or exports such a network to ONNX.

    int8_peer.py torch|u8s8|s8s8 CONFIG CHECKPOINT INPUT THREADS RUNS OUTPUT

torch: quantized by torch.ao with the onednn engine, traced and frozen; one JSON array of
milliseconds on standard output. u8s8, s8s8: OUTPUT is an ONNX file with QuantizeLinear and
DequantizeLinear around each convolution but the stem's, with unsigned or signed activations; a sum
has one scale before and one after. Ranges are those of the input: speed doesn't depend on them.
INPUT: raw f32, batch x 3 x 224 x 224.
"""
import json
import sys
import time

import numpy
import torch
from torch import nn
from torch.ao.quantization import get_default_qconfig_mapping, quantize_fx
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from peer_network import load_network


class Quantize(nn.Module):
    """Rounds what passes through; the first time, it measures the range instead."""

    def __init__(self, signed):
        super().__init__()
        self.low, self.high = (-128, 127) if signed else (0, 255)
        self.scale = None

    def forward(self, values):
        if self.scale is None:
            self.scale = float(values.abs().max()) / self.high
            return values
        return torch.fake_quantize_per_tensor_affine(values, self.scale, 0, self.low, self.high)


class QuantizedConvolution(nn.Module):
    """A convolution with its batch norm folded in and a scale for each output channel."""

    def __init__(self, convolution, norm):
        super().__init__()
        self.fused = fuse_conv_bn_eval(convolution, norm)
        scale = self.fused.weight.abs().amax((1, 2, 3)) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("zero", torch.zeros(len(scale), dtype=torch.int32))

    def forward(self, values):
        fused = self.fused
        weight = torch.fake_quantize_per_channel_affine(
            fused.weight, self.scale, self.zero, 0, -128, 127
        )
        return functional.conv2d(
            values, weight, fused.bias, fused.stride, fused.padding, fused.dilation, fused.groups
        )


class QuantizedBlock(nn.Module):
    """A bottleneck block."""

    def __init__(self, block, signed):
        super().__init__()
        self.convolutions = nn.ModuleList(
            QuantizedConvolution(getattr(block, f"conv{i}"), getattr(block, f"bn{i}"))
            for i in (1, 2, 3)
        )
        self.inner = nn.ModuleList(Quantize(signed) for _ in range(2))
        self.before_sum, self.after_sum = Quantize(True), Quantize(signed)
        self.shortcut = nn.Identity()
        if block.downsample is not None:
            self.shortcut = nn.Sequential(QuantizedConvolution(*block.downsample), Quantize(True))

    def forward(self, values):
        inner = values
        for convolution, rounding in zip(self.convolutions, self.inner):
            inner = rounding(functional.relu(convolution(inner)))
        inner = self.before_sum(self.convolutions[2](inner))
        return self.after_sum(functional.relu(inner + self.shortcut(values)))


def quantized_network(model, signed):
    stages = [block for i in range(1, 5) for block in getattr(model, f"layer{i}")]
    return nn.Sequential(
        fuse_conv_bn_eval(model.conv1, model.bn1),
        model.relu,
        model.maxpool,
        Quantize(signed),
        *[QuantizedBlock(block, signed) for block in stages],
        model.avgpool,
        nn.Flatten(),
        model.fc,
    ).eval()


def export(model, images, output):
    model(images[:1])  # measures the ranges
    torch.onnx.export(
        model,
        images[:1],
        output,
        opset_version=13,
        input_names=["images"],
        output_names=["logits"],
        dynamic_axes={"images": {0: "batch"}, "logits": {0: "batch"}},
    )


def quantized_by_torch(model, images):
    torch.backends.quantized.engine = "onednn"
    mapping = get_default_qconfig_mapping("onednn")
    prepared = quantize_fx.prepare_fx(model, mapping, (images,))
    prepared(images)
    converted = quantize_fx.convert_fx(prepared)
    return torch.jit.freeze(torch.jit.trace(converted, images))


def main():
    mode, config_file, checkpoint, input_file, threads, runs, output = sys.argv[1:]
    torch.set_num_threads(int(threads))
    images = torch.from_numpy(numpy.fromfile(input_file, "<f4").reshape(-1, 3, 224, 224))
    _, model = load_network(config_file, checkpoint)
    with torch.no_grad():
        if mode != "torch":
            export(quantized_network(model, mode == "s8s8"), images, output)
            return
        model = quantized_by_torch(model, images)
        milliseconds = []
        for _ in range(int(runs) + 2):
            start = time.perf_counter()
            logits = model(images)
            milliseconds.append((time.perf_counter() - start) * 1e3)
    logits.numpy().astype("<f4").tofile(output)
    print(json.dumps(milliseconds[2:]))


main()

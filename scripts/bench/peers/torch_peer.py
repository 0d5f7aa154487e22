#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Times PyTorch on one checkpoint, or exports it to ONNX. One JSON object on standard output.

    torch_peer.py eager|traced|bf16|export CONFIG CHECKPOINT INPUT THREADS RUNS OUTPUT

bf16: weights and activations are bfloat16 and channels last, traced and frozen: its fastest.
INPUT: raw f32, batch x 3 x 224 x 224. OUTPUT: raw f32 logits, or the ONNX file. RUNS 0: one run
without warm-up.
"""
import json
import sys
import time

import numpy
import torch

from peer_network import load_network


def main():
    mode, config_file, checkpoint, input_file, threads, runs, output = sys.argv[1:]
    torch.set_num_threads(int(threads))
    config, model = load_network(config_file, checkpoint)
    size = config["preprocessing"]["input_size"]
    images = torch.from_numpy(numpy.fromfile(input_file, "<f4").reshape(-1, 3, size, size))
    with torch.no_grad():
        if mode == "export":
            torch.onnx.export(
                model,
                images[:1],
                output,
                opset_version=13,
                input_names=["images"],
                output_names=["logits"],
                do_constant_folding=True,
                dynamic_axes={"images": {0: "batch"}, "logits": {0: "batch"}},
            )
            return
        if mode == "bf16":
            model = model.to(torch.bfloat16).to(memory_format=torch.channels_last)
            images = images.to(torch.bfloat16).to(memory_format=torch.channels_last)
            model = torch.jit.freeze(torch.jit.trace(model, images))
        if mode == "traced":
            model = torch.jit.optimize_for_inference(torch.jit.trace(model, images))
        milliseconds = []
        for _ in range(int(runs) + 2 if int(runs) else 1):
            start = time.perf_counter()
            logits = model(images)
            milliseconds.append((time.perf_counter() - start) * 1e3)
    logits.float().numpy().astype("<f4").tofile(output)
    print(json.dumps(milliseconds[2:] if int(runs) else milliseconds))


main()

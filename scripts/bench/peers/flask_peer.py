#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A server as people write one: Flask, Pillow, a traced PyTorch network, a thread for each client.

    scripts/bench/peers/flask_peer.py CONFIG CHECKPOINT PORT THREADS
"""
import io
import json
import sys
import threading

import flask
import numpy as np
import torch
from peer_network import load_network
from PIL import Image

config_file, checkpoint, port, threads = sys.argv[1:]
torch.set_num_threads(int(threads))
config, network = load_network(config_file, checkpoint)
prepared = config["preprocessing"]
side = prepared["input_size"]
short = int(side / prepared["crop_pct"])
mean, deviation = np.float32(prepared["mean"]), np.float32(prepared["std"])
with torch.no_grad():
    network = torch.jit.freeze(torch.jit.trace(network, torch.zeros(1, 3, side, side)))
one_network = threading.Lock()  # it takes all threads
app = flask.Flask(__name__)


def tensor_of(file):
    image = Image.open(io.BytesIO(file)).convert("RGB")
    scale = short / min(image.size)
    image = image.resize([round(edge * scale) for edge in image.size], Image.Resampling.BILINEAR)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    image = image.crop((left, top, left + side, top + side))
    pixels = (np.asarray(image, np.float32) / 255 - mean) / deviation
    return torch.from_numpy(pixels.transpose(2, 0, 1).copy())[None]


@app.post("/classify")
def classify():
    tensor = tensor_of(flask.request.get_data())
    with one_network, torch.no_grad():
        scores = network(tensor)[0].softmax(0)
    best = scores.topk(5)
    return flask.Response(
        json.dumps({"predictions": list(zip(best.indices.tolist(), best.values.tolist()))}),
        mimetype="application/json",
    )


app.run(port=int(port), threaded=True)

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes test/training/head_goldens.json: 50 full-batch steps of PyTorch's SGD on a softmax layer,
and sigmoid_head_goldens.json: the same on a sigmoid layer.

The features come from the formula of lib/models/synthetic_weights.h (see make_goldens.py), so that
the file holds settings and weights only. Needs python3-torch.
"""
import json
import pathlib

import torch

import make_goldens

ROWS, FEATURES, CLASSES, STEPS = 60, 24, 5, 50
CASES = [  # learning rate, momentum, weight decay, label smoothing, class weights
    (0.1, 0.9, 0.001, 0.1, None),
    (0.5, 0.9, 0.0, 0.0, None),
    (0.05, 0.8, 0.01, 0.2, [0.5, 1.0, 2.0, 0.25, 1.5]),
]


BINARY_CASES = [  # learning rate, momentum, weight decay, label smoothing, positive weights
    (0.5, 0.9, 0.001, 0.0, None),
    (0.2, 0.9, 0.0, 0.1, [3.0, 1.0, 0.5, 2.0, 1.0]),
]


def train(features, targets, loss_of, settings):
    """Returns the golden of 50 steps."""
    rate, momentum, decay, smoothing, weights = settings
    layer = torch.nn.Linear(FEATURES, CLASSES)
    torch.nn.init.zeros_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    optimizer = torch.optim.SGD(
        layer.parameters(), lr=rate, momentum=momentum, nesterov=True, weight_decay=decay
    )
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = loss_of(layer(features), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    print(f"loss {losses[0]:.4f} to {losses[-1]:.4f}")
    return {
        "learning_rate": rate,
        "momentum": momentum,
        "weight_decay": decay,
        "label_smoothing": smoothing,
        "class_weights": weights or [],
        "losses": [losses[0], losses[-1]],
        "weight": layer.weight.detach().flatten().tolist(),
        "bias": layer.bias.detach().tolist(),
    }


def write(name, goldens):
    path = pathlib.Path(__file__).resolve().parents[2] / "test/training" / name
    path.write_text("[\n" + ",\n".join(json.dumps(golden) for golden in goldens) + "\n]\n")


def main():
    torch.set_num_threads(1)
    features = torch.from_numpy(make_goldens.uniform("features", ROWS * FEATURES, -1, 1))
    features = features.reshape(ROWS, FEATURES)
    classes = torch.tensor([row * row % 7 % CLASSES for row in range(ROWS)])
    goldens = []
    for settings in CASES:
        smoothing, weights = settings[3:]
        loss_of = torch.nn.CrossEntropyLoss(
            weight=torch.tensor(weights) if weights else None, label_smoothing=smoothing
        )
        goldens.append(train(features, classes, loss_of, settings))
    write("head_goldens.json", goldens)

    shown = torch.tensor(
        [[float((row + c) % (c + 2) == 0) for c in range(CLASSES)] for row in range(ROWS)]
    )
    goldens = []
    for settings in BINARY_CASES:
        smoothing, weights = settings[3:]
        loss_of = torch.nn.BCEWithLogitsLoss(pos_weight=torch.tensor(weights) if weights else None)
        targets = shown * (1 - smoothing) + smoothing / 2
        goldens.append(train(features, targets, loss_of, settings))
    write("sigmoid_head_goldens.json", goldens)


if __name__ == "__main__":
    main()

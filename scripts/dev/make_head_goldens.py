#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes test/training/head_goldens.json: 50 full-batch steps of PyTorch's SGD on a softmax layer.

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


def main():
    torch.set_num_threads(1)
    features = torch.from_numpy(make_goldens.uniform("features", ROWS * FEATURES, -1, 1))
    features = features.reshape(ROWS, FEATURES)
    classes = torch.tensor([row * row % 7 % CLASSES for row in range(ROWS)])
    goldens = []
    for rate, momentum, decay, smoothing, weights in CASES:
        layer = torch.nn.Linear(FEATURES, CLASSES)
        torch.nn.init.zeros_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
        loss_of = torch.nn.CrossEntropyLoss(
            weight=torch.tensor(weights) if weights else None, label_smoothing=smoothing
        )
        optimizer = torch.optim.SGD(
            layer.parameters(), lr=rate, momentum=momentum, nesterov=True, weight_decay=decay
        )
        losses = []
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss = loss_of(layer(features), classes)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        goldens.append(
            {
                "learning_rate": rate,
                "momentum": momentum,
                "weight_decay": decay,
                "label_smoothing": smoothing,
                "class_weights": weights or [],
                "losses": [losses[0], losses[-1]],
                "weight": layer.weight.detach().flatten().tolist(),
                "bias": layer.bias.detach().tolist(),
            }
        )
        print(f"loss {losses[0]:.4f} to {losses[-1]:.4f}")
    path = pathlib.Path(__file__).resolve().parents[2] / "test/training/head_goldens.json"
    path.write_text("[\n" + ",\n".join(json.dumps(golden) for golden in goldens) + "\n]\n")


if __name__ == "__main__":
    main()

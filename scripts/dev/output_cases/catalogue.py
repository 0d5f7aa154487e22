# SPDX-License-Identifier: Apache-2.0
"""Lists all cases; each has a name of its own."""

import collections

from output_cases import (
    classify,
    errors,
    evaluate,
    features,
    fetching,
    finetune,
    inputs,
    usage,
    weights,
)

MODULES = (usage, classify, inputs, features, evaluate, finetune, fetching, weights, errors)


def all_cases(folder):
    """`folder` is where the cases run: some name files by their absolute path."""
    cases = [case for module in MODULES for case in module.cases(folder)]
    doubled = [
        name for name, count in collections.Counter(c.name for c in cases).items() if count > 1
    ]
    assert not doubled, doubled
    return cases

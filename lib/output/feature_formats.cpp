// SPDX-License-Identifier: Apache-2.0
#include "output/feature_formats.h"

#include "output/features/feature_writers.h"

namespace resnext {
namespace {

constexpr FeatureFormat kFormats[] = {
    {.name = "npy", .extension = ".npy", .has_dtype = true, .open = open_npy},
    {.name = "safetensors",
     .extension = ".safetensors",
     .has_dtype = true,
     .open = open_safetensors},
    {.name = "jsonl", .extension = ".jsonl", .can_stream = true, .open = open_feature_lines},
};

}  // namespace

std::span<const FeatureFormat> feature_formats() { return kFormats; }

}  // namespace resnext

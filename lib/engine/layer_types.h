// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/dtype.h"

// The data types that a layer computes with.
namespace resnext {

/// The data types of one layer's tensors: what its kernel reads, accumulates in and writes.
struct LayerTypes {
  DType source = DType::kF32;
  DType weights = DType::kF32;
  DType bias = DType::kF32;
  DType accumulator = DType::kF32;
  DType destination = DType::kF32;

  bool operator==(const LayerTypes&) const = default;
};

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/tensor_view.h"

// Bounds how much larger the tensors of a PyTorch file are than the file.
namespace resnext {

/// Refuses tensors far larger than the storages they view. Strides of zero (Tensor.expand) or
/// smaller than the extents (unfold) let a few bytes stand for any number of elements, and many
/// tensors can view one storage. Views, transposed ones, shared weights and small expanded tensors
/// stay far below the limits.
class ExpansionLimit {
 public:
  explicit ExpansionLimit(std::span<const std::span<const std::byte>> storages);

  /// Counts a tensor that views `storage`. Throws CheckpointError if the tensor has more than 16
  /// times the bytes of its storage and more than 1 MiB, or if all tensors so far have more than 16
  /// times the bytes of all storages plus 64 MiB.
  void add(const TensorView& tensor, std::span<const std::byte> storage);

 private:
  std::uint64_t stored_ = 0;  ///< bytes of all storages
  std::uint64_t viewed_ = 0;  ///< bytes of the tensors so far
};

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/torch_expansion.h"

#include <fmt/format.h>

#include "base/error.h"

namespace resnext {
namespace {

constexpr std::uint64_t kMostTimes = 16;
constexpr std::uint64_t kSmallTensor = std::uint64_t{1} << 20;
constexpr std::uint64_t kSmallTotal = std::uint64_t{64} << 20;
constexpr const char* kAdvice =
    "the file is damaged or hostile, and is refused. If you trust it, load it in PyTorch and save "
    "each tensor's contiguous().clone()";

}  // namespace

ExpansionLimit::ExpansionLimit(std::span<const std::span<const std::byte>> storages) {
  for (const std::span<const std::byte> storage : storages) {
    stored_ += storage.size();
  }
}

void ExpansionLimit::add(const TensorView& tensor, std::span<const std::byte> storage) {
  const std::uint64_t bytes = tensor.byte_size();
  if (bytes > kSmallTensor && bytes / kMostTimes > storage.size()) {
    throw CheckpointError(
        fmt::format("shape {} and stride {} make {} bytes of a storage that has {}, where at most "
                    "{} times as many are expected; {}",
                    to_string(tensor.shape), to_string(tensor.stride), bytes, storage.size(),
                    kMostTimes, kAdvice));
  }
  viewed_ += bytes;
  if (viewed_ > kMostTimes * stored_ + kSmallTotal) {
    throw CheckpointError(fmt::format(
        "with it, the tensors make {} bytes of storages that have {}, where at most {} times as "
        "many are expected; {}",
        viewed_, stored_, kMostTimes, kAdvice));
  }
}

}  // namespace resnext

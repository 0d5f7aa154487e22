// SPDX-License-Identifier: Apache-2.0
#include "hub/tensor_chunks.h"

#include <catch2/catch.hpp>
#include <numeric>

namespace resnext {
namespace {

std::vector<float> floats_of(const TensorView& view) {
  std::vector<float> values(static_cast<std::size_t>(view.size()));
  copy_to_f32(view, values);
  return values;
}

TEST_CASE("chunks in order make up the tensor, whatever its strides", "[hub]") {
  std::vector<float> memory(120);
  std::iota(memory.begin(), memory.end(), 0.0F);
  const auto* data = reinterpret_cast<const std::byte*>(memory.data());
  const std::vector<TensorView> views = {
      {DType::kF32, {4, 3, 5, 2}, {30, 10, 2, 1}, data},
      {DType::kF32, {2, 5, 3, 4}, {1, 2, 10, 30}, data},  // transposed
      {DType::kF32, {120}, {1}, data},
      {DType::kF32, {3, 7}, {0, 1}, data},  // expanded
      {DType::kF32, {1, 1, 60}, {7, 7, 2}, data},
      {DType::kF32, {}, {}, data},
  };
  for (const TensorView& view : views) {
    for (const std::int64_t most : {1, 2, 3, 7, 10, 59, 1000}) {
      std::vector<float> joined;
      for_each_chunk(view, most, [&](const TensorView& chunk) {
        CHECK(chunk.size() <= most);
        const std::vector<float> part = floats_of(chunk);
        joined.insert(joined.end(), part.begin(), part.end());
      });
      CHECK(joined == floats_of(view));
    }
  }
}

TEST_CASE("a tensor of no elements has no chunks", "[hub]") {
  for_each_chunk({DType::kF32, {3, 0}, {0, 1}, nullptr}, 10,
                 [](const TensorView&) { FAIL("a chunk"); });
}

}  // namespace
}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "base/tensor_view.h"

#include <array>
#include <catch2/catch.hpp>
#include <limits>
#include <stdexcept>

namespace resnext {
namespace {

TEST_CASE("element_count refuses what does not fit", "[base]") {
  CHECK(element_count({}) == 1);
  CHECK(element_count({64, 3, 7, 7}) == 9408);
  CHECK(element_count({std::numeric_limits<std::int64_t>::max(), 4, 0}) == 0);
  CHECK_THROWS_AS(element_count({std::numeric_limits<std::int64_t>::max(), 2}),
                  std::overflow_error);
  CHECK_THROWS_AS(element_count({2, -1}), std::invalid_argument);
}

TEST_CASE("copy_to_f32 follows strides and dtypes", "[base]") {
  const std::array<float, 6> values = {0, 1, 2, 3, 4, 5};
  TensorView view{DType::kF32, {3, 2}, {1, 3}, reinterpret_cast<const std::byte*>(values.data())};
  std::array<float, 6> out{};

  CHECK_FALSE(is_contiguous(view));
  copy_to_f32(view, out);  // the transpose of a 2 x 3 matrix
  CHECK(out == std::array<float, 6>{0, 3, 1, 4, 2, 5});

  view.stride = contiguous_stride(view.shape);
  CHECK(is_contiguous(view));
  copy_to_f32(view, out);
  CHECK(out == values);
  CHECK_THROWS_AS(copy_to_f32(view, std::span<float>(out).first(5)), std::invalid_argument);

  std::array<float, 6> copied{};
  view.stride = {1, 3};
  CHECK(view.byte_size() == sizeof copied);
  copy_elements(view, std::as_writable_bytes(std::span(copied)));
  CHECK(copied == std::array<float, 6>{0, 3, 1, 4, 2, 5});
  CHECK_THROWS_AS(copy_elements(view, std::as_writable_bytes(std::span(copied)).first(20)),
                  std::invalid_argument);

  const std::array<std::int64_t, 2> counters = {7, -9};
  copy_to_f32({DType::kI64, {2}, {1}, reinterpret_cast<const std::byte*>(counters.data())},
              std::span<float>(out).first(2));
  CHECK(out[0] == 7.0F);
  CHECK(out[1] == -9.0F);

  const std::array<std::uint16_t, 2> halves = {0x3C00, 0xC000};
  copy_to_f32({DType::kF16, {2}, {1}, reinterpret_cast<const std::byte*>(halves.data())},
              std::span<float>(out).first(2));
  CHECK(out[0] == 1.0F);
  CHECK(out[1] == -2.0F);
}

TEST_CASE("elements of every size are copied along their strides", "[base]") {
  std::array<std::byte, 48> memory{};
  for (std::size_t i = 0; i < memory.size(); ++i) {
    memory[i] = static_cast<std::byte>(i);
  }
  for (const DType dtype : {DType::kU8, DType::kF16, DType::kF32, DType::kF64}) {
    const std::size_t size = size_of(dtype);
    const TensorView view{dtype, {2, 2}, {1, 3}, memory.data()};  // elements 0, 3, 1 and 4
    std::vector<std::byte> out(view.byte_size());
    copy_elements(view, out);
    for (std::size_t i = 0; i < out.size(); ++i) {
      constexpr std::array<std::size_t, 4> kElements = {0, 3, 1, 4};
      CHECK(out[i] == memory[kElements[i / size] * size + i % size]);
    }
  }
  copy_elements({DType::kF32, {0, 2}, {5, 7}, nullptr}, {});
}

}  // namespace
}  // namespace resnext

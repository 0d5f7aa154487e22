// SPDX-License-Identifier: Apache-2.0
#include "kernels/int8_values.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

namespace resnext {
namespace {

std::vector<int> rounded(const std::vector<float>& values, float scale, DType type) {
  std::vector<std::byte> bytes(values.size());
  round_to_int8(values, scale, {type, bytes});
  std::vector<int> integers;
  for (const std::byte byte : bytes) {
    const int value = std::to_integer<int>(byte);
    integers.push_back(type == DType::kI8 && value > 127 ? value - 256 : value);
  }
  return integers;
}

TEST_CASE("values are rounded half to even and clamped", "[kernels]") {
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> values = {0,       0.25F, 0.75F,  1.25F,    -0.25F,    -0.75F, 63.5F,
                                     127.25F, 1e30F, -1e30F, infinity, -infinity, NAN};
  CHECK(rounded(values, 0.5F, DType::kU8) ==
        std::vector<int>{0, 0, 2, 2, 0, 0, 127, 254, 255, 0, 255, 0, 0});
  CHECK(rounded(values, 0.5F, DType::kI8) ==
        std::vector<int>{0, 0, 2, 2, 0, -2, 127, 127, 127, -128, 127, -128, -128});
}

TEST_CASE("every integer is rounded from its own value", "[kernels]") {
  const float scale = GENERATE(0.013F, 1.0F, 3.7e-9F, 5.1e12F);
  for (const DType type : {DType::kU8, DType::kI8}) {
    std::vector<std::byte> integers;
    for (int i = 0; i < 256; ++i) {
      integers.push_back(static_cast<std::byte>(i));
    }
    std::vector<float> values(256);
    widen_int8({type, integers}, scale, values);
    CHECK(values[200] == scale * (type == DType::kU8 ? 200.0F : -56.0F));
    std::vector<std::byte> again(256);
    round_to_int8(values, scale, {type, again});
    CHECK(again == integers);
  }
}

TEST_CASE("means of channels are exact before they are rounded", "[kernels]") {
  const std::vector<std::uint8_t> pixels = {1, 255, 2, 255, 5, 255};  // three, of two channels
  std::vector<float> means(2);
  mean_of_int8({DType::kU8, std::as_bytes(std::span(pixels))}, 0.5F, means);
  CHECK(means == std::vector<float>{static_cast<float>(0.5 / 3 * 8), 127.5F});
  mean_of_int8({DType::kI8, std::as_bytes(std::span(pixels))}, 0.5F, means);
  CHECK(means[1] == -0.5F);
}

}  // namespace
}  // namespace resnext

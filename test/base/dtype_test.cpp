// SPDX-License-Identifier: Apache-2.0
#include "base/dtype.h"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>

namespace resnext {
namespace {

TEST_CASE("every f16 bit pattern survives conversion to f32 and back", "[base]") {
  for (std::uint32_t bits = 0; bits < 0x10000U; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = f16_to_f32(half);
    if (std::isnan(value)) {
      CHECK(std::isnan(f16_to_f32(f32_to_f16(value))));
    } else if (f32_to_f16(value) != half) {
      FAIL("bits " << bits << " came back as " << f32_to_f16(value));
    }
  }
}

TEST_CASE("f32 to f16 rounds half to even", "[base]") {
  CHECK(f16_to_f32(0x3C00) == 1.0F);
  CHECK(f16_to_f32(0x0001) == 0x1p-24F);
  CHECK(f32_to_f16(1.0F + 0x1p-11F) == 0x3C00);             // halfway: stays even
  CHECK(f32_to_f16(1.0F + 0x1p-10F + 0x1p-11F) == 0x3C02);  // halfway: goes up to even
  CHECK(f32_to_f16(65519.0F) == 0x7BFF);
  CHECK(f32_to_f16(65520.0F) == 0x7C00);
  CHECK(f32_to_f16(-0.0F) == 0x8000);
  CHECK(f32_to_f16(0x1p-25F) == 0x0000);  // half of the smallest subnormal
  CHECK(f32_to_f16(0x1.8p-24F) == 0x0002);
}

TEST_CASE("bf16 is the upper half of f32, rounded half to even", "[base]") {
  CHECK(bf16_to_f32(0x3F80) == 1.0F);
  CHECK(f32_to_bf16(std::bit_cast<float>(0x3F808000U)) == 0x3F80);
  CHECK(f32_to_bf16(std::bit_cast<float>(0x3F818000U)) == 0x3F82);
  CHECK(f32_to_bf16(std::bit_cast<float>(0x3F808001U)) == 0x3F81);
  CHECK(std::isnan(bf16_to_f32(f32_to_bf16(NAN))));
}

TEST_CASE("rounding many values to bf16 is rounding each", "[base]") {
  std::vector<float> values;
  for (std::uint32_t bits = 0; bits < 0xFFFF0000U; bits += 0x7FFDU) {
    values.push_back(std::bit_cast<float>(bits));
  }
  values.insert(values.end(), {INFINITY, -INFINITY, NAN, std::bit_cast<float>(0x7FFFFFFFU)});
  std::vector<float> rounded = values;
  round_to_bf16(rounded);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float expected = bf16_to_f32(f32_to_bf16(values[i]));
    if (!(std::isnan(values[i]) && std::isnan(rounded[i])) &&
        std::bit_cast<std::uint32_t>(expected) != std::bit_cast<std::uint32_t>(rounded[i])) {
      FAIL(values[i] << " became " << rounded[i] << ", not " << expected);
    }
  }
}

}  // namespace
}  // namespace resnext

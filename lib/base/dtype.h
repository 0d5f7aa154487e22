// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

// Data types of tensors, and conversions between them.
namespace resnext {

/// Element types in checkpoints. Only the first three can become network weights; the others
/// appear as counters (num_batches_tracked), which are skipped.
enum class DType { kF32, kF16, kBF16, kF64, kI64, kI32, kI16, kI8, kU8, kBool };

/// Returns the bytes of one element.
std::size_t size_of(DType dtype);

/// Returns safetensors' spelling in lower case: "f32", "f16", "bf16", "f64", "i64", ...
const char* to_string(DType dtype);

/// Converts IEEE 754 binary16 bits to f32, exactly (subnormals, infinities and NaN included).
float f16_to_f32(std::uint16_t bits);

/// Converts bfloat16 bits to f32, exactly.
float bf16_to_f32(std::uint16_t bits);

/// Converts f32 to IEEE 754 binary16 bits, rounding half to even; overflow gives infinity.
std::uint16_t f32_to_f16(float value);

/// Converts f32 to bfloat16 bits, rounding half to even; NaN stays NaN.
std::uint16_t f32_to_bf16(float value);

/// Rounds each value to the nearest bfloat16, as f32_to_bf16 does.
void round_to_bf16(std::span<float> values);

}  // namespace resnext

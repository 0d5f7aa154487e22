#pragma once

#include <cstddef>
#include <cstdint>

namespace resnext {

/// Element types that checkpoints hold. Only the first three can become network weights; the
/// others appear as counters (num_batches_tracked) and are read past.
enum class DType { kF32, kF16, kBF16, kF64, kI64, kI32, kI16, kI8, kU8, kBool };

/// Bytes of one element.
std::size_t size_of(DType dtype);

/// safetensors' spelling in lower case: "f32", "f16", "bf16", "f64", "i64", ...
const char* to_string(DType dtype);

/// IEEE 754 binary16 bits to f32, exact (subnormals, infinities and NaN included).
float f16_to_f32(std::uint16_t bits);

/// bfloat16 bits to f32, exact.
float bf16_to_f32(std::uint16_t bits);

/// f32 to IEEE 754 binary16 bits, round half to even; overflow gives infinity.
std::uint16_t f32_to_f16(float value);

/// f32 to bfloat16 bits, round half to even; NaN stays NaN.
std::uint16_t f32_to_bf16(float value);

}  // namespace resnext

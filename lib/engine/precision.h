// SPDX-License-Identifier: Apache-2.0
#pragma once

// The data types that a network computes with.
namespace resnext {

/// What a network's convolutions compute with.
enum class Precision {
  kOwn,   ///< what the model was made for: 8-bit integers if it was quantized, f32 otherwise
  kF32,   ///< as the checkpoints' networks were trained
  kBF16,  ///< weights and activations rounded to bfloat16, sums in f32; the stem's input, pooled
          ///< vectors and logits stay f32
  kInt8,  ///< 8-bit integers of a quantized model, summed exactly; the stem's first convolution,
          ///< the layers that the model names, pooled vectors and logits stay f32
  kAuto,  ///< the fastest that the model has weights and the CPU has instructions for
};

/// What a network computes in, f32 first.
inline constexpr Precision kPrecisions[] = {Precision::kF32, Precision::kBF16, Precision::kInt8};

/// Returns the name that --precision has for it: "f32", "bf16", "int8", "auto"; "own" for kOwn.
const char* to_string(Precision precision);

/// Returns the precision that `asked` stands for on this CPU with a model that is `quantized` or
/// not: one of kPrecisions. Throws std::invalid_argument if the model doesn't have it
/// (fits_precision).
Precision resolve_precision(Precision asked, bool quantized);

/// Returns whether a model that is `quantized` or not can compute in what was asked for: kInt8 and
/// a quantized model need each other.
bool fits_precision(Precision asked, bool quantized);

/// Returns whether this CPU has instructions for products in `precision`. Without them, bf16 is
/// computed in f32 on rounded values, which is slower than f32, and 8-bit integers are widened, or,
/// on CPUs without AVX2, computed by plain code.
bool has_instructions_for(Precision precision);

}  // namespace resnext

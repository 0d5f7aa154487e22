// SPDX-License-Identifier: Apache-2.0
#pragma once

// The data types that a network computes with.
namespace resnext {

/// What a network's convolutions compute with.
enum class Precision {
  kF32,   ///< as the checkpoints' networks were trained
  kBF16,  ///< weights and activations rounded to bfloat16, sums in f32; the stem's input, pooled
          ///< vectors and logits stay f32
  kAuto,  ///< the fastest of these that the CPU has instructions for
};

/// All but kAuto, f32 first.
inline constexpr Precision kPrecisions[] = {Precision::kF32, Precision::kBF16};

/// Returns the name that --precision has for it: "f32", "bf16", "auto".
const char* to_string(Precision precision);

/// Returns the precision that `asked` stands for on this CPU: itself unless it is kAuto.
Precision resolve_precision(Precision asked);

/// Returns whether this CPU has instructions for products in `precision`. Without them, bf16 is
/// computed in f32 on rounded values, which is slower than f32.
bool has_instructions_for(Precision precision);

}  // namespace resnext

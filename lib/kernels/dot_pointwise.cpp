// SPDX-License-Identifier: Apache-2.0
#include "kernels/dot_pointwise.h"

namespace resnext {

extern const DotPointwiseKernel kDotPointwiseReference;
#ifdef RESNEXT_X86_KERNELS
extern const DotPointwiseKernel kDotPointwiseAvx2;
extern const DotPointwiseKernel kDotPointwiseAvxVnni;
extern const DotPointwiseKernel kDotPointwiseAvx512;
extern const DotPointwiseKernel kDotPointwiseAvx512Vnni;
#endif

bool fits_dot_pointwise(const DotPointwise& shape) {
  constexpr int kMostChannels = 65536;
  const auto is_byte = [](DType type) { return type == DType::kU8 || type == DType::kI8; };
  const bool sizes = shape.batch > 0 && shape.in_size > 0 && shape.stride > 0 &&
                     shape.in_channels > 0 && shape.in_channels <= kMostChannels &&
                     shape.in_channels % 16 == 0 && shape.out_channels > 0 &&
                     shape.out_channels % 16 == 0;
  return sizes && (shape.residual == DType::kF32 || is_byte(shape.residual)) &&
         (is_byte(shape.destination) ||
          (shape.destination == DType::kF32 && shape.residual == DType::kF32));
}

const DotPointwiseKernel* dot_pointwise_kernel(DotIsa isa) {
  if (dot_kernel(DotTypes::kInt8, isa) == nullptr) {  // needs the same instructions
    return nullptr;
  }
  switch (isa) {
    case DotIsa::kReference:
      return &kDotPointwiseReference;
#ifdef RESNEXT_X86_KERNELS
    case DotIsa::kAvx2:
      return &kDotPointwiseAvx2;
    case DotIsa::kAvxVnni:
      return &kDotPointwiseAvxVnni;
    case DotIsa::kAvx512:
      return &kDotPointwiseAvx512;
    case DotIsa::kAvx512Vnni:
      return &kDotPointwiseAvx512Vnni;
#endif
    default:
      return nullptr;
  }
}

}  // namespace resnext

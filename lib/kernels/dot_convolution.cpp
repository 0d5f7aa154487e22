// SPDX-License-Identifier: Apache-2.0
#include "kernels/dot_convolution.h"

namespace resnext {

extern const DotKernel kDotBf16Reference;
extern const DotKernel kDotInt8Reference;

namespace {

const DotKernel* reference(DotTypes types) {
  return types == DotTypes::kBf16 ? &kDotBf16Reference : &kDotInt8Reference;
}

}  // namespace

const DotKernel* dot_kernel(DotTypes types, DotIsa isa) {
  return isa == DotIsa::kReference ? reference(types) : nullptr;
}

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "engine/custom/kernel_table.h"

#include "engine/custom/tile_layer.h"
#include "engine/custom/winograd_layer.h"

namespace resnext {
namespace {

/// One kernel: `make` returns nullptr if the kernel can't run or does not pay.
struct KernelRow {
  LayerTypes types;
  std::shared_ptr<const CustomKernel> (*make)(const CustomKernelRequest& request,
                                              const CpuFeatures& cpu);
};

constexpr LayerTypes kAllF32 = {DType::kF32, DType::kF32, DType::kF32, DType::kF32, DType::kF32};

/// In order of preference, from the measurements in docs/benchmarks.md.
constexpr KernelRow kKernels[] = {
    {kAllF32, make_tile_layer},
    {kAllF32, make_winograd_layer},
};

}  // namespace

std::shared_ptr<const CustomKernel> choose_custom_kernel(const CustomKernelRequest& request,
                                                         const CpuFeatures& cpu,
                                                         KernelChoice choice) {
  if (choice == KernelChoice::kOneDnn) {
    return nullptr;
  }
  for (const KernelRow& row : kKernels) {
    if (row.types == request.types) {
      if (auto kernel = row.make(request, cpu)) {
        return kernel;
      }
    }
  }
  return nullptr;
}

}  // namespace resnext

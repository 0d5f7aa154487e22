// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/thread_team.h"
#include "engine/custom/int8_constants.h"
#include "engine/custom/kernel_table.h"
#include "kernels/dot_convolution.h"

// What the layers of 8-bit integers have in common. Private to lib/engine/custom.
namespace resnext {

/// Returns the fastest instructions that `cpu` has and for which `find`, which takes a DotIsa,
/// returns a kernel; the reference always exists.
template <typename Find>
auto best_int8_kernel(const CpuFeatures& cpu, const Find& find) {
  struct Row {
    int lanes;
    bool vnni;
    DotIsa isa;
  };
  constexpr Row kRows[] = {{16, true, DotIsa::kAvx512Vnni},
                           {16, false, DotIsa::kAvx512},
                           {8, true, DotIsa::kAvxVnni},
                           {8, false, DotIsa::kAvx2}};
  for (const Row& row : kRows) {
    if (row.lanes <= cpu.lanes && row.vnni <= cpu.vnni) {
      if (const auto* kernel = find(row.isa)) {
        return kernel;
      }
    }
  }
  return find(DotIsa::kReference);
}

/// u8 by s8, channels last.
class Int8Layer : public CustomKernel {
 public:
  explicit Int8Layer(const CustomKernelRequest& request)
      : types_(request.types), threads_(request.threads) {}

  LayerTypes types() const override { return types_; }
  ActivationLayout source_layout() const override { return ActivationLayout::kNhwc; }
  ActivationLayout destination_layout() const override { return ActivationLayout::kNhwc; }
  std::size_t scratch_bytes() const override {
    return static_cast<std::size_t>(threads_) * thread_scratch_;
  }

 protected:
  /// Sets the bytes of scratch memory that each thread needs.
  void set_thread_scratch(std::size_t bytes) {
    constexpr std::size_t kPage = 4096;
    thread_scratch_ = (bytes + kPage - 1) / kPage * kPage;
  }

  /// Runs all units of a kernel, each thread with scratch memory of its own in place of that of
  /// `work`.
  template <typename Kernel, typename Shape, typename Arguments>
  void run_units(const Kernel& kernel, const Shape& shape, std::span<std::byte> scratch,
                 const Arguments& work) const {
    constexpr int kSharesPerThread = 4;
    const std::int64_t units = kernel.units(shape);
    const std::int64_t shares = std::min(units, std::int64_t{kSharesPerThread} * threads_);
    run_shares(static_cast<int>(shares), [&](const ThreadTeam::Place& place) {
      Arguments mine = work;
      mine.scratch = scratch.data() + static_cast<std::size_t>(place.thread) * thread_scratch_;
      kernel.run(shape, mine, static_cast<int>(units * place.share / shares),
                 static_cast<int>(units * (place.share + 1) / shares));
    });
  }

 private:
  LayerTypes types_;
  int threads_;
  std::size_t thread_scratch_ = 0;
};

/// Returns integers as they are. Throws std::logic_error for data of another type.
std::span<const std::int8_t> as_int8(const ConstTypedData& data);
std::span<std::int8_t> as_int8(const TypedData& data);

}  // namespace resnext

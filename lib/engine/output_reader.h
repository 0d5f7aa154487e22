// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dnnl.hpp>
#include <span>
#include <vector>

#include "engine/bind.h"

// Reads what a step has written, whatever its layout and data type. Private to lib/engine.
namespace resnext {

class OutputReader {
 public:
  /// `output_scales`: of each node's 8-bit output.
  OutputReader(const dnnl::engine& engine, std::span<const float> output_scales)
      : engine_(engine), stream_(engine), output_scales_(output_scales) {}

  /// Returns the values that the step has written, f32 and channels last. Valid until the next
  /// call or step. Throws std::bad_alloc.
  std::span<const float> read(const BoundPlan& bound, const PlanStep& step);

 private:
  dnnl::engine engine_;
  dnnl::stream stream_;
  std::span<const float> output_scales_;
  std::vector<float> values_;
};

}  // namespace resnext

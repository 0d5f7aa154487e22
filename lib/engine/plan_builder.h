// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dnnl.hpp>
#include <map>
#include <string>

#include "engine/plan.h"
#include "models/network.h"

// Appends to a plan, and converts what one step has written to what another one reads. Private to
// lib/engine.
namespace resnext {

/// A plan in the making. Keeps references to what it is given.
class PlanBuilder {
 public:
  PlanBuilder(const dnnl::engine& engine, const Network& network)
      : engine_(engine), network_(network) {}

  /// Returns the plan so far.
  Plan& plan() { return plan_; }
  PlanBuffer& buffer(int id) { return plan_.buffers[static_cast<std::size_t>(id)]; }

  /// Returns the number of the step that is appended next.
  int next_step() const { return static_cast<int>(plan_.steps.size()); }

  /// Returns a new buffer, which the next step writes. `node`: whose output it will hold; -1 for
  /// the images.
  int add_buffer(const dnnl::memory::desc& desc, DType dtype, int node);

  /// Appends a step, which reads its buffers.
  void add_step(PlanStep step);

  /// Records that the next step replaces what the buffer holds by the node's output.
  void overwrite(int id, const LayerKernel& kernel, int node);

  /// Returns the buffer that holds what `id` does, as `wanted`, which is of type `dtype`; appends
  /// the steps that are necessary for it. `reader`: the name of the layer that wants it.
  int in_layout(int id, const dnnl::memory::desc& wanted, DType dtype, const std::string& reader);

  /// Returns the buffer that holds the same as 8-bit integers, channels last; signed if the node
  /// can be negative.
  int as_int8(int id, const std::string& reader);

  /// Returns a new buffer with a copy of `id`, appended under `name`.
  int copy(int id, const dnnl::memory::desc& wanted, DType dtype, const std::string& name);

 private:
  int as_f32(int id, const std::string& reader);
  int convert(int id, DType dtype, const std::string& name);

  const dnnl::engine& engine_;
  const Network& network_;
  Plan plan_;
  std::map<int, int> converted_;  ///< buffers between f32 and 8-bit integers, while both are valid
};

}  // namespace resnext

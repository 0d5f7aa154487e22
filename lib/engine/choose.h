// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dnnl.hpp>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/execution_options.h"
#include "engine/plan.h"

namespace resnext {

/// The first of the engine's three phases, choose -> pack -> bind: picks each layer's kernel and
/// layouts. Reads no weights. Private to lib/engine.

/// What a plan is made for.
struct PlanOptions {
  int batch = 1;
  ExecutionOptions execution;  ///< threads resolved: at least 1
  std::vector<int> taps = {};  ///< nodes whose output is kept beside the logits
};

/// Walks the network, keeps each layer's output in the layout its kernel writes and inserts a
/// reorder only where the next kernel wants another one. `packed`: the layouts in which weights lie
/// already, one a node, empty (zero bytes) for those that are not packed yet; they are preferred
/// unless that costs a fast kernel. Empty: none are packed. Throws Error if oneDNN can't run the
/// network here.
Plan choose_kernels(const dnnl::engine& engine, const Network& network, const PlanOptions& options,
                    std::span<const dnnl::memory::desc> packed = {});

/// Calls `work`; turns what oneDNN and the allocator throw into an Error that names the layer.
void with_layer_errors(const std::string& layer, const std::function<void()>& work);

}  // namespace resnext

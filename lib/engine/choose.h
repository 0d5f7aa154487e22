// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dnnl.hpp>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/execution_options.h"
#include "engine/plan.h"

// The first of the engine's three phases, choose -> pack -> bind: picks each layer's kernel and
// layouts. Reads no weights. Private to lib/engine.
namespace resnext {

/// What a plan depends on besides the network.
struct PlanOptions {
  int batch = 1;
  ExecutionOptions execution;  ///< threads and precision resolved
  std::vector<int> taps = {};  ///< nodes whose output is kept in addition to the logits
};

/// Walks the network, keeps each layer's output in the layout that its kernel writes and inserts a
/// reorder only if the next kernel needs another one. `packed`: the layouts of weights that are
/// already packed, one for each node, or none at all; zero bytes for those that are not. They are
/// preferred unless that rules out a fast kernel. Throws Error if oneDNN can't run the network on
/// this machine.
Plan choose_kernels(const dnnl::engine& engine, const Network& network, const PlanOptions& options,
                    std::span<const dnnl::memory::desc> packed = {});

/// Calls `work`; converts exceptions of oneDNN and the allocator to an Error that names the layer.
void with_layer_errors(const std::string& layer, const std::function<void()>& work);

}  // namespace resnext

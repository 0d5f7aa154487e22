// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dnnl.hpp>
#include <vector>

#include "engine/engine.h"
#include "engine/pack.h"
#include "engine/plan.h"

namespace resnext {

/// The insides of the engine's public classes. Private to lib/engine.

struct ChosenKernels::Impl {
  Network network;
  ExecutionOptions execution;  ///< threads resolved
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  Plan plan;
  double seconds = 0;
};

/// What sessions read of their engine.
struct Engine::Impl {
  Network network;
  dnnl::engine engine;
  ExecutionOptions execution;
  PackedNetwork packed;
  double choice_seconds = 0;
  std::shared_ptr<const void> reused_memory;  ///< of EngineOptions::packed
};

}  // namespace resnext

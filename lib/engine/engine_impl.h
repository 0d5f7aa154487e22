// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dnnl.hpp>
#include <vector>

#include "engine/engine.h"
#include "engine/pack.h"
#include "engine/plan.h"

// The insides of the engine's public classes. Private to lib/engine.
namespace resnext {

struct ChosenKernels::Impl {
  Network network;
  ExecutionOptions execution;  ///< threads and precision resolved
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  Plan plan;
  double seconds = 0;
};

/// The part of an engine that its sessions read.
struct Engine::Impl {
  Network network;
  dnnl::engine engine;
  ExecutionOptions execution;
  PackedNetwork packed;
  double choice_seconds = 0;
  std::shared_ptr<const void> reused_memory;  ///< of EngineOptions::packed
};

}  // namespace resnext

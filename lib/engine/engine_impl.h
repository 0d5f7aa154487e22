#pragma once

#include <dnnl.hpp>
#include <vector>

#include "engine/engine.h"
#include "engine/packed_weights.h"

namespace resnext {

/// Private to lib/engine: what sessions read of their engine.
struct Engine::Impl {
  Network network;
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  int threads = 1;
  KernelChoice kernels = KernelChoice::kAuto;
  std::vector<PackedWeights> packed;  ///< one a node; empty for pools
  std::size_t packed_bytes = 0;
  std::size_t reused_bytes = 0;
  double primitives_seconds = 0;
  std::shared_ptr<const void> reused_memory;  ///< of EngineOptions::packed
};

}  // namespace resnext

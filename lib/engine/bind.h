// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dnnl.hpp>
#include <memory>
#include <unordered_map>
#include <vector>

#include "engine/arena.h"
#include "engine/pack.h"
#include "engine/plan.h"

// The last of the engine's three phases, choose -> pack -> bind: gives a plan's steps the memory
// that they work on. Private to lib/engine.
namespace resnext {

/// Activation memory, aligned for the widest vector loads.
class Arena {
 public:
  explicit Arena(std::size_t bytes) : bytes_(bytes), data_(new (kAlignment) std::byte[bytes]) {}
  ~Arena() { ::operator delete[](data_, kAlignment); }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  std::byte* at(std::size_t offset) const { return data_ + offset; }
  std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::align_val_t kAlignment{kArenaAlignment};
  std::size_t bytes_;
  std::byte* data_;
};

/// A plan whose steps can be executed, one thread at a time.
class BoundPlan {
 public:
  /// Weights in `repacked`, one for each node, take precedence over `packed`. Throws
  /// std::bad_alloc.
  BoundPlan(const dnnl::engine& engine, Plan plan, const PackedNetwork& packed,
            std::vector<PackedWeights> repacked);

  const Plan& plan() const { return plan_; }
  std::size_t arena_bytes() const { return arena_->bytes(); }
  const dnnl::memory& buffer(int id) const { return buffers_[static_cast<std::size_t>(id)]; }

  /// Sets the memory of an external buffer.
  void attach(int id, void* memory) {
    buffers_[static_cast<std::size_t>(id)].set_data_handle(memory);
  }

  /// Starts a step; wait() waits for its end.
  void execute(std::size_t step);
  void wait() { stream_.wait(); }

 private:
  Plan plan_;
  std::vector<PackedWeights> repacked_;
  std::unique_ptr<Arena> arena_;
  dnnl::stream stream_;
  std::vector<dnnl::memory> buffers_;
  std::vector<std::unordered_map<int, dnnl::memory>> arguments_;  ///< one map a step
  std::vector<float> scales_;  ///< PlanStep::scale_of, one a step
};

}  // namespace resnext

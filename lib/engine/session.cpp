// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <stdexcept>

#include <fmt/format.h>

#include "engine/bind.h"
#include "engine/choose.h"
#include "engine/engine.h"
#include "engine/engine_impl.h"
#include "engine/onednn/threads.h"
#include "engine/output_reader.h"

namespace resnext {
struct Session::Impl {
  const Engine::Impl* engine;
  int batch;
  std::vector<FeatureLayer> taps;
  BoundPlan bound;
  std::vector<StepReport> reports;

  /// Chooses kernels for a session, preferring those that accept the packed weights.
  static Plan plan_of(const Engine::Impl& engine, int batch, std::span<const FeatureLayer> taps) {
    PlanOptions options{batch, engine.execution};
    for (const FeatureLayer layer : taps) {
      options.taps.push_back(feature_node(engine.network, layer));
    }
    std::vector<dnnl::memory::desc> layouts;
    for (const PackedWeights& packed : engine.packed.weights) {
      layouts.push_back(packed.weights ? packed.weights.get_desc() : dnnl::memory::desc());
    }
    return choose_kernels(engine.engine, engine.network, options, layouts);
  }

  static BoundPlan bind_plan(const Engine::Impl& engine, Plan plan) {
    std::vector<PackedWeights> repacked =
        repack_weights(engine.engine, plan, engine.packed.weights);
    return {engine.engine, std::move(plan), engine.packed, std::move(repacked)};
  }

  Impl(const Engine::Impl& owner, int batch_size, std::span<const FeatureLayer> tapped)
      : engine(&owner),
        batch(batch_size),
        taps(tapped.begin(), tapped.end()),
        bound(bind_plan(owner, plan_of(owner, batch_size, tapped))) {
    for (const PlanStep& step : bound.plan().steps) {
      reports.push_back({step.name, step.kernel.name, step.multiply_adds, 0});
    }
  }

  void check_size(const char* verb, std::size_t expected, std::size_t found) const {
    if (found != expected) {
      throw std::invalid_argument(fmt::format("a session of batch size {} {} {} floats, not {}",
                                              batch, verb, expected, found));
    }
  }

  /// Runs the first `steps` steps.
  void execute(std::size_t steps) {
    for (std::size_t i = 0; i < steps; ++i) {
      bound.execute(i);
    }
    bound.wait();
  }

  void attach(std::span<const float> images) {
    const Network& network = engine->network;
    const auto expected = static_cast<std::size_t>(batch) * 3 *
                          static_cast<std::size_t>(network.input_size * network.input_size);
    check_size("takes", expected, images.size());
    use_threads(engine->execution.threads);
    // oneDNN has no memory of const data; sources are only read.
    bound.attach(bound.plan().input, const_cast<float*>(images.data()));
  }

  void attach(std::span<const float> images, std::span<float> logits) {
    attach(images);
    const auto expected = static_cast<std::size_t>(batch) *
                          static_cast<std::size_t>(engine->network.nodes.back().out_channels);
    check_size("gives", expected, logits.size());
    bound.attach(bound.plan().logits, logits.data());
  }
};

Session::Session(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

Session Engine::make_session(int batch_size, std::span<const FeatureLayer> taps) const {
  if (batch_size < 1) {
    throw std::invalid_argument(fmt::format("batch size must be at least 1, not {}", batch_size));
  }
  if (std::find(taps.begin(), taps.end(), FeatureLayer::kLogits) != taps.end()) {
    throw std::invalid_argument("logits are no tap: every run gives them");
  }
  use_threads(impl_->execution.threads);
  return Session(std::make_unique<Session::Impl>(*impl_, batch_size, taps));
}

void Session::run(std::span<const float> images, std::span<float> logits) {
  impl_->attach(images, logits);
  impl_->execute(impl_->bound.plan().steps.size());
}

void Session::run_observed(std::span<const float> images, std::span<float> logits,
                           const Observer& observe) {
  impl_->attach(images, logits);
  OutputReader reader(impl_->engine->engine, impl_->engine->packed.output_scales);
  const std::vector<PlanStep>& steps = impl_->bound.plan().steps;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    impl_->bound.execute(i);
    impl_->bound.wait();
    const int node = steps[i].node;
    if (node >= 0) {
      const int channels =
          impl_->engine->network.nodes[static_cast<std::size_t>(node)].out_channels;
      observe({node, channels, reader.read(impl_->bound, steps[i])});
    }
  }
}

void Session::run_to_taps(std::span<const float> images) {
  impl_->attach(images);
  impl_->execute(impl_->bound.plan().steps_to_taps);
}

std::span<const float> Session::tapped(FeatureLayer layer) const {
  const auto found = std::find(impl_->taps.begin(), impl_->taps.end(), layer);
  if (found == impl_->taps.end()) {
    throw std::invalid_argument("the session has no tap at " + to_string(layer));
  }
  const Plan& plan = impl_->bound.plan();
  const int tap = plan.taps[static_cast<std::size_t>(found - impl_->taps.begin())];
  return as_f32(
      data_of(impl_->bound.buffer(tap), plan.buffers[static_cast<std::size_t>(tap)].dtype));
}

void Session::run_timed(std::span<const float> images, std::span<float> logits) {
  using Clock = std::chrono::steady_clock;
  impl_->attach(images, logits);
  for (std::size_t i = 0; i < impl_->reports.size(); ++i) {
    const auto start = Clock::now();
    impl_->bound.execute(i);
    impl_->bound.wait();
    impl_->reports[i].seconds = std::chrono::duration<double>(Clock::now() - start).count();
  }
}

const std::vector<StepReport>& Session::steps() const { return impl_->reports; }
int Session::batch_size() const { return impl_->batch; }
std::size_t Session::arena_bytes() const { return impl_->bound.arena_bytes(); }

}  // namespace resnext

#include <omp.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <unordered_map>

#include "engine/engine.h"
#include "engine/engine_impl.h"
#include "engine/plan.h"

namespace resnext {
namespace {

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

/// Buffers in the plan's order, then each step's scratchpad.
ArenaLayout arena_layout(const Plan& plan) {
  std::vector<Lifetime> lifetimes;
  for (const PlanBuffer& buffer : plan.buffers) {
    lifetimes.push_back({buffer.external ? 0 : buffer.desc.get_size(), buffer.first, buffer.last});
  }
  for (int step = 0; step < static_cast<int>(plan.steps.size()); ++step) {
    lifetimes.push_back(
        {plan.steps[static_cast<std::size_t>(step)].scratchpad.get_size(), step, step});
  }
  return lay_out_arena(lifetimes);
}

/// A slower implementation must not be taken only because it accepts the packed layout.
bool is_fallback(const std::string& kernel) {
  return kernel.starts_with("ref") || kernel.starts_with("gemm");
}

}  // namespace

struct Session::Impl {
  const Engine::Impl* engine;
  int batch;
  std::vector<FeatureLayer> taps;
  Plan plan;
  std::vector<PackedWeights> repacked;  ///< where this batch size wants another layout
  std::unique_ptr<Arena> arena;
  dnnl::stream stream;
  std::vector<dnnl::memory> buffers;
  std::vector<std::unordered_map<int, dnnl::memory>> arguments;  ///< one map a step
  std::vector<StepReport> reports;

  Impl(const Engine::Impl& owner, int batch_size, std::span<const FeatureLayer> tapped)
      : engine(&owner),
        batch(batch_size),
        taps(tapped.begin(), tapped.end()),
        repacked(owner.packed.size()),
        stream(owner.engine) {
    PlanOptions options{batch, owner.threads, owner.kernels};
    for (const FeatureLayer layer : taps) {
      options.taps.push_back(feature_node(owner.network, layer));
    }
    plan = make_plan(
        owner.engine, owner.network, options,
        [this](int index, const LayerFactory& make, const dnnl::memory::desc* destination) {
          return choose(static_cast<std::size_t>(index), make, destination);
        });
    bind();
  }

  LayerPrimitive choose(std::size_t index, const LayerFactory& make,
                        const dnnl::memory::desc* destination) {
    const int node = static_cast<int>(index);
    LayerPrimitive best = make(node, nullptr, destination);
    const PackedWeights& packed = engine->packed[index];
    if (!packed.weights || best.weights == packed.weights.get_desc()) {
      return best;
    }
    const dnnl::memory::desc layout = packed.weights.get_desc();
    try {
      LayerPrimitive fitting = make(node, &layout, destination);
      if (!is_fallback(fitting.kernel) || is_fallback(best.kernel)) {
        return fitting;
      }
    } catch (const dnnl::error&) {  // no kernel takes this layout at this batch size
    }
    dnnl::memory source = packed.weights;
    dnnl::memory target(best.weights, engine->engine);
    dnnl::reorder(source, target).execute(stream, source, target);
    stream.wait();
    repacked[index] = {target, packed.bias, {}};
    return best;
  }

  void bind() {
    const ArenaLayout layout = arena_layout(plan);
    arena = std::make_unique<Arena>(layout.bytes);
    for (std::size_t i = 0; i < plan.buffers.size(); ++i) {
      const PlanBuffer& buffer = plan.buffers[i];
      buffers.emplace_back(buffer.desc, engine->engine,
                           buffer.external ? nullptr : arena->at(layout.offsets[i]));
    }
    std::size_t scratchpad = plan.buffers.size();  // in layout.offsets
    for (const PlanStep& step : plan.steps) {
      std::unordered_map<int, dnnl::memory> bound = {
          {DNNL_ARG_SRC, buffers[static_cast<std::size_t>(step.source)]},
          {DNNL_ARG_DST, buffers[static_cast<std::size_t>(step.destination)]},
          {DNNL_ARG_SCRATCHPAD,
           dnnl::memory(step.scratchpad, engine->engine, arena->at(layout.offsets[scratchpad++]))}};
      if (step.node >= 0) {
        const auto node = static_cast<std::size_t>(step.node);
        const PackedWeights& packed =
            repacked[node].weights ? repacked[node] : engine->packed[node];
        if (packed.weights) {
          bound.emplace(DNNL_ARG_WEIGHTS, packed.weights);
          bound.emplace(DNNL_ARG_BIAS, packed.bias);
        }
      }
      arguments.push_back(std::move(bound));
      reports.push_back({step.name, step.kernel, step.multiply_adds, 0});
    }
  }

  void check_size(const char* verb, std::size_t expected, std::size_t found) const {
    if (found != expected) {
      throw std::invalid_argument("a session of batch size " + std::to_string(batch) + " " + verb +
                                  " " + std::to_string(expected) + " floats, not " +
                                  std::to_string(found));
    }
  }

  void execute(std::size_t index) {
    const PlanStep& step = plan.steps[index];
    if (!step.own) {
      step.primitive.execute(stream, arguments[index]);
      return;
    }
    const auto floats = [&](int argument) {
      return static_cast<float*>(arguments[index].at(argument).get_data_handle());
    };
    step.own->run(floats(DNNL_ARG_SRC), floats(DNNL_ARG_WEIGHTS), floats(DNNL_ARG_BIAS),
                  floats(DNNL_ARG_DST), floats(DNNL_ARG_SCRATCHPAD));
  }

  void attach(std::span<const float> images) {
    const Network& network = engine->network;
    const auto expected = static_cast<std::size_t>(batch) * 3 *
                          static_cast<std::size_t>(network.input_size * network.input_size);
    check_size("takes", expected, images.size());
    omp_set_num_threads(engine->threads);
    buffers[static_cast<std::size_t>(plan.input)].set_data_handle(
        const_cast<float*>(images.data()));  // oneDNN has no memory of const data; sources are read
  }

  void attach(std::span<const float> images, std::span<float> logits) {
    attach(images);
    const auto expected = static_cast<std::size_t>(batch) *
                          static_cast<std::size_t>(engine->network.nodes.back().out_channels);
    check_size("gives", expected, logits.size());
    buffers[static_cast<std::size_t>(plan.logits)].set_data_handle(logits.data());
  }
};

Session::Session(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

Session Engine::make_session(int batch_size, std::span<const FeatureLayer> taps) const {
  if (batch_size < 1) {
    throw std::invalid_argument("batch size must be at least 1, not " + std::to_string(batch_size));
  }
  if (std::find(taps.begin(), taps.end(), FeatureLayer::kLogits) != taps.end()) {
    throw std::invalid_argument("logits are no tap: every run gives them");
  }
  omp_set_num_threads(impl_->threads);
  return Session(std::make_unique<Session::Impl>(*impl_, batch_size, taps));
}

void Session::run(std::span<const float> images, std::span<float> logits) {
  impl_->attach(images, logits);
  for (std::size_t i = 0; i < impl_->plan.steps.size(); ++i) {
    impl_->execute(i);
  }
  impl_->stream.wait();
}

void Session::run_to_taps(std::span<const float> images) {
  impl_->attach(images);
  for (std::size_t i = 0; i < impl_->plan.steps_to_taps; ++i) {
    impl_->execute(i);
  }
  impl_->stream.wait();
}

std::span<const float> Session::tapped(FeatureLayer layer) const {
  const auto found = std::find(impl_->taps.begin(), impl_->taps.end(), layer);
  if (found == impl_->taps.end()) {
    throw std::invalid_argument("the session has no tap at " + to_string(layer));
  }
  const int tap = impl_->plan.taps[static_cast<std::size_t>(found - impl_->taps.begin())];
  const dnnl::memory& memory = impl_->buffers[static_cast<std::size_t>(tap)];
  return {static_cast<const float*>(memory.get_data_handle()),
          memory.get_desc().get_size() / sizeof(float)};
}

void Session::run_timed(std::span<const float> images, std::span<float> logits) {
  using Clock = std::chrono::steady_clock;
  impl_->attach(images, logits);
  for (std::size_t i = 0; i < impl_->plan.steps.size(); ++i) {
    const auto start = Clock::now();
    impl_->execute(i);
    impl_->stream.wait();
    impl_->reports[i].seconds = std::chrono::duration<double>(Clock::now() - start).count();
  }
}

const std::vector<StepReport>& Session::steps() const { return impl_->reports; }
int Session::batch_size() const { return impl_->batch; }
std::size_t Session::arena_bytes() const { return impl_->arena->bytes(); }

}  // namespace resnext

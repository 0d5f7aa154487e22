// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/execution_options.h"
#include "engine/packed_layers.h"
#include "models/feature_layer.h"
#include "models/fold_batch_norm.h"

// Compiling and running a network on oneDNN and the custom kernels: choose -> pack -> bind. The
// three phases are ChosenKernels, Engine and Session.
namespace resnext {

/// One step of a session and, after run_timed, its duration.
struct StepReport {
  std::string node;    ///< "layer3.22.conv2"; layout changes are "reorder before NODE"
  std::string kernel;  ///< oneDNN's name, as "jit:avx2", or a custom one's: "winograd:avx2", "amx"
  std::int64_t multiply_adds = 0;  ///< of the whole batch
  double seconds = 0;
};

/// The kernel and the layouts of every layer, chosen for batch size 1. Sessions of other sizes use
/// the same packed weights wherever a fast kernel accepts them. Reads no weights.
class ChosenKernels {
 public:
  /// Throws Error if oneDNN can't run the network on this machine or memory runs out,
  /// std::invalid_argument if the network doesn't have the precision (fits_precision).
  ChosenKernels(const Network& network, const ExecutionOptions& options);
  ~ChosenKernels();
  ChosenKernels(ChosenKernels&&) noexcept;
  ChosenKernels& operator=(ChosenKernels&&) noexcept;

  /// Returns a name for the layouts of all convolutions: 16 hexadecimal digits, the same in every
  /// process. Engines of equal name can use each other's packed_layers().
  std::string layouts_name() const;

  /// Returns the steps of a session of batch size 1, untimed.
  std::vector<StepReport> steps() const;

 private:
  friend class Engine;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// What a node of the network computed.
struct Observation {
  int node;                       ///< index in Network::nodes
  int channels;                   ///< of each pixel
  std::span<const float> values;  ///< [batch, H, W, channels], after the residual sum and the ReLU
};

/// Called with each node's output; what it throws ends the run.
using Observer = std::function<void(const Observation& observation)>;

struct PackingOptions {
  /// Called from the constructor's thread before and right after a weight tensor is read, so that
  /// its owner can prefetch and drop its pages. What the first one throws ends the packing.
  std::function<void(const TensorView&)> before_reading = {};
  std::function<void(const TensorView&)> after_reading = {};
  /// Layers packed earlier from the same weights. Those in the chosen layout are used in place, and
  /// their weights in the network are not read.
  PackedLayers packed = {};
};

struct EngineOptions {
  ExecutionOptions execution = {};
  PackingOptions packing = {};
};

class Session;

/// A network compiled once, to be run many times: weights are folded and packed into the kernels'
/// layouts. Immutable after construction; any number of sessions, each on one thread
/// at a time, may share it and must not outlive it.
class Engine {
 public:
  /// Packs the weights tensor by tensor for the kernels chosen. The tensors' memory is not needed
  /// afterwards. Throws WeightsError for weights that are not finite, Error if memory runs out.
  Engine(ChosenKernels chosen, const FoldedNetwork& network, const PackingOptions& options = {});

  /// Chooses the kernels and packs.
  explicit Engine(const FoldedNetwork& network, const EngineOptions& options = {});
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  /// Creates the primitives and activation memory for `batch_size` images at once. Throws
  /// std::invalid_argument for a batch size below 1, Error as above. `taps` are layers whose output
  /// the session keeps in addition to the logits (kLogits can't be one). They cost nothing if there
  /// are none.
  Session make_session(int batch_size, std::span<const FeatureLayer> taps = {}) const;

  int input_size() const;  ///< height and width, pixels
  int num_classes() const;
  int num_features() const;  ///< of the pooled vector
  int threads() const;
  Precision precision() const;       ///< one of kPrecisions
  std::size_t packed_bytes() const;  ///< memory held by the packed weights
  std::size_t reused_bytes() const;  ///< of these, those of PackingOptions::packed
  double choice_seconds() const;     ///< time spent choosing kernels

  /// Returns the convolutions' packed weights, for PackingOptions::packed of another engine, except
  /// those whose layout has no name. Valid as long as the engine lives.
  std::vector<PackedLayer> packed_layers() const;

 private:
  friend class Session;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The memory and primitives of one batch size. Not thread-safe: one thread at a time.
class Session {
 public:
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  /// Runs the network. `images`: batch x 3 x H x W floats, normalised; `logits`: batch x classes.
  /// Throws std::invalid_argument if a size does not fit.
  void run(std::span<const float> images, std::span<float> logits);

  /// Runs the network and measures each step; see steps().
  void run_timed(std::span<const float> images, std::span<float> logits);

  /// Runs the network and shows each node's output to `observe`, in order of execution. Values of
  /// other types and layouts are copied for it. Takes about twice as long as run().
  void run_observed(std::span<const float> images, std::span<float> logits,
                    const Observer& observe);

  /// Runs the network up to the last tapped layer; computes no logits.
  void run_to_taps(std::span<const float> images);

  /// Returns the output of a tapped layer in the latest run: batch x feature_shape(), in PyTorch's
  /// layout.
  /// Valid until the next run. Throws std::invalid_argument for a layer that is not tapped.
  std::span<const float> tapped(FeatureLayer layer) const;

  const std::vector<StepReport>& steps() const;
  int batch_size() const;
  std::size_t arena_bytes() const;  ///< memory held by the activations

 private:
  friend class Engine;
  struct Impl;
  explicit Session(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace resnext

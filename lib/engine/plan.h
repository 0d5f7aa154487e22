#pragma once

#include <dnnl.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/arena.h"
#include "engine/onednn/layer_primitives.h"
#include "engine/packed_weights.h"

namespace resnext {

/// Private to lib/engine: the flat list of primitives for one batch size, with the memory each
/// works on given as indices, before any activation memory exists.

/// An activation. The network's input and the logits belong to the caller of run().
struct PlanBuffer {
  dnnl::memory::desc desc;
  int first = 0;  ///< step that writes it
  int last = 0;   ///< last step that reads it
  bool external = false;
};

struct PlanStep {
  dnnl::primitive primitive;
  std::shared_ptr<const OwnKernel> own;  ///< runs in place of `primitive`
  std::string name;
  std::string kernel;
  std::int64_t multiply_adds = 0;
  dnnl::memory::desc scratchpad;
  int source = -1;       ///< buffer
  int destination = -1;  ///< buffer; for a residual sum also an input
  int node = -1;         ///< whose weights it uses; -1 for a reorder
};

struct Plan {
  std::vector<PlanBuffer> buffers;
  std::vector<PlanStep> steps;
  int input = -1;                 ///< buffer of the images, plain NCHW
  int logits = -1;                ///< buffer of the logits, batch x classes
  std::vector<int> taps;          ///< buffers of PlanOptions::taps, plain NCHW, kept to the end
  std::size_t steps_to_taps = 0;  ///< after so many steps all taps are filled
};

/// Makes node `index`'s primitive. `destination` is the layout it must write, or nullptr.
using LayerFactory = std::function<LayerPrimitive(int index, const dnnl::memory::desc* weights,
                                                  const dnnl::memory::desc* destination)>;

/// Chooses a primitive given the weights already packed for node `index`.
using LayerChoice = std::function<LayerPrimitive(int index, const LayerFactory& make,
                                                 const dnnl::memory::desc* destination)>;

/// What a plan is made for.
struct PlanOptions {
  int batch = 1;
  int threads = 1;
  KernelChoice kernels = KernelChoice::kAuto;
  std::vector<int> taps = {};  ///< nodes whose output is kept beside the logits
};

/// Walks the network, keeps each layer's output in the layout its kernel wrote and inserts a
/// reorder only where the next kernel wants another one.
Plan make_plan(const dnnl::engine& engine, const Network& network, const PlanOptions& options,
               const LayerChoice& choose);

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <dnnl.hpp>
#include <string>
#include <vector>

#include "engine/onednn/layer_kernels.h"

// A network for one batch size as a flat list of steps, before any activation memory exists: the
// choose phase makes it and the bind phase gives it memory. Private to lib/engine.
namespace resnext {

/// An activation. The network's input and the logits belong to the caller of run().
struct PlanBuffer {
  dnnl::memory::desc desc;
  DType dtype = DType::kF32;
  int first = 0;  ///< step that writes it
  int last = 0;   ///< last step that reads it
  bool external = false;
  int node = -1;  ///< whose output it holds; -1 for the images
};

/// One kernel and the buffers that it works on.
struct PlanStep {
  LayerKernel kernel = {};
  std::string name = {};           ///< the node's, or "reorder before NODE"
  std::int64_t multiply_adds = 0;  ///< of the whole batch
  int source = -1;                 ///< buffer
  int destination = -1;            ///< buffer; also an input of a residual sum
  int node = -1;                   ///< whose weights it uses; -1 for a reorder
  int gate = -1;                   ///< buffer of Node::gate, or -1
  int scale_of = -1;               ///< node whose output's scale it needs, or -1
};

struct Plan {
  std::vector<PlanBuffer> buffers;
  std::vector<PlanStep> steps;
  int input = -1;                 ///< buffer of the images, plain NCHW
  int logits = -1;                ///< buffer of the logits, batch x classes
  std::vector<int> taps;          ///< buffers of PlanOptions::taps, plain NCHW, kept to the end
  std::size_t steps_to_taps = 0;  ///< number of steps after which all taps are filled
};

}  // namespace resnext

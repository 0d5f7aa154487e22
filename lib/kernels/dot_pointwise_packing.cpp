// SPDX-License-Identifier: Apache-2.0
#include "base/thread_team.h"
#include "kernels/dot_pointwise_sizes.h"

namespace resnext {

std::size_t dot_pointwise_weights_size(const DotLayout&, const DotPointwise& shape) {
  return static_cast<std::size_t>(shape.in_channels) * static_cast<std::size_t>(shape.out_channels);
}

void pack_dot_pointwise_weights(const DotLayout& layout, const DotPointwise& shape,
                                std::span<const std::int8_t> weights,
                                std::span<std::int8_t> packed) {
  const PointwiseVectors vectors(shape, layout);
  run_shares(vectors.blocks, [&](const ThreadTeam::Place& place) {
    const int first = vectors.first_of(place.share) * layout.lanes;
    const int last = vectors.first_of(place.share + 1) * layout.lanes;
    std::int8_t* to = packed.data() + std::ptrdiff_t{first} * shape.in_channels;
    for (int in = 0; in < shape.in_channels; in += layout.depth) {
      for (int out = first; out < last; ++out) {
        const std::int8_t* const from =
            weights.data() + std::ptrdiff_t{out} * shape.in_channels + in;
        for (int i = 0; i < layout.depth; ++i) {
          *to++ = from[i];
        }
      }
    }
  });
}

}  // namespace resnext

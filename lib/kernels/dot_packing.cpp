// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/thread_team.h"
#include "kernels/dot_sizes.h"

namespace resnext {
namespace {

/// Packs one block of vectors of a merged group; returns the end of what it wrote.
template <typename From, typename To, typename Convert>
To* pack_block(const DotLayout& layout, const DotConvolution& shape, const DotChannels& channels,
               const From* weights, int group, int block, To* to, const Convert& convert) {
  const int first = block * layout.vectors;
  const int last = std::min(first + layout.vectors, channels.vectors);
  const std::ptrdiff_t row = std::ptrdiff_t{shape.channels} * kTaps;
  for (int i = 0; i < channels.steps * kTaps; ++i) {
    const int tap = i / channels.chunk % kTaps;
    const int step = i / (channels.chunk * kTaps) * channels.chunk + i % channels.chunk;
    for (int lane = first * layout.lanes; lane < last * layout.lanes; ++lane) {
      const int source_group = group * channels.merged + lane % channels.merged;
      const std::ptrdiff_t out =
          std::ptrdiff_t{source_group} * shape.channels + lane / channels.merged;
      for (int in = step * layout.depth; in < (step + 1) * layout.depth; ++in) {
        *to++ = source_group < shape.groups
                    ? convert(weights[out * row + std::ptrdiff_t{in} * kTaps + tap])
                    : To{};
      }
    }
  }
  return to;
}

template <typename From, typename To, typename Convert>
void pack(const DotLayout& layout, const DotConvolution& shape, std::span<const From> weights,
          std::span<To> packed, const Convert& convert) {
  const DotChannels channels(shape, layout);
  run_shares(channels.groups, [&](const ThreadTeam::Place& place) {
    To* to = packed.data() + place.share * channels.group_weights();
    for (int block = 0; block < channels.blocks; ++block) {
      to = pack_block(layout, shape, channels, weights.data(), place.share, block, to, convert);
    }
  });
}

}  // namespace

std::size_t dot_weights_size(const DotLayout& layout, const DotConvolution& shape) {
  const DotChannels channels(shape, layout);
  return static_cast<std::size_t>(channels.groups * channels.group_weights());
}

void pack_dot_weights(const DotLayout& layout, const DotConvolution& shape,
                      std::span<const float> weights, std::span<std::uint16_t> packed) {
  pack(layout, shape, weights, packed, [](float weight) { return f32_to_bf16(weight); });
}

void pack_dot_weights(const DotLayout& layout, const DotConvolution& shape,
                      std::span<const std::int8_t> weights, std::span<std::int8_t> packed) {
  pack(layout, shape, weights, packed, [](std::int8_t weight) { return weight; });
}

}  // namespace resnext

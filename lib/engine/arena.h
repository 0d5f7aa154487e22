// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

// Lays out the activations of a session in one block of memory.
namespace resnext {

/// A buffer that is written at step `first` and read for the last time at step `last`.
struct Lifetime {
  std::size_t bytes = 0;
  int first = 0;
  int last = 0;
};

/// The place of each buffer in one block of memory.
struct ArenaLayout {
  std::vector<std::size_t> offsets;  ///< one for each lifetime, multiples of kArenaAlignment
  std::size_t bytes = 0;             ///< size of the block
};

inline constexpr std::size_t kArenaAlignment = 64;

/// Places buffers so that no two with a common step overlap: largest first, each at the lowest
/// offset that is free for its whole life (greedy by size, arXiv 2001.03288, section 4.2).
ArenaLayout lay_out_arena(const std::vector<Lifetime>& lifetimes);

}  // namespace resnext

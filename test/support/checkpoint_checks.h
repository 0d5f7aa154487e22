// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "base/error.h"
#include "support/little_endian.h"
#include "support/touch_tensors.h"

// Checks that readers of checkpoints refuse damaged files.
namespace resnext {

/// Checks that `read` accepts `file` or throws CheckpointError, whichever single bit is flipped.
template <typename Read>
void check_every_flip(std::string file, Read read) {
  for (std::size_t i = 0; i < file.size() * 8; ++i) {
    const auto bit = static_cast<char>(1U << (i % 8));
    file[i / 8] = static_cast<char>(file[i / 8] ^ bit);
    const std::vector<char> copy(file.begin(), file.end());  // exactly sized, for the sanitizer
    try {
      touch(read(as_bytes({copy.data(), copy.size()})));
    } catch (const CheckpointError&) {
    }
    file[i / 8] = static_cast<char>(file[i / 8] ^ bit);
  }
}

/// Checks that `read` throws CheckpointError for every prefix of `file` up to `end` bytes.
template <typename Read>
void check_every_cut(const std::string& file, std::size_t end, Read read) {
  for (std::size_t size = 0; size < end; ++size) {
    const std::vector<char> copy(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
    INFO("cut after " << size << " of " << file.size() << " bytes");
    CHECK_THROWS_AS(read(as_bytes({copy.data(), copy.size()})), CheckpointError);
  }
}

/// Returns `text` with the first `from` replaced; fails the test if there is none.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace resnext

#pragma once

#include <cstdint>
#include <vector>

namespace resnext {

/// A decoded photo: height x width x 3 bytes, row-major, interleaved R G B, no padding.
struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;
};

}  // namespace resnext

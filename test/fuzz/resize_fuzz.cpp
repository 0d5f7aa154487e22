// SPDX-License-Identifier: Apache-2.0
#include "images/resize/resize.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "fuzz/fuzz_input.h"

// Compares the resizer with a plain one, which computes each pixel of the window from its
// definition. The rows that the resizer takes end where what it asked for ends.
namespace resnext {
namespace {

constexpr int kFractionBits = 22;

/// The pixels that one output pixel depends on along an axis, and their weights.
struct Taps {
  int first = 0;
  std::vector<std::int32_t> weights;
};

double filter(Interpolation interpolation, double x) {
  x = std::abs(x);
  if (interpolation == Interpolation::kBilinear) {
    return x < 1.0 ? 1.0 - x : 0.0;
  }
  constexpr double a = -0.5;
  return x < 1.0   ? ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0
         : x < 2.0 ? (((x - 5.0) * x + 8.0) * x - 4.0) * a
                   : 0.0;
}

Taps taps_of(int source, int target, int index, Interpolation interpolation) {
  if (source == target) {
    return {index, {1 << kFractionBits}};
  }
  const double scale = static_cast<double>(source) / target;
  const double widened = std::max(scale, 1.0);
  const double radius = (interpolation == Interpolation::kBicubic ? 2.0 : 1.0) * widened;
  const double inverse = 1.0 / widened;
  const double centre = (index + 0.5) * scale;
  const int first = std::max(0, static_cast<int>(std::floor(centre - radius + 0.5)));
  const int last = std::min(source, static_cast<int>(std::floor(centre + radius + 0.5)));
  std::vector<double> exact;
  double sum = 0.0;
  for (int x = first; x < last; ++x) {
    exact.push_back(filter(interpolation, (x - centre + 0.5) * inverse));
    sum += exact.back();
  }
  Taps taps{first, {}};
  for (const double weight : exact) {
    const double scaled = (sum != 0.0 ? weight / sum : weight) * (1 << kFractionBits);
    taps.weights.push_back(static_cast<std::int32_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5));
  }
  return taps;
}

/// Returns the sum of weights times `pixels`, which are `step` apart.
std::uint8_t weighted(const Taps& taps, const std::uint8_t* pixels, std::size_t step) {
  std::int64_t sum = std::int64_t{1} << (kFractionBits - 1);
  for (std::size_t i = 0; i < taps.weights.size(); ++i) {
    sum +=
        std::int64_t{pixels[(static_cast<std::size_t>(taps.first) + i) * step]} * taps.weights[i];
  }
  return static_cast<std::uint8_t>(std::clamp<std::int64_t>(sum >> kFractionBits, 0, 255));
}

std::vector<std::uint8_t> plain(const Image& image, int target_width, int target_height,
                                const Rect& window, Interpolation interpolation) {
  const auto width = static_cast<std::size_t>(image.width);
  const auto height = static_cast<std::size_t>(image.height);
  const auto narrow = static_cast<std::size_t>(window.width);
  std::vector<std::uint8_t> narrowed(height * narrow * 3);
  for (std::size_t x = 0; x < narrow; ++x) {
    const Taps taps =
        taps_of(image.width, target_width, window.left + static_cast<int>(x), interpolation);
    for (std::size_t y = 0; y < height; ++y) {
      for (std::size_t c = 0; c < 3; ++c) {
        narrowed[(y * narrow + x) * 3 + c] = weighted(taps, &image.rgb[y * width * 3 + c], 3);
      }
    }
  }
  std::vector<std::uint8_t> result;
  for (int y = 0; y < window.height; ++y) {
    const Taps taps = taps_of(image.height, target_height, window.top + y, interpolation);
    for (std::size_t element = 0; element < narrow * 3; ++element) {
      result.push_back(weighted(taps, &narrowed[element], narrow * 3));
    }
  }
  return result;
}

/// Passes the part that `sink` wants in rows of memory of their own.
void feed_rows(const Image& image, RowSink& sink) {
  const Rect part = sink.begin(image.width, image.height);
  for (int y = part.top; y < part.top + part.height; ++y) {
    const auto from = image.rgb.begin() + (std::ptrdiff_t{y} * image.width + part.left) * 3;
    const std::vector<std::uint8_t> row(from, from + std::ptrdiff_t{part.width} * 3);
    sink.take(row.data());
  }
}

void compare(FuzzInput& input) {
  constexpr int kMostWindow = 12;
  const auto interpolation = input.coin() ? Interpolation::kBicubic : Interpolation::kBilinear;
  const int most = input.byte() > 250 ? 400 : 24;
  Image image{input.number(1, most), input.number(1, 24), {}};
  const auto target = [&input](int source) {
    const unsigned choice = input.byte() % 4;
    return choice == 0 ? source : input.number(1, choice == 1 ? 0xFFFF : 40);
  };
  const int width = target(image.width);
  const int height = target(image.height);
  Rect window;
  window.left = input.number(0, width - 1);
  window.top = input.number(0, height - 1);
  window.width = input.number(1, std::min(kMostWindow, width - window.left));
  window.height = input.number(1, std::min(kMostWindow, height - window.top));
  image.rgb.resize(static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) *
                   3);
  const bool extremes = input.coin();
  std::uint32_t state = static_cast<std::uint32_t>(input.number(0, 0xFFFF));
  for (std::uint8_t& value : image.rgb) {
    state = state * 1664525U + 1013904223U;
    value = static_cast<std::uint8_t>(extremes ? (state >> 31) * 255 : state >> 24);
    value = static_cast<std::uint8_t>(value ^ input.byte());
  }
  WindowResizer resizer(width, height, window, interpolation);
  feed_rows(image, resizer);
  if (resizer.finish().rgb != plain(image, width, height, window, interpolation)) {
    __builtin_trap();
  }
}

}  // namespace
}  // namespace resnext

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  resnext::FuzzInput input(data, size);
  resnext::compare(input);
  return 0;
}

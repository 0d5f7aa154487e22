#include "pipeline/resize.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace resnext {
namespace {

// An 8-bit result leaves 32 - 8 bits for the weights; two more are kept free, because the negative
// lobes of a bicubic filter can push a partial sum beyond 255.
constexpr int kFractionBits = 32 - 8 - 2;
constexpr std::int32_t kHalf = std::int32_t{1} << (kFractionBits - 1);
constexpr int kChannels = 3;

struct Filter {
  double radius;
  double (*weight)(double);
};

double triangle(double x) {
  x = std::abs(x);
  return x < 1.0 ? 1.0 - x : 0.0;
}

// Keys' cubic convolution with a = -1/2. The order of the operations is part of the result.
double cubic(double x) {
  constexpr double a = -0.5;
  x = std::abs(x);
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
  if (x < 2.0) return (((x - 5.0) * x + 8.0) * x - 4.0) * a;
  return 0.0;
}

Filter filter_of(Interpolation interpolation) {
  return interpolation == Interpolation::kBicubic ? Filter{2.0, cubic} : Filter{1.0, triangle};
}

// The weights of one axis for `count` output pixels from `begin` on. Output pixel i takes source
// pixels first[i] to first[i] + taps[i] - 1 with weights[i * stride], weights[i * stride + 1], ...
struct Axis {
  std::vector<int> first;
  std::vector<int> taps;
  std::vector<std::int32_t> weights;
  std::size_t stride = 0;

  int source_begin() const { return *std::min_element(first.begin(), first.end()); }
  int source_end() const {
    int end = 0;
    for (std::size_t i = 0; i < first.size(); ++i) end = std::max(end, first[i] + taps[i]);
    return end;
  }
};

std::int32_t to_fixed(double weight) {
  const double scaled = weight * (1 << kFractionBits);
  return static_cast<std::int32_t>(std::trunc(weight < 0 ? scaled - 0.5 : scaled + 0.5));
}

Axis make_axis(int source_size, int target_size, int begin, int count, const Filter& filter) {
  const double scale = static_cast<double>(source_size) / target_size;
  const double filter_scale = std::max(scale, 1.0);
  const double inverse = 1.0 / filter_scale;
  const double radius = filter.radius * filter_scale;

  Axis axis;
  axis.stride = static_cast<std::size_t>(std::ceil(radius)) * 2 + 1;
  axis.first.resize(static_cast<std::size_t>(count));
  axis.taps.resize(static_cast<std::size_t>(count));
  axis.weights.assign(axis.stride * static_cast<std::size_t>(count), 0);
  std::vector<double> exact(axis.stride);
  for (std::size_t i = 0; i < axis.first.size(); ++i) {
    const double centre = (begin + static_cast<double>(i) + 0.5) * scale;
    const double below = std::floor(centre - radius + 0.5);
    const double above = std::floor(centre + radius + 0.5);
    const int first = static_cast<int>(std::max(below, 0.0));
    const int last = static_cast<int>(std::min<double>(above, source_size));
    double sum = 0.0;
    for (int x = first; x < last; ++x) {
      const double weight = filter.weight((x - centre + 0.5) * inverse);
      exact[static_cast<std::size_t>(x - first)] = weight;
      sum += weight;
    }
    axis.first[i] = first;
    axis.taps[i] = last - first;
    std::int32_t* weights = axis.weights.data() + i * axis.stride;
    for (int x = 0; x < last - first; ++x) {
      const double weight = exact[static_cast<std::size_t>(x)];
      weights[x] = to_fixed(sum != 0.0 ? weight / sum : weight);
    }
  }
  return axis;
}

std::uint8_t to_byte(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> kFractionBits, 0, 255));
}

// One row of the horizontal pass: out[i] = sum of weights times pixels.
void filter_row(const std::uint8_t* row, const Axis& axis, std::uint8_t* out) {
  for (std::size_t i = 0; i < axis.first.size(); ++i) {
    const std::uint8_t* pixel = row + static_cast<std::ptrdiff_t>(axis.first[i]) * kChannels;
    const std::int32_t* weights = axis.weights.data() + i * axis.stride;
    std::int32_t red = kHalf;
    std::int32_t green = kHalf;
    std::int32_t blue = kHalf;
    for (int tap = 0; tap < axis.taps[i]; ++tap, pixel += kChannels) {
      red += pixel[0] * weights[tap];
      green += pixel[1] * weights[tap];
      blue += pixel[2] * weights[tap];
    }
    *out++ = to_byte(red);
    *out++ = to_byte(green);
    *out++ = to_byte(blue);
  }
}

// A run of whole rows, `bytes` each, inside somebody's image.
struct Rows {
  const std::uint8_t* first = nullptr;
  std::size_t pitch = 0;  // bytes from a row to the next
  std::size_t bytes = 0;  // bytes of a row that are used
};

// out[j] = sum over the taps of weight times row tap, element by element.
void filter_column(const Rows& rows, const std::int32_t* weights, int taps,
                   std::vector<std::int32_t>& sums, std::uint8_t* out) {
  std::fill(sums.begin(), sums.end(), kHalf);
  std::int32_t* const sum = sums.data();
  for (int tap = 0; tap < taps; ++tap) {
    const std::uint8_t* const row = rows.first + static_cast<std::size_t>(tap) * rows.pitch;
    const std::int32_t weight = weights[tap];
    for (std::size_t j = 0; j < rows.bytes; ++j) sum[j] += row[j] * weight;
  }
  for (std::size_t j = 0; j < rows.bytes; ++j) out[j] = to_byte(sum[j]);
}

void check(const Image& image, int target_width, int target_height, const Rect& window) {
  const auto inside = [](int begin, int size, int whole) {
    return begin >= 0 && size > 0 && size <= whole && begin <= whole - size;
  };
  const bool filled = image.width > 0 && image.height > 0 &&
                      image.rgb.size() == std::size_t{kChannels} *
                                              static_cast<std::size_t>(image.width) *
                                              static_cast<std::size_t>(image.height);
  if (!filled) throw std::invalid_argument("resize_window: the image is empty or inconsistent");
  if (!inside(window.left, window.width, target_width) ||
      !inside(window.top, window.height, target_height)) {
    throw std::invalid_argument("resize_window: the window is not inside the target");
  }
}

}  // namespace

Image resize_window(const Image& image, int target_width, int target_height, const Rect& window,
                    Interpolation interpolation) {
  check(image, target_width, target_height, window);
  const Filter filter = filter_of(interpolation);
  const bool horizontal = target_width != image.width;
  const bool vertical = target_height != image.height;

  Axis down;
  int row_begin = window.top;
  int row_end = window.top + window.height;
  if (vertical) {
    down = make_axis(image.height, target_height, window.top, window.height, filter);
    row_begin = down.source_begin();
    row_end = down.source_end();
  }

  const std::size_t source_pitch = static_cast<std::size_t>(image.width) * kChannels;
  const std::uint8_t* const source =
      image.rgb.data() + static_cast<std::size_t>(row_begin) * source_pitch;
  const std::size_t row_bytes = static_cast<std::size_t>(window.width) * kChannels;
  Rows rows{source + static_cast<std::size_t>(window.left) * kChannels, source_pitch, row_bytes};

  std::vector<std::uint8_t> narrowed;
  if (horizontal) {
    const Axis across = make_axis(image.width, target_width, window.left, window.width, filter);
    const auto row_count = static_cast<std::size_t>(row_end - row_begin);
    narrowed.resize(row_count * row_bytes);
    for (std::size_t y = 0; y < row_count; ++y)
      filter_row(source + y * source_pitch, across, narrowed.data() + y * row_bytes);
    rows = {narrowed.data(), row_bytes, row_bytes};
  }

  Image result{window.width, window.height, {}};
  result.rgb.resize(row_bytes * static_cast<std::size_t>(window.height));
  std::vector<std::int32_t> sums(row_bytes);
  for (std::size_t y = 0; y < static_cast<std::size_t>(window.height); ++y) {
    std::uint8_t* const out = result.rgb.data() + y * row_bytes;
    if (vertical) {
      Rows taps = rows;
      taps.first += static_cast<std::size_t>(down.first[y] - row_begin) * rows.pitch;
      filter_column(taps, down.weights.data() + y * down.stride, down.taps[y], sums, out);
    } else {
      std::copy_n(rows.first + y * rows.pitch, row_bytes, out);
    }
  }
  return result;
}

}  // namespace resnext

#include "pipeline/resize.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "pipeline/row_filters.h"

namespace resnext {
namespace {

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

int source_begin(const FilterAxis& axis) {
  return *std::min_element(axis.first.begin(), axis.first.end());
}

int source_end(const FilterAxis& axis) {
  int end = 0;
  for (std::size_t i = 0; i < axis.first.size(); ++i)
    end = std::max(end, axis.first[i] + axis.taps[i]);
  return end;
}

std::int32_t to_fixed(double weight) {
  const double scaled = weight * (1 << kFilterFractionBits);
  return static_cast<std::int32_t>(std::trunc(weight < 0 ? scaled - 0.5 : scaled + 0.5));
}

// The weights for `count` output pixels from `begin` on.
FilterAxis make_axis(int source_size, int target_size, int begin, int count, const Filter& filter) {
  const double scale = static_cast<double>(source_size) / target_size;
  const double filter_scale = std::max(scale, 1.0);
  const double inverse = 1.0 / filter_scale;
  const double radius = filter.radius * filter_scale;

  FilterAxis axis;
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

// Rows inside somebody's image.
struct Rows {
  const std::uint8_t* first = nullptr;
  std::size_t pitch = 0;  // bytes from a row to the next
};

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

  FilterAxis down;
  int row_begin = window.top;
  int row_end = window.top + window.height;
  if (vertical) {
    down = make_axis(image.height, target_height, window.top, window.height, filter);
    row_begin = source_begin(down);
    row_end = source_end(down);
  }

  const std::size_t source_pitch = static_cast<std::size_t>(image.width) * kChannels;
  const std::uint8_t* const source =
      image.rgb.data() + static_cast<std::size_t>(row_begin) * source_pitch;
  const std::size_t row_bytes = static_cast<std::size_t>(window.width) * kChannels;
  Rows rows{source + static_cast<std::size_t>(window.left) * kChannels, source_pitch};

  std::vector<std::uint8_t> narrowed;
  if (horizontal) {
    const FilterAxis across =
        make_axis(image.width, target_width, window.left, window.width, filter);
    const auto row_count = static_cast<std::size_t>(row_end - row_begin);
    narrowed.resize(row_count * row_bytes);
    for (std::size_t y = 0; y < row_count; ++y) {
      filter_row({source + y * source_pitch, source_pitch}, across,
                 narrowed.data() + y * row_bytes);
    }
    rows = {narrowed.data(), row_bytes};
  }

  Image result{window.width, window.height, {}};
  result.rgb.resize(row_bytes * static_cast<std::size_t>(window.height));
  std::vector<std::int32_t> sums(row_bytes);
  for (std::size_t y = 0; y < static_cast<std::size_t>(window.height); ++y) {
    std::uint8_t* const out = result.rgb.data() + y * row_bytes;
    if (vertical) {
      filter_column(rows.first + static_cast<std::size_t>(down.first[y] - row_begin) * rows.pitch,
                    rows.pitch, down.weights.data() + y * down.stride, down.taps[y], sums, out);
    } else {
      std::copy_n(rows.first + y * rows.pitch, row_bytes, out);
    }
  }
  return result;
}

}  // namespace resnext

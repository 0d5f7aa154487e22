// SPDX-License-Identifier: Apache-2.0
#include "images/resize/resize.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

#include "kernels/row_filters.h"

namespace resnext {
namespace {

constexpr std::size_t kChannels = 3;

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

// Returns the weights for `count` output pixels from `begin` on.
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

bool is_inside(int begin, int size, int whole) {
  return begin >= 0 && size > 0 && size <= whole && begin <= whole - size;
}

// Moves the axis to a source whose first pixel was at `begin`.
void move_origin(FilterAxis& axis, int begin) {
  for (int& first : axis.first) first -= begin;
}

// The pixels, begin to end, that a window of the target depends on along one axis.
struct Extent {
  int begin;
  int end;
};

// Fills `axis` unless source and target have the same length; returns what the window depends on.
Extent plan_axis(int source_size, int target_size, int begin, int count, const Filter& filter,
                 FilterAxis& axis) {
  if (source_size == target_size) return {begin, begin + count};
  axis = make_axis(source_size, target_size, begin, count, filter);
  const Extent extent{source_begin(axis), source_end(axis)};
  move_origin(axis, extent.begin);
  return extent;
}

}  // namespace

WindowResizer::WindowResizer(int target_width, int target_height, const Rect& window,
                             Interpolation interpolation)
    : target_width_(target_width),
      target_height_(target_height),
      window_(window),
      interpolation_(interpolation) {}

Rect WindowResizer::begin(int width, int height) {
  if (width <= 0 || height <= 0) throw std::invalid_argument("resize_window: the image is empty");
  if (!is_inside(window_.left, window_.width, target_width_) ||
      !is_inside(window_.top, window_.height, target_height_)) {
    throw std::invalid_argument("resize_window: the window is not inside the target");
  }
  const Filter filter = filter_of(interpolation_);
  FilterAxis across;
  const Extent columns =
      plan_axis(width, target_width_, window_.left, window_.width, filter, across);
  across_ = RowFilter(std::move(across));
  const Extent rows = plan_axis(height, target_height_, window_.top, window_.height, filter, down_);
  const Rect source = {columns.begin, rows.begin, columns.end - columns.begin,
                       rows.end - rows.begin};
  source_bytes_ = static_cast<std::size_t>(source.width) * kChannels;
  narrowed_.reserve(static_cast<std::size_t>(source.height) *
                    static_cast<std::size_t>(window_.width) * kChannels);
  return source;
}

void WindowResizer::take(const std::uint8_t* row) {
  const std::size_t row_bytes = static_cast<std::size_t>(window_.width) * kChannels;
  if (across_.empty()) {
    narrowed_.insert(narrowed_.end(), row, row + row_bytes);
    return;
  }
  narrowed_.resize(narrowed_.size() + row_bytes);
  across_.apply({row, source_bytes_}, narrowed_.data() + narrowed_.size() - row_bytes);
}

Image WindowResizer::finish() const {
  Image result{window_.width, window_.height, {}};
  if (down_.taps.empty()) {
    result.rgb = narrowed_;
    return result;
  }
  const std::size_t row_bytes = static_cast<std::size_t>(window_.width) * kChannels;
  result.rgb.resize(row_bytes * static_cast<std::size_t>(window_.height));
  std::vector<std::int32_t> sums(row_bytes);
  for (std::size_t y = 0; y < static_cast<std::size_t>(window_.height); ++y) {
    filter_column(narrowed_.data() + static_cast<std::size_t>(down_.first[y]) * row_bytes,
                  row_bytes, down_.weights.data() + y * down_.stride, down_.taps[y], sums,
                  result.rgb.data() + y * row_bytes);
  }
  return result;
}

Image resize_window(const Image& image, int target_width, int target_height, const Rect& window,
                    Interpolation interpolation) {
  WindowResizer resizer(target_width, target_height, window, interpolation);
  feed(image, resizer);
  return resizer.finish();
}

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "quantization/magnitude_histogram.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace resnext {
namespace {

/// Returns magnitudes of a normal distribution, half of them cleared, as after a ReLU.
std::vector<float> activations(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  std::ranges::generate(values, [&] { return std::max(0.0F, normal(random)); });
  return values;
}

double squared_error(const std::vector<float>& values, double range, int levels) {
  const double step = range / levels;
  double error = 0;
  for (const float value : values) {
    const double rounded = std::min(std::nearbyint(value / step), double(levels)) * step;
    error += (value - rounded) * (value - rounded);
  }
  return error;
}

TEST_CASE("the range of integers makes the least error", "[quantization]") {
  const int levels = GENERATE(255, 127, 15);
  std::vector<float> values = activations(200'000, 1);
  values[77] = 30;
  MagnitudeHistogram histogram;
  histogram.add(values);
  const double range = best_range(histogram, levels);
  const double error = squared_error(values, range, levels);
  if (levels == 15) {  // the outlier is clipped: the range isn't stretched for it
    CHECK(range < 6);
    CHECK(error < 0.2 * squared_error(values, 30, levels));
  }
  double least = std::numeric_limits<double>::infinity();
  for (double tried = 0.5; tried < 30; tried += 0.1) {
    least = std::min(least, squared_error(values, tried, levels));
  }
  CHECK(error < 1.1 * least);
}

TEST_CASE("a histogram's range grows with the values", "[quantization]") {
  const std::vector<float> values = activations(50'000, 2);
  MagnitudeHistogram at_once;
  at_once.add(values);
  std::vector<float> sorted = values;
  std::ranges::sort(sorted);
  MagnitudeHistogram growing;
  for (std::size_t first = 0; first < sorted.size(); first += 1000) {
    growing.add(std::span(sorted).subspan(first, 1000));
  }
  CHECK(growing.largest() == at_once.largest());
  const auto total = [](const MagnitudeHistogram& histogram) {
    return std::accumulate(histogram.counts().begin(), histogram.counts().end(), std::uint64_t{0});
  };
  CHECK(total(growing) == total(at_once));
  CHECK(total(growing) ==
        static_cast<std::uint64_t>(std::ranges::count_if(values, [](float x) { return x > 0; })));
  CHECK(best_range(growing, 255) == Approx(best_range(at_once, 255)).epsilon(0.02));
}

TEST_CASE("magnitudes of any size have a range", "[quantization]") {
  MagnitudeHistogram nothing;
  nothing.add(std::vector<float>(100));
  CHECK(best_range(nothing, 255) == 1);
  for (const float unit : {1e-37F, 1e-45F, 1e37F}) {
    MagnitudeHistogram histogram;
    histogram.add(std::vector<float>{0, unit, -2 * unit});
    CHECK(best_range(histogram, 255) > 0);
    CHECK(best_range(histogram, 255) <= 2 * double{unit} * (1 + 1e-6));
  }
  MagnitudeHistogram histogram;
  CHECK_THROWS_AS(histogram.add(std::vector<float>{1, NAN}), std::range_error);
  CHECK_THROWS_AS(histogram.add(std::vector<float>{1, INFINITY}), std::range_error);
}

}  // namespace
}  // namespace resnext

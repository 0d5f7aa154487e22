// SPDX-License-Identifier: Apache-2.0
#include "kernels/winograd.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "kernels/kernel_checks.h"

namespace resnext {
namespace {

/// A case: activations in plain NCHW, weights in PyTorch's layout.
struct Problem {
  GroupedConvolution shape;
  Floats source, weights, bias;

  explicit Problem(const GroupedConvolution& s) : shape(s) {
    const auto all = static_cast<std::size_t>(s.groups * s.channels);
    const auto pixels = static_cast<std::size_t>(s.size * s.size);
    source = noise(static_cast<std::size_t>(s.batch) * all * pixels, 1);
    weights = noise(all * static_cast<std::size_t>(s.channels) * 9, 2);
    bias = noise(all, 3);
  }
};

/// Computes the convolution by its definition, in f64, as NCHW.
std::vector<double> direct(const Problem& problem) {
  const GroupedConvolution& s = problem.shape;
  const int all = s.groups * s.channels;
  std::vector<double> result;
  for (int n = 0; n < s.batch; ++n) {
    for (int out = 0; out < all; ++out) {
      for (int y = 0; y < s.size; ++y) {
        for (int x = 0; x < s.size; ++x) {
          double sum = problem.bias[static_cast<std::size_t>(out)];
          for (int k = 0; k < s.channels; ++k) {
            const int in = out / s.channels * s.channels + k;
            for (int tap = 0; tap < 9; ++tap) {
              const int yy = y + tap / 3 - 1;
              const int xx = x + tap % 3 - 1;
              if (yy >= 0 && yy < s.size && xx >= 0 && xx < s.size) {
                const int at = ((n * all + in) * s.size + yy) * s.size + xx;
                sum += double{problem.source[static_cast<std::size_t>(at)]} *
                       problem.weights[static_cast<std::size_t>((out * s.channels + k) * 9 + tap)];
              }
            }
          }
          result.push_back(s.relu && sum < 0 ? 0 : sum);
        }
      }
    }
  }
  return result;
}

/// The layouts under test: channels last, and blocks of channels.
BlockedLayout layout_of(const GroupedConvolution& s, int lanes, bool channels_last) {
  const std::ptrdiff_t all = s.groups * s.channels;
  const std::ptrdiff_t pixels = s.size * s.size;
  return channels_last ? BlockedLayout{pixels * all, lanes, all}
                       : BlockedLayout{pixels * all, lanes * pixels, lanes};
}

std::size_t offset(const GroupedConvolution& s, int lanes, const BlockedLayout& layout, int n,
                   int channel, int pixel) {
  static_cast<void>(s);
  return static_cast<std::size_t>(n * layout.image + channel / lanes * layout.block +
                                  pixel * layout.pixel + channel % lanes);
}

/// Runs a kernel over all pairs, `step` at a time; returns the result as NCHW.
Floats run(const WinogradKernel& kernel, const Problem& problem, bool channels_last, int step) {
  const GroupedConvolution& s = problem.shape;
  const BlockedLayout layout = layout_of(s, kernel.lanes, channels_last);
  Floats packed(problem.weights.size());
  pack_winograd_weights(s, kernel.lanes, problem.weights, packed);
  Floats in(problem.source.size());
  Floats out(problem.source.size(), NAN);
  const int all = s.groups * s.channels;
  const int pixels = s.size * s.size;
  const auto each = [&](auto&& visit) {
    std::size_t plain = 0;
    for (int n = 0; n < s.batch; ++n) {
      for (int channel = 0; channel < all; ++channel) {
        for (int pixel = 0; pixel < pixels; ++pixel) {
          visit(plain++, offset(s, kernel.lanes, layout, n, channel, pixel));
        }
      }
    }
  };
  each([&](std::size_t plain, std::size_t blocked) { in[blocked] = problem.source[plain]; });
  const Scratch scratch(kernel.scratch_floats(s) * sizeof(float));
  const int pairs = s.batch * s.groups;
  for (int first = 0; first < pairs; first += step) {
    kernel.run(s, in.data(), layout, packed.data(), problem.bias.data(), out.data(), layout,
               reinterpret_cast<float*>(scratch.data), first, std::min(first + step, pairs));
  }
  Floats result(out.size());
  each([&](std::size_t plain, std::size_t blocked) { result[plain] = out[blocked]; });
  return result;
}

const WinogradKernel* kernel_or_skip(int lanes) {
  const WinogradKernel* kernel = winograd_kernel(lanes);
  if (kernel == nullptr) {
    WARN("SKIPPED: this CPU has no vectors of " << lanes << " floats");
  }
  return kernel;
}

TEST_CASE("Winograd computes convolutions with odd shapes and tails", "[kernels]") {
  const int lanes = GENERATE(8, 16);
  const WinogradKernel* kernel = kernel_or_skip(lanes);
  if (kernel == nullptr) {
    return;
  }
  const int vectors = GENERATE(1, 2, 3);
  const int size = GENERATE(1, 2, 3, 4, 5, 7, 14, 17);
  GroupedConvolution shape{2, 3, vectors * lanes, size, false};
  const bool channels_last = GENERATE(false, true);
  const int step = GENERATE(1, 4, 6);
  CAPTURE(lanes, vectors, size, channels_last, step);
  const Problem problem(shape);
  CHECK(relative_error(run(*kernel, problem, channels_last, step), direct(problem)) < 1e-6);
}

TEST_CASE("Winograd computes the shapes of ResNeXt", "[kernels]") {
  const int lanes = GENERATE(8, 16);
  const WinogradKernel* kernel = kernel_or_skip(lanes);
  if (kernel == nullptr) {
    return;
  }
  const auto [channels, size] =
      GENERATE(table<int, int>({{16, 56}, {48, 28}, {96, 14}, {192, 14}, {80, 30}}));
  const Problem problem({1, 2, channels, size, true});
  CAPTURE(lanes, channels, size);
  CHECK(relative_error(run(*kernel, problem, true, 1), direct(problem)) < 2e-6);
}

TEST_CASE("Winograd's ReLU clears negative values only", "[kernels]") {
  const WinogradKernel* kernel = kernel_or_skip(8);
  if (kernel == nullptr) {
    return;
  }
  GroupedConvolution shape{1, 2, 8, 6, false};
  const Floats plain = run(*kernel, Problem(shape), false, 2);
  shape.relu = true;
  const Floats rectified = run(*kernel, Problem(shape), false, 2);
  std::size_t zeros = 0;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    CHECK(rectified[i] == std::max(plain[i], 0.0F));
    zeros += rectified[i] == 0 ? 1 : 0;
  }
  CHECK(zeros > plain.size() / 10);
  CHECK(zeros < plain.size() * 9 / 10);
}

TEST_CASE("Winograd's packing keeps every weight exactly once", "[kernels]") {
  const int lanes = GENERATE(8, 16);
  const GroupedConvolution shape{1, 2, 5 * lanes, 7, false};
  Floats weights(static_cast<std::size_t>(2 * 25 * lanes * lanes * 9));
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = static_cast<float>(i);
  }
  Floats packed(weights.size(), -1);
  pack_winograd_weights(shape, lanes, weights, packed);
  std::sort(packed.begin(), packed.end());
  CHECK(packed == weights);
}

}  // namespace
}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "kernels/checks/winograd_problem.h"

#include <algorithm>
#include <cmath>

namespace resnext {
namespace {

/// Computes one output, in f64.
double output_at(const WinogradProblem& problem, int image, int out, int y, int x) {
  const GroupedConvolution& s = problem.shape;
  double sum = problem.bias[static_cast<std::size_t>(out)];
  for (int k = 0; k < s.channels; ++k) {
    const int in = image * s.groups * s.channels + out / s.channels * s.channels + k;
    for (int tap = 0; tap < 9; ++tap) {
      const int yy = y + tap / 3 - 1;
      const int xx = x + tap % 3 - 1;
      if (yy >= 0 && yy < s.size && xx >= 0 && xx < s.size) {
        sum += double{problem.source[static_cast<std::size_t>((in * s.size + yy) * s.size + xx)]} *
               problem.weights[static_cast<std::size_t>((out * s.channels + k) * 9 + tap)];
      }
    }
  }
  return s.relu && sum < 0 ? 0 : sum;
}

BlockedLayout layout_of(const GroupedConvolution& s, int lanes, bool channels_last) {
  const std::ptrdiff_t all = std::ptrdiff_t{s.groups} * s.channels;
  const std::ptrdiff_t pixels = std::ptrdiff_t{s.size} * s.size;
  return channels_last ? BlockedLayout{pixels * all, lanes, all}
                       : BlockedLayout{pixels * all, lanes * pixels, lanes};
}

/// Calls visit(plain, blocked) with each element's place in NCHW and in `layout`.
template <typename Visit>
void for_each_element(const GroupedConvolution& s, int lanes, const BlockedLayout& layout,
                      const Visit& visit) {
  std::size_t plain = 0;
  for (int image = 0; image < s.batch; ++image) {
    for (int channel = 0; channel < s.groups * s.channels; ++channel) {
      for (int pixel = 0; pixel < s.size * s.size; ++pixel) {
        visit(plain++,
              static_cast<std::size_t>(image * layout.image + channel / lanes * layout.block +
                                       pixel * layout.pixel + channel % lanes));
      }
    }
  }
}

}  // namespace

WinogradProblem::WinogradProblem(const GroupedConvolution& s) : shape(s) {
  const auto all = static_cast<std::size_t>(s.groups * s.channels);
  const auto pixels = static_cast<std::size_t>(s.size * s.size);
  source = check_numbers(static_cast<std::size_t>(s.batch) * all * pixels, 1);
  weights = check_numbers(all * static_cast<std::size_t>(s.channels) * 9, 2);
  bias = check_numbers(all, 3);
}

std::vector<double> definition(const WinogradProblem& problem) {
  const GroupedConvolution& s = problem.shape;
  std::vector<double> result;
  for (int image = 0; image < s.batch; ++image) {
    for (int out = 0; out < s.groups * s.channels; ++out) {
      for (int pixel = 0; pixel < s.size * s.size; ++pixel) {
        result.push_back(output_at(problem, image, out, pixel / s.size, pixel % s.size));
      }
    }
  }
  return result;
}

Floats run_kernel(const WinogradKernel& kernel, const WinogradProblem& problem, bool channels_last,
                  int step) {
  const GroupedConvolution& s = problem.shape;
  const BlockedLayout layout = layout_of(s, kernel.lanes, channels_last);
  Floats packed(problem.weights.size());
  pack_winograd_weights(s, kernel.lanes, problem.weights, packed);
  Floats in(problem.source.size());
  Floats out(problem.source.size(), NAN);
  for_each_element(s, kernel.lanes, layout, [&](std::size_t plain, std::size_t blocked) {
    in[blocked] = problem.source[plain];
  });
  const auto scratch = check_scratch(kernel.scratch_floats(s) * sizeof(float));
  const int pairs = s.batch * s.groups;
  for (int first = 0; first < pairs; first += step) {
    kernel.run(s, in.data(), layout, packed.data(), problem.bias.data(), out.data(), layout,
               reinterpret_cast<float*>(scratch.get()), first, std::min(first + step, pairs));
  }
  Floats result(out.size());
  for_each_element(s, kernel.lanes, layout,
                   [&](std::size_t plain, std::size_t blocked) { result[plain] = out[blocked]; });
  return result;
}

}  // namespace resnext

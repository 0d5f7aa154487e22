// SPDX-License-Identifier: Apache-2.0
#include "kernels/checks/tile_problem.h"

#include <cmath>

namespace resnext {
namespace {

/// Computes one output, in f64, without the residual.
double sum_at(const TileProblem& problem, int image, int y, int x, int out) {
  const TileConvolution& s = problem.shape;
  const int first = out / s.out_channels * s.in_channels;
  double sum = problem.bias[static_cast<std::size_t>(out)];
  for (int tap = 0; tap < s.kernel * s.kernel; ++tap) {
    const int yy = y * s.stride + tap / s.kernel - s.kernel / 2;
    const int xx = x * s.stride + tap % s.kernel - s.kernel / 2;
    if (yy < 0 || yy >= s.in_size || xx < 0 || xx >= s.in_size) {
      continue;
    }
    for (int k = 0; k < s.in_channels; ++k) {
      const int from =
          ((image * s.in_size + yy) * s.in_size + xx) * s.groups * s.in_channels + first + k;
      const int weight = (out * s.in_channels + k) * s.kernel * s.kernel + tap;
      sum += double{problem.source[static_cast<std::size_t>(from)]} *
             problem.weights[static_cast<std::size_t>(weight)];
    }
  }
  return sum;
}

}  // namespace

TileProblem::TileProblem(const TileConvolution& s) : shape(s) {
  shape.out_size = (s.in_size - 1) / s.stride + 1;
  const auto in = static_cast<std::size_t>(s.groups * s.in_channels);
  const auto out = static_cast<std::size_t>(s.groups * s.out_channels);
  const auto images = static_cast<std::size_t>(s.batch);
  source = check_numbers(images * in * static_cast<std::size_t>(s.in_size * s.in_size), 1);
  weights = check_numbers(out * static_cast<std::size_t>(s.in_channels * s.kernel * s.kernel), 2);
  bias = check_numbers(out, 3);
  residual =
      check_numbers(images * out * static_cast<std::size_t>(shape.out_size * shape.out_size), 4);
}

std::vector<double> definition(const TileProblem& problem) {
  const TileConvolution& s = problem.shape;
  std::vector<double> result;
  for (int image = 0; image < s.batch; ++image) {
    for (int y = 0; y < s.out_size; ++y) {
      for (int x = 0; x < s.out_size; ++x) {
        for (int out = 0; out < s.groups * s.out_channels; ++out) {
          const double before = s.residual ? problem.residual[result.size()] : 0.0;
          const double sum = sum_at(problem, image, y, x, out) + before;
          result.push_back(s.relu && sum < 0 ? 0 : sum);
        }
      }
    }
  }
  return result;
}

Floats run_kernel(const TileKernel& kernel, const TileProblem& problem, int threads) {
  const TileConvolution& s = problem.shape;
  Floats packed(tile_weights_floats(s), NAN);
  pack_tile_weights(s, problem.weights, packed);
  Floats result = s.residual ? problem.residual : Floats(problem.residual.size(), NAN);
  for (int thread = 0; thread < threads; ++thread) {
    const auto scratch = check_scratch(kernel.scratch_bytes(s, threads));
    kernel.run(s, problem.source.data(), packed.data(), problem.bias.data(), result.data(),
               scratch.get(), thread, threads);
  }
  return result;
}

}  // namespace resnext

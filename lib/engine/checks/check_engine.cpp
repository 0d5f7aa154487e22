// SPDX-License-Identifier: Apache-2.0
#include "engine/checks/check_engine.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "engine/checks/reference_network.h"
#include "engine/engine.h"
#include "engine/onednn/matrix_product.h"
#include "kernels/checks/check_numbers.h"
#include "models/quantization.h"
#include "models/resnet/resnet.h"
#include "models/synthetic_weights.h"

namespace resnext {
namespace {

constexpr const char* kDefinition = "definition in f64";

/// Returns a network that is small, yet whose groups are wide enough for every custom convolution.
Network checked_network() {
  constexpr int kClasses = 40;
  constexpr int kInputSize = 64;
  return build_network(
      resnet({.layers = {1, 1, 1, 1}, .cardinality = 2, .base_width = 64}, kClasses), kInputSize);
}

/// Checks two images at once, whose logits differ.
KernelCheck check_network(const FoldedNetwork& folded, const ExecutionOptions& execution,
                          const Floats& images, const std::vector<double>& expected) {
  // Sums that lie between two bfloat16, or the stem's between two integers, may be rounded to
  // either.
  const bool is_f32 = execution.precision == Precision::kF32;
  KernelCheck check = {
      .kernel = fmt::format("network, {}, --kernels {}", to_string(execution.precision),
                            to_string(execution.kernels)),
      .reference = kDefinition,
      .limit = is_f32 ? 1e-5 : 5e-3};
  const Engine engine(folded, {.execution = execution});
  Floats logits(expected.size(), NAN);
  engine.make_session(2).run(images, logits);
  add_problem(check, relative_error(logits, expected));
  return check;
}

/// Checks the network in one precision.
void check_precision(Precision precision, int threads, std::vector<KernelCheck>& checks) {
  const Network network = precision == Precision::kInt8
                              ? quantized_network(checked_network(), {}, "check")
                              : checked_network();
  const SyntheticWeights weights(network);
  const FoldedNetwork folded =
      fold_batch_norm(bind_weights(network, weights.tensors(), "synthetic weights"));
  const auto side = static_cast<std::size_t>(network.input_size);
  Floats images(std::size_t{2} * 3 * side * side);
  fill_uniform(images, "input", -2.0F, 2.0F);
  std::vector<double> expected;
  for (const std::size_t image : {0U, 1U}) {
    const std::vector<double> logits = reference_logits(
        folded, std::span(images).subspan(image * 3 * side * side, 3 * side * side), precision);
    expected.insert(expected.end(), logits.begin(), logits.end());
  }
  for (const KernelChoice kernels : {KernelChoice::kAuto, KernelChoice::kOneDnn}) {
    checks.push_back(check_network(folded,
                                   {.threads = threads, .kernels = kernels, .precision = precision},
                                   images, expected));
  }
}

KernelCheck check_products() {
  constexpr std::size_t kRows = 33;
  constexpr std::size_t kInner = 70;
  constexpr std::size_t kColumns = 17;
  const Floats a = check_numbers(kRows * kInner, 1);
  const Floats b = check_numbers(kInner * kColumns, 2);
  std::vector<double> expected(kRows * kColumns);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    for (std::size_t k = 0; k < kInner; ++k) {
      expected[i] += double{a[i / kColumns * kInner + k]} * b[k * kColumns + i % kColumns];
    }
  }
  Floats found(expected.size(), NAN);
  matrix_product({a, kRows, kInner}, {b, kInner, kColumns}, 0, found);
  KernelCheck check = {.kernel = "matrix products", .reference = kDefinition, .limit = 1e-6};
  add_problem(check, relative_error(found, expected));
  return check;
}

}  // namespace

std::vector<KernelCheck> check_engine(int threads) {
  std::vector<KernelCheck> checks;
  for (const Precision precision : kPrecisions) {
    check_precision(precision, threads, checks);
  }
  checks.push_back(check_products());
  return checks;
}

}  // namespace resnext

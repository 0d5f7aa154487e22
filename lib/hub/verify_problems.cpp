// SPDX-License-Identifier: Apache-2.0
#include "hub/verify_problems.h"

#include <fmt/format.h>

namespace resnext {
namespace {

std::string counted(std::uint64_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

void add_misfit(WeightsVerification& result) {
  const WeightsMismatch& mismatch = result.mismatch;
  if (!mismatch.empty()) {
    result.problems.push_back(fmt::format(
        "the tensors do not fit {}: {} missing, {} of another shape, {} that it does not have",
        result.model, mismatch.missing.size(), mismatch.misshapen.size(), mismatch.extra.size()));
  }
  if (result.model.empty() && result.fitting.empty()) {
    result.problems.emplace_back(
        "the tensors fit no built-in model; name the model they are for with --model");
  }
}

}  // namespace

void add_problems(WeightsVerification& result) {
  if (result.expected_bytes && result.bytes != *result.expected_bytes) {
    result.problems.push_back(fmt::format("the file has {} bytes, the published one has {}",
                                          result.bytes, *result.expected_bytes));
  }
  if (!result.sha256.starts_with(result.expected_sha256)) {
    result.problems.push_back(
        fmt::format("the SHA-256 is {}, the {} promises {}: damaged, or not the published file",
                    result.sha256, result.promised_by, result.expected_sha256));
  }
  add_misfit(result);
  if (result.nan > 0) {
    result.problems.push_back(counted(result.nan, "value is", "values are") + " NaN");
  }
  if (result.infinite > 0) {
    result.problems.push_back(counted(result.infinite, "value is", "values are") + " infinite");
  }
  if (result.negative_variances > 0) {
    result.problems.push_back(
        counted(result.negative_variances, "batch-norm variance is", "batch-norm variances are") +
        " negative");
  }
}

}  // namespace resnext

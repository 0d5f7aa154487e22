// SPDX-License-Identifier: Apache-2.0
#include "hub/verify_problems.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text/quote.h"

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

void add_damaged_members(WeightsVerification& result) {
  constexpr std::size_t kMost = 3;
  if (result.damaged.empty()) {
    return;
  }
  std::string list;
  for (std::size_t i = 0; i < std::min(kMost, result.damaged.size()); ++i) {
    const DamagedMember& member = result.damaged[i];
    list += fmt::format("{}{} (CRC-32 {:08x}, recorded {:08x})", i == 0 ? "" : ", ",
                        quote(member.name), member.computed, member.recorded);
  }
  if (result.damaged.size() > kMost) {
    list += fmt::format(" and {} more", result.damaged.size() - kMost);
  }
  result.problems.push_back(fmt::format(
      "{} from the checksum that is recorded there: {}; download or copy the file again",
      counted(result.damaged.size(), "member of the zip archive differs",
              "members of the zip archive differ"),
      list));
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
  add_damaged_members(result);
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

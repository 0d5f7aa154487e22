// SPDX-License-Identifier: Apache-2.0
#include "kernels/checks/kernel_check.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "kernels/checks/check_numbers.h"
#include "kernels/dot_convolution.h"
#include "kernels/dot_pointwise.h"
#include "kernels/ordered_convolution.h"
#include "kernels/winograd.h"

namespace resnext {
namespace {

TEST_CASE("every kernel of this CPU agrees with its reference", "[kernels]") {
  const std::vector<KernelCheck> checks = check_kernels();
  for (const KernelCheck& check : checks) {
    INFO(check.kernel << ": " << check.error);
    CHECK(check.agrees());
    CHECK(check.problems > 0);
  }
  const auto is_checked = [&checks](const std::string& name) {
    return std::ranges::find(checks, name, &KernelCheck::kernel) != checks.end();
  };
  CHECK(is_checked("gate:any"));
  CHECK(is_checked("resize rows"));
  for (const int lanes : {4, 8, 16}) {
    const WinogradKernel* const kernel = winograd_kernel(lanes);
    CHECK((kernel == nullptr || is_checked(kernel->name)));
    const OrderedKernel* const ordered = ordered_kernel(lanes);
    CHECK((ordered == nullptr || is_checked(ordered->name)));
  }
  for (const DotTypes types : {DotTypes::kBf16, DotTypes::kInt8}) {
    for (const DotIsa isa : kDotIsas) {
      const DotKernel* const kernel = dot_kernel(types, isa);
      CHECK((kernel == nullptr || is_checked(kernel->name)));
    }
  }
  for (const DotIsa isa : kDotIsas) {
    const DotPointwiseKernel* const kernel = dot_pointwise_kernel(isa);
    CHECK((kernel == nullptr || is_checked(kernel->name)));
  }
}

TEST_CASE("a check keeps its largest error, and a missing value is the largest", "[kernels]") {
  KernelCheck check = {.kernel = "k", .reference = "r", .limit = 0.25};
  add_problem(check, 0.25);
  add_problem(check, 0.125);
  CHECK(check.problems == 2);
  CHECK(check.error == 0.25);
  CHECK(check.agrees());
  add_problem(check, 0.5);
  CHECK_FALSE(check.agrees());
  add_problem(check, relative_error({NAN, 1}, {1, 1}));
  add_problem(check, 0);
  CHECK(std::isnan(check.error));
  CHECK_FALSE(check.agrees());
}

TEST_CASE("errors are relative to the whole tensor", "[kernels]") {
  CHECK(relative_error({3, 4}, {3, 4}) == 0);
  CHECK(relative_error({3, 4.5}, {3, 4}) == Approx(0.1));
}

}  // namespace
}  // namespace resnext

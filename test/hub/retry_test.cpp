// SPDX-License-Identifier: Apache-2.0
#include "hub/retry.h"

#include <catch2/catch.hpp>

namespace resnext {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("waits double up to the longest, less up to a quarter", "[hub]") {
  const RetryPolicy policy = {
      .attempts = 6, .first_delay = milliseconds(1000), .longest_delay = milliseconds(5000)};
  CHECK(delay_before_retry(policy, 1, {}, 0) == milliseconds(1000));
  CHECK(delay_before_retry(policy, 2, {}, 0) == milliseconds(2000));
  CHECK(delay_before_retry(policy, 3, {}, 0) == milliseconds(4000));
  CHECK(delay_before_retry(policy, 4, {}, 0) == milliseconds(5000));
  CHECK(delay_before_retry(policy, 5, {}, 0) == milliseconds(5000));
  CHECK(delay_before_retry(policy, 1, {}, 0.5) == milliseconds(875));
}

TEST_CASE("attempts are limited", "[hub]") {
  const RetryPolicy policy = {.attempts = 3};
  CHECK(delay_before_retry(policy, 2, {}, 0).has_value());
  CHECK_FALSE(delay_before_retry(policy, 3, {}, 0).has_value());
  CHECK_FALSE(delay_before_retry(RetryPolicy{.attempts = 1}, 1, {}, 0).has_value());
}

TEST_CASE("Retry-After is obeyed within bounds", "[hub]") {
  const RetryPolicy policy = {
      .attempts = 6, .first_delay = milliseconds(1000), .longest_delay = milliseconds(60'000)};
  CHECK(delay_before_retry(policy, 1, seconds(7), 0) == seconds(7));
  CHECK(delay_before_retry(policy, 4, seconds(2), 0) == seconds(8));
  CHECK(delay_before_retry(policy, 1, seconds(60), 0) == seconds(60));
  CHECK_FALSE(delay_before_retry(policy, 1, seconds(61), 0).has_value());
}

TEST_CASE("only transient failures are retried", "[hub]") {
  for (const long status : {408, 425, 429, 500, 502, 503, 504}) {
    CHECK(is_transient_status(status));
  }
  for (const long status : {200, 206, 301, 400, 401, 403, 404, 410, 416, 501, 505}) {
    CHECK_FALSE(is_transient_status(status));
  }
}

}  // namespace
}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

// When a failed download is tried again.
namespace resnext {

/// How long to retry after transient failures: a lost connection, a busy server.
struct RetryPolicy {
  int attempts = 6;           ///< in a row without a new byte, before giving up
  int attempts_to_reach = 3;  ///< the same while the server has never been reached: offline, or a
                              ///< wrong name
  std::chrono::milliseconds first_delay{1000};
  std::chrono::milliseconds longest_delay{60'000};  ///< also the longest Retry-After obeyed
};

/// Returns the time to wait before the next attempt after `failures` (1, 2, ...) in a row:
/// first_delay doubled each time up to longest_delay, then shortened by up to a quarter so that
/// many clients do not return at once (`jitter` in [0, 1)); at least what the server asked for.
/// nullopt means to give up because the attempts are spent or the server asks for more than
/// longest_delay.
std::optional<std::chrono::milliseconds> delay_before_retry(
    const RetryPolicy& policy, int failures, std::optional<std::chrono::seconds> retry_after,
    double jitter);

/// Returns true for transient HTTP statuses: 408, 425, 429, 500, 502, 503, 504 (RFC 9110, RFC 8470,
/// RFC 6585).
bool is_transient_status(long status);

}  // namespace resnext

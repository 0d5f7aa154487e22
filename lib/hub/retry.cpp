// SPDX-License-Identifier: Apache-2.0
#include "hub/retry.h"

#include <algorithm>

namespace resnext {

std::optional<std::chrono::milliseconds> delay_before_retry(
    const RetryPolicy& policy, int failures, std::optional<std::chrono::seconds> retry_after,
    double jitter) {
  if (failures >= policy.attempts || (retry_after && *retry_after > policy.longest_delay)) {
    return std::nullopt;
  }
  std::chrono::milliseconds delay = policy.first_delay;
  for (int i = 1; i < failures && delay < policy.longest_delay; ++i) {
    delay *= 2;
  }
  delay = std::min(delay, policy.longest_delay);
  delay -= std::chrono::milliseconds(
      static_cast<std::int64_t>(jitter * 0.25 * static_cast<double>(delay.count())));
  return retry_after ? std::max<std::chrono::milliseconds>(delay, *retry_after) : delay;
}

bool is_transient_status(long status) {
  constexpr long kTransient[] = {408, 425, 429, 500, 502, 503, 504};
  return std::find(std::begin(kTransient), std::end(kTransient), status) != std::end(kTransient);
}

}  // namespace resnext

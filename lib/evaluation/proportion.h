// SPDX-License-Identifier: Apache-2.0
#pragma once

// A share of successes and its confidence interval.
namespace resnext {

struct Interval {
  double low = 0;
  double high = 0;
};

/// How many of a number of trials succeeded.
struct Proportion {
  int count = 0;
  int of = 0;

  /// Returns a share from 0 to 1; 0 if there is nothing to count.
  double value() const { return of > 0 ? static_cast<double>(count) / of : 0; }
};

/// Returns the 95 % confidence interval of the probability behind `proportion`: Wilson's, without
/// continuity correction. It is 0 to 1 if there is nothing to count. Source: E. B. Wilson, Journal
/// of the American Statistical Association 22 (1927), p. 209.
Interval wilson_interval(const Proportion& proportion);

}  // namespace resnext

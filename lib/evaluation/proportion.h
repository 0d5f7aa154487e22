#pragma once

namespace resnext {

struct Interval {
  double low = 0;
  double high = 0;
};

/// How often something came true.
struct Proportion {
  int count = 0;
  int of = 0;

  /// From 0 to 1; 0 where there is nothing to count.
  double value() const { return of > 0 ? static_cast<double>(count) / of : 0; }
};

/// The 95 % confidence interval of the probability behind `proportion`: Wilson's, without
/// continuity correction. 0 to 1 where there is nothing to count. Source: E. B. Wilson, Journal of
/// the American Statistical Association 22 (1927), p. 209.
Interval wilson_interval(const Proportion& proportion);

}  // namespace resnext

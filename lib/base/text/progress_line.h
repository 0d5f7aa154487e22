// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

// Formats the progress of long operations.
namespace resnext {

/// Measures bytes or images per second over the last few seconds. The amount at the first sample
/// does not count, so that a resumed download shows the speed of the connection.
class RateMeter {
 public:
  /// Adds a sample. `now`: seconds of any clock that never goes backwards.
  void add(std::uint64_t done, double now);

  /// Returns the rate; 0 until there are two samples.
  double per_second() const;

 private:
  struct Sample {
    double time;
    std::uint64_t done;
  };
  std::deque<Sample> samples_;
};

/// How far an operation is.
struct ProgressState {
  std::uint64_t done = 0;
  std::optional<std::uint64_t> total;
  double bytes_per_second = 0;
};

/// Returns " 42 % [=======>     ] 150 MB of 356 MB  12.3 MB/s  0:17 left", cut to `width` columns.
/// Without a total there is no bar and no time left.
std::string progress_line(const ProgressState& state, std::size_t width);

/// Returns a size in decimal units with three digits: "512 B", "9.90 kB", "356 MB", "3.32 GB".
std::string readable_bytes(std::uint64_t bytes);

}  // namespace resnext

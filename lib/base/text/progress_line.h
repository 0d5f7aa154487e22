#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace resnext {

/// Bytes or images a second over the last few seconds. What was there at the first sample does not
/// count, so that a resumed download shows the speed of the line.
class RateMeter {
 public:
  /// `now`: seconds of any clock that never goes back.
  void add(std::uint64_t done, double now);

  /// 0 as long as less than two samples are in.
  double per_second() const;

 private:
  struct Sample {
    double time;
    std::uint64_t done;
  };
  std::deque<Sample> samples_;
};

struct ProgressState {
  std::uint64_t done = 0;
  std::optional<std::uint64_t> total;
  double bytes_per_second = 0;
};

/// " 42 % [=======>     ] 150 of 356 MB  12.3 MB/s  0:17 left", at most `width` columns. Without a
/// total there is no bar and no time left.
std::string progress_line(const ProgressState& state, std::size_t width);

/// "512 B", "9.9 kB", "356 MB", "3.32 GB": decimal units, three digits.
std::string readable_bytes(std::uint64_t bytes);

}  // namespace resnext

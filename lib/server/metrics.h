// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

// Counts what the server does, for Prometheus.
namespace resnext {

/// Thread-safe.
class Metrics {
 public:
  /// Counts a request that was answered with `status` after `seconds`.
  void count_request(int status, double seconds);

  /// Counts images that went through a model's network together.
  void count_batch(const std::string& model, std::size_t images);

  /// Counts an image that could not be read. `code`: ImageFailure::code.
  void count_failure(const std::string& code);

  void set_connections(std::size_t connections);

  /// Returns everything in Prometheus's text format, version 0.0.4. `queued`: images that have been
  /// accepted and not answered.
  std::string text(std::size_t queued) const;

 private:
  static constexpr std::array<double, 13> kSeconds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
                                                      1,     2.5,  5,     10,   30,  60};
  /// How many images were in a model's batches.
  struct Batches {
    std::map<std::size_t, std::uint64_t> of_size;
    std::uint64_t count = 0;
    std::uint64_t images = 0;
  };

  mutable std::mutex mutex_;
  std::map<int, std::uint64_t> requests_;
  std::map<std::string, Batches> batches_;
  std::map<std::string, std::uint64_t> failures_;
  std::array<std::uint64_t, kSeconds.size()> within_{};  ///< requests that took at most kSeconds
  std::uint64_t request_count_ = 0;
  double request_seconds_ = 0;
  std::size_t connections_ = 0;
};

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <random>
#include <span>
#include <string>

#include "hub/fetch.h"
#include "hub/http.h"
#include "hub/part_file.h"

// Downloads one URL into a part file, with retries.
namespace resnext {

/// Fills a part file from a URL: sends requests, receives responses, retries. Does not check
/// hashes.
class Transfer {
 public:
  /// All arguments must outlive it.
  Transfer(const FetchRequest& request, const FetchOptions& options, PartFile& part);

  /// Returns when all bytes have arrived. Retries as often as the policy allows. Throws as
  /// fetch_file does.
  void complete();

  /// Discards what was received and starts again. Once is normal (the file has changed on the
  /// server); throws WeightsError if it keeps happening.
  void start_over(const std::string& reason);

  /// Returns true if the bytes come from more than one response, perhaps of two versions.
  bool is_pieced() const { return pieced_; }

  /// Deletes the part file and throws WeightsError for a server error.
  [[noreturn]] void refuse(const std::string& what);

 private:
  bool is_whole() const;
  HttpResponse attempt();
  void accept(const HttpHead& head);
  void accept_from_zero(const HttpHead& head);
  bool is_too_large(std::uint64_t bytes) const;
  std::string limit() const;
  void refuse_size_announced() const;
  void begin_from_zero(std::span<const std::byte> bytes);
  void take(std::span<const std::byte> bytes);
  void report() const;
  void check_room(std::uint64_t there) const;
  std::optional<std::string> find_passing_failure(const HttpResponse& response) const;
  void wait_to_retry(int failures, const std::string& failure, const HttpHead& head);
  /// Throws WeightsError for a response that is not the file; keeps what earlier ones delivered.
  [[noreturn]] void reject(const std::string& what) const;
  [[noreturn]] void cancel() const;
  std::string kept() const;
  void notice(const std::string& text) const;

  const FetchRequest* request_;
  const FetchOptions* options_;
  PartFile* part_;
  std::string name_;                    ///< of the source, for messages
  std::optional<std::uint64_t> total_;  ///< bytes of the whole file, once known
  std::optional<ResumeInfo> fresh_;  ///< of a response that starts at zero, until its first bytes
  bool pieced_ = false;
  bool reached_ = false;  ///< the server has been, once
  int fresh_starts_ = 0;
  std::minstd_rand random_{std::random_device{}()};
};

/// Returns "9876543 bytes" or "356 MB".
std::string describe_bytes(std::uint64_t bytes);

}  // namespace resnext

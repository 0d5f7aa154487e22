// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/cancelled.h"
#include "hub/locate.h"
#include "hub/retry.h"
#include "models/model_config.h"

// Downloads published checkpoints.
namespace resnext {

/// A file to download, and what is known about it in advance.
struct FetchRequest {
  std::string url;               ///< http, https or file
  std::filesystem::path target;  ///< final name
  std::string sha256_prefix;     ///< leading hex digits, or all 64; empty if unknown
  std::optional<std::uint64_t> bytes;
  bool replace = false;  ///< download even if `target` exists
};

/// The progress of a download. `total` is empty until the size is known.
struct FetchProgress {
  std::uint64_t received = 0;  ///< bytes present, including those of earlier runs
  std::optional<std::uint64_t> total;
};

/// Settings and callbacks of a download.
struct FetchOptions {
  RetryPolicy retry;
  std::chrono::seconds connect_timeout{30};
  std::chrono::seconds stall_timeout{60};
  std::uint64_t most_bytes = 20'000'000'000;  ///< of a file whose size is not published
  std::string ca_file;  ///< trusted certificates (PEM); empty takes the system's
  std::function<void(const FetchProgress&)> on_progress;   ///< called very often; must be quick
  std::function<void(const std::string& text)> on_notice;  ///< a retry, a wait, a resumption
  CancelCheck cancelled;
};

/// What a download brought.
struct FetchResult {
  std::filesystem::path path;
  std::uint64_t bytes = 0;
  std::string sha256;
  bool was_there = false;          ///< nothing was downloaded
  std::uint64_t resumed_from = 0;  ///< bytes that an earlier run had left
};

/// Returns where a model's file comes from and goes to. The URL is `url` if it is not empty,
/// otherwise RESNEXT_MIRROR with the file's name appended, otherwise the published one; the folder
/// is torch.hub's. Throws UsageError if there is no URL, or one that is not http, https or file,
/// and ConfigError if the model's file name is not a file name.
FetchRequest request_for(const ModelConfig& model, const std::string& url,
                         const Environment& environment);

/// Downloads to `target`.part, checks size and SHA-256, and only then renames it: a file
/// under the final name is complete. Interrupted downloads resume, in this call or a later one,
/// unless the file has changed on the server. Two processes that fetch the same file take turns;
/// the second finds the first one's result. Throws WeightsError for server errors, OutputError for
/// disk errors, and Cancelled; each message says what is left and what to do.
FetchResult fetch_file(const FetchRequest& request, const FetchOptions& options);

/// Returns the hash in a file's name, as torch.hub writes it: "resnet50-0676ba61.pth" ->
/// "0676ba61". Empty if there are no 8 to 64 hex digits there, or only decimal ones (a date).
std::string sha256_prefix_in(const std::string& file_name);

}  // namespace resnext

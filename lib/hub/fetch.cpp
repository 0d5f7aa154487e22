// SPDX-License-Identifier: Apache-2.0
#include "hub/fetch.h"

#include <fmt/format.h>

#include <system_error>

#include "base/error.h"
#include "base/files/sha256.h"
#include "hub/http.h"
#include "hub/part_file.h"
#include "hub/part_leftovers.h"
#include "hub/transfer.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// Returns whether an earlier run's download can be resumed. If the result's hash is known, even
/// from another source; otherwise only the server can tell (If-Range).
bool can_resume(const PartFile& part, const FetchRequest& request) {
  const ResumeInfo& info = part.resume_info();
  if (!info.total || part.size() > *info.total ||
      (request.bytes && *info.total != *request.bytes)) {
    return false;
  }
  return !request.sha256_prefix.empty() ||
         (info.url == presentable_url(request.url) && !info.validator.empty());
}

std::string expected_hash(const FetchRequest& request) {
  return request.sha256_prefix.size() < 64
             ? fmt::format("one that begins with {}", request.sha256_prefix)
             : request.sha256_prefix;
}

/// Throws WeightsError for a file URL of something else than a file: opening a pipe could block
/// forever, and a device may have no end.
void refuse_special_file(const std::string& url) {
  if (url_scheme(url) != "file") {
    return;
  }
  std::error_code error;
  const fs::file_status status = fs::status(path_of_file_url(url).value_or(""), error);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    throw WeightsError(
        fmt::format("{}: a folder, a pipe or a device is there, not a file; name "
                    "another source with --url or RESNEXT_MIRROR",
                    presentable_url(url)));
  }
}

FetchResult download(const FetchRequest& request, const FetchOptions& options, PartFile& part) {
  refuse_special_file(request.url);
  if (part.size() > 0 && !can_resume(part, request)) {
    part.restart();
  }
  FetchResult result;
  result.path = request.target;
  result.resumed_from = part.size();
  if (part.size() > 0 && options.on_notice) {
    options.on_notice(
        fmt::format("resuming after {} of an earlier download", describe_bytes(part.size())));
  }
  Transfer transfer(request, options, part);
  while (true) {
    transfer.complete();
    result.sha256 = part.sha256();
    if (result.sha256.starts_with(request.sha256_prefix)) {
      break;
    }
    if (!transfer.is_pieced()) {
      transfer.refuse(fmt::format("the SHA-256 of what arrived is {}, expected {}", result.sha256,
                                  expected_hash(request)));
    }
    transfer.start_over("the pieces of the download don't fit together");
    result.resumed_from = 0;
  }
  result.bytes = part.size();
  part.publish();
  return result;
}

/// Accepts a file that exists already if it is the requested one. Throws WeightsError otherwise.
FetchResult check_existing(const FetchRequest& request, const FetchOptions& options) {
  const std::string name = request.target.string();
  const char* advice = "; delete it, or download it again with --force";
  FetchResult result;
  result.path = request.target;
  result.was_there = true;
  std::error_code error;
  result.bytes = fs::file_size(request.target, error);
  if (error) {
    throw OutputError(fmt::format("{}: in the way of the download: {}", name, error.message()));
  }
  if (request.bytes && result.bytes != *request.bytes) {
    throw WeightsError(fmt::format("{}: the existing file has {} bytes, expected {}{}", name,
                                   result.bytes, *request.bytes, advice));
  }
  result.sha256 = sha256_of_file(request.target, options.cancelled);
  if (!result.sha256.starts_with(request.sha256_prefix)) {
    throw WeightsError(fmt::format("{}: the SHA-256 of the existing file is {}, expected {}{}",
                                   name, result.sha256, expected_hash(request), advice));
  }
  if (!request.sha256_prefix.empty()) {  // otherwise the download may have been a better version
    remove_part_leftovers(request.target);
  }
  return result;
}

}  // namespace

FetchResult fetch_file(const FetchRequest& request, const FetchOptions& options) {
  std::error_code error;
  if (!request.replace && fs::exists(request.target, error)) {
    return check_existing(request, options);
  }
  fs::create_directories(request.target.parent_path(), error);
  if (error) {
    throw OutputError(fmt::format("{}: can't be created: {}; name another folder with TORCH_HOME",
                                  request.target.parent_path().string(), error.message()));
  }
  const auto on_wait = [&options] {
    if (options.on_notice) {
      options.on_notice("another process is downloading this file; waiting for it");
    }
  };
  PartFile part(request.target, on_wait, options.cancelled);
  if (!request.replace && fs::exists(request.target, error)) {  // finished during the wait
    part.discard();
    return check_existing(request, options);
  }
  try {
    return download(request, options, part);
  } catch (...) {
    if (part.size() == 0) {
      part.discard();
    }
    throw;
  }
}

}  // namespace resnext

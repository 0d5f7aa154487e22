// SPDX-License-Identifier: Apache-2.0
#include "hub/transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <system_error>

#include "base/error.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr int kFreshStarts = 2;
constexpr const char* kWebPage =
    "the server sent a web page, not a checkpoint; a proxy or a login page may be in the way: "
    "open the URL in a browser, or set https_proxy";

/// Thrown inside the transfer if the server's response can't continue the download.
struct CannotContinue {
  const char* reason;
};

bool is_web_page(std::span<const std::byte> bytes) {
  std::string_view begin(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (begin.starts_with("\xEF\xBB\xBF")) {
    begin.remove_prefix(3);
  }
  begin.remove_prefix(std::min(begin.find_first_not_of(" \t\r\n"), begin.size()));
  return begin.starts_with('<');
}

}  // namespace

Transfer::Transfer(const FetchRequest& request, const FetchOptions& options, PartFile& part)
    : request_(&request),
      options_(&options),
      part_(&part),
      name_(presentable_url(request.url)),
      total_(part.resume_info().total),
      pieced_(part.size() > 0) {}

bool Transfer::is_whole() const { return total_ && part_->size() > 0 && part_->size() == *total_; }

void Transfer::complete() {
  int failures = 0;
  std::uint64_t high_water = part_->size();
  while (!is_whole()) {
    HttpResponse response;
    try {
      response = attempt();
    } catch (const CannotContinue& error) {
      start_over(error.reason);
      continue;
    }
    if (response.head.status == 416 && part_->size() > 0) {
      start_over(fmt::format("the server has no bytes after the first {}", part_->size()));
      continue;
    }
    reached_ = reached_ || response.reached;
    const std::optional<std::string> failure = find_passing_failure(response);
    if (!failure) {
      return;
    }
    failures = part_->size() > high_water ? 1 : failures + 1;
    high_water = std::max(high_water, part_->size());
    wait_to_retry(failures, *failure, response.head);
  }
}

HttpResponse Transfer::attempt() {
  fresh_.reset();
  const ResumeInfo& info = part_->resume_info();
  HttpRequest http;
  http.url = request_->url;
  http.offset = url_scheme(request_->url) == "file" ? 0 : part_->size();
  http.if_range = info.url == name_ ? info.validator : "";
  http.connect_timeout = options_->connect_timeout;
  http.stall_timeout = options_->stall_timeout;
  http.ca_file = options_->ca_file;
  const HttpReceiver receiver = {.on_head = [this](const HttpHead& head) { accept(head); },
                                 .on_body = [this](auto bytes) { take(bytes); }};
  return http_get(http, receiver, [this] {
    report();  // also when no bytes arrive, to show a slow connection
    return is_cancelled(options_->cancelled);
  });
}

void Transfer::accept(const HttpHead& head) {
  if (head.content_type.starts_with("text/html")) {
    reject(kWebPage);
  }
  if (head.status == 206) {
    const std::optional<std::uint64_t>& total = part_->resume_info().total;
    if (head.range_begin != part_->size() || (total && head.range_total != total)) {
      throw CannotContinue{"the server has another version of the file"};
    }
    total_ = head.range_total;
    pieced_ = true;
    refuse_size_announced();
    check_room(part_->size());
  } else if (head.status == 200 || head.status == 0) {
    accept_from_zero(head);
  } else {
    reject(fmt::format("the server answered with status {}, which is not a download; check the URL",
                       head.status));
  }
}

void Transfer::accept_from_zero(const HttpHead& head) {
  if (head.length && request_->bytes && *head.length != *request_->bytes) {
    reject(fmt::format("the file there has {} bytes, expected {}", *head.length, *request_->bytes));
  }
  total_ = head.length ? head.length : request_->bytes;
  refuse_size_announced();
  check_room(0);
  const bool strong = !head.etag.empty() && !head.etag.starts_with("W/");
  fresh_ = {name_, strong ? head.etag : head.last_modified, total_};
}

bool Transfer::is_too_large(std::uint64_t bytes) const {
  return !request_->bytes && bytes > options_->most_bytes;
}

std::string Transfer::limit() const {
  return fmt::format(
      ", more than the {} that are accepted where no size is published; --max-size raises that",
      describe_bytes(options_->most_bytes));
}

void Transfer::refuse_size_announced() const {
  if (total_ && is_too_large(*total_)) {
    reject(fmt::format("the file there has {}{}", describe_bytes(*total_), limit()));
  }
}

void Transfer::begin_from_zero(std::span<const std::byte> bytes) {
  if (is_web_page(bytes)) {
    reject(kWebPage);
  }
  if (part_->size() > 0) {
    notice("the server sends the whole file again");
    part_->restart();
  }
  pieced_ = false;
  part_->remember(*fresh_);
  fresh_.reset();
}

void Transfer::take(std::span<const std::byte> bytes) {
  if (fresh_) {
    begin_from_zero(bytes);
  }
  const std::uint64_t size = part_->size() + bytes.size();
  if (total_ && size > *total_) {
    refuse(fmt::format("the server sends more than the expected {} bytes", *total_));
  }
  if (is_too_large(size)) {
    refuse(fmt::format("{} have arrived of a file without an announced size{}",
                       describe_bytes(size), limit()));
  }
  part_->append(bytes);
  report();
}

void Transfer::report() const {
  if (options_->on_progress && part_->size() > 0) {
    options_->on_progress({part_->size(), total_});
  }
}

void Transfer::check_room(std::uint64_t there) const {
  std::error_code error;
  const fs::path folder = request_->target.parent_path();
  const fs::space_info space = fs::space(folder, error);
  if (!error && total_ && space.available + part_->size() - there < *total_ - there) {
    throw OutputError(fmt::format(
        "{}: the disk has room for {}, but {} are needed; make room, or name another "
        "folder with TORCH_HOME",
        folder.string(), describe_bytes(space.available), describe_bytes(*total_ - there)));
  }
}

void Transfer::start_over(const std::string& reason) {
  if (++fresh_starts_ > kFreshStarts) {
    refuse(reason + ", again and again");
  }
  notice(reason + "; starting from zero");
  part_->restart();
  total_.reset();
  pieced_ = false;
}

void Transfer::notice(const std::string& text) const {
  if (options_->on_notice) {
    options_->on_notice(text);
  }
}

}  // namespace resnext

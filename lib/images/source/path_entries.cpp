// SPDX-License-Identifier: Apache-2.0
#include "images/source/path_entries.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"

namespace resnext {
namespace {

constexpr std::size_t kLongestEntry = 1 << 20;  // far beyond PATH_MAX: this is not a list of paths

}  // namespace

void PathEntries::append(std::string_view bytes) {
  pending_.erase(0, begin_);
  searched_ -= begin_;
  begin_ = 0;
  pending_.append(bytes);
}

std::optional<std::string> PathEntries::next() {
  while (begin_ < pending_.size()) {
    std::size_t end = pending_.find(separator_, searched_);
    if (end == std::string::npos) {
      searched_ = pending_.size();
      if (pending_.size() - begin_ > kLongestEntry) {
        throw UsageError(fmt::format(
            "{}: an entry has more than {} bytes; expected a list of files, one a line, or "
            "separated by NUL with -0",
            name_, kLongestEntry));
      }
      if (!ended_) {
        return std::nullopt;
      }
      end = pending_.size();
    }
    std::string entry = pending_.substr(begin_, end - begin_);
    begin_ = std::min(end + 1, pending_.size());
    searched_ = begin_;
    if (separator_ == '\n' && entry.ends_with('\r')) {
      entry.pop_back();
    }
    if (!entry.empty()) {
      return entry;
    }
  }
  return std::nullopt;
}

}  // namespace resnext

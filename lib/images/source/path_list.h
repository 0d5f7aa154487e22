// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>

#include "images/source/image_source.h"
#include "images/source/path_entries.h"

// Reads paths from a list file or a pipe.
namespace resnext {

/// Paths listed in a file, as in PathEntries, returned as they arrive: a list that is a pipe may
/// stay open for days.
class PathList : public ImageSource {
 public:
  /// Opens `file`; "-" is standard input. Throws UsageError if it can't be opened.
  PathList(const std::string& file, bool nul_separated, const StopFlag& stop);
  ~PathList() override;
  PathList(const PathList&) = delete;
  PathList& operator=(const PathList&) = delete;

  /// Throws UsageError if reading fails or an entry is longer than a path can be.
  std::optional<ImageInput> next() override;
  bool is_waiting() const override { return waiting_; }

 private:
  bool read_more();

  std::string name_;
  int descriptor_;
  const StopFlag* stop_;
  PathEntries entries_;
  std::atomic<bool> waiting_ = false;
};

}  // namespace resnext

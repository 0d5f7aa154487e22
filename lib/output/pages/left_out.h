// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "images/image_failure.h"

// The part of a page that tells which images were left out, and why.
namespace resnext {

/// Images that were left out, by kind. Names and lines are HTML.
class LeftOut {
 public:
  /// Adds an image that could not be read; path and message are plain text.
  void add(const std::string& path, const ImageFailure& failure);

  /// Adds several images of one kind, with one line for all of them.
  void add(const std::string& kind, const std::string& line, int images);

  /// Returns a paragraph that counts the images by kind and links to the lists, or nothing.
  std::string summary() const;

  /// Returns a list for each kind, folded if it is long, or nothing.
  std::string lists() const;

 private:
  struct Kind {
    int images = 0;
    std::vector<std::string> lines;
  };
  std::map<std::string, Kind> kinds_;
};

}  // namespace resnext

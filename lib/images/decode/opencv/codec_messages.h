// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// Collects what OpenCV, libtiff and libpng say about an image, which would otherwise go to standard
// error.
namespace resnext::opencv {

/// Silences the libraries on this thread while it lives, and keeps the first error. One at a time
/// on a thread. The first one replaces, for the whole process, libtiff's error handler, the
/// handlers that OpenCV gives to libpng, and the buffer of std::cerr: what a thread writes to it
/// while it decodes is dropped.
class CodecMessages {
 public:
  CodecMessages();
  ~CodecMessages();
  CodecMessages(const CodecMessages&) = delete;
  CodecMessages& operator=(const CodecMessages&) = delete;

  /// Returns the first error of libtiff or libpng; empty if there was none.
  const std::string& error() const;
};

}  // namespace resnext::opencv

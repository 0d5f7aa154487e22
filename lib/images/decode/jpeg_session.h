// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdio>  // jpeglib.h needs FILE and size_t
#include <span>

#include <jpeglib.h>

#include "base/error.h"
#include "images/prefetch/pause_gate.h"

// Reads one JPEG file with libjpeg and turns its callbacks into exceptions.
namespace resnext {

/// One file's decoding by libjpeg, which reports failure through callbacks that must not return:
/// they note what was found in `failure` and `message`, and jump to `escape`. A function that calls
/// libjpeg sets `escape` first, and keeps only trivially destructible objects.
struct JpegSession {
  jpeg_decompress_struct decoder{};
  jpeg_error_mgr errors{};
  jpeg_source_mgr source{};
  jpeg_progress_mgr progress{};
  std::jmp_buf escape{};
  const PauseGate* gate = nullptr;
  bool ran_out = false;           // libjpeg asked for more than the file holds
  std::array<bool, 4> scanned{};  // which components' data have been seen
  ImageErrorCode failure = ImageErrorCode::kCorrupt;
  std::array<char, JMSG_LENGTH_MAX> message{};

  JpegSession() = default;
  JpegSession(const JpegSession&) = delete;
  JpegSession& operator=(const JpegSession&) = delete;
  ~JpegSession() { jpeg_destroy_decompress(&decoder); }
};

/// Reads up to the first scan; `file` and `gate` (which may be nullptr) must outlive the session.
/// Throws ImageError.
void read_jpeg_header(JpegSession& session, std::span<const std::byte> file, const PauseGate* gate);

/// Throws the ImageError that the session noted.
[[noreturn]] void throw_jpeg_failure(const JpegSession& session);

/// Throws ImageError for damage that libjpeg's warnings don't report; to be called after all rows.
/// A file with several scans that ends between two of them decodes without complaint, and
/// arithmetic decoding reads zeros beyond the end.
void check_jpeg_complete(const JpegSession& session);

/// Returns the orientation, 1 to 8, in the EXIF data; 1 where there are none.
int jpeg_orientation(const JpegSession& session);

}  // namespace resnext

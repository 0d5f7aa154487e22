// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "base/files/atomic_file.h"
#include "commands/image_request.h"
#include "inference/image_result.h"

// The file of --dump-input: the tensor that the network saw.
namespace resnext {

/// Throws UsageError unless the request names one image, a .npy file and nothing to resume.
/// `resume`: the file of --resume; empty: none.
void check_input_dump(const std::string& path, const ImageRequest& images,
                      const std::string& resume);

/// A .npy file with one f32 tensor of shape (views, 3, H, W), which appears complete or not at all.
class InputDump {
 public:
  /// Throws UsageError if a file is there: without `force` any that holds something, otherwise one
  /// of another kind. Throws OutputError if the file can't be made.
  InputDump(const std::string& path, std::size_t views, bool force);

  /// Writes the input of an image that has not failed; otherwise an older dump stays. Throws
  /// OutputError.
  void write(const ImageResult& result);

 private:
  std::size_t views_;
  std::unique_ptr<AtomicFile> file_;
};

/// Returns the file for an image of which the network sees so many views; none for an empty path.
std::optional<InputDump> open_input_dump(const std::string& path, std::size_t views, bool force);

}  // namespace resnext

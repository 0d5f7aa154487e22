// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancel_poller.h"
#include "base/files/mapped_file.h"
#include "checkpoint/named_tensor.h"

// Opens files of tensors.
namespace resnext {

/// The formats of checkpoints.
enum class CheckpointFormat { kTorchLegacy, kTorchZip, kSafetensors };

/// Returns "torch-legacy", "torch-zip" or "safetensors".
const char* to_string(CheckpointFormat format);

/// A file of named tensors. The file stays mapped as long as this object lives, and the views point
/// into the map: nothing is copied, and opening reads only the index. Const members may be called
/// from several threads at once.
class Checkpoint {
 public:
  Checkpoint(std::filesystem::path path, MappedFile file, CheckpointFormat format,
             CheckpointContents contents, CancelPoller poller = {});

  const std::filesystem::path& path() const { return path_; }
  CheckpointFormat format() const { return format_; }
  const FileVersion& version() const { return file_.version(); }
  std::span<const std::byte> bytes() const { return file_.bytes(); }
  std::uint64_t file_size() const { return file_.bytes().size(); }

  /// Returns the tensors in the order of the file's dictionary. A training checkpoint's wrapper
  /// ("state_dict", ...) and the prefixes "module." and "_orig_mod." are stripped; names are
  /// unique.
  const std::vector<NamedTensor>& tensors() const { return contents_.tensors; }

  /// Returns nullptr if the file has no tensor of that name.
  const TensorView* find(std::string_view name) const;

  /// Returns safetensors' __metadata__; empty for the other formats.
  const std::map<std::string, std::string>& metadata() const { return contents_.metadata; }

  /// Hints that this tensor, one of tensors(), will be read soon.
  void prefetch(const TensorView& view) const noexcept;

  /// Hints that all tensors will be read now.
  void populate() const noexcept { file_.populate(); }

  /// Hints that this tensor is no longer needed. Its pages leave the process's memory, so that a
  /// loader that releases what it has packed holds about one copy of the weights.
  void release(const TensorView& view) const noexcept;

  /// Hints the same for a part of bytes().
  void release(std::span<const std::byte> range) const noexcept { file_.release(range); }

  /// Hints the same for the whole file.
  void release() const noexcept;

 private:
  std::filesystem::path path_;
  MappedFile file_;
  CheckpointFormat format_;
  CheckpointContents contents_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

/// Opens a PyTorch file (legacy or zip) or a safetensors file, told apart by content, not by
/// extension. Never runs code in a PyTorch file: anything but a plain state dict is refused. Throws
/// CheckpointError that names the file, what was found and what to do next, or Cancelled.
Checkpoint open_checkpoint(const std::filesystem::path& path, const CancelCheck& cancelled = {});

/// Reads a file that is mapped already; `path` is for messages. Throws as above.
Checkpoint open_checkpoint(const std::filesystem::path& path, MappedFile file);

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/text/quote.h"
#include "checkpoint/safetensors.h"
#include "checkpoint/sniff.h"
#include "checkpoint/torch_legacy.h"
#include "checkpoint/torch_zip.h"

namespace resnext {
namespace {

/// Returns the bytes from the view's first element to its last, including gaps.
std::span<const std::byte> bytes_of(const TensorView& view) {
  std::int64_t elements = 1;
  for (std::size_t axis = 0; axis < view.shape.size(); ++axis) {
    if (view.shape[axis] == 0) {
      return {};
    }
    elements += (view.shape[axis] - 1) * view.stride[axis];
  }
  return {view.data, static_cast<std::size_t>(elements) * size_of(view.dtype)};
}

/// Returns false for a view that skips most of the bytes between its first and last element.
/// Fetching those costs more than the view is worth, and dropping them hurts the other tensors.
bool is_dense(const TensorView& view) {
  constexpr std::size_t kMostGaps = 4;
  return bytes_of(view).size() / kMostGaps <= view.byte_size();
}

CheckpointContents read_contents(CheckpointFormat format, std::span<const std::byte> file,
                                 const CancelPoller& poller) {
  switch (format) {
    case CheckpointFormat::kTorchLegacy:
      return read_torch_legacy(file, poller);
    case CheckpointFormat::kTorchZip:
      return read_torch_zip(file, poller);
    case CheckpointFormat::kSafetensors:
      break;
  }
  return read_safetensors(file, poller);
}

Checkpoint read_mapped(const std::filesystem::path& path, MappedFile file,
                       const CancelCheck& cancelled) {
  const CancelPoller poller(cancelled, path.string() + ": stopped while it was opened");
  const CheckpointFormat format = find_format(file.bytes());
  CheckpointContents contents = read_contents(format, file.bytes(), poller);
  return Checkpoint(path, std::move(file), format, std::move(contents), poller);
}

}  // namespace

const char* to_string(CheckpointFormat format) {
  switch (format) {
    case CheckpointFormat::kTorchLegacy:
      return "torch-legacy";
    case CheckpointFormat::kTorchZip:
      return "torch-zip";
    case CheckpointFormat::kSafetensors:
      return "safetensors";
  }
  return "unknown";
}

Checkpoint::Checkpoint(std::filesystem::path path, MappedFile file, CheckpointFormat format,
                       CheckpointContents contents, CancelPoller poller)
    : path_(std::move(path)),
      file_(std::move(file)),
      format_(format),
      contents_(std::move(contents)) {
  for (std::size_t i = 0; i < contents_.tensors.size(); ++i) {
    poller.step();
    const std::string& name = contents_.tensors[i].name;
    if (!is_utf8(name)) {
      throw CheckpointError(fmt::format(
          "the tensor name {} is not UTF-8; the file is damaged, download it again", quote(name)));
    }
    if (!index_.emplace(name, i).second) {
      throw CheckpointError(
          fmt::format("two tensors are named {}, without the prefixes \"module.\" and "
                      "\"_orig_mod.\"; save one state dict alone",
                      quote(name)));
    }
  }
}

const TensorView* Checkpoint::find(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? nullptr : &contents_.tensors[found->second].view;
}

void Checkpoint::prefetch(const TensorView& view) const noexcept {
  if (is_dense(view)) {
    file_.prefetch(bytes_of(view));
  }
}

void Checkpoint::release(const TensorView& view) const noexcept {
  if (is_dense(view)) {
    file_.release(bytes_of(view));
  }
}

void Checkpoint::release() const noexcept { file_.release(file_.bytes()); }

Checkpoint open_checkpoint(const std::filesystem::path& path, const CancelCheck& cancelled) try {
  return read_mapped(path, MappedFile(path), cancelled);
} catch (const CheckpointError& error) {
  throw CheckpointError(path.string() + ": " + error.what());
}

Checkpoint open_checkpoint(const std::filesystem::path& path, MappedFile file) try {
  return read_mapped(path, std::move(file), {});
} catch (const CheckpointError& error) {
  throw CheckpointError(path.string() + ": " + error.what());
}

}  // namespace resnext

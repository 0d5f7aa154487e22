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

CheckpointContents read_contents(CheckpointFormat format, std::span<const std::byte> file) {
  switch (format) {
    case CheckpointFormat::kTorchLegacy:
      return read_torch_legacy(file);
    case CheckpointFormat::kTorchZip:
      return read_torch_zip(file);
    case CheckpointFormat::kSafetensors:
      break;
  }
  return read_safetensors(file);
}

Checkpoint read_mapped(const std::filesystem::path& path, MappedFile file) {
  const CheckpointFormat format = find_format(file.bytes());
  CheckpointContents contents = read_contents(format, file.bytes());
  return Checkpoint(path, std::move(file), format, std::move(contents));
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
                       CheckpointContents contents)
    : path_(std::move(path)),
      file_(std::move(file)),
      format_(format),
      contents_(std::move(contents)) {
  for (std::size_t i = 0; i < contents_.tensors.size(); ++i) {
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

void Checkpoint::prefetch(const TensorView& view) const noexcept { file_.prefetch(bytes_of(view)); }

void Checkpoint::release(const TensorView& view) const noexcept { file_.release(bytes_of(view)); }

void Checkpoint::release() const noexcept { file_.release(file_.bytes()); }

Checkpoint open_checkpoint(const std::filesystem::path& path) try {
  return read_mapped(path, MappedFile(path));
} catch (const CheckpointError& error) {
  throw CheckpointError(path.string() + ": " + error.what());
}

Checkpoint open_checkpoint(const std::filesystem::path& path, MappedFile file) try {
  return read_mapped(path, std::move(file));
} catch (const CheckpointError& error) {
  throw CheckpointError(path.string() + ": " + error.what());
}

}  // namespace resnext

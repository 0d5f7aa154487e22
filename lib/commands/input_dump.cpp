// SPDX-License-Identifier: Apache-2.0
#include "commands/input_dump.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <string_view>

#include "base/error.h"
#include "base/files/replacement.h"
#include "output/features/array_header.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kChannels = 3;

constexpr std::array<std::string_view, 4> kViews = {"1", "2", "5", "10"};  // of an image

bool begins_like_a_dump(std::string_view beginning) {
  constexpr std::size_t kHeader = 128;
  const std::string_view header = beginning.substr(0, kHeader);
  return header.starts_with("\x93NUMPY") &&
         std::ranges::any_of(kViews, [header](std::string_view views) {
           return header.find(fmt::format("'shape': ({}, 3, ", views)) != std::string_view::npos;
         });
}

constexpr OwnKind kDumps = {"--dump-input", "holds something else", begins_like_a_dump};

}  // namespace

void check_input_dump(const std::string& path, const ImageRequest& images,
                      const std::string& resume) {
  if (fs::path(path).extension() != ".npy") {
    throw UsageError(
        fmt::format("--dump-input {}: the tensor is written in NumPy's format; name a file that "
                    "ends in .npy",
                    path));
  }
  if (!is_single_image(images)) {
    throw UsageError(
        fmt::format("--dump-input {}: holds the input of one image; name one image file, or use "
                    "--stdin-image",
                    path));
  }
  if (!resume.empty()) {
    throw UsageError(fmt::format(
        "--dump-input {}: --resume {} skips images that have a record; leave out one of the two",
        path, resume));
  }
}

InputDump::InputDump(const std::string& path, std::size_t views, bool force) : views_(views) {
  check_replacement(path, kDumps, force);
  file_ = std::make_unique<AtomicFile>(path);
}

void InputDump::write(const ImageResult& result) {
  if (result.failure) {
    return;
  }
  const std::span<const float> values = result.input;
  const std::size_t floats = values.size() / views_;
  const auto pixels = static_cast<double>(floats) / kChannels;
  const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(pixels)));
  file_->write(npy_header({DType::kF32, {kChannels, side, side}, {}}, views_));
  file_->write(std::as_bytes(values));
  file_->commit();
}

std::optional<InputDump> open_input_dump(const std::string& path, std::size_t views, bool force) {
  return path.empty() ? std::nullopt : std::optional<InputDump>(std::in_place, path, views, force);
}

}  // namespace resnext

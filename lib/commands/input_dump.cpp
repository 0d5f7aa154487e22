// SPDX-License-Identifier: Apache-2.0
#include "commands/input_dump.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "output/features/array_header.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kChannels = 3;

/// Returns whether the stream is empty or begins like an earlier dump.
bool is_replaceable(std::istream& stream) {
  constexpr std::size_t kHeader = 128;
  std::string header(kHeader, '\0');
  stream.read(header.data(), kHeader);
  header.resize(static_cast<std::size_t>(stream.gcount()));
  return !stream.bad() &&
         (header.empty() || (header.starts_with("\x93NUMPY") &&
                             header.find("'shape': (1, 3, ") != std::string::npos));
}

void refuse_to_replace(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || !is_replaceable(file)) {
    throw UsageError(fmt::format(
        "--dump-input {}: that file is there and holds something else; name another file", path));
  }
}

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

InputDump::InputDump(const std::string& path) {
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored)) {
    refuse_to_replace(path);
  }
  file_ = std::make_unique<AtomicFile>(path);
}

void InputDump::write(const ImageResult& result) {
  if (result.failure) {
    return;
  }
  const std::span<const float> values = result.input;
  const auto pixels = static_cast<double>(values.size()) / kChannels;
  const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(pixels)));
  file_->write(npy_header({DType::kF32, {kChannels, side, side}, {}}, 1));
  file_->write(std::as_bytes(values));
  file_->commit();
}

std::optional<InputDump> open_input_dump(const std::string& path) {
  return path.empty() ? std::nullopt : std::optional<InputDump>(path);
}

}  // namespace resnext

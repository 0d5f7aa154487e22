// SPDX-License-Identifier: Apache-2.0
#include "images/source/tar_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "images/decode/image_format.h"
#include "images/source/image_files.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

// What images from one archive may take before they are decoded; a single image may exceed it.
constexpr std::int64_t kContentBytes = std::int64_t{512} << 20;

/// Returns whether a part of a name begins with a dot, as those of hidden files do.
bool is_hidden(const fs::path& name) {
  return std::ranges::any_of(name, [](const fs::path& part) {
    return part.native().starts_with('.') && part != "." && part != "..";
  });
}

std::string without_dot(const std::string& name) {
  const std::size_t begin = name.starts_with("./") ? name.find_first_not_of('/', 1) : 0;
  return begin == std::string::npos ? name : name.substr(begin);
}

ImageFailure failure_of(const ImageError& error) { return {to_string(error.code()), error.what()}; }

/// An image's bytes, and their share of the memory.
struct HeldBytes {
  explicit HeldBytes(std::shared_ptr<MemoryBudget> shared)
      : budget(std::move(shared)), lease(*budget) {}

  std::shared_ptr<MemoryBudget> budget;
  MemoryLease lease;
  std::vector<std::byte> bytes;
};

}  // namespace

bool is_tar_name(const fs::path& path) {
  std::string name = path.filename().native();
  std::ranges::transform(name, name.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return name.ends_with(".tar") || name.ends_with(".tar.gz") || name.ends_with(".tgz");
}

bool is_tar(const fs::path& path) {
  std::error_code error;
  return is_tar_name(path) && !fs::is_directory(path, error);
}

TarSource::TarSource(fs::path archive, const StopFlag& stop)
    : path_(std::move(archive)),
      stop_(&stop),
      memory_(std::make_shared<MemoryBudget>(kContentBytes)) {
  if (path_ == "-") {
    file_ = std::make_unique<FileStream>(STDIN_FILENO, false, "standard input", stop);
    reader_ = std::make_unique<TarReader>("standard input", *file_);
  }
}

TarSource::~TarSource() = default;

bool TarSource::is_waiting() const { return file_ && file_->is_waiting(); }

bool TarSource::open() {
  const int descriptor = ::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) {
    check_descriptors_left(path_, errno);
    return false;
  }
  file_ = std::make_unique<FileStream>(descriptor, true, path_.string(), *stop_);
  reader_ = std::make_unique<TarReader>(path_.string(), *file_);
  return true;
}

std::optional<ImageInput> TarSource::next() {
  if (failure_) {
    ImageInput archive{path_};
    archive.failure = std::exchange(failure_, std::nullopt);
    return archive;
  }
  if (at_end_) return std::nullopt;
  if (!reader_ && !open()) {
    at_end_ = true;
    return ImageInput{path_};  // whose record will say why
  }
  try {
    std::optional<ImageInput> image = next_image();
    at_end_ = !image;
    return image;
  } catch (const ImageError& error) {
    at_end_ = true;
    if (stop_->is_raised()) return std::nullopt;
    failure_ = failure_of(error);
  }
  return next();
}

std::optional<ImageInput> TarSource::next_image() {
  while (std::optional<TarMember> member = reader_->next()) {
    if (stop_->is_raised()) return std::nullopt;
    if (is_wanted(*member)) {
      member_ = std::move(*member);
      ImageInput input{path_.native() + "/" + without_dot(member_.name)};
      input.content.emplace();
      return input;
    }
  }
  return std::nullopt;
}

bool TarSource::is_wanted(const TarMember& member) {
  if (is_hidden(member.name)) return false;
  head_.resize(kMagicBytes);
  head_.resize(reader_->read(head_));
  return has_image_extension(member.name) || detect_format(head_) != ImageFormat::kUnknown;
}

/// Returns the current member's bytes; memory grows as they arrive, whatever the archive claims.
std::vector<std::byte> TarSource::read_rest() {
  constexpr std::size_t kFirst = std::size_t{1} << 20;
  std::vector<std::byte> bytes = head_;
  if (head_.size() < kMagicBytes || detect_format(head_) == ImageFormat::kUnknown) return bytes;
  std::size_t filled = bytes.size();
  const auto most = static_cast<std::size_t>(member_.size);
  while (filled < most) {
    bytes.resize(std::min(std::max(kFirst, 2 * filled), most));
    const std::size_t count = reader_->read(std::span(bytes).subspan(filled));
    filled += count;
    if (filled < bytes.size()) break;
  }
  bytes.resize(filled);
  return bytes;
}

void TarSource::read_content(ImageInput& input) {
  if (!input.content) return;  // the archive itself
  if (member_.size > kMaxImageFileBytes) {
    input.failure = ImageFailure{
        to_string(ImageErrorCode::kTooLarge),
        fmt::format("{}: the file has more than the {} bytes that are read of one image",
                    input.path.string(), kMaxImageFileBytes)};
    return;
  }
  try {
    auto held = std::make_shared<HeldBytes>(memory_);
    if (!held->lease.hold(member_.size, stop_)) return;
    held->bytes = read_rest();
    input.content = ImageBytes{held->bytes, held};
  } catch (const ImageError& error) {
    if (stop_->is_raised()) return;
    at_end_ = true;
    failure_ = failure_of(error);
    input.failure = failure_;
  }
}

}  // namespace resnext

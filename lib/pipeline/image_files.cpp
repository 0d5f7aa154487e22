#include "pipeline/image_files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include <sys/stat.h>

#include "core/error.h"
#include "pipeline/image_format.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
using FolderId = std::pair<dev_t, ino_t>;

[[noreturn]] void throw_unreadable(const fs::path& path, int error) {
  const std::string reason = std::generic_category().message(error);
  if (error == ENOENT || error == ENOTDIR)
    throw ImageError(ImageErrorCode::kNotFound, path.string() + ": no such file");
  throw ImageError(ImageErrorCode::kUnreadable, path.string() + ": can't be read: " + reason);
}

[[noreturn]] void throw_too_large(const fs::path& path, std::int64_t max_bytes) {
  throw ImageError(ImageErrorCode::kTooLarge, path.string() + ": the file has more than the " +
                                                  std::to_string(max_bytes) +
                                                  " bytes that are read of one image");
}

File open_file(const fs::path& path) {
  File file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) throw_unreadable(path, errno);
  return file;
}

// False for an image's name or content only if both say otherwise; a file that can't be opened is
// left to its name.
bool looks_like_image(const fs::path& path) {
  if (has_image_extension(path)) return true;
  const File file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) return false;
  std::array<std::byte, kMagicBytes> head;
  const std::size_t size = std::fread(head.data(), 1, head.size(), file.get());
  return detect_format(std::span(head).first(size)) != ImageFormat::kUnknown;
}

// Opening a FIFO blocks until somebody writes: in a folder that nobody chose file by file, never.
bool waits_for_a_writer(const fs::file_status& status) { return fs::is_fifo(status); }

FolderId id_of(const fs::path& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) return {};
  return {status.st_dev, status.st_ino};
}

// Appends the images below `folder`. `open_folders` are those between the input and here.
void walk(const fs::path& folder, std::set<FolderId>& open_folders, std::vector<fs::path>& images) {
  const FolderId id = id_of(folder);
  if (!open_folders.insert(id).second) return;
  std::vector<fs::path> entries;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    if (entry->path().filename().native().front() != '.') entries.push_back(entry->path());
  }
  if (error) images.push_back(folder);  // read_image_file names the reason
  std::ranges::sort(entries, [](const fs::path& a, const fs::path& b) {
    return natural_less(a.filename().native(), b.filename().native());
  });
  for (const fs::path& path : entries) {
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status)) {
      walk(path, open_folders, images);
    } else if (fs::is_regular_file(status)
                   ? looks_like_image(path)
                   : has_image_extension(path) && !waits_for_a_writer(status)) {
      images.push_back(path);
    }
  }
  open_folders.erase(id);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

unsigned char fold_case(char c) {
  return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

// The run of digits at the front of `text`, which loses it; without leading zeros.
std::string_view take_number(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_digit) - text.begin();
  std::string_view digits = text.substr(0, static_cast<std::size_t>(end));
  text.remove_prefix(digits.size());
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

// Below, equal to or above 0, as a sorts before, with or after b.
int compare_natural(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const std::string_view x = take_number(a);
      const std::string_view y = take_number(b);
      if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
      if (const int order = x.compare(y); order != 0) return order;
    } else {
      const int difference = fold_case(a.front()) - fold_case(b.front());
      if (difference != 0) return difference;
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return static_cast<int>(!a.empty()) - static_cast<int>(!b.empty());
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  const int order = compare_natural(a, b);
  return order != 0 ? order < 0 : a < b;
}

std::vector<std::byte> read_image_file(const fs::path& path, std::int64_t max_bytes) {
  const File file = open_file(path);
  struct stat status {};
  if (::fstat(::fileno(file.get()), &status) == 0 && S_ISDIR(status.st_mode))
    throw_unreadable(path, EISDIR);

  if (status.st_size > max_bytes) throw_too_large(path, max_bytes);

  std::vector<std::byte> bytes(kMagicBytes);
  std::size_t filled = std::fread(bytes.data(), 1, bytes.size(), file.get());
  if (detect_format(std::span(bytes).first(filled)) != ImageFormat::kUnknown) {
    // Read to the end rather than to the size: a pipe has none, and a device no end.
    bytes.resize(std::max(bytes.size(), static_cast<std::size_t>(status.st_size) + 1));
    const auto most = static_cast<std::size_t>(max_bytes) + 1;
    while (true) {
      filled += std::fread(bytes.data() + filled, 1, bytes.size() - filled, file.get());
      if (filled < bytes.size()) break;
      if (filled >= most) throw_too_large(path, max_bytes);
      bytes.resize(std::min(bytes.size() * 2, most));
    }
    if (filled >= most) throw_too_large(path, max_bytes);
  }
  if (std::ferror(file.get()) != 0) throw_unreadable(path, errno);
  if (filled == 0) throw ImageError(ImageErrorCode::kEmpty, path.string() + ": the file is empty");
  bytes.resize(filled);
  return bytes;
}

std::vector<fs::path> list_images(const std::vector<fs::path>& inputs) {
  std::vector<fs::path> images;
  for (const fs::path& input : inputs) {
    std::error_code error;
    std::set<FolderId> open_folders;
    if (fs::is_directory(input, error)) {
      walk(input, open_folders, images);
    } else {
      images.push_back(input);
    }
  }
  return images;
}

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "output/sorted_folders.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <numeric>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/files/atomic_file.h"
#include "base/files/sha256.h"
#include "base/stable_hash.h"
#include "base/text/printable.h"
#include "images/source/glob.h"
#include "images/source/tar_source.h"
#include "output/class_folder_names.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// Returns the folders of a pattern that have no wildcard.
fs::path fixed_part(const fs::path& pattern) {
  fs::path fixed;
  for (const fs::path& part : pattern) {
    if (is_pattern(part)) {
      break;
    }
    fixed /= part;
  }
  return fixed.empty() ? "." : fixed;
}

bool lies_in(const fs::path& folder, const fs::path& other) {
  std::error_code error;
  const fs::path inner = fs::weakly_canonical(fs::absolute(folder, error), error);
  const fs::path outer = fs::canonical(other, error);
  return !error &&
         std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

void refuse_archive(const fs::path& folder, const std::string& input) {
  if (is_tar(input)) {
    throw UsageError(
        fmt::format("--sort-into {}: needs photos in files, and {} is an archive; unpack it first",
                    folder.string(), input));
  }
}

void refuse_inside(const fs::path& folder, const std::string& input) {
  std::error_code error;
  const bool recursive = is_pattern(input) && !fs::exists(input, error) && is_recursive(input);
  const fs::path walked = recursive ? fixed_part(input) : fs::path(input);
  if (fs::is_directory(walked, error) && lies_in(folder, walked)) {
    throw UsageError(
        fmt::format("--sort-into {}: the folder lies in {}, which is classified; name one "
                    "elsewhere",
                    folder.string(), input));
  }
}

[[noreturn]] void fail(const fs::path& target, const std::error_code& error) {
  throw OutputError(fmt::format("can't write {}: {}", target.string(), error.message()));
}

/// Copies a photo so that it appears whole or not at all.
void copy_photo(const fs::path& photo, const fs::path& target) {
  std::ifstream from(photo, std::ios::binary);
  AtomicFile to(target, AtomicFile::Links::kRefuse);
  std::array<char, 1 << 16> buffer;
  while (from.read(buffer.data(), buffer.size()), from.gcount() > 0) {
    to.write(std::string_view(buffer.data(), static_cast<std::size_t>(from.gcount())));
  }
  if (!from.eof()) {
    throw OutputError(photo.string() + ": can't be read to its end, so it is not copied");
  }
  to.commit(AtomicFile::Durability::kUnsynced);
}

bool is_same_content(const fs::path& a, const fs::path& b) {
  std::error_code error;
  return fs::is_regular_file(a, error) && fs::file_size(a, error) == fs::file_size(b, error) &&
         !error && sha256_of_file(a) == sha256_of_file(b);
}

}  // namespace

SortedFolders::SortedFolders(fs::path folder, SortMode mode, std::span<const Label> labels,
                             const std::vector<std::string>& inputs,
                             const std::vector<std::string>& listed)
    : folder_(std::move(folder)), mode_(mode), names_(class_folder_names(labels)) {
  for (const std::vector<std::string>* paths : {&inputs, &listed}) {
    for (const std::string& path : *paths) {
      refuse_archive(folder_, path);
      refuse_inside(folder_, path);
    }
  }
  std::error_code error;
  if (mode_ != SortMode::kPlan && !fs::create_directories(folder_, error) && error) {
    fail(folder_, error);
  }
}

void SortedFolders::add(const ImageResult& result) {
  if (result.failure || result.predictions.empty()) {
    ++left_out_;
    return;
  }
  if (!result.has_file) {  // of an archive in a list that is a pipe
    throw UsageError(
        fmt::format("--sort-into {}: needs photos in files, and {} is in an archive; unpack that "
                    "first",
                    folder_.string(), result.path));
  }
  const int index = result.predictions.front().index;
  ++photos_[index];
  if (mode_ != SortMode::kPlan) {
    place(result, folder_ / names_.at(static_cast<std::size_t>(index)));
  }
}

void SortedFolders::place(const ImageResult& result, const fs::path& folder) {
  const fs::path photo = result.path;
  fs::path target = folder / photo.filename();
  std::error_code error;
  if (fs::exists(fs::symlink_status(target, error)) && !is_there(target, photo)) {
    StableHash hash;
    hash.add(std::as_bytes(std::span(result.path)));
    target =
        folder / (photo.stem().string() + "-" + hash.hexadecimal() + photo.extension().string());
  }
  if (fs::exists(fs::symlink_status(target, error))) {
    ++there_;
    return;
  }
  if (!fs::create_directories(folder, error) && error) {
    fail(folder, error);
  }
  write(target, photo);
}

bool SortedFolders::is_there(const fs::path& target, const fs::path& photo) const {
  std::error_code error;
  return mode_ == SortMode::kLink ? fs::equivalent(target, photo, error)
                                  : is_same_content(target, photo);
}

void SortedFolders::write(const fs::path& target, const fs::path& photo) const {
  if (mode_ == SortMode::kCopy) {
    copy_photo(photo, target);
    return;
  }
  std::error_code error;
  fs::create_symlink(fs::absolute(photo), target, error);
  if (error) {
    fail(target, error);
  }
}

std::string SortedFolders::summary() const {
  constexpr std::size_t kMost = 5;
  std::vector<std::pair<int, std::uint64_t>> classes(photos_.begin(), photos_.end());
  std::ranges::stable_sort(classes, std::greater(), &std::pair<int, std::uint64_t>::second);
  std::string most;
  for (std::size_t i = 0; i < std::min(kMost, classes.size()); ++i) {
    most += fmt::format("{}{} {}", i == 0 ? ": " : ", ",
                        printable(names_.at(static_cast<std::size_t>(classes[i].first))),
                        classes[i].second);
  }
  if (classes.size() > kMost) {
    most += fmt::format(" and {} more", classes.size() - kMost);
  }
  const std::uint64_t sum = std::accumulate(
      classes.begin(), classes.end(), std::uint64_t{0},
      [](std::uint64_t total, const auto& of_class) { return total + of_class.second; });
  const char* const verb = mode_ == SortMode::kPlan   ? "would be sorted"
                           : mode_ == SortMode::kLink ? "linked"
                                                      : "copied";
  return fmt::format("{}: {} photo{} {} into {} folder{}{}{}{}{}\n", printable(folder_.string()),
                     sum, sum == 1 ? "" : "s", verb, classes.size(), classes.size() == 1 ? "" : "s",
                     most, there_ > 0 ? fmt::format("; {} of them were there already", there_) : "",
                     left_out_ > 0 ? fmt::format("; {} left out", left_out_) : "",
                     mode_ == SortMode::kPlan
                         ? "; nothing was written: add --sort-by link or --sort-by copy"
                         : "");
}

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "output/pages/activation_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/files/atomic_file.h"
#include "base/files/folder_entries.h"
#include "base/files/leftovers.h"
#include "base/files/replacement.h"
#include "base/stable_hash.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "images/decode/orientation.h"
#include "images/draw/encode.h"
#include "images/draw/png_text.h"
#include "images/source/glob.h"
#include "images/source/pattern_reach.h"
#include "output/evidence_text.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 255;  // bytes, on Linux's file systems
constexpr std::size_t kKept = 200;         // of a path that is too long

std::string hash_of(const std::string& text) {
  StableHash hash;
  hash.add(std::as_bytes(std::span(text)));
  return hash.hexadecimal();
}

bool begins_with(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

}  // namespace

std::string activation_file_name(const std::string& path) {
  std::string name;
  for (const char letter : path) {
    name += letter == '%' ? "%25" : letter == '/' ? "%2F" : std::string(1, letter);
  }
  if (name.size() + 4 > kLongestName) {
    std::size_t end = kKept;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) {
      --end;  // keep UTF-8 characters whole
    }
    name = name.substr(0, end) + "-" + hash_of(path);
  }
  return name + ".png";
}

std::vector<std::byte> activation_png(const ImageResult& result) {
  const Activation& activation = *result.activation;
  const Image drawn = activation.draw(std::max(activation.photo.width, activation.photo.height));
  return with_png_text(
      encode_png(activation.orientation == 1 ? drawn
                                             : apply_orientation(drawn, activation.orientation)),
      "Description", printable(valid_utf8(evidence_text(result))));
}

ActivationFiles::ActivationFiles(fs::path folder, const std::vector<std::string>& inputs,
                                 const std::vector<std::string>& listed)
    : folder_(std::move(folder)) {
  std::error_code error;
  // Absolute, since a relative path of which nothing exists would stay relative.
  const fs::path whole = fs::weakly_canonical(fs::absolute(folder_, error), error);
  for (const std::string& input : inputs) {
    if (is_pattern(input) && !fs::exists(input, error) && may_take_pictures_from(input, folder_)) {
      throw_inside(input);
    }
    refuse_inside(input, whole);
    refuse(input);
  }
  for (const std::string& input : listed) {
    refuse_inside(input, whole);
    refuse(input);
  }
  fs::create_directories(folder_, error);
  if (error) {
    throw OutputError(folder_.string() + ": can't create the folder: " + error.message());
  }
  remove_leftovers(folder_, "");
  AtomicFile(folder_ / "probe.png");  // throws if no file can be made here
}

/// Throws UsageError if `input` is the folder or one around it. `whole`: the folder's path without
/// links.
void ActivationFiles::refuse_inside(const std::string& input, const fs::path& whole) const {
  std::error_code error;
  if (!fs::is_directory(input, error)) {
    return;
  }
  const fs::path path = fs::canonical(input, error);
  if (!error && begins_with(whole, path)) {
    throw_inside(input);
  }
}

void ActivationFiles::throw_inside(const std::string& input) const {
  throw UsageError(
      fmt::format("--cam {}: the folder lies in {}, which is classified; name one elsewhere",
                  folder_.string(), input));
}

void ActivationFiles::refuse(const fs::path& input) const {
  std::error_code none;
  const fs::path parent = input.has_parent_path() ? input.parent_path() : fs::path(".");
  if (fs::is_regular_file(input, none) && fs::equivalent(parent, folder_, none)) {
    throw UsageError(fmt::format("--cam {}: the folder holds the photo {}; name another one",
                                 folder_.string(), input.string()));
  }
}

void ActivationFiles::refuse_to_replace(const std::string& input) const {
  resnext::refuse_to_replace(folder_ / activation_file_name(input));
}

void ActivationFiles::refuse_to_replace_any() const {
  std::error_code error;
  for (const fs::path& entry : folder_entries(folder_, error)) {
    if (entry.extension() == ".png") {
      resnext::refuse_to_replace(entry);
    }
  }
  if (error) {
    throw OutputError(folder_.string() + ": can't list the folder: " + error.message());
  }
}

void ActivationFiles::write(const ImageResult& result) const {
  if (!result.activation) {
    return;
  }
  refuse(result.path);
  AtomicFile file(folder_ / activation_file_name(result.path), AtomicFile::Links::kRefuse);
  file.write(activation_png(result));
  file.commit();
}

}  // namespace resnext

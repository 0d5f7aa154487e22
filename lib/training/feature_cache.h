#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/files/descriptor.h"

namespace resnext {

/// Features on disk, by the SHA-256 of the image file that they were computed from. One file for
/// each way to compute them; records of one size follow each other, each with a checksum. What a
/// kill or a power cut leaves behind is dropped; what can't be written is left, at the cost of time
/// alone, and what is there may be read all the same. Not thread-safe; other processes may use the
/// same file.
class FeatureCache {
 public:
  /// `key` names everything else that decides the features; `values` are floats a record. Creates
  /// the folder and the file if need be.
  FeatureCache(const std::filesystem::path& folder, const std::string& key, std::size_t values);

  /// Copies a record's values to `out`; false if there is none.
  bool find(const std::string& sha256, std::span<float> out) const;

  /// Adds a record. False if it can't be written; then nothing more is.
  bool add(const std::string& sha256, std::span<const float> values);

  const std::filesystem::path& path() const { return path_; }

 private:
  void read_index();

  std::filesystem::path path_;
  std::size_t values_;
  Descriptor file_;
  bool writable_ = false;
  std::unordered_map<std::string, std::uint64_t> offsets_;
};

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/files/descriptor.h"

// Keeps the features of a training set on disk.
namespace resnext {

/// Features on disk, by the SHA-256 of the image file. Each way to compute them has a file of its
/// own, with records of one size, each with a checksum. Records torn by a kill or a power cut are
/// dropped. A cache that can't be written is still read, but not one that another user may have
/// written (see base/files/trusted_file.h). Not thread-safe; other processes may use the same file.
class FeatureCache {
 public:
  /// `key` names everything else that decides the features; a record has `values` floats. Creates
  /// the folder and the file if necessary.
  FeatureCache(const std::filesystem::path& folder, const std::string& key, std::size_t values);

  /// Copies a record's values to `out`; returns false if there is none.
  bool find(const std::string& sha256, std::span<float> out) const;

  /// Adds a record, unless another process has added it in the meantime. Returns false if it can't
  /// be written; then no other is written either.
  bool add(const std::string& sha256, std::span<const float> values);

  const std::filesystem::path& path() const { return path_; }

  /// Returns why nothing can be written, naming the file or its folder; empty if there is no reason
  /// or only a full disk.
  const std::string& problem() const { return problem_; }

 private:
  bool cut_torn_record() const;
  void read_index();

  std::filesystem::path path_;
  std::size_t values_;
  Descriptor file_;
  std::string problem_;
  bool writable_ = false;
  std::unordered_map<std::string, std::uint64_t> offsets_;
  std::uint64_t indexed_ = 0;  ///< bytes whose records are in offsets_
};

}  // namespace resnext

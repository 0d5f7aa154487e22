// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <istream>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/labels.h"

// Looks up classes by the names that users give them.
namespace resnext {

/// Maps WordNet ids, labels and indices to class indices.
class ClassNames {
 public:
  explicit ClassNames(std::span<const Label> labels);

  /// Finds a class by WordNet id or label; returns nullopt for an unknown name. Throws UsageError,
  /// beginning with `where`, for a name that several classes share.
  std::optional<int> look_up(const std::string& name, const std::string& where) const;

  /// Returns the message about a name that is unknown, beginning with `where`: what was expected,
  /// and what was probably meant.
  std::string unknown(const std::string& name, const std::string& where) const;

  /// Finds a class by WordNet id or label. Throws UsageError, beginning with `where`, for a name
  /// that is unknown or that several classes share.
  int find(const std::string& name, const std::string& where) const;

  /// Does the same, but takes a number that is not a name for an index.
  int find_or_parse(const std::string& name, const std::string& where) const;

 private:
  void add(const std::string& name, int index);

  int count_;
  std::map<std::string, std::optional<int>> classes_;
};

/// Reads a text file with a class a line: WordNet id, label or index. Ignores what follows a tab,
/// empty lines and lines that begin with "#". Returns each class once, in ascending order. Throws
/// UsageError that names the line.
std::vector<int> read_class_list(const std::filesystem::path& file, std::span<const Label> labels);

/// Does the same for a stream; `name` stands for the file in messages.
std::vector<int> read_class_list(std::istream& stream, const std::string& name,
                                 std::span<const Label> labels);

}  // namespace resnext

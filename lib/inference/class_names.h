#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/labels.h"

namespace resnext {

/// From what users call a class (WordNet id, label, index) to its index.
class ClassNames {
 public:
  explicit ClassNames(std::span<const Label> labels);

  /// By WordNet id or label; nullopt for a name that is no class. Throws UsageError, beginning with
  /// `where`, for one that is more than one class.
  std::optional<int> look_up(const std::string& name, const std::string& where) const;

  /// By WordNet id or label. Throws UsageError, beginning with `where`, for a name that is no class
  /// or more than one.
  int find(const std::string& name, const std::string& where) const;

  /// The same, and a number that is no name is taken for an index.
  int find_or_parse(const std::string& name, const std::string& where) const;

 private:
  void add(const std::string& name, int index);

  int count_;
  std::map<std::string, std::optional<int>> classes_;
};

/// A text file with a class a line: WordNet id, label or index; what follows a tab is ignored, and
/// so are empty lines and lines that begin with "#". In ascending order, each class once. Throws
/// UsageError that names the line.
std::vector<int> read_class_list(const std::filesystem::path& file, std::span<const Label> labels);

}  // namespace resnext

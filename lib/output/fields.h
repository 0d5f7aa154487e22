// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

// The fields of a record, and which of them are reported.
namespace resnext {

/// The fields chosen with `--fields`; all of them by default.
class Fields {
 public:
  Fields() = default;
  /// Parses comma-separated names, which are in the order of the columns. Throws UsageError that
  /// lists all names.
  explicit Fields(std::string_view names);

  bool has(std::string_view name) const;
  /// Returns the chosen names, or all.
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_ = all();
  static std::vector<std::string> all();
};

}  // namespace resnext

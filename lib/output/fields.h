#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace resnext {

/// What `--fields` chooses of a record. Without any, everything is reported.
class Fields {
 public:
  Fields() = default;
  /// Comma-separated names in the order of columns. Throws UsageError that lists all names.
  explicit Fields(std::string_view names);

  bool has(std::string_view name) const;
  /// All names if none were chosen.
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_ = all();
  static std::vector<std::string> all();
};

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

// What help and the manual say beyond the declarations of the options.
namespace resnext {

struct ManualExample {
  const char* command;
  const char* meaning;
};

struct ManualSection {
  const char* title;                    ///< "EXIT STATUS"
  std::vector<const char*> paragraphs;  ///< "TERM\tmeaning" is an entry of a list
};

struct ManualPage {
  std::vector<ManualExample> examples;
  std::vector<const char*> description;  ///< paragraphs
  std::vector<ManualSection> sections;
};

/// Returns the page of a command: {"weights", "fetch"}; the program's for an empty path. Empty if
/// there is nothing to add.
const ManualPage& manual_page(const std::vector<std::string>& path);

}  // namespace resnext

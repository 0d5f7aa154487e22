// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

// Names the processor.
namespace resnext {

struct Processor {
  std::string name;          ///< "AMD EPYC 9R14"; empty if the system does not say
  std::string architecture;  ///< "x86_64"
  /// Vector instruction sets, as Linux spells them: "avx2", "avx512f". Of this program's interest,
  /// in the order in which they appeared.
  std::vector<std::string> vectors;
};

/// Reads what Linux says of the first processor. `root` is the folder of /proc.
Processor read_processor(const std::filesystem::path& root = "/");

}  // namespace resnext

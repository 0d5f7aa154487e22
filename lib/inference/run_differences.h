// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "inference/run_id.h"

// Finds out in which options an earlier run differs. A record holds only the run's name, a hash, so
// that likely settings are tried until one of them has that name.
namespace resnext {

/// The settings that a run may have had.
struct RunVariant {
  RunSettings settings;
  bool other_size = false;  ///< images of the training size in place of the testing size, or vice
                            ///< versa
};

/// Another value of an option.
struct RunAlternative {
  std::string text;  ///< for messages: "--top-k 3 (now 5)"
  std::function<void(RunVariant& variant)> apply;
};

/// The other values that an option may have had in an earlier run.
using RunOption = std::vector<RunAlternative>;

/// Returns the texts of the one or two alternatives, of different options, that give `now` the name
/// `id`; empty if none do. `name_of` returns a variant's name.
std::vector<std::string> run_differences(
    const std::string& id, const RunVariant& now, std::span<const RunOption> options,
    const std::function<std::string(const RunVariant&)>& name_of);

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

// Keeps the files that a command writes apart.
namespace resnext {

/// Throws UsageError if `path` is the same file as one of `others`. Empty names are no files.
void refuse_shared_output(const std::string& path, const std::vector<std::string>& others);

}  // namespace resnext

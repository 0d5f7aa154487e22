// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

// Says which folders a pattern (glob.h) reaches, before anything is in them.
namespace resnext {

/// Returns whether a PNG file in `folder`, which need not exist, can be an input of the pattern: if
/// the pattern matches the folder or one around it, or could match the file itself.
bool may_take_pictures_from(const std::filesystem::path& pattern,
                            const std::filesystem::path& folder);

}  // namespace resnext

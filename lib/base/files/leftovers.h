// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/files/descriptor.h"

// Removes temporary files that killed runs have left behind.
namespace resnext {

/// Returns the end of a temporary file's name, such as ".0123456789abcdef.tmp". It can't be
/// guessed, so that no file can be waiting there. Throws OutputError.
std::string temporary_suffix();

/// Removes this user's temporary files in `folder` whose names are `name` and a temporary_suffix();
/// an empty `name` stands for all names. Leaves alone those that a process has marked as in use,
/// and those that have been written to within the last minute. Reports no errors.
void remove_leftovers(const std::filesystem::path& folder, std::string_view name);

/// Marks an open file or folder as in use, until all copies of the descriptor are closed. Without
/// effect where the file system knows no locks; nothing is removed there.
void mark_as_in_use(const Descriptor& file);

/// Returns an open descriptor, which marks the file or folder `path` as in use, if it is this
/// user's and no process has used it within the last minute. Otherwise returns a closed one.
Descriptor take_leftover(const std::filesystem::path& path);

}  // namespace resnext

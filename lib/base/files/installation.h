// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

// Where the files lie that were built or installed with this code.
namespace resnext {

/// Returns the file that holds this code: the program or, where a program has loaded it, the shared
/// library. Throws InstallationError if the system doesn't tell.
std::filesystem::path own_binary();

/// Returns the folders in which lib/resnext-classify and share/resnext-classify may lie, likeliest
/// first: the one above own_binary()'s folder, for a library the next one too (Debian's are in
/// lib/x86_64-linux-gnu), then the prefix that was configured. Throws as own_binary does.
std::vector<std::filesystem::path> installation_roots();

}  // namespace resnext

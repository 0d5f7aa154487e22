// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>
#include <system_error>
#include <vector>

// Lists a folder.
namespace resnext {

/// Calls `visit` with the name of everything in `folder`, in the file system's order, without . and
/// .. If it can't be read to its end, stops there and returns the error.
std::error_code visit_folder(const std::filesystem::path& folder,
                             const std::function<void(std::string_view name)>& visit);

/// Returns the paths of everything in `folder`, in the file system's order, without . and .. If it
/// can't be read to its end, sets `error` and returns what was read. Throws std::bad_alloc, on
/// which std::filesystem::directory_iterator ends the process (GCC 12).
std::vector<std::filesystem::path> folder_entries(const std::filesystem::path& folder,
                                                  std::error_code& error);

}  // namespace resnext

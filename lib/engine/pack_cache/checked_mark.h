// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/files/file_version.h"

// Remembers which files have been verified since the system started.
namespace resnext {

/// Returns true if FILE.checked says that this version of the file has been verified since the
/// system started: a reboot may follow a power cut, which may tear files.
bool is_marked_as_checked(const std::filesystem::path& file, const FileVersion& version);

/// Writes FILE.checked; its modification time also records the use. Failures are not reported,
/// since they only cost another check.
void mark_as_checked(const std::filesystem::path& file, const FileVersion& version);

/// Returns when the file was last used, or the oldest time if it was never marked.
std::filesystem::file_time_type last_use(const std::filesystem::path& file);

/// Returns FILE.checked.
std::filesystem::path mark_of(std::filesystem::path file);

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/files/file_version.h"

namespace resnext {

/// Beside a file, in FILE.checked, is remembered which version of it has had its content checked,
/// and by that file's time of modification when it was last used. A mark holds until the system is
/// started again: what a power cut tore shows up after that.
bool is_marked_as_checked(const std::filesystem::path& file, const FileVersion& version);

/// Also counts as a use. Losing the mark costs a check, so that failing to write it is not
/// reported.
void mark_as_checked(const std::filesystem::path& file, const FileVersion& version);

/// The oldest time there is for a file that was never marked.
std::filesystem::file_time_type last_use(const std::filesystem::path& file);

/// FILE.checked.
std::filesystem::path mark_of(std::filesystem::path file);

}  // namespace resnext

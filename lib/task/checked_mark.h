#pragma once

#include <filesystem>

namespace resnext {

/// Remembers beside a file that its content was checked, in FILE.checked, and by that file's time
/// of modification when it was last used. A mark holds for this start of the system (what a power
/// cut tore shows up after the next) and until the file changes.
bool is_marked_as_checked(const std::filesystem::path& file);

/// Losing the mark costs a check, so that failing to write it is not reported.
void mark_as_checked(const std::filesystem::path& file);

/// When a file was last marked; the oldest time there is if it never was.
std::filesystem::file_time_type last_use(const std::filesystem::path& file);

/// The file and its mark.
void remove_with_mark(const std::filesystem::path& file);

}  // namespace resnext

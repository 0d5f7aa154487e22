// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

// Reads environment variables, and derives folders from them.
namespace resnext {

/// Reads an environment variable; returns nullopt if it is unset. Tests pass their own.
using Environment = std::function<std::optional<std::string>(const char* name)>;

/// Returns the process's environment.
Environment process_environment();

/// Returns the variable's value, or nullopt if it is unset or empty.
std::optional<std::string> nonempty_variable(const Environment& environment, const char* name);

/// Replaces a leading "~" by the home folder, as Python's expanduser does.
std::filesystem::path expand_user(const std::string& path, const Environment& environment);

/// Returns the user's cache folder: XDG_CACHE_HOME, else ~/.cache.
std::filesystem::path cache_home(const Environment& environment);

/// Returns false if neither XDG_CACHE_HOME nor HOME says where the user's cache folder is.
bool has_cache_home(const Environment& environment);

/// Returns this program's folder in the user's cache folder: resnext-classify.
std::filesystem::path own_cache(const Environment& environment);

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <string_view>

// Decides whether an output may take the place of a file that exists: the one rule for all of them.
namespace resnext {

inline constexpr std::string_view kForceReplaces = "--force replaces it";

/// Throws UsageError if the file that `name` stands for holds something: without --force, no output
/// replaces it. Empty files, devices and pipes hold nothing. `choices` says what to do.
void refuse_to_replace(const std::string& name, const struct stat& file,
                       std::string_view choices = kForceReplaces);

/// Does the same for a path, of which links are followed. What does not exist can be written.
void refuse_to_replace(const std::filesystem::path& path,
                       std::string_view choices = kForceReplaces);

/// The files that an output replaces even with --force: those of its own kind, since another name
/// was probably meant.
struct OwnKind {
  const char* option;  ///< of the output: "--manifest"
  const char* other;   ///< about a file of another kind: "is no manifest"
  bool (*begins_so)(std::string_view beginning);  ///< is given up to 256 bytes
};

/// Throws UsageError if a regular file holds something of another kind or can't be read; unless
/// `force`, as refuse_to_replace does for one of its own kind.
void check_replacement(const std::filesystem::path& path, const OwnKind& kind, bool force);

}  // namespace resnext

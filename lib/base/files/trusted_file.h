// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "base/files/descriptor.h"

// Opens the files of caches, which other users of the machine may have tampered with.
namespace resnext {

enum class Sharing {
  kNone,    ///< nobody else may write to the file or its folder
  kFolder,  ///< the folder doesn't matter: for those that users share on purpose
};

/// A file that only this user and root can have written.
struct TrustedFile {
  Descriptor file;      ///< closed if there is no such file
  std::string problem;  ///< if it is closed: names the file or its folder, and says why
  int error = 0;        ///< the same as an errno value; EPERM: it exists, but is not trusted
};

/// Opens `path` with open()'s `flags`; O_CREAT makes a file that others may read but not write. The
/// file must be a regular one, and neither it nor its folder may belong to another user than root
/// or be writable by others. Follows no symbolic link at the end of `path`, and never blocks.
TrustedFile open_trusted(const std::filesystem::path& path, int flags,
                         Sharing sharing = Sharing::kNone);

/// Returns the content of a trusted file, or an empty string if there is none.
std::string read_trusted(const std::filesystem::path& path, Sharing sharing = Sharing::kNone);

/// Creates a folder that others can't write to, and its parents.
void create_cache_folder(const std::filesystem::path& folder);

}  // namespace resnext

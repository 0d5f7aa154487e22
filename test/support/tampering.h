// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>

// Files in a cache that another user may have put there.
namespace resnext {

/// A way to tamper with a file. `apply` returns false if only root could do it.
struct Tampering {
  const char* name;
  bool (*apply)(const std::filesystem::path& file);
};

inline constexpr uid_t kNobody = 65534;

inline constexpr std::array<Tampering, 6> kTamperings = {{
    {"a file of another user",
     [](const std::filesystem::path& file) {
       return ::chown(file.c_str(), kNobody, kNobody) == 0;
     }},
    {"a file that others can write",
     [](const std::filesystem::path& file) { return ::chmod(file.c_str(), 0666) == 0; }},
    {"a symbolic link",
     [](const std::filesystem::path& file) {
       const std::filesystem::path elsewhere = file.string() + ".elsewhere";
       std::filesystem::rename(file, elsewhere);
       std::filesystem::create_symlink(elsewhere, file);
       return true;
     }},
    {"a named pipe",
     [](const std::filesystem::path& file) {
       std::filesystem::remove(file);
       return ::mkfifo(file.c_str(), 0600) == 0;
     }},
    {"a folder of another user",
     [](const std::filesystem::path& file) {
       return ::chown(file.parent_path().c_str(), kNobody, kNobody) == 0;
     }},
    {"a folder that others can write",
     [](const std::filesystem::path& file) {
       return ::chmod(file.parent_path().c_str(), 0777) == 0;
     }},
}};

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "training/new_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files/output.h"

namespace resnext {

namespace fs = std::filesystem;

NewFolder::NewFolder(const fs::path& path) : path_(path.lexically_normal()) {
  if (!path_.has_filename()) {
    path_ = path_.parent_path();  // "model/"
  }
  std::error_code error;
  if (fs::exists(fs::symlink_status(path_, error))) {
    throw UsageError("--out " + path_.string() +
                     ": exists already; name a folder that does not, or remove it first");
  }
  temporary_ = path_.parent_path() / fmt::format(".{}.{}.tmp", path_.filename().string(), getpid());
  if (!fs::create_directories(temporary_, error)) {
    throw OutputError("--out " + path_.string() + ": can't make the folder: " +
                      (error ? error.message() : temporary_.string() + " is in the way"));
  }
}

NewFolder::~NewFolder() {
  std::error_code ignored;
  fs::remove_all(temporary_, ignored);
}

void NewFolder::write(const char* file, const std::string& text) const {
  Output output = Output::file(temporary_ / file);
  output.write(text);
  output.sync();
  output.finish();
}

void NewFolder::finish() const {
  std::error_code error;
  fs::rename(temporary_, path_, error);
  if (error) {
    throw OutputError("--out " + path_.string() +
                      ": can't rename the finished folder: " + error.message());
  }
}

}  // namespace resnext

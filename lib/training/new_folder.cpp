// SPDX-License-Identifier: Apache-2.0
#include "training/new_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <string_view>

#include "base/error.h"
#include "base/files/folder_entries.h"
#include "base/files/leftovers.h"
#include "base/files/output.h"

namespace resnext {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kEnd = ".tmp";

/// Returns true if nothing but a model's files, finished or not, is in the folder.
bool holds_a_model(const fs::path& folder) {
  std::error_code error;
  for (const fs::path& entry : folder_entries(folder, error)) {
    const std::string name = entry.filename().string();
    const bool known = name == "config.json" || name == "metrics.jsonl" || name == "report.html" ||
                       name == "model.safetensors" ||
                       (name.starts_with("model.safetensors.") && name.ends_with(kEnd));
    if (!known || !fs::is_regular_file(fs::symlink_status(entry, error))) {
      return false;
    }
  }
  return !error;
}

/// Returns true for names such as ".model.1234.tmp", if `prefix` is ".model.".
bool is_temporary(std::string_view name, std::string_view prefix) {
  if (name.size() <= prefix.size() + kEnd.size() || !name.starts_with(prefix) ||
      !name.ends_with(kEnd)) {
    return false;
  }
  name.remove_prefix(prefix.size());
  name.remove_suffix(kEnd.size());
  return name.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Removes what killed runs have left beside `path`.
void remove_old_neighbours(const fs::path& path) {
  const std::string prefix = fmt::format(".{}.", path.filename().string());
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::error_code error;
  for (const fs::path& entry : folder_entries(folder, error)) {
    if (!is_temporary(entry.filename().native(), prefix)) {
      continue;
    }
    const Descriptor leftover = take_leftover(entry);
    std::error_code ignored;
    if (leftover.is_open() && holds_a_model(entry)) {
      fs::remove_all(entry, ignored);
    }
  }
}

}  // namespace

NewFolder::NewFolder(const fs::path& path) : path_(path.lexically_normal()) {
  if (!path_.has_filename()) {
    path_ = path_.parent_path();  // "model/"
  }
  std::error_code error;
  if (fs::exists(fs::symlink_status(path_, error))) {
    throw UsageError(
        fmt::format("--out {}: exists already; name a folder that does not, or remove it first",
                    path_.string()));
  }
  remove_old_neighbours(path_);
  temporary_ = path_.parent_path() / fmt::format(".{}.{}.tmp", path_.filename().string(), getpid());
  if (!fs::create_directories(temporary_, error)) {
    throw OutputError(
        fmt::format("--out {}: can't make the folder: {}", path_.string(),
                    error ? error.message() : temporary_.string() + " is in the way"));
  }
  mark_ = Descriptor(::open(temporary_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  mark_as_in_use(mark_);
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
    throw OutputError(fmt::format("--out {}: can't rename the finished folder: {}", path_.string(),
                                  error.message()));
  }
}

std::string model_tag(const std::string& name) {
  std::string tag;
  for (const char letter : name) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
    tag += plain ? letter : '_';
  }
  return tag;
}

}  // namespace resnext

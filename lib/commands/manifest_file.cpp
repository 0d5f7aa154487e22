// SPDX-License-Identifier: Apache-2.0
#include "commands/manifest_file.h"

#include <fmt/format.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "base/error.h"
#include "commands/output_files.h"
#include "output/records/json_result.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// Returns whether the stream is empty or holds a manifest, as to_json(RunManifest) writes it.
bool is_replaceable(std::istream& stream) {
  constexpr std::string_view kBeginning = "{\"manifest\"";
  std::string beginning;
  for (char letter = 0; beginning.size() < kBeginning.size() && stream.get(letter);) {
    if (std::isspace(static_cast<unsigned char>(letter)) == 0) {
      beginning += letter;
    }
  }
  return !stream.bad() && (beginning.empty() || beginning == kBeginning);
}

void refuse_to_replace(const std::string& path, bool replace) {
  std::ifstream file(path, std::ios::binary);
  if (!file || !is_replaceable(file)) {
    throw UsageError(fmt::format(
        "--manifest {}: that file is there and is no manifest; name another file, or \"first\"",
        path));
  }
  std::error_code error;
  if (!replace && fs::file_size(path, error) > 0) {
    throw UsageError(fmt::format(
        "--manifest {}: the file exists; --force replaces it, or name another file", path));
  }
}

}  // namespace

ManifestFile::ManifestFile(const std::string& path, bool replace) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (is_standard_output(path) || fs::is_other(status)) {
    stream_.emplace(open_output(path));
    return;
  }
  if (fs::is_regular_file(status)) {
    refuse_to_replace(path, replace);
  }
  file_ = std::make_unique<AtomicFile>(path);
}

void ManifestFile::write(const RunManifest& manifest) {
  const std::string text = to_json(manifest, true) + "\n";
  if (stream_) {
    stream_->write(text);
    stream_->finish();
    return;
  }
  file_->write(text);
  file_->commit();
}

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "commands/manifest_file.h"

#include <cctype>
#include <filesystem>
#include <string_view>

#include "base/files/replacement.h"
#include "commands/output_files.h"
#include "output/records/json_result.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// Returns whether a file begins as to_json(RunManifest) writes it.
bool begins_like_a_manifest(std::string_view beginning) {
  constexpr std::string_view kBeginning = "{\"manifest\"";
  std::string letters;
  for (const char letter : beginning) {
    if (std::isspace(static_cast<unsigned char>(letter)) == 0) {
      letters += letter;
    }
  }
  return letters.starts_with(kBeginning);
}

constexpr OwnKind kManifests = {"--manifest", "is no manifest", begins_like_a_manifest};

}  // namespace

ManifestFile::ManifestFile(const std::string& path, bool force) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (is_standard_output(path) || fs::is_other(status)) {
    stream_.emplace(open_output(path));
    return;
  }
  check_replacement(path, kManifests, force);
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

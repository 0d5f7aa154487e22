// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/files/atomic_file.h"
#include "base/files/output.h"
#include "inference/run_manifest.h"

// Writes a run's manifest to a file of its own (--manifest FILE).
namespace resnext {

/// A manifest's file, opened before the model is, so that a name that can't be written is refused
/// at once. A regular file appears whole or keeps its content; a pipe, a device or, for
/// "-", standard output is written to.
class ManifestFile {
 public:
  /// Throws UsageError if `path` is there and is no manifest: a photo or a config named by mistake;
  /// without `force`, also if it is one. Throws OutputError if it can't be written.
  ManifestFile(const std::string& path, bool force);

  /// Writes the manifest. Call it once. Throws OutputError.
  void write(const RunManifest& manifest);

 private:
  std::unique_ptr<AtomicFile> file_;
  std::optional<Output> stream_;  ///< in place of the file: a pipe, a device or standard output
};

}  // namespace resnext

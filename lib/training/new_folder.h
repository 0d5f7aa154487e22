// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "base/files/descriptor.h"

// A folder that appears complete or not at all.
namespace resnext {

/// The folder of a new model. Until it is finished it is a hidden neighbour of its final place,
/// which the destructor removes: construct it only after Ctrl-C no longer ends the process. The
/// neighbours that killed runs have left are removed by the next run with the same name.
class NewFolder {
 public:
  /// `path` is what --out names. Throws UsageError if it exists already, OutputError if the folder
  /// can't be made.
  explicit NewFolder(const std::filesystem::path& path);
  ~NewFolder();
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;

  /// Returns where files go until the folder is finished.
  const std::filesystem::path& folder() const { return temporary_; }
  std::string name() const { return path_.filename().string(); }

  /// Writes a whole file and waits until it is on the disk. Throws OutputError.
  void write(const char* file, const std::string& text) const;

  /// Gives the folder its name. Throws OutputError.
  void finish() const;

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  Descriptor mark_;  ///< keeps other processes from taking the folder for a leftover
};

/// Returns what follows the architecture in the id of a model of this name, in letters that ids may
/// have.
std::string model_tag(const std::string& name);

}  // namespace resnext

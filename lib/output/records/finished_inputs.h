// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/files/output.h"

// Reads what an earlier run has written, so that the next one resumes it.
namespace resnext {

/// A file's records were made by another run: another model, other weights or other options.
class OtherRun : public UsageError {
 public:
  OtherRun(const std::string& message, std::string model, std::string run)
      : UsageError(message), model_(std::move(model)), run_(std::move(run)) {}

  const std::string& model() const { return model_; }  ///< of the record
  const std::string& run() const { return run_; }      ///< of the record; empty: it has none

 private:
  std::string model_;
  std::string run_;
};

/// The inputs that a file of JSON lines has records for.
class FinishedInputs {
 public:
  /// Constructs an empty set.
  FinishedInputs() = default;

  /// Reads `file`, which need not exist. Ignores a last line that is incomplete, and whatever else
  /// a crash of the machine has left after the last whole record. Throws OtherRun, naming the line,
  /// for records of a run other than `run` (see inference/run_id.h), UsageError for other files.
  static FinishedInputs read(const std::filesystem::path& file, const std::string& run);

  /// Does the same for a stream, from its start; `name` stands for the file in messages.
  static FinishedInputs read(std::istream& stream, const std::string& name, const std::string& run);

  /// Reads `file` as above and removes the records of failed images from it, atomically.
  static FinishedInputs read_without_failures(const std::filesystem::path& file,
                                              const std::string& run);

  /// Returns true once for each record of `path`: that input is finished.
  bool take(std::string_view path);

  std::uint64_t records() const { return paths_.size(); }
  std::uint64_t failed() const { return failed_; }
  std::uint64_t bytes() const { return bytes_; }  ///< of whole records, from the start of the file

 private:
  /// Stands for a path; two of 10^9 paths collide with a chance of 10^-20.
  struct Digest {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    bool taken = false;
  };
  static Digest digest_of(std::string_view path);
  void add(std::string_view path, bool failed);
  void sort();

  std::vector<Digest> paths_;  ///< sorted
  std::uint64_t failed_ = 0;
  std::uint64_t bytes_ = 0;
};

/// Positions `output`, which is Output::resumed(file), after the records that the file holds, and
/// returns them. With `retry_failed` the records of failed images are removed first, which reopens
/// `output`. Throws as FinishedInputs::read does; OutputError.
FinishedInputs resume_output(const std::filesystem::path& file, const std::string& run,
                             bool retry_failed, std::optional<Output>& output);

}  // namespace resnext

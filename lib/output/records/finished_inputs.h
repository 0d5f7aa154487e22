#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files/output.h"

namespace resnext {

/// What a file of JSON lines says of an earlier run, for going on with it.
class FinishedInputs {
 public:
  /// Nothing is finished.
  FinishedInputs() = default;

  /// Reads `file`, which need not exist. A last line that was not written to its end is left out,
  /// and so is anything after the last whole record that a crash of the machine may have left.
  /// Throws UsageError, naming the line, for records of a run other than `run` (see
  /// inference/run_id.h) and for a file that is something else.
  static FinishedInputs read(const std::filesystem::path& file, const std::string& run);

  /// The same without the records of failed images; in the file, too, which is replaced at once.
  static FinishedInputs read_without_failures(const std::filesystem::path& file,
                                              const std::string& run);

  /// True once for each record of `path`: the input that it belongs to needs no other.
  bool take(std::string_view path);

  std::uint64_t records() const { return paths_.size(); }
  std::uint64_t failed() const { return failed_; }
  std::uint64_t bytes() const { return bytes_; }  ///< of the file that are whole records

 private:
  /// Of a path, wide enough that two paths of 10^9 agree with a chance of 10^-20.
  struct Digest {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    bool taken = false;
  };
  static Digest digest_of(std::string_view path);
  void add(std::string_view path);
  void sort();

  std::vector<Digest> paths_;  ///< sorted
  std::uint64_t failed_ = 0;
  std::uint64_t bytes_ = 0;
};

/// Makes `output`, which is Output::resumed(file), ready to go on behind what the file holds, and
/// says what that is. `retry_failed`: without the records of failed images; then `output` is
/// another file afterwards. Throws as FinishedInputs::read does, OutputError.
FinishedInputs resume_output(const std::filesystem::path& file, const std::string& run,
                             bool retry_failed, std::optional<Output>& output);

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

// Writes results.
namespace resnext {

/// A file, or the standard output, that results are written to. Every write is unbuffered and
/// checked, so that a full disk or a closed pipe is never taken for success.
class Output {
 public:
  /// Returns the process's standard output.
  static Output standard();
  /// Opens `path` for writing; creates it if necessary. Keeps its content until the first write: a
  /// run that fails before its first result loses nothing, and removes a file that it has created.
  /// Holds the file's lock (flock) until it is closed. Throws OutputError, also if the lock is
  /// taken: two runs would mix their results.
  static Output file(const std::filesystem::path& path);

  /// Opens `path` to append to what it holds; creates it if necessary, and never removes it. Locks
  /// and throws as `file` does.
  static Output resumed(const std::filesystem::path& path);

  ~Output();
  Output(Output&& other) noexcept;
  Output& operator=(Output&&) = delete;

  /// Makes the first write follow the file's first `bytes` bytes and cut off the rest. Call it
  /// before that write. Throws OutputError.
  void keep(std::uint64_t bytes);

  /// Writes all of `text`. Throws OutputError with the file's name and the system's reason, or
  /// ClosedPipe if the reader has gone; a file then has none of it, so that no record is torn. A
  /// terminal gets printable_data(text), so that no field of any format controls it.
  void write(std::string_view text);

  /// Replaces bytes that were written before; the end stays. Throws OutputError.
  void overwrite(std::uint64_t offset, std::string_view bytes);

  /// Blocks until everything written is safely on the disk. Throws OutputError.
  void sync();

  /// Closes the file, clearing it if nothing was written, and reports delayed errors. Throws
  /// OutputError. No write may follow.
  void finish();

  /// Throws UsageError if `path`, which the run is about to read, is the same file.
  void refuse_if_same(const std::filesystem::path& path) const;

  /// Throws UsageError if it is a file that was not opened by `resumed` and holds something, which
  /// the first write would replace. `choices` says what to do, such as "--force replaces it".
  void refuse_to_replace(std::string_view choices) const;

  bool is_terminal() const;
  /// Returns false for a pipe or a device, which can only be appended to.
  bool is_regular_file() const;

 private:
  Output(int descriptor, std::string name, bool owned);
  static Output open_now(const std::filesystem::path& path);
  void write_all(std::string_view text);
  void take_back(std::size_t bytes);
  void clear_once();

  int descriptor_;
  std::string name_;
  bool owned_;
  bool terminal_;
  bool created_ = false;
  bool cleared_ = false;
  bool resumed_ = false;
  std::uint64_t kept_ = 0;  ///< bytes at the file's beginning that are never cleared
};

}  // namespace resnext

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace resnext {

/// A file, or the standard output, that results are written to. Every write goes out at once and
/// is checked, so that a full disk or a closed pipe is never taken for success.
class Output {
 public:
  /// The process's standard output.
  static Output standard();
  /// Opens `path` for writing, creating it if need be, but keeps what it holds until the first
  /// write: a run that fails before it has a result loses nothing, and a file that it has created
  /// is taken away again. Throws OutputError.
  static Output file(const std::filesystem::path& path);

  /// Opens `path` for going on with what it holds; creates it if need be. Throws OutputError, also
  /// if another process goes on with the same file.
  static Output resumed(const std::filesystem::path& path);

  ~Output();
  Output(Output&& other) noexcept;
  Output& operator=(Output&&) = delete;

  /// Before the first write: it will follow the file's first `bytes` bytes, and what is there now
  /// will be cut off. Throws OutputError.
  void keep(std::uint64_t bytes);

  /// Writes all of `text`. Throws OutputError that names the file and the system's reason;
  /// ClosedPipe if the reader has gone.
  void write(std::string_view text);

  /// Replaces bytes that were written before, without moving the end. Throws OutputError.
  void overwrite(std::uint64_t offset, std::string_view bytes);

  /// Waits until all that was written is safely on the disk. Throws OutputError.
  void sync();

  /// Ends the file: what the first write would have cleared is cleared, and errors that the system
  /// held back are reported. Throws OutputError. No write may follow.
  void finish();

  /// Throws UsageError if `path`, which the run is about to read, is this very file.
  void refuse_if_same(const std::filesystem::path& path) const;

  bool is_terminal() const;
  /// False for a pipe or a device, which can't be written anywhere but at its end.
  bool is_regular_file() const;

 private:
  Output(int descriptor, std::string name, bool owned);
  void clear_once();

  int descriptor_;
  std::string name_;
  bool owned_;
  bool created_ = false;
  bool cleared_ = false;
  std::uint64_t kept_ = 0;  ///< bytes at the file's beginning that clearing spares
};

}  // namespace resnext

#pragma once

#include <filesystem>
#include <string>

namespace resnext {

/// A folder that appears under its name when it is complete. Until then it is a hidden neighbour,
/// which is taken away again if it is not finished: catch_interrupts comes before it.
class NewFolder {
 public:
  /// For --out. Throws UsageError if `path` exists already, OutputError if it can't be made.
  explicit NewFolder(const std::filesystem::path& path);
  ~NewFolder();
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;

  /// Where the files go for now.
  const std::filesystem::path& folder() const { return temporary_; }
  std::string name() const { return path_.filename().string(); }

  /// Writes a whole file, and sees it safely on the disk. Throws OutputError.
  void write(const char* file, const std::string& text) const;

  /// Gives it its name. Throws OutputError.
  void finish() const;

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;
};

}  // namespace resnext

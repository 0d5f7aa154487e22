// SPDX-License-Identifier: Apache-2.0
#include "engine/pack_cache/packed_folder.h"

#include <linux/magic.h>
#include <sys/vfs.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "base/files/folder_entries.h"
#include "base/files/trusted_file.h"
#include "base/stable_hash.h"
#include "engine/pack_cache/checked_mark.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtension = ".safetensors";
constexpr std::string_view kSources = "sources.json";
constexpr std::size_t kDigits = 16;

bool has_only(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

std::uint64_t size_of_file(const fs::path& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  return error ? 0 : size;
}

/// Returns true for what AtomicFile adds to a name.
bool is_temporary_suffix(std::string_view text) {
  constexpr std::string_view kTemporary = ".tmp";
  return text.size() > kTemporary.size() && text.ends_with(kTemporary) &&
         has_only(text.substr(0, text.size() - kTemporary.size()), ".0123456789abcdef");
}

void remove_with_mark(const fs::path& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
  fs::remove(mark_of(file), ignored);
}

}  // namespace

fs::path PackedFolder::path_of(const std::string& key) const {
  StableHash hash;
  hash.add(key);
  return folder_ / (hash.hexadecimal() + std::string(kExtension));
}

fs::path PackedFolder::sources() const { return folder_ / kSources; }

bool PackedFolder::is_on_network() const {
  constexpr long kCifs = 0xFF534D42;
  struct statfs status {};
  if (::statfs(folder_.c_str(), &status) != 0) {
    return false;
  }
  const auto type = static_cast<long>(static_cast<unsigned>(status.f_type));
  return type == NFS_SUPER_MAGIC || type == SMB_SUPER_MAGIC ||
         type == static_cast<long>(SMB2_SUPER_MAGIC) || type == kCifs;
}

FileLock PackedFolder::lock(std::string& reason) const {
  create_cache_folder(folder_);
  const fs::path path = folder_ / "lock";
  FileLock lock = FileLock::attempt(path);
  if (!lock.is_open()) {
    reason = lock.problem();
  } else if (!lock.is_held()) {
    reason =
        lock.error() == EWOULDBLOCK
            ? "another process writes to " + folder_.string()
            : path.string() + " can't be locked: " + std::generic_category().message(lock.error());
  }
  return lock;
}

void PackedFolder::sweep() const {
  std::error_code ignored;
  for (const fs::path& left_behind : files(Kind::kTemporary)) {
    fs::remove(left_behind, ignored);
  }
  for (const fs::path& mark : files(Kind::kMark)) {
    if (!fs::exists(fs::path(mark).replace_extension(), ignored)) {
      fs::remove(mark, ignored);
    }
  }
}

bool PackedFolder::make_room(std::uint64_t bytes, std::uint64_t limit) const {
  std::vector<fs::path> all = files(Kind::kPacked);
  std::ranges::sort(all, {}, last_use);
  std::uint64_t total = bytes;
  for (const fs::path& file : all) {
    total += size_of_file(file);
  }
  std::uint64_t freed = 0;
  std::size_t unwanted = 0;
  for (; unwanted < all.size() && total - freed > limit; ++unwanted) {
    freed += size_of_file(all[unwanted]);
  }
  std::error_code error;
  const fs::space_info space = fs::space(folder_, error);
  if (!error && (space.available + freed) / 2 < bytes) {
    return false;
  }
  all.resize(unwanted);
  std::ranges::for_each(all, remove_with_mark);
  return true;
}

/// Judges by the name only: 16 hexadecimal digits and the extension, then ".checked" for a mark.
/// AtomicFile adds ".DIGITS.tmp" to either, and to the record's name, while it is written.
PackedFolder::Kind PackedFolder::kind_of(std::string_view name) {
  if (name.starts_with(kSources)) {
    return is_temporary_suffix(name.substr(kSources.size())) ? Kind::kTemporary : Kind::kOther;
  }
  if (name.size() < kDigits + kExtension.size() ||
      !has_only(name.substr(0, kDigits), "0123456789abcdef") ||
      name.substr(kDigits, kExtension.size()) != kExtension) {
    return Kind::kOther;
  }
  name.remove_prefix(kDigits + kExtension.size());
  if (name.empty()) {
    return Kind::kPacked;
  }
  constexpr std::string_view kMark = ".checked";
  if (name.starts_with(kMark)) {
    name.remove_prefix(kMark.size());
    if (name.empty()) {
      return Kind::kMark;
    }
  }
  return is_temporary_suffix(name) ? Kind::kTemporary : Kind::kOther;
}

std::vector<fs::path> PackedFolder::files(Kind kind) const {
  std::vector<fs::path> found;
  std::error_code error;
  for (const fs::path& entry : folder_entries(folder_, error)) {
    std::error_code ignored;
    if (kind_of(entry.filename().native()) == kind &&
        fs::is_regular_file(fs::symlink_status(entry, ignored))) {
      found.push_back(entry);
    }
  }
  return found;
}

}  // namespace resnext

#include "task/packed_cache.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <ranges>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/stable_hash.h"
#include "task/checked_mark.h"
#include "task/packed_file.h"
#include "weights/descriptor.h"
#include "weights/sha256.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExtension = ".safetensors";

/// The cache's folder while this process writes to it; not open if another one does.
Descriptor lock(const fs::path& folder) {
  std::error_code ignored;
  fs::create_directories(folder, ignored);
  Descriptor file(
      ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
  return file.is_open() && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0 ? std::move(file)
                                                                       : Descriptor();
}

std::vector<fs::path> files_in(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == extension) {
      files.push_back(entry->path());
    }
  }
  return files;
}

std::uint64_t size_of_file(const fs::path& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  return error ? 0 : size;
}

std::uint64_t bytes_of(std::span<const PackedLayer> layers) {
  std::uint64_t bytes = 0;
  for (const PackedLayer& layer : layers) {
    bytes += layer.floats.size_bytes();
  }
  return bytes;
}

}  // namespace

PackedCache::PackedCache(PackedCacheOptions options, std::string name, fs::path weights,
                         std::optional<HashRecord::Stamp> stamp, std::string settings)
    : options_(std::move(options)),
      name_(std::move(name)),
      weights_(std::move(weights)),
      settings_(std::move(settings)),
      stamp_(std::move(stamp)),
      sources_(options_.folder / "sources.json") {}

/// Whether the path still leads to what was opened.
bool PackedCache::is_same_checkpoint() const {
  return stamp_ && HashRecord::stamp(weights_) == stamp_;
}

std::string PackedCache::key_of(const std::string& sha256) const {
  return "sha256 " + sha256 + ", " + settings_;
}

fs::path PackedCache::path_of(const std::string& key) const {
  StableHash hash;
  hash.add(key);
  return options_.folder / (name_ + "-" + hash.hexadecimal() + kExtension);
}

PackedLayers PackedCache::find() const {
  if (options_.limit_bytes == 0) {
    return {};
  }
  const std::optional<std::string> sha256 = sources_.find(weights_);
  if (!sha256 || !is_same_checkpoint()) {
    return {};
  }
  const std::string key = key_of(*sha256);
  const fs::path path = path_of(key);
  std::optional<PackedLayers> found = open_packed_file(path, key);
  if (!found) {
    return {};
  }
  if (!is_marked_as_checked(path) && !is_packed_file_intact(path)) {
    remove_with_mark(path);  // keep() writes it anew
    return {};
  }
  mark_as_checked(path);
  return std::move(*found);
}

PackedCache::Kept PackedCache::keep(std::span<const PackedLayer> layers,
                                    const CancelCheck& cancelled,
                                    const std::function<void()>& on_begin) const {
  const std::uint64_t bytes = bytes_of(layers);
  if (bytes > options_.limit_bytes) {
    return {{}, "they are larger than the cache may become"};
  }
  if (bytes < options_.smallest_bytes) {
    return {{}, "they are packed in no time"};
  }
  const Descriptor locked = lock(options_.folder);
  if (!locked.is_open()) {
    return {{},
            "another process writes to " + options_.folder.string() + ", or it can't be written"};
  }
  for (const fs::path& left_behind : files_in(options_.folder, ".tmp")) {
    std::error_code ignored;
    fs::remove(left_behind, ignored);  // nobody else writes while the lock is held
  }
  if (!make_room(bytes)) {
    return {{}, "there is too little room in " + options_.folder.string()};
  }
  if (on_begin) {
    on_begin();
  }
  const std::string sha256 = hash_weights(cancelled);
  if (sha256.empty()) {
    return {{}, weights_.string() + " has changed meanwhile"};
  }
  const std::string key = key_of(sha256);
  const fs::path path = path_of(key);
  if (open_packed_file(path, key)) {
    return {{}, "they are there already"};
  }
  try {
    write_packed_file(path, key, layers, cancelled);
    mark_as_checked(path);
    return {path, ""};
  } catch (const OutputError& error) {
    return {{}, error.what()};
  }
}

/// Empty if the file is no longer what was packed.
std::string PackedCache::hash_weights(const CancelCheck& cancelled) const {
  std::string sha256;
  try {
    sha256 = sources_.find(weights_).value_or("");
    if (sha256.empty()) {
      sha256 = sha256_of_file(weights_, cancelled);
    }
  } catch (const CheckpointError&) {
    return "";
  }
  if (!is_same_checkpoint()) {
    return "";
  }
  sources_.add(*stamp_, sha256);
  return sha256;
}

/// Removes the files that were not used for longest, to stay below the limit. False, and removes
/// nothing, if the disk would be all but full.
bool PackedCache::make_room(std::uint64_t bytes) const {
  std::vector<fs::path> files = files_in(options_.folder, kExtension);
  std::ranges::sort(files, {}, last_use);
  std::uint64_t total = bytes;
  for (const fs::path& file : files) {
    total += size_of_file(file);
  }
  std::uint64_t freed = 0;
  std::size_t unwanted = 0;
  for (; unwanted < files.size() && total - freed > options_.limit_bytes; ++unwanted) {
    freed += size_of_file(files[unwanted]);
  }
  std::error_code error;
  const fs::space_info space = fs::space(options_.folder, error);
  if (!error && (space.available + freed) / 2 < bytes) {
    return false;
  }
  std::ranges::for_each(files | std::views::take(unwanted), remove_with_mark);
  return true;
}

}  // namespace resnext

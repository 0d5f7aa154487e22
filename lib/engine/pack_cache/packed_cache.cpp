// SPDX-License-Identifier: Apache-2.0
#include "engine/pack_cache/packed_cache.h"

#include <utility>

#include "base/error.h"
#include "base/files/sha256.h"
#include "engine/pack_cache/checked_mark.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

std::uint64_t bytes_of(std::span<const PackedLayer> layers) {
  std::uint64_t bytes = 0;
  for (const PackedLayer& layer : layers) {
    bytes += layer.data.bytes.size();
  }
  return bytes;
}

}  // namespace

PackedCache::PackedCache(PackedCacheOptions options, fs::path weights, const FileVersion& version,
                         std::string settings)
    : options_(std::move(options)),
      folder_(options_.folder),
      weights_(std::move(weights)),
      stamp_(HashRecord::stamp(weights_, version)),
      settings_(std::move(settings)),
      sources_(folder_.sources()) {}

PackedLayers PackedCache::find() const {
  if (options_.limit_bytes == 0 || options_.folder.empty() || folder_.is_on_network()) {
    return {};
  }
  const std::optional<std::string> sha256 = known_hash();
  const std::optional<PackedFile> file = sha256 ? open_checked(key_of(*sha256)) : std::nullopt;
  return file ? file->layers() : PackedLayers{};
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
  if (options_.folder.empty()) {
    return {{}, "neither HOME nor XDG_CACHE_HOME is set; set one to give them a place"};
  }
  std::string reason;
  const FileLock lock = folder_.lock(reason);
  if (!lock.is_held()) {
    return {{}, reason};
  }
  if (folder_.is_on_network()) {
    return {{}, options_.folder.string() + " lies on a network file system"};
  }
  return keep_locked(layers, bytes, cancelled, on_begin);
}

PackedCache::Kept PackedCache::keep_locked(std::span<const PackedLayer> layers, std::uint64_t bytes,
                                           const CancelCheck& cancelled,
                                           const std::function<void()>& on_begin) const {
  folder_.sweep();
  const std::string sha256 = learn_hash(cancelled);
  if (sha256.empty()) {
    return {{}, weights_.string() + " has changed meanwhile, or its SHA-256 can't be noted"};
  }
  const std::string key = key_of(sha256);
  if (open_checked(key)) {
    return {{}, "they are there already"};
  }
  if (!folder_.make_room(bytes, options_.limit_bytes)) {
    return {{}, "there is too little room in " + options_.folder.string()};
  }
  if (on_begin) {
    on_begin();
  }
  const fs::path path = folder_.path_of(key);
  try {
    write_packed_file(path, key, layers, cancelled);
  } catch (const OutputError& error) {
    return {{}, error.what()};
  }
  if (const std::optional<PackedFile> written = PackedFile::open(path)) {
    mark_as_checked(path, written->version());
  }
  return {path, ""};
}

/// Returns the file with that key if it is usable.
std::optional<PackedFile> PackedCache::open_checked(const std::string& key) const {
  const fs::path path = folder_.path_of(key);
  std::optional<PackedFile> file = PackedFile::open(path);
  if (!file || file->key() != key ||
      (!is_marked_as_checked(path, file->version()) && !file->is_intact())) {
    return std::nullopt;
  }
  mark_as_checked(path, file->version());
  return file;
}

std::string PackedCache::key_of(const std::string& sha256) const {
  return "sha256 " + sha256 + ", " + settings_;
}

std::optional<std::string> PackedCache::known_hash() const {
  if (!stamp_) {
    return std::nullopt;
  }
  std::optional<std::string> found = sources_.find(*stamp_);
  if (!found && !options_.known_hashes.empty()) {
    found = HashRecord(options_.known_hashes).find(*stamp_);
  }
  return found;
}

/// Reads the checkpoint if necessary. Returns an empty string if the file has been replaced since
/// it was opened, or if its hash can't be recorded: no later run would find the packed file.
std::string PackedCache::learn_hash(const CancelCheck& cancelled) const {
  if (const std::optional<std::string> known = known_hash()) {
    return *known;
  }
  try {
    const std::string sha256 = sha256_of_file(weights_, cancelled);
    const bool same = stamp_ && HashRecord::stamp(weights_) == stamp_;
    return same && sources_.add(*stamp_, sha256) && known_hash() == sha256 ? sha256 : "";
  } catch (const CheckpointError&) {
    return "";
  }
}

}  // namespace resnext

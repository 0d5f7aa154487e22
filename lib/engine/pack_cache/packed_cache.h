// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "base/cancelled.h"
#include "base/files/hash_record.h"
#include "engine/pack_cache/packed_file.h"
#include "engine/pack_cache/packed_folder.h"
#include "engine/packed_layers.h"

// Keeps packed weights on disk, so that the next start need not pack them.
namespace resnext {

struct PackedCacheOptions {
  std::filesystem::path folder;   ///< empty: there is no place for a cache
  std::uint64_t limit_bytes = 0;  ///< of all files together; 0 disables the cache
  /// Fewer bytes are not worth keeping (docs/benchmarks.md, start-up).
  std::uint64_t smallest_bytes = std::uint64_t{32} << 20;
  /// A HashRecord of checkpoints' SHA-256 computed elsewhere; may be empty.
  std::filesystem::path known_hashes = {};
};

/// The packed weights of one model: a file in a folder, found by the checkpoint's SHA-256
/// (remembered while the file is unchanged) and by whatever else the layouts depend on. Files are
/// verified in full after each boot and whenever they have changed; damaged and foreign files are
/// not used. Failing to write costs only time. Several processes of one machine may share a folder;
/// folders on network file systems are not used.
class PackedCache {
 public:
  /// `weights`: the checkpoint's path; `version`: what was opened under it; `settings`: see
  /// packing_settings.
  PackedCache(PackedCacheOptions options, std::filesystem::path weights, const FileVersion& version,
              std::string settings);

  /// Returns what an earlier run kept; no layers if there is no usable file. Throws only
  /// std::bad_alloc.
  PackedLayers find() const;

  /// The result of keep(): the path of the file that it wrote, otherwise the reason why not.
  struct Kept {
    std::filesystem::path path;
    std::string reason;
  };

  /// Keeps `layers` for later runs; removes the least recently used files to stay below the limit,
  /// and incomplete ones. Reads the whole checkpoint if its SHA-256 is unknown. Skips small models,
  /// full disks and caches that another process holds. `on_begin`, if set, is called before
  /// anything is written. Throws Cancelled; Error if OpenSSL fails.
  Kept keep(std::span<const PackedLayer> layers, const CancelCheck& cancelled = {},
            const std::function<void()>& on_begin = {}) const;

 private:
  Kept keep_locked(std::span<const PackedLayer> layers, std::uint64_t bytes,
                   const CancelCheck& cancelled, const std::function<void()>& on_begin) const;
  std::optional<PackedFile> open_checked(const std::string& key) const;
  std::optional<std::string> known_hash() const;
  std::string key_of(const std::string& sha256) const;
  std::string learn_hash(const CancelCheck& cancelled) const;

  PackedCacheOptions options_;
  PackedFolder folder_;
  std::filesystem::path weights_;
  std::optional<HashRecord::Stamp> stamp_;
  std::string settings_;
  HashRecord sources_;  ///< checkpoints' SHA-256
};

}  // namespace resnext

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

namespace resnext {

struct PackedCacheOptions {
  std::filesystem::path folder;
  std::uint64_t limit_bytes = 0;  ///< of all files together; 0: nothing is kept or used
  /// Less than that is packed in no time (docs/benchmarks.md, start-up).
  std::uint64_t smallest_bytes = std::uint64_t{32} << 20;
  /// SHA-256 of checkpoints that others have computed: HashRecord's file, or none.
  std::filesystem::path known_hashes = {};
};

/// The packed weights of one model, kept on disk so that the next start need not pack them: a
/// file in a folder, found by the checkpoint's content (its SHA-256, remembered as long as the file
/// is the same) and by what else the layouts depend on. Files are checked in full after each start
/// of the system and whenever they have changed. What is torn or of another origin is not used;
/// what can't be written is left, at the cost of time alone. Several processes of one machine may
/// share a folder; folders on network file systems are left alone.
class PackedCache {
 public:
  /// `weights`: the checkpoint's path; `version`: what was opened under it; `settings`: see
  /// packing_settings.
  PackedCache(PackedCacheOptions options, std::filesystem::path weights, const FileVersion& version,
              std::string settings);

  /// What an earlier run kept; no layers if there is nothing fit for use. Throws nothing but
  /// std::bad_alloc.
  PackedLayers find() const;

  /// What keep() did: the file's path if it wrote one, else the reason, for the curious.
  struct Kept {
    std::filesystem::path path;
    std::string reason;
  };

  /// Keeps `layers` for later runs, removing those unused for longest to stay below the limit, and
  /// files that were cut off. Reads all of the checkpoint where its SHA-256 isn't known. Not where
  /// nobody gains by it: few bytes, no room, another process at it. `on_begin`, if set, is called
  /// before anything is written. Throws Cancelled; Error if OpenSSL fails.
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

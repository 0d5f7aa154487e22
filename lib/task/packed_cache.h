#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "engine/packed_layers.h"
#include "weights/cancelled.h"
#include "weights/hash_record.h"

namespace resnext {

struct PackedCacheOptions {
  std::filesystem::path folder;
  std::uint64_t limit_bytes = 0;  ///< of all files together; 0: nothing is kept or used
  /// Less is packed in no time (docs/benchmarks.md).
  std::uint64_t smallest_bytes = std::uint64_t{32} << 20;
};

/// The packed weights of one model, kept on disk so that the next start needs not pack them: a
/// file in a folder, found by the checkpoint's content (its SHA-256, remembered as long as the file
/// is the same) and by what else the layouts depend on. Files are checked in full after each start
/// of the system and whenever they have changed. What is torn or of another origin is not used;
/// what can't be written is left, at the cost of time alone. Several processes may share a folder.
class PackedCache {
 public:
  /// `weights`: the checkpoint, with its stamp from before it was opened; `settings`: see
  /// packing_settings; `name` begins the file's name.
  PackedCache(PackedCacheOptions options, std::string name, std::filesystem::path weights,
              std::optional<HashRecord::Stamp> stamp, std::string settings);

  /// What an earlier run kept; no layers if there is nothing fit for use.
  PackedLayers find() const;

  /// What keep() did: the file's path if it wrote one, else the reason, for the curious.
  struct Kept {
    std::filesystem::path path;
    std::string reason;
  };

  /// Keeps `layers` for later runs, removing those unused for longest to stay below the limit, and
  /// files that were cut off. Reads all of the checkpoint where its SHA-256 isn't known. Not where
  /// nobody gains by it: few bytes, no room, another process at it. `on_begin`, if set, is called
  /// before that takes time. Throws Cancelled.
  Kept keep(std::span<const PackedLayer> layers, const CancelCheck& cancelled = {},
            const std::function<void()>& on_begin = {}) const;

 private:
  bool is_same_checkpoint() const;
  std::string key_of(const std::string& sha256) const;
  std::filesystem::path path_of(const std::string& key) const;
  std::string hash_weights(const CancelCheck& cancelled) const;
  bool make_room(std::uint64_t bytes) const;

  PackedCacheOptions options_;
  std::string name_;
  std::filesystem::path weights_;
  std::string settings_;
  std::optional<HashRecord::Stamp> stamp_;
  HashRecord sources_;  ///< checkpoints' SHA-256
};

}  // namespace resnext

#include "task/packed_file.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <cstdint>
#include <map>
#include <thread>

#include "checkpoint/checkpoint.h"
#include "checkpoint/safetensors_writer.h"
#include "core/cpu_count.h"
#include "core/error.h"

namespace resnext {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kAlignedFloats = 64 / sizeof(float);
constexpr std::string_view kSuffix = ".weight";
constexpr const char* kKey = "packed_from";
const std::string kLayout = "layout ";
const std::string kChecksum = "xxh3 ";

std::string checksum(std::span<const std::byte> bytes) {
  std::array<char, 16> digits;
  const std::uint64_t hash = XXH3_64bits(bytes.data(), bytes.size());
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), hash, 16).ptr};
}

/// Calls `work(i)` for each i below `count`, on all CPUs.
template <typename Work>
void for_each_on_all_cpus(std::size_t count, const Work& work) {
  std::atomic<std::size_t> next = 0;
  const auto loop = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      work(i);
    }
  };
  std::vector<std::jthread> others;
  const auto threads = std::min(count, static_cast<std::size_t>(usable_cpus()));
  for (std::size_t i = 1; i < threads; ++i) {
    others.emplace_back(loop);
  }
  loop();
}

std::vector<std::string> checksums(std::span<const std::span<const std::byte>> pieces) {
  std::vector<std::string> sums(pieces.size());
  for_each_on_all_cpus(pieces.size(), [&](std::size_t i) { sums[i] = checksum(pieces[i]); });
  return sums;
}

std::span<const std::byte> bytes_of(const TensorView& view) {
  return {view.data, static_cast<std::size_t>(view.size()) * size_of(view.dtype)};
}

std::string metadata_of(const Checkpoint& file, const std::string& name) {
  const auto found = file.metadata().find(name);
  return found == file.metadata().end() ? "" : found->second;
}

std::optional<Checkpoint> open_file(const std::filesystem::path& path) {
  try {
    Checkpoint file = open_checkpoint(path);
    return file.format() == CheckpointFormat::kSafetensors ? std::optional(std::move(file))
                                                           : std::nullopt;
  } catch (const CheckpointError&) {
    return std::nullopt;
  }
}

}  // namespace

void write_packed_file(const std::filesystem::path& path, const std::string& key,
                       std::span<const PackedLayer> layers, const CancelCheck& cancelled) {
  std::map<std::string, std::string> metadata = {{kKey, key}};
  std::vector<TensorDeclaration> tensors;
  std::vector<std::span<const std::byte>> pieces;
  for (const PackedLayer& layer : layers) {
    if (layer.floats.size() % kAlignedFloats == 0) {
      tensors.push_back({layer.node + std::string(kSuffix),
                         DType::kF32,
                         {static_cast<std::int64_t>(layer.floats.size())}});
      metadata[kLayout + tensors.back().name] = layer.layout;
      pieces.push_back(std::as_bytes(layer.floats));
    }
  }
  const std::vector<std::string> sums = checksums(pieces);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    metadata[kChecksum + tensors[i].name] = sums[i];
  }
  SafetensorsWriter writer(path, tensors, metadata, kPage);
  for (const std::span<const std::byte> piece : pieces) {
    if (is_cancelled(cancelled)) {
      throw Cancelled("cancelled while " + path.string() + " was written");
    }
    writer.append(piece);
  }
  writer.finish();
}

std::optional<PackedLayers> open_packed_file(const std::filesystem::path& path,
                                             const std::string& key) {
  std::optional<Checkpoint> opened = open_file(path);
  if (!opened || metadata_of(*opened, kKey) != key) {
    return std::nullopt;
  }
  opened->populate();
  const auto file = std::make_shared<const Checkpoint>(std::move(*opened));
  PackedLayers packed{{}, file};
  for (const NamedTensor& tensor : file->tensors()) {
    const auto address = reinterpret_cast<std::uintptr_t>(tensor.view.data);
    if (tensor.name.ends_with(kSuffix) && tensor.view.dtype == DType::kF32 && address % 64 == 0) {
      packed.layers.push_back({tensor.name.substr(0, tensor.name.size() - kSuffix.size()),
                               metadata_of(*file, kLayout + tensor.name),
                               {reinterpret_cast<const float*>(tensor.view.data),
                                static_cast<std::size_t>(tensor.view.size())}});
    }
  }
  return packed;
}

bool is_packed_file_intact(const std::filesystem::path& path) {
  const std::optional<Checkpoint> file = open_file(path);
  if (!file) {
    return false;
  }
  std::vector<std::span<const std::byte>> pieces;
  for (const NamedTensor& tensor : file->tensors()) {
    pieces.push_back(bytes_of(tensor.view));
  }
  const std::vector<std::string> sums = checksums(pieces);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (sums[i] != metadata_of(*file, kChecksum + file->tensors()[i].name)) {
      return false;
    }
  }
  return true;
}

}  // namespace resnext

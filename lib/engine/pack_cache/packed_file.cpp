// SPDX-License-Identifier: Apache-2.0
#include "engine/pack_cache/packed_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <system_error>
#include <thread>

#include "base/cpu_count.h"
#include "base/error.h"
#include "base/files/trusted_file.h"
#include "checkpoint/safetensors_writer.h"

namespace resnext {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kAlignment = 64;
constexpr std::string_view kSuffix = ".weight";
constexpr const char* kKey = "packed_from";
const std::string kLayout = "layout ";
const std::string kChecksum = "xxh3 ";

using Bytes = std::span<const std::byte>;

/// Computes the checksum of each piece, on all CPUs.
std::vector<std::uint64_t> checksums(std::span<const Bytes> pieces) {
  std::vector<std::uint64_t> sums(pieces.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < pieces.size(); i = next++) {
      sums[i] = XXH3_64bits(pieces[i].data(), pieces[i].size());
    }
  };
  const auto threads = std::min(pieces.size(), static_cast<std::size_t>(usable_cpus()));
  std::vector<std::jthread> others;
  try {
    while (others.size() + 1 < threads) {
      others.emplace_back(work);
    }
  } catch (const std::system_error&) {  // no more threads: the existing ones do the work
  }
  work();
  others.clear();
  return sums;
}

std::string metadata_of(const Checkpoint& file, const std::string& name) {
  const auto found = file.metadata().find(name);
  return found == file.metadata().end() ? "" : found->second;
}

}  // namespace

PackedFile::PackedFile(Checkpoint file)
    : file_(std::make_shared<const Checkpoint>(std::move(file))), key_(metadata_of(*file_, kKey)) {}

std::optional<PackedFile> PackedFile::open(const std::filesystem::path& path) {
  const TrustedFile trusted = open_trusted(path, O_RDONLY);
  if (!trusted.file.is_open()) {
    return std::nullopt;
  }
  try {
    PackedFile file(open_checkpoint(path, MappedFile(trusted.file, path)));
    return file.key_.empty() ? std::nullopt : std::optional(std::move(file));
  } catch (const CheckpointError&) {
    return std::nullopt;
  }
}

bool PackedFile::is_intact() const {
  std::vector<Bytes> pieces;
  for (const NamedTensor& tensor : file_->tensors()) {
    pieces.push_back(tensor.view.bytes());
  }
  const std::vector<std::uint64_t> sums = checksums(pieces);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (fmt::format("{}", sums[i]) != metadata_of(*file_, kChecksum + file_->tensors()[i].name)) {
      return false;
    }
  }
  return true;
}

PackedLayers PackedFile::layers() const {
  file_->populate();
  PackedLayers packed{{}, file_};
  for (const NamedTensor& tensor : file_->tensors()) {
    const auto address = reinterpret_cast<std::uintptr_t>(tensor.view.data);
    if (tensor.name.ends_with(kSuffix) && address % kAlignment == 0) {
      packed.layers.push_back({tensor.name.substr(0, tensor.name.size() - kSuffix.size()),
                               metadata_of(*file_, kLayout + tensor.name),
                               {tensor.view.dtype, tensor.view.bytes()}});
    }
  }
  return packed;
}

void write_packed_file(const std::filesystem::path& path, const std::string& key,
                       std::span<const PackedLayer> layers, const CancelCheck& cancelled) {
  std::map<std::string, std::string> metadata = {{kKey, key}};
  std::vector<TensorDeclaration> tensors;
  std::vector<Bytes> pieces;
  for (const PackedLayer& layer : layers) {
    if (layer.data.bytes.size() % kAlignment == 0) {
      tensors.push_back({layer.node + std::string(kSuffix),
                         layer.data.dtype,
                         {static_cast<std::int64_t>(layer.data.size())}});
      metadata[kLayout + tensors.back().name] = layer.layout;
      pieces.push_back(layer.data.bytes);
    }
  }
  const std::vector<std::uint64_t> sums = checksums(pieces);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    metadata[kChecksum + tensors[i].name] = fmt::format("{}", sums[i]);
  }
  SafetensorsWriter writer(path, tensors, metadata, kPage, AtomicFile::Links::kCache);
  for (const Bytes piece : pieces) {
    if (is_cancelled(cancelled)) {
      throw Cancelled(fmt::format("cancelled while {} was written", path.string()));
    }
    writer.append(piece);
  }
  writer.finish();
}

}  // namespace resnext

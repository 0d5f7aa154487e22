// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/torch_zip.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text/quote.h"
#include "checkpoint/byte_reader.h"
#include "checkpoint/pickle_machine.h"
#include "checkpoint/torch_state_dict.h"
#include "checkpoint/zip_directory.h"

namespace resnext {
namespace {

constexpr std::string_view kPickleName = "/data.pkl";

/// The entries of a torch.save archive, by their names in its one folder.
class Archive {
 public:
  Archive(std::span<const std::byte> file, CancelPoller& poller) {
    for (const ZipEntry& entry : read_zip_directory(file, poller)) {
      if (!entries_.emplace(entry.name, entry).second) {
        throw CheckpointError(
            fmt::format("the zip archive has two entries named {}; the file is damaged or hostile, "
                        "download it again",
                        quote(entry.name)));
      }
      if (entry.name.ends_with(kPickleName) &&
          entry.name.find('/') == entry.name.size() - kPickleName.size()) {
        if (!folder_.empty()) {
          throw CheckpointError(fmt::format(
              "the zip archive holds several torch.save files, {} and {}; unpack it and "
              "name one of them",
              quote(folder_), quote(entry.name)));
        }
        folder_ = entry.name.substr(0, entry.name.size() - kPickleName.size() + 1);
      }
    }
    if (folder_.empty()) {
      throw CheckpointError(
          "this is a zip archive without a data.pkl, so not a file written by "
          "torch.save; if a checkpoint is inside, unpack it first");
    }
    if (find("constants.pkl") != nullptr) {
      throw CheckpointError(
          "this is a TorchScript program, not a state dict; load it with "
          "torch.jit.load and save its state_dict() with torch.save");
    }
  }

  /// Returns nullptr if there is no such entry.
  const ZipEntry* find(std::string_view name) const {
    const auto found = entries_.find(std::string(folder_) + std::string(name));
    return found == entries_.end() ? nullptr : &found->second;
  }

  /// Returns an entry's data. Throws CheckpointError if there is no such entry, or if it can't be
  /// used in place.
  std::span<const std::byte> data(std::string_view name) const {
    const ZipEntry* const entry = find(name);
    if (entry == nullptr) {
      throw CheckpointError(fmt::format(
          "the zip archive has no entry {}, which its tensors need; the file is damaged, "
          "download it again",
          quote(fmt::format("{}{}", folder_, name))));
    }
    if (entry->method != 0 || entry->encrypted) {
      throw CheckpointError(fmt::format(
          "zip entry {} is {} (method {}), but torch.save stores entries as they are: the "
          "archive was packed again. Load it in PyTorch and save it with torch.save",
          quote(entry->name), entry->encrypted ? "encrypted" : "compressed", entry->method));
    }
    return entry->data;
  }

 private:
  std::map<std::string_view, ZipEntry> entries_;
  std::string_view folder_;  ///< with its slash
};

void check_byte_order(const Archive& archive) {
  if (archive.find("byteorder") == nullptr) {
    return;
  }
  const std::span<const std::byte> data = archive.data("byteorder");
  const std::string_view order(reinterpret_cast<const char*>(data.data()), data.size());
  if (order != "little") {
    throw CheckpointError(fmt::format(
        "the file's byte order is {}, but only 'little' is supported; load and save it in "
        "PyTorch on a little-endian machine",
        quote(order)));
  }
}

std::vector<std::span<const std::byte>> locate_storages(const Archive& archive,
                                                        const PickleHeap& heap) {
  std::vector<std::span<const std::byte>> storages;
  for (const StorageClaim& claim : heap.storages()) {
    storages.push_back(archive.data(fmt::format("data/{}", claim.key)));
    if (storages.back().size() != storage_size(claim)) {
      throw CheckpointError(fmt::format(
          "storage {} has {} bytes instead of {} x {}; the file is damaged, download it "
          "again",
          quote(claim.key), storages.back().size(), claim.numel, to_string(claim.dtype)));
    }
  }
  return storages;
}

}  // namespace

CheckpointContents read_torch_zip(std::span<const std::byte> file, CancelPoller poller) {
  const Archive archive(file, poller);
  check_byte_order(archive);
  ByteReader in(archive.data("data.pkl"), "data.pkl");
  PickleHeap heap(std::move(poller));
  const PickleValue root = PickleMachine(in, heap).run();
  return {.tensors = collect_state_dict(root, heap, locate_storages(archive, heap)),
          .metadata = {}};
}

}  // namespace resnext

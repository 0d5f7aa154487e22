// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/torch_legacy.h"

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

namespace resnext {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kMagic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"sv;
constexpr std::int64_t kProtocol = 1001;

[[noreturn]] void fail(const std::string& what) {
  throw CheckpointError(what + "; the file is damaged, download or copy it again");
}

void check_magic(const PickleValue& value) {
  const auto* const number = std::get_if<PickleBigInt>(&value);
  if (number == nullptr || number->bytes != kMagic) {
    throw CheckpointError(
        fmt::format("this is a Python pickle that holds {}, not a file written by torch.save; save "
                    "the state dict with torch.save or as safetensors",
                    describe(value)));
  }
}

void check_protocol(const PickleValue& value) {
  const auto* const number = std::get_if<std::int64_t>(&value);
  if (number == nullptr || *number != kProtocol) {
    fail(fmt::format("torch.save's protocol is {} instead of {}", describe(value), kProtocol));
  }
}

void check_byte_order(const PickleValue& system_information) {
  const auto* const dict = std::get_if<PickleDict*>(&system_information);
  if (dict == nullptr) {
    fail(fmt::format("the system information is {} instead of a dict",
                     describe(system_information)));
  }
  for (const auto& [key, value] : (*dict)->items) {
    const auto* const text = std::get_if<std::string_view>(&key);
    const auto* const flag = std::get_if<bool>(&value);
    if (text != nullptr && *text == "little_endian" && (flag == nullptr || !*flag)) {
      throw CheckpointError(
          "the file was written on a big-endian machine, which is not supported; "
          "load and save it in PyTorch on a little-endian one");
    }
  }
}

/// Returns the data of heap.storages(), in that order. `in` is at the end of the fifth pickle.
std::vector<std::span<const std::byte>> locate_storages(const PickleValue& key_list, ByteReader& in,
                                                        const PickleHeap& heap) {
  const std::span<const StorageClaim> claims = heap.storages();
  std::map<std::string_view, std::size_t> missing;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    missing.emplace(claims[i].key, i);
  }
  const auto* const keys = std::get_if<PickleList*>(&key_list);
  if (keys == nullptr) {
    fail("the list of storages is " + describe(key_list));
  }
  std::vector<std::span<const std::byte>> storages(claims.size());
  for (const PickleValue& key : (*keys)->items) {
    const auto* const text = std::get_if<std::string_view>(&key);
    const auto found = text != nullptr ? missing.find(*text) : missing.end();
    if (found == missing.end()) {
      fail(fmt::format("the list of storages has {} twice, or no tensor uses it", describe(key)));
    }
    const StorageClaim& claim = claims[found->second];
    const auto numel = in.read<std::int64_t>();
    if (numel != claim.numel) {
      fail(fmt::format("storage {} has {} elements, but its tensors expect {}", quote(claim.key),
                       numel, claim.numel));
    }
    storages[found->second] = in.take(storage_size(claim));
    missing.erase(found);
  }
  if (!missing.empty()) {
    fail(fmt::format("{} storages, among them {}, are used by tensors but not in the file",
                     missing.size(), quote(missing.begin()->first)));
  }
  return storages;
}

}  // namespace

CheckpointContents read_torch_legacy(std::span<const std::byte> file, CancelPoller poller) {
  ByteReader in(file, "the file");
  PickleHeap heap(std::move(poller));
  check_magic(PickleMachine(in, heap).run());
  check_protocol(PickleMachine(in, heap).run());
  check_byte_order(PickleMachine(in, heap).run());
  const PickleValue root = PickleMachine(in, heap).run();
  const PickleValue keys = PickleMachine(in, heap).run();
  return {.tensors = collect_state_dict(root, heap, locate_storages(keys, in, heap)),
          .metadata = {}};
}

}  // namespace resnext

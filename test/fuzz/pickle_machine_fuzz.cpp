// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/pickle_machine.h"

#include "checkpoint/torch_state_dict.h"
#include "fuzz/fuzz_target.h"
#include "support/touch_tensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return resnext::expect_no_crash(data, size, [](std::span<const std::byte> pickle) {
    resnext::ByteReader in(pickle, "the pickle");
    resnext::PickleHeap heap;
    const resnext::PickleValue root = resnext::PickleMachine(in, heap).run();
    resnext::describe(root);
    // Gives each small storage the bytes that it claims; the readers would take them from the file.
    constexpr std::uint64_t kMost = 1 << 16;
    std::vector<std::vector<std::byte>> data_of;
    std::vector<std::span<const std::byte>> storages;
    for (const resnext::StorageClaim& claim : heap.storages()) {
      const std::uint64_t bytes = resnext::storage_size(claim);
      if (bytes > kMost || data_of.size() > 100) {
        return;
      }
      storages.emplace_back(data_of.emplace_back(bytes));
    }
    resnext::touch({.tensors = resnext::collect_state_dict(root, heap, storages), .metadata = {}});
  });
}

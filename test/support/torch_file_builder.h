// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/little_endian.h"
#include "support/pickle_builder.h"
#include "support/zip_builder.h"

// Writes files in PyTorch's formats for tests.
namespace resnext {

/// A tensor as a state dict's pickle describes it; by default six f32, [2, 3].
struct TorchTensor {
  std::string name = "weight";
  std::string type = "FloatStorage";
  std::string key = "0";
  std::int64_t numel = 6;  ///< of the storage
  std::int64_t offset = 0;
  std::vector<std::int64_t> shape = {2, 3};
  std::vector<std::int64_t> stride = {3, 1};
  bool parameter = false;
  bool legacy = true;                            ///< the persistent id has its sixth part
  std::vector<std::int64_t> view_metadata = {};  ///< offset and numel of a storage in a storage
};

using StorageData = std::vector<std::pair<std::string, std::string>>;  ///< key and bytes

inline void add_tensor(PickleBuilder& pickle, const TorchTensor& tensor) {
  if (tensor.parameter) {
    pickle.global("torch._utils", "_rebuild_parameter").mark();
  }
  pickle.global("torch._utils", "_rebuild_tensor_v2").mark();
  pickle.mark().text("storage").global("torch", tensor.type).text(tensor.key).text("cuda:0");
  pickle.integer(tensor.numel);
  if (!tensor.view_metadata.empty()) {
    pickle.mark().text("view").integer(tensor.view_metadata[0]).integer(tensor.view_metadata[1]);
    pickle.tuple();
  } else if (tensor.legacy) {
    pickle.none();
  }
  pickle.tuple().persistent_id();
  pickle.integer(tensor.offset).integers(tensor.shape).integers(tensor.stride);
  pickle.boolean(false).ordered_dict().tuple().reduce();
  if (tensor.parameter) {
    pickle.boolean(true).ordered_dict().tuple().reduce();
  }
}

/// Pushes an OrderedDict of `tensors`, with the attribute that modules give it.
inline void add_state_dict(PickleBuilder& pickle, const std::vector<TorchTensor>& tensors) {
  pickle.ordered_dict().mark();
  for (const TorchTensor& tensor : tensors) {
    pickle.text(tensor.name);
    add_tensor(pickle, tensor);
  }
  pickle.set_items();
  pickle.empty_dict().text("_metadata").ordered_dict().set_item().build();
}

inline std::string state_dict_pickle(const std::vector<TorchTensor>& tensors) {
  PickleBuilder pickle;
  pickle.proto();
  add_state_dict(pickle, tensors);
  return pickle.stop();
}

/// Returns the four pickles around the object's.
struct LegacyParts {
  std::string magic =
      PickleBuilder().proto().raw("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19").stop();
  std::string protocol = PickleBuilder().proto().integer(1001).stop();
  bool little_endian = true;
};

inline std::string legacy_file(const std::string& object, const StorageData& storages,
                               std::size_t element_size = 4, const LegacyParts& parts = {}) {
  PickleBuilder system;
  system.proto().empty_dict().text("little_endian").boolean(parts.little_endian).set_item();
  PickleBuilder keys;
  keys.proto().empty_list().mark();
  std::string data;
  for (const auto& [key, bytes] : storages) {
    keys.text(key);
    data += little_endian(static_cast<std::int64_t>(bytes.size() / element_size)) + bytes;
  }
  keys.appends();
  return parts.magic + parts.protocol + system.stop() + object + keys.stop() + data;
}

inline std::vector<ZipMember> torch_zip_members(const std::string& object,
                                                const StorageData& storages) {
  std::vector<ZipMember> members = {{.name = "archive/data.pkl", .data = object},
                                    {.name = "archive/byteorder", .data = "little"}};
  for (const auto& [key, bytes] : storages) {
    members.push_back({.name = "archive/data/" + key, .data = bytes});
  }
  members.push_back({.name = "archive/version", .data = "3\n"});
  return members;
}

}  // namespace resnext

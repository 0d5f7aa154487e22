// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/torch_state_dict.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "checkpoint/torch_legacy.h"
#include "support/checkpoint_checks.h"
#include "support/torch_file_builder.h"

namespace resnext {
namespace {

using Catch::Matchers::Contains;

const std::string kSix = little_endian(std::vector<float>{1, 2, 3, 4, 5, 6});

CheckpointContents read(const std::string& object) {
  return read_torch_legacy(as_bytes(legacy_file(object, {{"0", kSix}})));
}

std::vector<std::string> names(const std::string& object) {
  const std::string file = legacy_file(object, {{"0", kSix}});
  std::vector<std::string> result;
  for (const NamedTensor& tensor : read_torch_legacy(as_bytes(file)).tensors) {
    result.push_back(tensor.name);
  }
  return result;
}

/// A training checkpoint with a state dict of one tensor, "in_KEY", under each of `keys`.
std::string training_checkpoint(const std::vector<std::string>& keys) {
  PickleBuilder pickle;
  pickle.proto().empty_dict().mark().text("epoch").integer(3).text("arch").text("resnext");
  pickle.text("optimizer").empty_dict().mark().integer(0);
  add_tensor(pickle, {});
  pickle.text("lr").raw(std::string("G\x3f\xf0\x00\x00\x00\x00\x00\x00", 9)).set_items();
  for (const std::string& key : keys) {
    pickle.text(key);
    add_state_dict(pickle, {{.name = "in_" + key}});
  }
  return pickle.set_items().stop();
}

TEST_CASE("a training checkpoint's state dict is found, averaged weights first", "[checkpoint]") {
  using Names = std::vector<std::string>;
  CHECK(names(training_checkpoint({"state_dict"})) == Names{"in_state_dict"});
  CHECK(names(training_checkpoint({"model"})) == Names{"in_model"});
  CHECK(names(training_checkpoint({"model", "state_dict"})) == Names{"in_state_dict"});
  CHECK(names(training_checkpoint({"state_dict", "model_ema"})) == Names{"in_model_ema"});
  CHECK(names(training_checkpoint({"model_ema", "state_dict_ema"})) == Names{"in_state_dict_ema"});
}

TEST_CASE("an entry that only looks like a wrapper is ignored", "[checkpoint]") {
  PickleBuilder pickle;
  pickle.proto().empty_dict().mark().text("state_dict_ema").none().text("model_ema").empty_dict();
  pickle.text("state_dict");
  add_state_dict(pickle, {{.name = "found"}});
  CHECK(names(pickle.set_items().stop()) == std::vector<std::string>{"found"});
  CHECK(names(state_dict_pickle({{.name = "model"}})) == std::vector<std::string>{"model"});
}

TEST_CASE("prefixes of wrapper modules are stripped", "[checkpoint]") {
  CHECK(strip_name_prefixes("module.conv1.weight") == "conv1.weight");
  CHECK(strip_name_prefixes("_orig_mod.conv1.weight") == "conv1.weight");
  CHECK(strip_name_prefixes("module._orig_mod.fc.bias") == "fc.bias");
  CHECK(strip_name_prefixes("_orig_mod.module.fc.bias") == "fc.bias");
  CHECK(strip_name_prefixes("modules.0.weight") == "modules.0.weight");
  CHECK(strip_name_prefixes("layer1.module.weight") == "layer1.module.weight");
  CHECK(names(state_dict_pickle({{.name = "module.fc.bias"}})) ==
        std::vector<std::string>{"fc.bias"});
}

TEST_CASE("a file without tensors says what it has instead", "[checkpoint]") {
  PickleBuilder pickle;
  pickle.empty_dict().mark().text("epoch").integer(3).text("network").empty_dict();
  pickle.integer(7).none().set_items();
  CHECK_THROWS_WITH(read_torch_legacy(as_bytes(legacy_file(pickle.stop(), {}))),
                    Contains("no tensors") && Contains("'epoch', 'network', 7"));
  CHECK_THROWS_WITH(read_torch_legacy(as_bytes(legacy_file("}.", {}))), Contains("keys: none"));
  CHECK_THROWS_WITH(read_torch_legacy(as_bytes(legacy_file("].", {}))),
                    Contains("holds a list of 0, not a dict"));
}

TEST_CASE("a tensor that leaves its storage is an error that names it", "[checkpoint]") {
  constexpr std::int64_t kHuge = std::int64_t{1} << 62;
  const TorchTensor tensor = GENERATE(values<TorchTensor>({
      {.offset = 1},
      {.offset = -1},
      {.offset = 7, .shape = {0}, .stride = {1}},
      {.offset = INT64_MAX},
      {.offset = INT64_MAX, .shape = {}, .stride = {}},
      {.offset = 6, .shape = {}, .stride = {}},
      {.shape = {7}, .stride = {1}},
      {.shape = {3, 3}},
      {.shape = {2, 3}, .stride = {4, 1}},
      {.shape = {2, 3}, .stride = {3, -1}},
      {.shape = {-2, 3}},
      {.shape = {-2, -3}},
      {.shape = {2, 2}, .stride = {kHuge, kHuge}},
      {.shape = {kHuge, kHuge}, .stride = {0, 0}},
      {.shape = {0, kHuge, kHuge}, .stride = {1, 1, 1}},
      {.shape = {kHuge}, .stride = {8}},
      {.shape = {INT64_MAX}, .stride = {INT64_MAX}},
  }));
  CAPTURE(tensor.offset, tensor.shape, tensor.stride);
  CHECK_THROWS_WITH(read(state_dict_pickle({tensor})), Contains("tensor 'weight': "));
}

TEST_CASE("mentioning a long text again and again costs neither memory nor time", "[checkpoint]") {
  constexpr int kMentions = 50'000;
  const std::string mebibyte(std::size_t{1} << 20, '7');
  PickleBuilder names;
  names.proto().text(mebibyte).put(1);
  add_tensor(names, {});
  names.put(2).empty_dict().mark();
  for (int i = 0; i < kMentions; ++i) {
    names.get(1).get(2);
  }
  CHECK_THROWS_WITH(read(names.set_items().stop()), Contains("two tensors are named '777"));
  PickleBuilder keys;
  keys.proto().mark().text("storage").global("torch", "FloatStorage").text(mebibyte).text("cpu");
  keys.integer(6).tuple().put(1).empty_list().mark();
  for (int i = 0; i < kMentions; ++i) {
    keys.get(1).persistent_id();
  }
  CHECK_THROWS_WITH(read(keys.appends().stop()), Contains("key has 1048576 bytes"));
}

TEST_CASE("a tensor far larger than its storage is refused", "[checkpoint]") {
  const TorchTensor tensor = GENERATE(values<TorchTensor>({
      {.shape = {30'000, 30'000}, .stride = {0, 0}},
      {.shape = {std::int64_t{1} << 40}, .stride = {0}},
      {.shape = {2, 100'000, 3}, .stride = {1, 0, 1}},
      {.shape = {1 << 19}, .stride = {0}, .view_metadata = {0, 6}},
  }));
  CAPTURE(tensor.shape, tensor.stride);
  CHECK_THROWS_WITH(read(state_dict_pickle({tensor})),
                    Contains("tensor 'weight': shape [") &&
                        Contains("bytes of a storage that has 24") && Contains("contiguous()"));
}

TEST_CASE("tensors that are together far larger than their storages are refused", "[checkpoint]") {
  std::vector<TorchTensor> tensors;
  for (int i = 0; i < 65; ++i) {  // each of them has 1 MiB, which is small
    tensors.push_back(
        {.name = "t" + std::to_string(i), .shape = {std::int64_t{1} << 18}, .stride = {0}});
  }
  CHECK_THROWS_WITH(read(state_dict_pickle(tensors)),
                    Contains("tensor 't64': with it") && Contains("of storages that have 24"));
  tensors.pop_back();
  CHECK(names(state_dict_pickle(tensors)).size() == 64);
}

TEST_CASE("a malformed tensor description is an error", "[checkpoint]") {
  CHECK_THROWS_WITH(read(state_dict_pickle({{.shape = {6}, .stride = {1, 1}}})),
                    Contains("1 extents and 2 strides"));
  const std::vector<std::int64_t> ones(65, 1);
  CHECK_THROWS_WITH(read(state_dict_pickle({{.shape = ones, .stride = ones}})),
                    Contains("65 dimensions"));
  CHECK_THROWS_WITH(read(state_dict_pickle({{.type = "ComplexFloatStorage"}})),
                    Contains("torch.ComplexFloatStorage"));
  PickleBuilder pickle;
  pickle.global("torch._utils", "_rebuild_tensor_v2").mark().none().integer(0).integers({1});
  pickle.integers({1}).boolean(false).none().tuple().reduce();
  CHECK_THROWS_WITH(read(pickle.stop()), Contains("None where a tensor's storage is expected"));
}

}  // namespace
}  // namespace resnext

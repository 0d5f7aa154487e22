// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/torch_state_dict.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "base/error.h"
#include "base/text/quote.h"
#include "checkpoint/torch_expansion.h"

namespace resnext {
namespace {

/// The keys under which training scripts keep the state dict, in timm's order: averaged weights
/// first.
constexpr std::array<std::string_view, 4> kWrappers = {"state_dict_ema", "model_ema", "state_dict",
                                                       "model"};

bool has_tensors(const PickleDict& dict) {
  return std::any_of(dict.items.begin(), dict.items.end(), [](const auto& item) {
    return std::holds_alternative<std::string_view>(item.first) &&
           std::holds_alternative<const PickleTensor*>(item.second);
  });
}

/// Returns the dict under `key` if it holds tensors, otherwise nullptr. As in Python, the last of
/// equal keys counts.
const PickleDict* find_wrapped(const PickleDict& dict, std::string_view key) {
  for (auto item = dict.items.rbegin(); item != dict.items.rend(); ++item) {
    const auto* const text = std::get_if<std::string_view>(&item->first);
    if (text != nullptr && *text == key) {
      const auto* const wrapped = std::get_if<PickleDict*>(&item->second);
      return wrapped != nullptr && has_tensors(**wrapped) ? *wrapped : nullptr;
    }
  }
  return nullptr;
}

std::string list_keys(const PickleDict& dict) {
  constexpr std::size_t kMost = 10;
  std::string keys;
  for (std::size_t i = 0; i < std::min(kMost, dict.items.size()); ++i) {
    const auto* const text = std::get_if<std::string_view>(&dict.items[i].first);
    keys += (i == 0 ? "" : ", ") + (text != nullptr ? quote(*text) : describe(dict.items[i].first));
  }
  if (dict.items.size() > kMost) {
    keys += fmt::format(" and {} more", dict.items.size() - kMost);
  }
  return keys.empty() ? "none" : keys;
}

const PickleDict& find_state_dict(const PickleValue& root) {
  const auto* const dict = std::get_if<PickleDict*>(&root);
  if (dict == nullptr) {
    throw CheckpointError(fmt::format(
        "the file holds {}, not a dict of named tensors; save model.state_dict()", describe(root)));
  }
  for (const std::string_view key : kWrappers) {
    if (const PickleDict* const wrapped = find_wrapped(**dict, key)) {
      return *wrapped;
    }
  }
  if (!has_tensors(**dict)) {
    throw CheckpointError(fmt::format(
        "there are no tensors in it, nor under state_dict_ema, model_ema, state_dict or "
        "model; its top-level keys: {}. Save model.state_dict()",
        list_keys(**dict)));
  }
  return **dict;
}

[[noreturn]] void fail(const std::string& what) {
  throw CheckpointError(what + "; the file is damaged or hostile, download it again");
}

/// Returns the element after the last one that `tensor` touches, counted from its first element.
/// Throws CheckpointError if a number is negative, or if sizes do not fit 63 bits.
std::int64_t extent_of(const PickleTensor& tensor, DType dtype) {
  auto bytes = static_cast<std::int64_t>(size_of(dtype));
  std::int64_t last = 0;
  bool overflow = false;
  for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis) {
    const std::int64_t extent = tensor.shape[axis];
    const std::int64_t stride = tensor.stride[axis];
    if (extent < 0 || stride < 0) {
      fail(fmt::format("negative size or stride: shape {}, stride {}", to_string(tensor.shape),
                       to_string(tensor.stride)));
    }
    std::int64_t reach = 0;
    // An empty axis counts as one here, so that strides computed from the shape can't overflow.
    overflow |= __builtin_mul_overflow(bytes, std::max<std::int64_t>(extent, 1), &bytes);
    overflow |= __builtin_mul_overflow(std::max<std::int64_t>(extent - 1, 0), stride, &reach);
    overflow |= __builtin_add_overflow(last, reach, &last);
  }
  if (overflow || last == std::numeric_limits<std::int64_t>::max()) {
    fail(fmt::format("impossibly large: shape {}, stride {}", to_string(tensor.shape),
                     to_string(tensor.stride)));
  }
  return std::find(tensor.shape.begin(), tensor.shape.end(), 0) != tensor.shape.end() ? 0
                                                                                      : last + 1;
}

TensorView make_view(const PickleTensor& tensor, const StorageClaim& claim,
                     std::span<const std::byte> storage) {
  const PickleStorage& window = *tensor.storage;
  if (window.first < 0 || window.count < 0 || window.first > claim.numel ||
      window.count > claim.numel - window.first) {
    fail(fmt::format("its storage begins at element {} and has {} of another's {}", window.first,
                     window.count, claim.numel));
  }
  const std::int64_t extent = extent_of(tensor, claim.dtype);
  if (tensor.offset < 0 || tensor.offset > window.count || extent > window.count - tensor.offset) {
    fail(fmt::format("offset {}, shape {} and stride {} leave its storage of {} elements",
                     tensor.offset, to_string(tensor.shape), to_string(tensor.stride),
                     window.count));
  }
  const auto first = static_cast<std::size_t>(window.first + tensor.offset);
  return {.dtype = claim.dtype,
          .shape = tensor.shape,
          .stride = tensor.stride,
          .data = storage.data() + first * size_of(claim.dtype)};
}

}  // namespace

std::string_view strip_name_prefixes(std::string_view name) {
  constexpr std::array<std::string_view, 2> kPrefixes = {"module.", "_orig_mod."};
  for (bool found = true; found;) {
    found = false;
    for (const std::string_view prefix : kPrefixes) {
      if (name.starts_with(prefix)) {
        name.remove_prefix(prefix.size());
        found = true;
      }
    }
  }
  return name;
}

std::uint64_t storage_size(const StorageClaim& claim) {
  std::int64_t bytes = 0;
  if (__builtin_mul_overflow(claim.numel, static_cast<std::int64_t>(size_of(claim.dtype)),
                             &bytes)) {
    fail(fmt::format("storage {} is impossibly large: {} x {}", quote(claim.key), claim.numel,
                     to_string(claim.dtype)));
  }
  return static_cast<std::uint64_t>(bytes);
}

std::vector<NamedTensor> collect_state_dict(const PickleValue& root, const PickleHeap& heap,
                                            std::span<const std::span<const std::byte>> storages) {
  std::vector<NamedTensor> tensors;
  ExpansionLimit limit(storages);
  std::set<std::string_view> names;
  for (const auto& [key, value] : find_state_dict(root).items) {
    const auto* const name = std::get_if<std::string_view>(&key);
    const auto* const tensor = std::get_if<const PickleTensor*>(&value);
    if (name == nullptr || tensor == nullptr) {
      continue;
    }
    if (!names.insert(*name).second) {  // found before the name, perhaps megabytes, is copied
      throw CheckpointError(
          fmt::format("two tensors are named {}; save one state dict alone", quote(*name)));
    }
    try {
      const std::size_t index = (*tensor)->storage->index;
      tensors.push_back({std::string(strip_name_prefixes(*name)),
                         make_view(**tensor, heap.storages()[index], storages[index])});
      limit.add(tensors.back().view, storages[index]);
    } catch (const CheckpointError& error) {
      throw CheckpointError(fmt::format("tensor {}: {}", quote(*name), error.what()));
    }
  }
  return tensors;
}

}  // namespace resnext

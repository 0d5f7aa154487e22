// SPDX-License-Identifier: Apache-2.0
#include "hub/inventory.h"

#include <algorithm>
#include <system_error>

#include "base/error.h"
#include "base/files/hash_record.h"
#include "base/text/natural_order.h"
#include "checkpoint/checkpoint.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

std::optional<std::uint64_t> size_if_there(const fs::path& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  return error ? std::nullopt : std::optional<std::uint64_t>(size);
}

void examine(const fs::path& path, const HashRecord& record, WeightsEntry& entry) {
  entry.bytes = size_if_there(path).value_or(0);
  try {
    entry.format = to_string(open_checkpoint(path).format());
    entry.sha256 = record.find(path).value_or("");
  } catch (const CheckpointError& error) {
    entry.problem = error.what();
  }
}

}  // namespace

std::vector<WeightsEntry> list_weights(const std::vector<ModelConfig>& models,
                                       const Environment& environment) {
  const HashRecord record = verified_record(environment);
  std::vector<WeightsEntry> entries;
  for (const ModelConfig& model : models) {
    WeightsEntry entry;
    entry.id = model.id;
    entry.published_bytes = model.weights.bytes;
    entry.found = search_weights(model, {}, environment).found;
    if (entry.found) {
      examine(entry.found->path, record, entry);
    }
    if (!model.weights.file.empty()) {
      entry.partial_bytes =
          size_if_there(torch_hub_checkpoints(environment) / (model.weights.file + ".part"));
    }
    entries.push_back(std::move(entry));
  }
  std::ranges::stable_sort(entries, [](const WeightsEntry& a, const WeightsEntry& b) {
    return a.found.has_value() != b.found.has_value() ? a.found.has_value()
                                                      : natural_less(a.id, b.id);
  });
  return entries;
}

}  // namespace resnext

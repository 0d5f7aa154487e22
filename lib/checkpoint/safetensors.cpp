// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/safetensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text/quote.h"
#include "checkpoint/byte_reader.h"
#include "checkpoint/safetensors_header.h"
#include "checkpoint/torch_state_dict.h"

namespace resnext {
namespace {

constexpr std::uint64_t kLongestHeader = 100'000'000;  // the specification's limit

[[noreturn]] void fail(const std::string& what) {
  throw CheckpointError(what + "; the file is damaged or cut short, download or copy it again");
}

void check_size(const SafetensorsEntry& entry) {
  auto bytes = static_cast<std::int64_t>(size_of(entry.dtype));
  bool overflow = false;
  for (const std::int64_t extent : entry.shape) {
    // An empty axis counts as one here, so that strides computed from the shape can't overflow.
    overflow |= __builtin_mul_overflow(bytes, std::max<std::int64_t>(extent, 1), &bytes);
  }
  if (std::find(entry.shape.begin(), entry.shape.end(), 0) != entry.shape.end()) {
    bytes = 0;
  }
  if (overflow || entry.end - entry.begin != static_cast<std::uint64_t>(bytes)) {
    fail(fmt::format("tensor {} has {} bytes, but its shape is {} x {}", quote(entry.name),
                     entry.end - entry.begin, to_string(entry.shape), to_string(entry.dtype)));
  }
}

void check_layout(const std::vector<SafetensorsEntry>& entries, std::uint64_t data_size,
                  CancelPoller& poller) {
  std::vector<const SafetensorsEntry*> sorted;
  for (const SafetensorsEntry& entry : entries) {
    poller.step();
    check_size(entry);
    sorted.push_back(&entry);
  }
  std::sort(sorted.begin(), sorted.end(), [](const SafetensorsEntry* a, const SafetensorsEntry* b) {
    return a->begin != b->begin ? a->begin < b->begin : a->end < b->end;
  });
  std::uint64_t end = 0;
  for (const SafetensorsEntry* const entry : sorted) {
    if (entry->begin != end) {
      fail(fmt::format("tensor {} begins at byte {} of the data, but the one before it ends at {}",
                       quote(entry->name), entry->begin, end));
    }
    end = entry->end;
  }
  if (end != data_size) {
    fail(fmt::format("the tensors take {} bytes, but the file has {} after its header", end,
                     data_size));
  }
}

}  // namespace

CheckpointContents read_safetensors(std::span<const std::byte> file, CancelPoller poller) {
  ByteReader in(file, "the file");
  const auto length = in.read<std::uint64_t>();
  if (length > kLongestHeader) {
    fail(fmt::format("a safetensors header of {} bytes is more than the format's {}", length,
                     kLongestHeader));
  }
  const std::string_view json = in.take_text(length);
  if (!json.starts_with('{')) {
    fail("the safetensors header does not begin with '{'");
  }
  SafetensorsHeader header = parse_safetensors_header(json, poller);
  if (header.entries.empty()) {
    throw CheckpointError("the safetensors file holds no tensors; save model.state_dict()");
  }
  const std::span<const std::byte> data = in.take(in.remaining());
  check_layout(header.entries, data.size(), poller);
  CheckpointContents contents = {.tensors = {}, .metadata = std::move(header.metadata)};
  for (SafetensorsEntry& entry : header.entries) {
    poller.step();
    TensorView view = {.dtype = entry.dtype,
                       .shape = std::move(entry.shape),
                       .stride = {},
                       .data = data.data() + entry.begin};
    view.stride = contiguous_stride(view.shape);
    contents.tensors.push_back({std::string(strip_name_prefixes(entry.name)), std::move(view)});
  }
  return contents;
}

}  // namespace resnext

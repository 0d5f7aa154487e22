// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/safetensors_header_writer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string_view>

#include "base/text/quote.h"

namespace resnext {
namespace {

std::string upper_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  });
  return text;
}

std::string text_of(const nlohmann::json& text) {
  return text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Returns the header's JSON. Written as text because an ordered_json looks for each new key among
/// all earlier ones, which takes minutes for 200,000 tensors.
std::string json_of(std::span<const TensorDeclaration> tensors,
                    const std::map<std::string, std::string>& metadata) {
  std::string json = "{";
  if (!metadata.empty()) {
    json += "\"__metadata__\":" + text_of(metadata);
  }
  std::set<std::string_view> names = {"__metadata__", ""};
  std::uint64_t offset = 0;
  for (const TensorDeclaration& tensor : tensors) {
    if (!is_utf8(tensor.name) || !names.insert(tensor.name).second) {
      throw std::invalid_argument(fmt::format(
          "tensor name {} is empty, reserved, not UTF-8 or used twice", quote(tensor.name)));
    }
    const std::uint64_t end = offset + tensor.bytes();
    json +=
        fmt::format("{}{}:{{\"dtype\":\"{}\",\"shape\":[{}],\"data_offsets\":[{},{}]}}",
                    json.size() > 1 ? "," : "", text_of(tensor.name),
                    upper_case(to_string(tensor.dtype)), fmt::join(tensor.shape, ","), offset, end);
    offset = end;
  }
  return json + "}";
}

}  // namespace

std::string make_safetensors_header(std::span<const TensorDeclaration> tensors,
                                    const std::map<std::string, std::string>& metadata,
                                    std::size_t alignment, std::size_t least_size) {
  std::string json = json_of(tensors, metadata);
  std::uint64_t length = 0;
  const std::size_t size = std::max(sizeof length + json.size(), least_size);
  length = (size + alignment - 1) / alignment * alignment - sizeof length;
  json.resize(length, ' ');
  std::string header(sizeof length, '\0');
  std::memcpy(header.data(), &length, sizeof length);
  return header + json;
}

}  // namespace resnext

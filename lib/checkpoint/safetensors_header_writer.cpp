// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/safetensors_header_writer.h"

#include <fmt/format.h>

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

std::string json_of(std::span<const TensorDeclaration> tensors,
                    const std::map<std::string, std::string>& metadata) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!metadata.empty()) {
    header["__metadata__"] = metadata;
  }
  std::set<std::string_view> names = {"__metadata__", ""};
  std::uint64_t offset = 0;
  for (const TensorDeclaration& tensor : tensors) {
    if (!is_utf8(tensor.name) || !names.insert(tensor.name).second) {
      throw std::invalid_argument(fmt::format(
          "tensor name {} is empty, reserved, not UTF-8 or used twice", quote(tensor.name)));
    }
    const std::uint64_t end = offset + tensor.bytes();
    header[tensor.name] = {{"dtype", upper_case(to_string(tensor.dtype))},
                           {"shape", tensor.shape},
                           {"data_offsets", {offset, end}}};
    offset = end;
  }
  return header.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
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

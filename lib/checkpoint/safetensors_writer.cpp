#include "checkpoint/safetensors_writer.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <utility>

#include "base/text/quote.h"

namespace resnext {
namespace {

std::string dtype_name(DType dtype) {
  std::string name = to_string(dtype);
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  });
  return name;
}

std::uint64_t byte_count(const TensorDeclaration& tensor) {
  return static_cast<std::uint64_t>(element_count(tensor.shape)) * size_of(tensor.dtype);
}

/// The header with its length before it, padded with spaces.
std::string make_header(const std::vector<TensorDeclaration>& tensors,
                        const std::map<std::string, std::string>& metadata, std::size_t alignment) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!metadata.empty()) {
    header["__metadata__"] = metadata;
  }
  std::set<std::string_view> names = {"__metadata__", ""};
  std::uint64_t offset = 0;
  for (const TensorDeclaration& tensor : tensors) {
    if (!is_utf8(tensor.name) || !names.insert(tensor.name).second) {
      throw std::invalid_argument("tensor name " + quote(tensor.name) +
                                  " is empty, reserved, not UTF-8 or used twice");
    }
    const std::uint64_t end = offset + byte_count(tensor);
    header[tensor.name] = {{"dtype", dtype_name(tensor.dtype)},
                           {"shape", tensor.shape},
                           {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  std::uint64_t length = text.size() + sizeof(length);
  length = (length + alignment - 1) / alignment * alignment - sizeof(length);
  text.resize(length, ' ');
  std::string result(sizeof(length), '\0');
  std::memcpy(result.data(), &length, sizeof(length));
  return result + text;
}

}  // namespace

SafetensorsWriter::SafetensorsWriter(const std::filesystem::path& path,
                                     std::vector<TensorDeclaration> tensors,
                                     const std::map<std::string, std::string>& metadata,
                                     std::size_t alignment, AtomicFile::Links links)
    : tensors_(std::move(tensors)) {
  const std::string header = make_header(tensors_, metadata, alignment);
  file_.emplace(path, links).write(header);
}

void SafetensorsWriter::append(std::span<const std::byte> data) {
  if (appended_ == tensors_.size()) {
    throw std::invalid_argument("all " + std::to_string(appended_) + " tensors are written");
  }
  const TensorDeclaration& tensor = tensors_[appended_];
  if (data.size() != byte_count(tensor)) {
    throw std::invalid_argument("tensor " + quote(tensor.name) + " gets " +
                                std::to_string(data.size()) + " bytes instead of " +
                                std::to_string(byte_count(tensor)));
  }
  file_->write(data);
  ++appended_;
}

void SafetensorsWriter::finish() {
  if (appended_ != tensors_.size()) {
    throw std::logic_error("only " + std::to_string(appended_) + " of " +
                           std::to_string(tensors_.size()) + " tensors are written");
  }
  file_->commit();
}

}  // namespace resnext

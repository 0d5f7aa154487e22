#include "checkpoint/safetensors_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/error.h"
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

SafetensorsWriter::SafetensorsWriter(std::filesystem::path path,
                                     std::vector<TensorDeclaration> tensors,
                                     const std::map<std::string, std::string>& metadata,
                                     std::size_t alignment)
    : path_(std::move(path)), temporary_(path_), tensors_(std::move(tensors)) {
  const std::string header = make_header(tensors_, metadata, alignment);
  if (std::error_code ignored; std::filesystem::is_directory(path_, ignored)) {
    fail(EISDIR);
  }
  temporary_ += "." + std::to_string(::getpid()) + ".tmp";
  fd_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd_ < 0) {
    fail(errno);
  }
  write(std::as_bytes(std::span(header)));
}

SafetensorsWriter::~SafetensorsWriter() {
  if (fd_ >= 0) {
    ::close(fd_);
    ::unlink(temporary_.c_str());
  }
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
  write(data);
  ++appended_;
}

void SafetensorsWriter::finish() {
  if (appended_ != tensors_.size()) {
    throw std::logic_error("only " + std::to_string(appended_) + " of " +
                           std::to_string(tensors_.size()) + " tensors are written");
  }
  // Some file systems report a full disk only now.
  if (::fsync(fd_) != 0 && errno != EINVAL) {
    fail(errno);
  }
  if (::close(std::exchange(fd_, -1)) != 0 || std::rename(temporary_.c_str(), path_.c_str()) != 0) {
    const int code = errno;
    ::unlink(temporary_.c_str());
    fail(code);
  }
}

void SafetensorsWriter::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) {
      const int code = errno;
      ::close(std::exchange(fd_, -1));  // a constructor that throws runs no destructor
      ::unlink(temporary_.c_str());
      fail(code);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
}

void SafetensorsWriter::fail(int error_code) const {
  throw OutputError("can't write " + path_.string() + ": " +
                    std::generic_category().message(error_code) +
                    "; free some room there or choose another place");
}

}  // namespace resnext

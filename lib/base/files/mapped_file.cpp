// SPDX-License-Identifier: Apache-2.0
#include "base/files/mapped_file.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/files/descriptor.h"
#include "base/files/mapping_registry.h"

namespace resnext {
namespace {

/// Linux caps what one MADV_WILLNEED starts at the device's read-ahead window, often 128 KiB.
constexpr std::size_t kPrefetchStep = std::size_t{128} * 1024;

[[noreturn]] void throw_errno(const std::string& what, int code) {
  throw CheckpointError(fmt::format("{} ({})", what, std::generic_category().message(code)));
}

std::uintptr_t page_size() {
  static const auto size = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  return size;
}

void* to_address(std::uintptr_t value) {
  return reinterpret_cast<void*>(value);  // NOLINT(performance-no-int-to-ptr): page arithmetic
}

Descriptor open_to_read(const std::filesystem::path& path) {
  // Non-blocking, because opening a named pipe would wait for a writer.
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) {
    if (errno == ENOENT) {
      throw CheckpointError("there is no such file; check the path");
    }
    throw_errno("can't be opened", errno);
  }
  return file;
}

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path) : MappedFile(open_to_read(path), path) {}

MappedFile::MappedFile(const Descriptor& file, const std::filesystem::path& path) {
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0) {
    throw_errno("can't be examined", errno);
  }
  if (S_ISDIR(status.st_mode)) {
    throw CheckpointError("this is a directory; name the checkpoint file in it");
  }
  if (!S_ISREG(status.st_mode)) {
    throw CheckpointError(
        "this is not a regular file; a checkpoint is mapped into memory, so copy "
        "it to a disk first");
  }
  version_ = version_of(status);
  if (status.st_size == 0) {
    return;
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  void* const address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (address == MAP_FAILED) {
    throw_errno("can't be mapped into memory", errno);
  }
  bytes_ = {static_cast<const std::byte*>(address), size};
  register_mapping(bytes_, path);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : bytes_(std::exchange(other.bytes_, {})), version_(other.version_) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(version_, other.version_);
  return *this;
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) {
    forget_mapping(bytes_);
    ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  }
}

std::span<const std::byte> MappedFile::clip(std::span<const std::byte> range) const noexcept {
  const auto file = reinterpret_cast<std::uintptr_t>(bytes_.data());
  const auto wanted = reinterpret_cast<std::uintptr_t>(range.data());
  const std::uintptr_t begin = std::max(file, wanted);
  const std::uintptr_t end = std::min(file + bytes_.size(), wanted + range.size());
  return begin < end ? bytes_.subspan(begin - file, end - begin) : std::span<const std::byte>();
}

void MappedFile::prefetch(std::span<const std::byte> range) const noexcept {
  const std::span<const std::byte> clipped = clip(range);
  const auto address = reinterpret_cast<std::uintptr_t>(clipped.data());
  const std::uintptr_t end = address + clipped.size();
  for (std::uintptr_t at = address / page_size() * page_size(); at < end; at += kPrefetchStep) {
    if (::madvise(to_address(at), std::min(kPrefetchStep, end - at), MADV_WILLNEED) != 0) {
      return;  // only a hint
    }
  }
}

void MappedFile::populate() const noexcept {
#ifdef MADV_POPULATE_READ  // Linux 5.14
  ::madvise(const_cast<std::byte*>(bytes_.data()), bytes_.size(), MADV_POPULATE_READ);
#endif
}

void MappedFile::release(std::span<const std::byte> range) const noexcept {
  const std::span<const std::byte> clipped = clip(range);
  const auto address = reinterpret_cast<std::uintptr_t>(clipped.data());
  const std::uintptr_t begin = (address + page_size() - 1) / page_size() * page_size();
  const std::uintptr_t end = (address + clipped.size()) / page_size() * page_size();
  if (begin < end) {
    ::madvise(to_address(begin), end - begin, MADV_DONTNEED);
  }
}

}  // namespace resnext

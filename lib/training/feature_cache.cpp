// SPDX-License-Identifier: Apache-2.0
#include "training/feature_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/files/file_lock.h"
#include "base/files/trusted_file.h"
#include "base/stable_hash.h"

namespace resnext {
namespace {

constexpr std::size_t kHashBytes = 64;

std::size_t record_bytes(std::size_t values) {
  return kHashBytes + values * sizeof(float) + sizeof(std::uint64_t);
}

std::uint64_t checksum(std::span<const char> record) {
  StableHash hash;
  hash.add(std::as_bytes(record));
  return hash.value();
}

bool read_fully(int descriptor, std::span<char> out, std::uint64_t offset) {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t count =
        pread(descriptor, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (count <= 0) {
      return false;
    }
    done += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

FeatureCache::FeatureCache(const std::filesystem::path& folder, const std::string& key,
                           std::size_t values)
    : path_(folder / (key + ".features")), values_(values) {
  create_cache_folder(folder);
  TrustedFile trusted = open_trusted(path_, O_RDWR | O_CREAT | O_APPEND);
  writable_ = trusted.file.is_open();
  problem_ = std::move(trusted.problem);
  if (!writable_ && trusted.error != EPERM) {
    trusted = open_trusted(path_, O_RDONLY);  // root's
  }
  file_ = std::move(trusted.file);
  if (file_.is_open()) {
    const ScopedLock lock(file_,
                          writable_ ? ScopedLock::Kind::kExclusive : ScopedLock::Kind::kShared);
    if (writable_ && !cut_torn_record()) {
      writable_ = false;
    }
    read_index();
  }
}

/// Cuts off a record that a process was killed while writing. Returns false on failure.
bool FeatureCache::cut_torn_record() const {
  const off_t end = lseek(file_.get(), 0, SEEK_END);
  const off_t torn = end < 0 ? 0 : end % static_cast<off_t>(record_bytes(values_));
  return end >= 0 && (torn == 0 || ftruncate(file_.get(), end - torn) == 0);
}

/// Reads which whole records have been added since the last call.
void FeatureCache::read_index() {
  struct stat status {};
  if (fstat(file_.get(), &status) != 0) {
    return;
  }
  const std::size_t size = record_bytes(values_);
  const std::uint64_t whole = static_cast<std::uint64_t>(status.st_size) / size * size;
  std::string hash(kHashBytes, '\0');
  for (; indexed_ < whole; indexed_ += size) {
    if (read_fully(file_.get(), hash, indexed_)) {
      offsets_[hash] = indexed_;
    }
  }
}

bool FeatureCache::find(const std::string& sha256, std::span<float> out) const {
  const auto found = offsets_.find(sha256);
  if (found == offsets_.end() || out.size() != values_) {
    return false;
  }
  std::vector<char> record(record_bytes(values_));
  if (!read_fully(file_.get(), record, found->second)) {
    return false;
  }
  const std::size_t checked = record.size() - sizeof(std::uint64_t);
  std::uint64_t sum = 0;
  std::memcpy(&sum, record.data() + checked, sizeof sum);
  if (sum != checksum(std::span(record).first(checked)) ||
      std::string_view(record.data(), kHashBytes) != sha256) {
    return false;
  }
  std::memcpy(out.data(), record.data() + kHashBytes, values_ * sizeof(float));
  return true;
}

bool FeatureCache::add(const std::string& sha256, std::span<const float> values) {
  if (!writable_ || sha256.size() != kHashBytes || values.size() != values_) {
    return false;
  }
  std::vector<char> record(record_bytes(values_));
  const std::size_t checked = record.size() - sizeof(std::uint64_t);
  std::memcpy(record.data(), sha256.data(), kHashBytes);
  std::memcpy(record.data() + kHashBytes, values.data(), values_ * sizeof(float));
  const std::uint64_t sum = checksum(std::span(record).first(checked));
  std::memcpy(record.data() + checked, &sum, sizeof sum);
  // Keeps the records of two processes apart.
  const ScopedLock lock(file_, ScopedLock::Kind::kExclusive);
  const bool ready = cut_torn_record();
  read_index();
  std::vector<float> there(values_);
  if (find(sha256, there)) {
    return true;
  }
  const off_t end = lseek(file_.get(), 0, SEEK_END);
  const ssize_t written = ready ? write(file_.get(), record.data(), record.size()) : -1;
  const bool whole = written == static_cast<ssize_t>(record.size());
  if (!whole) {
    // A record that can't be cut off is dropped by the next run.
    [[maybe_unused]] const bool cut = ready && ftruncate(file_.get(), end) == 0;
    writable_ = false;
    return false;
  }
  read_index();
  return true;
}

}  // namespace resnext

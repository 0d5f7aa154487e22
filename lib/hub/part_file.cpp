// SPDX-License-Identifier: Apache-2.0
#include "hub/part_file.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/files/atomic_file.h"
#include "base/files/trusted_file.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

fs::path with_suffix(fs::path path, const char* suffix) { return path += suffix; }

/// Returns false once another process has renamed or removed the file that was opened.
bool is_still_at(const Descriptor& file, const fs::path& path) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(file.get(), &opened) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

ResumeInfo read_info(const fs::path& path) {
  const nlohmann::json json =
      nlohmann::json::parse(read_trusted(path, Sharing::kFolder), nullptr, false);
  ResumeInfo info;
  try {
    info.url = json.at("url").get<std::string>();
    info.validator = json.at("validator").get<std::string>();
    if (json.contains("total")) {
      info.total = json.at("total").get<std::uint64_t>();
    }
  } catch (const nlohmann::json::exception&) {
    return {};  // a missing or damaged file counts as none
  }
  return info;
}

}  // namespace

PartFile::PartFile(fs::path target, const std::function<void()>& on_wait,
                   const CancelCheck& cancelled)
    : target_(std::move(target)),
      path_(with_suffix(target_, ".part")),
      info_path_(with_suffix(path_, ".json")) {
  check_replaceable(target_, target_);
  open_and_lock(on_wait, cancelled);
  load(cancelled);
}

void PartFile::open_and_lock(const std::function<void()>& on_wait, const CancelCheck& cancelled) {
  bool told = false;
  while (true) {
    TrustedFile trusted = open_trusted(path_, O_RDWR | O_CREAT, Sharing::kFolder);
    if (trusted.error == EPERM) {
      throw OutputError(trusted.problem);
    }
    if (!trusted.file.is_open()) {
      fail("opened for writing", trusted.error);
    }
    file_ = std::move(trusted.file);
    while (::flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) {
        fail("locked (does this file system support flock? TORCH_HOME can name another)", errno);
      }
      if (!std::exchange(told, true) && on_wait) {
        on_wait();
      }
      if (is_cancelled(cancelled)) {
        throw Cancelled(
            fmt::format("{}: stopped while another process was downloading it", path_.string()));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    if (is_still_at(file_, path_)) {
      return;
    }
  }
}

void PartFile::load(const CancelCheck& cancelled) {
  info_ = read_info(info_path_);
  std::vector<std::byte> piece(std::size_t{1} << 20);
  while (const std::size_t got = file_.read(piece, [this](int code) { fail("read", code); })) {
    if (is_cancelled(cancelled)) {
      throw Cancelled(fmt::format("{}: stopped before the download began", path_.string()));
    }
    hash_.update(std::span(piece).first(got));
    size_ += got;
  }
}

void PartFile::remember(const ResumeInfo& info) {
  info_ = info;
  nlohmann::json json = {{"url", info.url}, {"validator", info.validator}};
  if (info.total) {
    json["total"] = *info.total;
  }
  try {
    AtomicFile file(info_path_, AtomicFile::Links::kCache);
    file.write(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
    file.commit(AtomicFile::Durability::kUnsynced);
  } catch (const OutputError&) {  // see the header
  }
}

void PartFile::append(std::span<const std::byte> bytes) {
  file_.write(bytes, [this](int code) { fail("written", code); });
  hash_.update(bytes);
  size_ += bytes.size();
}

void PartFile::restart() {
  if (::ftruncate(file_.get(), 0) != 0 || ::lseek(file_.get(), 0, SEEK_SET) != 0) {
    fail("cleared", errno);
  }
  size_ = 0;
  hash_ = Sha256();
  info_ = {};
}

void PartFile::publish() {
  if (::fsync(file_.get()) != 0) {
    fail("written to the disk", errno);
  }
  check_replaceable(target_, target_);
  if (::rename(path_.c_str(), target_.c_str()) != 0) {
    fail("renamed to its final name", errno);
  }
  const Descriptor folder(
      ::open(target_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.is_open()) {
    ::fsync(folder.get());  // the name survives a power cut; some file systems refuse
  }
  std::error_code ignored;
  fs::remove(info_path_, ignored);
  file_ = Descriptor();
}

void PartFile::discard() {
  std::error_code ignored;
  fs::remove(path_, ignored);
  fs::remove(info_path_, ignored);
  file_ = Descriptor();
}

void PartFile::fail(const char* action, int code) const {
  std::string message = fmt::format("{}: can't be {}: {}", path_.string(), action,
                                    std::generic_category().message(code));
  if (code == ENOSPC || code == EDQUOT || code == EFBIG) {
    message += fmt::format(
        ". {} bytes{} are there; make room (or lift the limit) and run the same command again to "
        "resume, or delete the file",
        size_, info_.total ? fmt::format(" of {}", *info_.total) : "");
  }
  throw OutputError(message);
}

}  // namespace resnext

#include "weights/hash_record.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "weights/descriptor.h"
#include "weights/sha256.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr int kVersion = 1;

Json read_files(const fs::path& path) {
  std::ifstream stream(path);
  const Json json = Json::parse(stream, nullptr, false);
  const bool known = json.is_object() && json.value("version", Json()) == kVersion &&
                     json.contains("files") && json["files"].is_object();
  return known ? json["files"] : Json::object();
}

std::optional<std::string> hash_in(const Json& files, const HashRecord::Stamp& stamp) {
  const auto entry = files.find(stamp.key);
  if (entry == files.end() || !entry->is_object() || entry->value("size", Json()) != stamp.size ||
      entry->value("modified", Json()) != stamp.modified ||
      entry->value("changed", Json()) != stamp.changed) {
    return std::nullopt;
  }
  const Json hash = entry->value("sha256", Json());
  return hash.is_string() ? std::optional(hash.get<std::string>()) : std::nullopt;
}

std::int64_t nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

/// Held while the record is read, changed and replaced.
Descriptor lock(const fs::path& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
  if (file.is_open()) {
    ::flock(file.get(), LOCK_EX);  // held for milliseconds; without it an entry could be lost
  }
  return file;
}

}  // namespace

std::optional<HashRecord::Stamp> HashRecord::stamp(const fs::path& file) {
  std::error_code error;
  const fs::path canonical = fs::canonical(file, error);
  struct stat status {};
  if (error || ::stat(canonical.c_str(), &status) != 0) {
    return std::nullopt;
  }
  return Stamp{canonical.string(), static_cast<std::uint64_t>(status.st_size),
               nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
}

std::optional<std::string> HashRecord::find(const fs::path& file) const {
  const std::optional<Stamp> current = stamp(file);
  return current ? hash_in(read_files(path_), *current) : std::nullopt;
}

bool HashRecord::add(const Stamp& stamp, const std::string& sha256) const {
  return update(stamp, sha256);
}

bool HashRecord::remove(const fs::path& file) const {
  const std::optional<Stamp> current = stamp(file);
  return !current || !find(file) || update(*current, "");
}

bool HashRecord::update(const Stamp& stamp, const std::string& sha256) const {
  std::error_code error;
  fs::create_directories(path_.parent_path(), error);
  fs::path lock_path = path_;
  const Descriptor held = lock(lock_path += ".lock");
  if (!held.is_open()) {
    return false;
  }
  Json files = read_files(path_);
  for (auto entry = files.begin(); entry != files.end();) {
    entry = fs::exists(entry.key(), error) ? std::next(entry) : files.erase(entry);
  }
  files.erase(stamp.key);
  if (!sha256.empty()) {
    files[stamp.key] = {{"size", stamp.size},
                        {"modified", stamp.modified},
                        {"changed", stamp.changed},
                        {"sha256", sha256}};
  }
  const Json json = {{"version", kVersion}, {"files", files}};
  fs::path temporary = path_;
  temporary += ".tmp";
  {
    std::ofstream stream(temporary);
    stream << json.dump(1, ' ', false, Json::error_handler_t::replace) << "\n";
    if (!stream.flush()) {
      return false;
    }
  }
  fs::rename(temporary, path_, error);
  return !error;
}

HashRecord verified_record(const Environment& environment) {
  return HashRecord(own_cache(environment) / "verified.json");
}

std::string known_sha256(const std::filesystem::path& file, const Environment& environment) {
  const std::optional<std::string> known = verified_record(environment).find(file);
  return known ? *known : sha256_of_file(file);
}

}  // namespace resnext

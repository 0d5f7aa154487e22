// SPDX-License-Identifier: Apache-2.0
#include "base/files/hash_record.h"

#include <sys/stat.h>

#include <nlohmann/json.hpp>
#include <system_error>

#include "base/error.h"
#include "base/files/atomic_file.h"
#include "base/files/file_lock.h"
#include "base/files/sha256.h"
#include "base/files/trusted_file.h"
#include "base/text/quote.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr int kVersion = 1;

/// Returns a member of a JSON object, or null. Copies nothing: nested too deeply, a value would
/// exhaust the stack.
const Json& member(const Json& object, const std::string& key) {
  static const Json kNone;
  const auto found = object.find(key);
  return found == object.end() ? kNone : *found;
}

/// Returns the entries of a record's text, by path; an empty object if it is not a record.
Json parse_files(std::string_view text) {
  Json json = Json::parse(text, nullptr, false);
  const bool known =
      json.is_object() && member(json, "version") == kVersion && member(json, "files").is_object();
  return known ? std::move(json["files"]) : Json::object();
}

Json to_json(const FileVersion& version) {
  return {{"inode", version.inode},
          {"size", version.size},
          {"modified", version.modified},
          {"changed", version.changed}};
}

std::optional<std::string> hash_in(const Json& files, const HashRecord::Stamp& stamp) {
  const Json& entry = member(files, stamp.key);
  if (!entry.is_object() || member(entry, "file") != to_json(stamp.version)) {
    return std::nullopt;
  }
  const Json& hash = member(entry, "sha256");
  return hash.is_string() ? std::optional(hash.get<std::string>()) : std::nullopt;
}

bool replace_file(const fs::path& path, const std::string& text) try {
  AtomicFile file(path, AtomicFile::Links::kCache);
  file.write(text);
  file.commit(AtomicFile::Durability::kUnsynced);
  return true;
} catch (const OutputError&) {
  return false;
}

}  // namespace

std::optional<HashRecord::Stamp> HashRecord::stamp(const fs::path& file) {
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 ? stamp(file, version_of(status)) : std::nullopt;
}

std::optional<HashRecord::Stamp> HashRecord::stamp(const fs::path& file,
                                                   const FileVersion& version) {
  std::error_code error;
  const fs::path canonical = fs::canonical(file, error);
  return error ? std::nullopt : std::optional(Stamp{canonical.string(), version});
}

std::optional<std::string> HashRecord::find(const fs::path& file) const {
  const std::optional<Stamp> current = stamp(file);
  return current ? find(*current) : std::nullopt;
}

std::optional<std::string> HashRecord::find(const Stamp& stamp) const {
  return find_in(read_trusted(path_), stamp);
}

std::optional<std::string> HashRecord::find_in(std::string_view text, const Stamp& stamp) {
  return hash_in(parse_files(text), stamp);
}

bool HashRecord::add(const Stamp& stamp, const std::string& sha256) const {
  return !path_.empty() && is_utf8(stamp.key) && update(stamp, sha256);
}

bool HashRecord::remove(const fs::path& file) const {
  const std::optional<Stamp> current = stamp(file);
  return !current || !find(file) || update(*current, "");
}

bool HashRecord::update(const Stamp& stamp, const std::string& sha256) const {
  create_cache_folder(path_.parent_path());
  fs::path lock_path = path_;
  const FileLock lock = FileLock::wait(lock_path += ".lock");  // held for milliseconds
  if (!lock.is_open()) {  // a file system without locks may lose an entry, nothing else
    return false;
  }
  Json files = parse_files(read_trusted(path_));
  std::error_code error;
  for (auto entry = files.begin(); entry != files.end();) {
    entry = fs::exists(entry.key(), error) ? std::next(entry) : files.erase(entry);
  }
  files.erase(stamp.key);
  if (!sha256.empty()) {
    files[stamp.key] = {{"file", to_json(stamp.version)}, {"sha256", sha256}};
  }
  const Json json = {{"version", kVersion}, {"files", files}};
  return replace_file(path_, json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

HashRecord verified_record(const Environment& environment) {
  return HashRecord(has_cache_home(environment) ? own_cache(environment) / "verified.json"
                                                : fs::path());
}

std::string known_sha256(const std::filesystem::path& file, const Environment& environment,
                         const CancelCheck& cancelled) {
  const std::optional<std::string> known = verified_record(environment).find(file);
  return known ? *known : sha256_of_file(file, cancelled);
}

}  // namespace resnext

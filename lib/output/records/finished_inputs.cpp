// SPDX-License-Identifier: Apache-2.0
#include "output/records/finished_inputs.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <tuple>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files/atomic_file.h"
#include "base/stable_hash.h"

namespace resnext {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

struct Record {
  std::string path;  ///< exact bytes
  std::string model;
  std::string run;
  bool failed = false;
};

std::string from_hexadecimal(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

/// Counts what a record says of its image: the predictions, the features or the row that holds
/// them, or the error. A valid record says one of these.
std::size_t outcomes(const Json& json) {
  return json.count("predictions") + json.count("features") + json.count("row") +
         json.count("error");
}

std::optional<Record> parse(const std::string& line) {
  const Json json = Json::parse(line, nullptr, false);
  const auto text = [&json](const char* key) {
    return json.contains(key) && json[key].is_string() ? json[key].get<std::string>()
                                                       : std::string();
  };
  if (!json.is_object() || !json.contains("path") || !json.contains("model") ||
      outcomes(json) != 1) {
    return std::nullopt;
  }
  const std::string bytes = text("path_bytes");
  if (bytes.find_first_not_of("0123456789abcdef") != std::string::npos) {
    return std::nullopt;
  }
  return Record{bytes.empty() ? text("path") : from_hexadecimal(bytes), text("model"), text("run"),
                json.contains("error")};
}

[[noreturn]] void refuse(const std::string& name, std::uint64_t line, const std::string& found) {
  throw UsageError(fmt::format("{}:{}: can't resume this file: {}. Name another file for --resume",
                               name, line, found));
}

void check_run(const Record& record, const std::string& run, const std::string& name,
               std::uint64_t line) {
  if (record.run != run) {
    throw OtherRun(
        fmt::format("{}:{}: can't resume this file: the record was made with other options", name,
                    line),
        record.model, record.run);
  }
}

/// Refuses a file without a record unless it is empty or at least begins like a record.
void check_start(std::istream& stream, const std::string& name) {
  stream.clear();
  stream.seekg(0);
  constexpr std::string_view kBegin = "{\"path\":\"";
  std::string head(kBegin.size(), '\0');
  stream.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(stream.gcount()));
  const bool zeros = head.find_first_not_of('\0') == std::string::npos;
  if (!zeros && !kBegin.starts_with(head)) {
    refuse(name, 1, "it doesn't hold this program's JSON lines");
  }
}

using OnRecord = std::function<void(const Record& record, const std::string& line)>;

/// Calls `on_record` for every whole record; returns the number of bytes up to the end of the last.
std::uint64_t read_records(std::istream& stream, const std::string& name, const std::string& run,
                           const OnRecord& on_record) {
  std::uint64_t whole = 0;
  std::uint64_t number = 0;
  std::uint64_t first_bad = 0;
  for (std::string line; std::getline(stream, line) && !stream.eof();) {
    ++number;
    const std::optional<Record> record = parse(line);
    if (record && first_bad != 0) {
      refuse(name, first_bad, "the line is not a record, but records follow");
    }
    if (record) {
      check_run(*record, run, name, number);
      on_record(*record, line);
      whole += line.size() + 1;
    } else if (first_bad == 0) {
      first_bad = number;
    }
  }
  if (stream.bad()) {
    throw UsageError(name + ": reading failed, so the run can't be resumed");
  }
  if (whole == 0) {
    check_start(stream, name);
  }
  return whole;
}

/// Does the same for a file, which need not exist.
std::uint64_t read_records(const fs::path& file, const std::string& run,
                           const OnRecord& on_record) {
  if (!fs::is_regular_file(file)) {
    return 0;  // a device or a pipe keeps nothing
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw UsageError(file.string() + ": can't be read, so the run can't be resumed");
  }
  return read_records(stream, file.string(), run, on_record);
}

}  // namespace

FinishedInputs FinishedInputs::read(const fs::path& file, const std::string& run) {
  FinishedInputs finished;
  finished.bytes_ = read_records(file, run, [&](const Record& record, const std::string&) {
    finished.add(record.path, record.failed);
  });
  finished.sort();
  return finished;
}

FinishedInputs FinishedInputs::read(std::istream& stream, const std::string& name,
                                    const std::string& run) {
  FinishedInputs finished;
  finished.bytes_ = read_records(stream, name, run, [&](const Record& record, const std::string&) {
    finished.add(record.path, record.failed);
  });
  finished.sort();
  return finished;
}

FinishedInputs FinishedInputs::read_without_failures(const fs::path& file, const std::string& run) {
  FinishedInputs finished = read(file, run);
  if (finished.failed_ == 0) {
    return finished;
  }
  finished = {};
  AtomicFile kept(file);
  read_records(file, run, [&](const Record& record, const std::string& line) {
    if (!record.failed) {
      finished.add(record.path, false);
      kept.write(line + "\n");
      finished.bytes_ += line.size() + 1;
    }
  });
  kept.commit();
  finished.sort();
  return finished;
}

FinishedInputs::Digest FinishedInputs::digest_of(std::string_view path) {
  StableHash salted;
  salted.add("second half");
  salted.add(path);
  return {stable_hash(path), salted.value(), false};
}

void FinishedInputs::add(std::string_view path, bool failed) {
  paths_.push_back(digest_of(path));
  failed_ += failed ? 1 : 0;
}

void FinishedInputs::sort() {
  std::ranges::sort(paths_, {}, [](const Digest& d) { return std::tuple(d.high, d.low); });
}

bool FinishedInputs::take(std::string_view path) {
  const Digest wanted = digest_of(path);
  const auto by_hash = [](const Digest& a, const Digest& b) {
    return std::tuple(a.high, a.low) < std::tuple(b.high, b.low);
  };
  const auto [first, last] = std::equal_range(paths_.begin(), paths_.end(), wanted, by_hash);
  const auto free = std::find_if(first, last, [](const Digest& digest) { return !digest.taken; });
  if (free == last) {
    return false;
  }
  free->taken = true;
  return true;
}

FinishedInputs resume_output(const fs::path& file, const std::string& run, bool retry_failed,
                             std::optional<Output>& output) {
  FinishedInputs finished = FinishedInputs::read(file, run);
  if (retry_failed && finished.failed() > 0) {
    finished = FinishedInputs::read_without_failures(file, run);
    output.emplace(Output::resumed(file));  // the file has been replaced
  }
  output->keep(finished.bytes());
  return finished;
}

}  // namespace resnext

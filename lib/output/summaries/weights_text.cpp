// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "base/text/printable.h"
#include "base/text/progress_line.h"
#include "base/text/shortened.h"
#include "output/summaries/weights_report.h"

namespace resnext {
namespace {

constexpr std::size_t kMostLines = 20;  // of a list; JSON has all

/// Pads by bytes; fmt would count columns.
std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string row(const std::string& id, std::size_t width, const std::string& size,
                const std::string& format, const std::string& verified, const std::string& place) {
  return printable(fmt::format("{}  {:>9}  {}  {}  {}", padded(id, width), size, padded(format, 12),
                               padded(verified, 8), place)) +
         "\n";
}

std::string place_of(const WeightsEntry& entry) {
  if (entry.found) {
    return fmt::format("{} ({}){}", entry.found->path.string(), entry.found->origin,
                       entry.problem.empty() ? "" : "  can't be read");
  }
  return entry.partial_bytes && *entry.partial_bytes > 0
             ? fmt::format("- ({} of an interrupted download)",
                           readable_bytes(*entry.partial_bytes))
             : "-";
}

std::string verified_text(const WeightsEntry& entry) {
  return !entry.found ? "" : entry.sha256.empty() ? "no" : "yes";
}

class Sheet {
 public:
  void line(const char* title, const std::string& value) {
    if (!value.empty()) {
      text_ += padded(title, 12) + printable(value) + "\n";
    }
  }
  void list(const char* title, const std::vector<std::string>& lines) {
    for (std::size_t i = 0; i < std::min(lines.size(), kMostLines); ++i) {
      line(title, lines[i]);
    }
    if (lines.size() > kMostLines) {
      line(title, fmt::format("... and {} more", lines.size() - kMostLines));
    }
  }
  std::string text() { return std::move(text_); }

 private:
  std::string text_;
};

std::string dtypes_text(const WeightsVerification& verification) {
  std::string text;
  for (const auto& [dtype, count] : verification.dtypes) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, dtype);
  }
  return text;
}

std::string fit_text(const WeightsVerification& verification) {
  if (!verification.model.empty()) {
    return verification.mismatch.empty() ? verification.model : "";
  }
  std::string text = first_names(verification.fitting);
  if (!text.empty()) {
    text += fmt::format(" ({} classes)", verification.fitting.front().num_classes);
  }
  return text;
}

std::string hash_text(const WeightsVerification& verification) {
  if (verification.expected_sha256.empty()) {
    return verification.sha256 + " (nothing to compare it with)";
  }
  return verification.sha256.starts_with(verification.expected_sha256)
             ? fmt::format("{} (as the {} promises)", verification.sha256, verification.promised_by)
             : verification.sha256;
}

std::string defect_text(const TensorDefect& defect) {
  std::string text = shortened(defect.name) + ":";
  const auto add = [&text](std::uint64_t count, const char* what) {
    if (count > 0) {
      text += fmt::format("{}{} {}", text.ends_with(':') ? " " : ", ", count, what);
    }
  };
  add(defect.nan, "NaN");
  add(defect.infinite, "infinite");
  add(defect.negative, "negative");
  return text;
}

}  // namespace

std::string cache_to_table(const std::vector<CachePart>& parts) {
  std::string text = "part       files       size  path\n";
  CachePart sum;
  for (const CachePart& part : parts) {
    text += printable(fmt::format("{}  {:>6}  {:>9}  {}", padded(part.name, 8), part.files,
                                  readable_bytes(part.bytes), part.path.string())) +
            "\n";
    sum.files += part.files;
    sum.bytes += part.bytes;
  }
  return text + fmt::format("together  {:>6}  {:>9}\n", sum.files, readable_bytes(sum.bytes));
}

std::string weights_to_table(const std::vector<WeightsEntry>& entries) {
  std::size_t width = 5;
  for (const WeightsEntry& entry : entries) {
    width = std::max(width, entry.id.size());
  }
  std::string text = row("model", width, "size", "format", "verified", "where");
  for (const WeightsEntry& entry : entries) {
    text += row(entry.id, width, entry.found ? readable_bytes(entry.bytes) : "",
                entry.problem.empty() ? entry.format : "unreadable", verified_text(entry),
                place_of(entry));
  }
  return text;
}

std::string verification_to_text(const WeightsVerification& verification) {
  Sheet sheet;
  sheet.line("file", verification.path.string());
  sheet.line("format", verification.format);
  sheet.line("size", fmt::format("{} bytes", verification.bytes));
  sheet.line("tensors", fmt::format("{} ({}), {} values", verification.tensors,
                                    dtypes_text(verification), verification.values));
  sheet.line("fits", fit_text(verification));
  sheet.line("SHA-256", hash_text(verification));
  if (verification.base) {
    sheet.line("base",
               fmt::format("{}, SHA-256 {}", verification.base->model, verification.base->sha256));
    sheet.line("base file", verification.base_path.string());
  }
  sheet.list("missing", verification.mismatch.missing);
  sheet.list("misshapen", verification.mismatch.misshapen);
  sheet.list("extra", verification.mismatch.extra);
  std::vector<std::string> defects;
  for (const TensorDefect& defect : verification.defects) {
    defects.push_back(defect_text(defect));
  }
  sheet.list("values", defects);
  for (const std::string& problem : verification.problems) {
    sheet.line("PROBLEM", problem);
  }
  if (verification.problems.empty()) {
    sheet.line("result", "no problems found");
  }
  return sheet.text();
}

std::string conversion_to_text(const ConvertResult& result, const std::filesystem::path& output) {
  std::string text =
      fmt::format("{}: {} tensors, {} bytes (from {}, {} bytes)\n", printable(output.string()),
                  result.tensors, result.output_bytes, result.input_format, result.input_bytes);
  if (result.overflowed > 0) {
    text += fmt::format("{} values were too large and became infinite, in {} tensors\n",
                        result.overflowed, result.overflowed_tensors.size());
  }
  if (result.vanished > 0) {
    text += fmt::format("{} values were too small and became zero\n", result.vanished);
  }
  return text;
}

}  // namespace resnext

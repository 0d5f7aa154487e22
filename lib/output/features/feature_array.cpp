// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cmath>
#include <fstream>

#include <fmt/format.h>

#include "base/error.h"
#include "output/features/feature_writers.h"
#include "output/records/result_head.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr auto kListed = std::chrono::seconds(1);

using MakeHeader = std::string (*)(const ArrayDescription& description, std::uint64_t rows);

/// Writes an array of rows, and the list that says what they are.
class FeatureArray : public FeatureWriter {
 public:
  FeatureArray(const FeatureFileOptions& options, MakeHeader make_header, const std::string& run)
      : options_(options),
        make_header_(make_header),
        list_(feature_list_path(options.path), options, run),
        array_(options.resume ? Output::resumed(options.path) : Output::file(options.path)),
        row_bytes_(static_cast<std::uint64_t>(element_count(options.array.row_shape)) *
                   size_of(options.array.dtype)) {
    if (!array_.is_regular_file()) {
      throw UsageError(options_.path.string() +
                       ": not a regular file, so its header can't be completed at the end; "
                       "--format jsonl writes to pipes and devices");
    }
    rows_ = finished().records() - finished().failed();
    if (options_.resume) {
      check_earlier();
    }
    if (rows_ > 0) {
      array_.keep(header(0).size() + rows_ * row_bytes_);
      begun_ = true;
    }
  }

  FinishedInputs& finished() override { return list_.finished(); }

  void refuse_if_same(const fs::path& input) const override {
    array_.refuse_if_same(input);
    list_.output().refuse_if_same(input);
  }

  void refuse_to_replace() const override {
    array_.refuse_to_replace(ResumedList::kChoices);
    list_.refuse_to_replace();
  }

  void write(const ImageFeatures& features) override {
    begin();
    nlohmann::ordered_json json = result_head(features.result);
    if (!features.result.failure) {
      array_.write(bytes_of(features));
      json["row"] = rows_++;
    }
    lines_ += json.dump() + "\n";
    if (const auto now = Clock::now(); now - listed_ >= kListed) {
      list();
      listed_ = now;
    }
  }

  void finish() override {
    begin();
    array_.overwrite(0, header(rows_));
    list();
    array_.finish();
    list_.output().finish();
  }

 private:
  using Clock = std::chrono::steady_clock;

  std::string header(std::uint64_t rows) const { return make_header_(options_.array, rows); }

  /// Clears the list before the rows that it names.
  void begin() {
    if (!begun_) {
      list_.output().write("");
      array_.write(header(0));
      begun_ = true;
    }
  }

  void list() {
    array_.sync();
    list_.output().write(lines_);
    lines_.clear();
  }

  /// Throws UsageError unless the rows that the list names are there, after a header like ours.
  void check_earlier() const {
    std::ifstream file(options_.path, std::ios::binary);
    std::string head(header(0).size(), '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    const auto size = static_cast<std::uint64_t>(fs::file_size(options_.path));
    const auto refuse = [this](const std::string& found) {
      throw UsageError(
          fmt::format("{}: can't resume this file: {}. Name another file for --out, or leave out "
                      "--resume to begin again",
                      options_.path.string(), found));
    };
    if (size == 0 && rows_ == 0) {
      return;
    }
    if (size < head.size() ? rows_ > 0 : !is_our_header(head)) {
      refuse("its header is not this run's");
    }
    if (size < head.size() && head.compare(0, size, header(0), 0, size) != 0) {
      refuse("its header is not this run's");
    }
    if (size < head.size() + rows_ * row_bytes_) {
      refuse(fmt::format("it ends before the last of the {} rows that {} names", rows_,
                         feature_list_path(options_.path).string()));
    }
  }

  /// Ignores the number of rows: only digits and the blanks after them differ.
  bool is_our_header(const std::string& head) const {
    const auto without_digits = [](const std::string& text) {
      std::string kept;
      for (const char letter : text) {
        if (letter != ' ' && (letter < '0' || letter > '9')) {
          kept += letter;
        }
      }
      return kept;
    };
    return without_digits(head) == without_digits(header(0));
  }

  std::string_view bytes_of(const ImageFeatures& features) {
    if (options_.array.dtype == DType::kF32) {
      return {reinterpret_cast<const char*>(features.values.data()),
              features.values.size() * sizeof(float)};
    }
    halves_.clear();
    for (const float value : features.values) {
      halves_.push_back(f32_to_f16(value));
      if (!std::isfinite(f16_to_f32(halves_.back()))) {
        throw OutputError(fmt::format(
            "{}: the value {:f} of {} is too large for f16; leave out --dtype f16, or use "
            "--normalize l2",
            options_.path.string(), value, features.result.path));
      }
    }
    return {reinterpret_cast<const char*>(halves_.data()), halves_.size() * sizeof(std::uint16_t)};
  }

  FeatureFileOptions options_;
  MakeHeader make_header_;
  ResumedList list_;
  Output array_;
  std::uint64_t row_bytes_;
  std::uint64_t rows_ = 0;
  bool begun_ = false;
  std::string lines_;  ///< of rows that may not be on the disk yet
  Clock::time_point listed_ = Clock::now();
  std::vector<std::uint16_t> halves_;
};

}  // namespace

std::unique_ptr<FeatureWriter> open_npy(const FeatureFileOptions& options, const std::string& run) {
  return std::make_unique<FeatureArray>(options, npy_header, run);
}

std::unique_ptr<FeatureWriter> open_safetensors(const FeatureFileOptions& options,
                                                const std::string& run) {
  return std::make_unique<FeatureArray>(options, safetensors_header, run);
}

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "output/records/csv_result.h"

#include <fmt/format.h>

#include "base/text/encoding.h"
#include "output/records/csv_line.h"

namespace resnext {
namespace {

/// Writes "=x.jpg" as "./=x.jpg", which is the same file.
std::string harmless_path(const std::string& path) {
  const std::string valid = valid_utf8(path);
  return looks_like_formula(valid) ? "./" + valid : valid;
}

std::string image_cell(const ImageResult& result, const std::string& field) {
  if (field == "path") {
    return harmless_path(result.path);
  }
  if (field == "path_bytes") {
    return harmless_path(result.path) == result.path ? "" : hexadecimal(result.path);
  }
  if (field == "model") {
    return harmless_cell(result.model);
  }
  if (field == "run") {
    return result.run;
  }
  if (field == "exif_orientation_applied" && result.exif_orientation_applied) {
    return fmt::format("{}", *result.exif_orientation_applied);
  }
  if (field == "error" && result.failure) {
    return result.failure->code;
  }
  if (field == "message" && result.failure) {
    return harmless_cell(result.failure->message);
  }
  return "";
}

std::string prediction_cell(const Prediction& prediction, std::size_t rank,
                            const std::string& field) {
  if (field == "rank") {
    return fmt::format("{}", rank);
  }
  if (field == "index") {
    return fmt::format("{}", prediction.index);
  }
  if (field == "imagenet_index" && prediction.imagenet_index) {
    return fmt::format("{}", *prediction.imagenet_index);
  }
  if (field == "wnid") {
    return harmless_cell(prediction.wnid);
  }
  if (field == "label") {
    return harmless_cell(prediction.label);
  }
  if (field == "score") {
    return shortest_f32(prediction.score);
  }
  return "";
}

class CsvReporter : public Reporter {
 public:
  CsvReporter(const ReportOptions& options, Separator separator, Output& output)
      : options_(options), separator_(separator), output_(output) {}

  void write(const ImageResult& result) override {
    begin();
    output_.write(csv_rows(result, options_.fields, separator_));
  }
  void finish() override { begin(); }

 private:
  void begin() {
    if (!begun_) {
      output_.write(csv_header(options_.fields, options_.score_kind, separator_));
      begun_ = true;
    }
  }

  ReportOptions options_;
  Separator separator_;
  Output& output_;
  bool begun_ = false;
};

}  // namespace

std::string csv_header(const Fields& fields, ScoreKind kind, Separator separator) {
  std::vector<std::string> cells = fields.names();
  for (std::string& cell : cells) {
    if (cell == "score") {
      cell = kind == ScoreKind::kLogit ? "logit" : "probability";
    }
  }
  return csv_line(cells, separator);
}

std::string csv_rows(const ImageResult& result, const Fields& fields, Separator separator) {
  const std::size_t rows = std::max<std::size_t>(1, result.predictions.size());
  std::string text;
  for (std::size_t row = 0; row < rows; ++row) {
    std::vector<std::string> cells;
    for (const std::string& field : fields.names()) {
      const std::string cell = row < result.predictions.size()
                                   ? prediction_cell(result.predictions[row], row + 1, field)
                                   : "";
      cells.push_back(cell.empty() ? image_cell(result, field) : cell);
    }
    text += csv_line(cells, separator);
  }
  return text;
}

std::unique_ptr<Reporter> make_csv_reporter(const ReportOptions& options, Output& output) {
  return std::make_unique<CsvReporter>(options, Separator::kComma, output);
}

std::unique_ptr<Reporter> make_tsv_reporter(const ReportOptions& options, Output& output) {
  return std::make_unique<CsvReporter>(options, Separator::kTab, output);
}

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "output/records/table_result.h"

#include <fmt/format.h>

#include "base/text/printable.h"

namespace resnext {
namespace {

std::string score_text(double score, ScoreKind kind) {
  return kind == ScoreKind::kLogit ? fmt::format("{:10.4f}", score)
                                   : fmt::format("{:6.2f} %", score * 100);
}

class TableReporter : public Reporter {
 public:
  explicit TableReporter(Output& output) : output_(output) {}
  void write(const ImageResult& result) override { output_.write(to_table(result)); }

 private:
  Output& output_;
};

}  // namespace

std::string to_table(const ImageResult& result) {
  std::string text = printable(result.path) + "\n";
  if (result.failure) {
    return text + fmt::format("  error ({}): {}\n", result.failure->code,
                              printable(result.failure->message));
  }
  if (result.predictions.empty()) {
    return text + "  nothing above the threshold\n";
  }
  for (const Prediction& prediction : result.predictions) {
    const std::string& wnid = prediction.wnid;
    text +=
        fmt::format("  {}  {}{}\n", score_text(prediction.score, result.score_kind),
                    printable(prediction.label), wnid.empty() ? "" : "  (" + printable(wnid) + ")");
  }
  return text;
}

std::unique_ptr<Reporter> make_table_reporter(const ReportOptions& /*options*/, Output& output) {
  return std::make_unique<TableReporter>(output);
}

}  // namespace resnext

#include "output/records/table_result.h"

#include <cstdio>

#include "base/text/printable.h"

namespace resnext {
namespace {

std::string score_text(double score, ScoreKind kind) {
  char text[32];
  if (kind == ScoreKind::kLogit) {
    std::snprintf(text, sizeof text, "%10.4f", score);
  } else {
    std::snprintf(text, sizeof text, "%6.2f %%", score * 100);
  }
  return text;
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
    return text + "  error (" + result.failure->code + "): " + printable(result.failure->message) +
           "\n";
  }
  if (result.predictions.empty()) {
    return text + "  nothing above the threshold\n";
  }
  for (const Prediction& prediction : result.predictions) {
    text +=
        "  " + score_text(prediction.score, result.score_kind) + "  " + printable(prediction.label);
    if (!prediction.wnid.empty()) {
      text += "  (" + prediction.wnid + ")";
    }
    text += "\n";
  }
  return text;
}

std::unique_ptr<Reporter> make_table_reporter(const ReportOptions& /*options*/, Output& output) {
  return std::make_unique<TableReporter>(output);
}

}  // namespace resnext

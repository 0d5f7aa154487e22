#include "report/reporter.h"

#include "report/json_result.h"
#include "report/table_result.h"

namespace resnext {
namespace {

class JsonReporter : public Reporter {
 public:
  JsonReporter(bool pretty, Output& output) : pretty_(pretty), output_(output) {}
  void write(const ImageResult& result) override { output_.write(to_json(result, pretty_) + "\n"); }

 private:
  bool pretty_;
  Output& output_;
};

class TableReporter : public Reporter {
 public:
  explicit TableReporter(Output& output) : output_(output) {}
  void write(const ImageResult& result) override { output_.write(to_table(result)); }

 private:
  Output& output_;
};

}  // namespace

std::unique_ptr<Reporter> make_reporter(ReportFormat format, bool pretty, Output& output) {
  if (format == ReportFormat::kTable) {
    return std::make_unique<TableReporter>(output);
  }
  return std::make_unique<JsonReporter>(pretty, output);
}

}  // namespace resnext

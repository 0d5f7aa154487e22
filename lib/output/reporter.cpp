#include "output/reporter.h"

#include "output/pages/html_report.h"
#include "output/records/csv_result.h"
#include "output/records/json_result.h"
#include "output/records/table_result.h"

namespace resnext {

bool can_hold_manifest(ReportFormat format) {
  return format == ReportFormat::kJson || format == ReportFormat::kJsonArray ||
         format == ReportFormat::kHtml;
}

bool can_choose_fields(ReportFormat format) {
  return format != ReportFormat::kTable && format != ReportFormat::kHtml;
}

std::unique_ptr<Reporter> make_reporter(const ReportOptions& options, Output& output) {
  switch (options.format) {
    case ReportFormat::kJsonArray:
      return make_json_array_reporter(options, output);
    case ReportFormat::kCsv:
    case ReportFormat::kTsv:
      return make_csv_reporter(options, output);
    case ReportFormat::kTable:
      return make_table_reporter(output);
    case ReportFormat::kHtml:
      return make_html_reporter(options, output);
    case ReportFormat::kJson:
      break;
  }
  return make_json_reporter(options, output);
}

}  // namespace resnext

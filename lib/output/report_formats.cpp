// SPDX-License-Identifier: Apache-2.0
#include "output/report_formats.h"

#include "output/pages/html_report.h"
#include "output/records/csv_result.h"
#include "output/records/json_result.h"
#include "output/records/table_result.h"

namespace resnext {
namespace {

constexpr ReportFormat kFormats[] = {
    {.name = "json",
     .description = "one object a line",
     .extensions = "jsonl ndjson",
     .can_hold_manifest = true,
     .can_choose_fields = true,
     .can_hold_tiles = true,
     .resumable = true,
     .make = make_json_reporter},
    {.name = "json-array",
     .extensions = "json",
     .can_hold_manifest = true,
     .can_choose_fields = true,
     .can_hold_tiles = true,
     .make = make_json_array_reporter},
    {.name = "csv", .extensions = "csv", .can_choose_fields = true, .make = make_csv_reporter},
    {.name = "tsv", .extensions = "tsv", .can_choose_fields = true, .make = make_tsv_reporter},
    {.name = "html",
     .description = "one page",
     .extensions = "html htm",
     .can_hold_manifest = true,
     .wants_thumbnails = true,
     .make = make_html_reporter},
    {.name = "table", .extensions = "txt", .for_terminal = true, .make = make_table_reporter},
};

}  // namespace

std::span<const ReportFormat> report_formats() { return kFormats; }

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "output/records/csv_line.h"
#include "output/reporter.h"

// Classification as CSV and TSV.
namespace resnext {

/// Returns the line that names the columns.
std::string csv_header(const Fields& fields, ScoreKind kind, Separator separator);

/// Returns a row for each prediction, best first; one row for a failure, or if nothing passed the
/// threshold, so that every image is there. Cells that do not apply are empty.
///
/// For line ends and escapes see csv_line. Text is valid UTF-8, and no cell begins with what a
/// spreadsheet takes for a formula: paths begin with "./" instead, other text with an apostrophe.
/// If a path's cell is not its exact bytes, path_bytes has them in hexadecimal.
std::string csv_rows(const ImageResult& result, const Fields& fields, Separator separator);

std::unique_ptr<Reporter> make_csv_reporter(const ReportOptions& options, Output& output);
std::unique_ptr<Reporter> make_tsv_reporter(const ReportOptions& options, Output& output);

}  // namespace resnext

#pragma once

#include <memory>
#include <string>

#include "output/records/csv_line.h"
#include "output/reporter.h"

namespace resnext {

/// The line that names the columns.
std::string csv_header(const Fields& fields, ScoreKind kind, Separator separator);

/// A row for each prediction, best first; one row for a failure, or where nothing passed the
/// threshold, so that every image is there. Empty cells for what does not apply.
///
/// CSV is RFC 4180's: lines end in CR LF, cells with a comma, a quote or a line break are quoted.
/// TSV lines end in LF; tab, line feed, carriage return and backslash are written \t, \n, \r, \\.
/// Text is valid UTF-8, and no cell of text begins with what a spreadsheet takes for a formula:
/// paths get "./" in front, other text an apostrophe. Where a path's cell is not its exact bytes,
/// path_bytes has them in hexadecimal.
std::string csv_rows(const ImageResult& result, const Fields& fields, Separator separator);

std::unique_ptr<Reporter> make_csv_reporter(const ReportOptions& options, Output& output);
std::unique_ptr<Reporter> make_tsv_reporter(const ReportOptions& options, Output& output);

}  // namespace resnext

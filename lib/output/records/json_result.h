// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "output/reporter.h"

// Classification as JSON.
namespace resnext {

/// Returns an image's record as a JSON object (docs/output-schema.json), without a final newline.
/// Always valid UTF-8: a path in another encoding has U+FFFD in place of the offending bytes, and
/// "path_bytes" holds the exact bytes in hexadecimal. Scores have the shortest digits that give
/// back the same f32. The path's bytes and the error are there whatever the `fields`.
std::string to_json(const ImageResult& result, bool pretty, const Fields& fields = {});

/// Returns {"manifest": {...}}, without a final newline.
std::string to_json(const RunManifest& manifest, bool pretty);

/// Writes one object a line.
std::unique_ptr<Reporter> make_json_reporter(const ReportOptions& options, Output& output);

/// Writes one array of the same objects, an object a line.
std::unique_ptr<Reporter> make_json_array_reporter(const ReportOptions& options, Output& output);

}  // namespace resnext

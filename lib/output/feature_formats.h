// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>

#include "output/features/feature_writer.h"

// The formats of a file of features. A new one is a leaf with a FeatureWriter, and a row in
// feature_formats.cpp.
namespace resnext {

struct FeatureFormat {
  const char* name;              ///< for --format
  const char* description = "";  ///< for --help, where the name doesn't say it all
  const char* extension;         ///< with its dot
  bool has_dtype = false;        ///< FeatureFileOptions::array.dtype applies
  bool can_stream = false;       ///< "-" is standard output: nothing is completed at the end

  /// Opens the files, and with `resume` reads what they hold: records of another `run`
  /// (inference/run_id.h) and files of something else are refused. What they hold is kept until the
  /// first write. Throws UsageError, OutputError.
  std::unique_ptr<FeatureWriter> (*open)(const FeatureFileOptions& options, const std::string& run);
};

/// Returns all formats.
std::span<const FeatureFormat> feature_formats();

}  // namespace resnext

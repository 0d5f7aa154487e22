// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "quantization/quantization_report.h"

// The formats of a quantization's report. A new one is a leaf with its function, and a row in
// quantization_formats.cpp.
namespace resnext {

struct QuantizationFormat {
  const char* name;              ///< for --format
  const char* description = "";  ///< for --help, where the name doesn't say it all
  const char* extensions = "";   ///< of files that get it if no format is named: "html htm"

  /// Returns the whole report.
  std::string (*make)(const QuantizationReport& report);
};

/// Returns all formats, the default first.
std::span<const QuantizationFormat> quantization_formats();

}  // namespace resnext

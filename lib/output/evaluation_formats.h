// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "evaluation/evaluate.h"
#include "output/evaluation_pictures.h"

// The formats of an evaluation's report. A new one is a leaf with its function, and a row in
// evaluation_formats.cpp.
namespace resnext {

struct EvaluationFormat {
  const char* name;              ///< for --format
  const char* description = "";  ///< for --help, where the name doesn't say it all
  const char* extensions = "";   ///< of files that get it if no format is named: "html htm"
  bool needs_pictures = false;   ///< otherwise `pictures` is not read

  /// Returns the whole report.
  std::string (*make)(const Evaluation& evaluation, std::span<const Label> labels,
                      const EvaluationPictures& pictures);
};

/// Returns all formats, the default first.
std::span<const EvaluationFormat> evaluation_formats();

}  // namespace resnext

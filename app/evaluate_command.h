#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "app/exit_code.h"
#include "app/model_option.h"
#include "pipeline/decode.h"
#include "report/reporter.h"

namespace resnext {

/// What the command line says of `evaluate`.
struct EvaluateCommand {
  ModelChoice model;
  std::string data;
  std::string labels;
  std::string output;
  int threads = 0;
  ReportFormat format = ReportFormat::kTable;
  DecodeOptions decode;
};

void add_evaluate_options(CLI::App& app, EvaluateCommand& command);

/// Measures accuracy on labelled images and reports it. Throws the library's errors.
ExitCode run_evaluate(const EvaluateCommand& command);

}  // namespace resnext

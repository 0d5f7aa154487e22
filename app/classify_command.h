#pragma once

#include <CLI/CLI.hpp>

#include "app/exit_code.h"
#include "app/model_option.h"
#include "report/reporter.h"
#include "task/classify.h"

namespace resnext {

/// What the command line says of a classification.
struct ClassifyCommand {
  std::vector<std::string> inputs;  ///< files and folders
  ModelChoice model;
  std::string output;
  int threads = 0;
  ReportFormat format = ReportFormat::kJson;
  ClassifyOptions options;
};

/// True if the command line named an image, a model, weights or an output.
bool is_used(const ClassifyCommand& command);

/// Declares the options on `app`; parsing fills `command`.
void add_classify_options(CLI::App& app, ClassifyCommand& command);

/// Classifies and reports. Throws the library's errors for what ends the run.
ExitCode run_classify(const ClassifyCommand& command);

}  // namespace resnext

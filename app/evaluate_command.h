#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "app/exit_code.h"
#include "app/input_options.h"
#include "app/model_option.h"
#include "output/evaluation_formats.h"

namespace resnext {

/// What the command line says of `evaluate`.
struct EvaluateCommand {
  ModelChoice model;
  std::string data;
  std::string labels;
  std::string synsets;
  std::string real;
  std::string classes;
  bool any_answer = false;
  bool renormalize = false;
  bool skip_unknown = false;
  std::string output;
  std::string records;
  std::string confusion;
  int threads = 0;
  int batch_size = 0;  ///< 0: automatic
  bool quiet = false;
  const EvaluationFormat* format = &evaluation_formats().front();
  DecodeChoice decode;
};

void add_evaluate_options(CLI::App& app, EvaluateCommand& command);

/// Measures accuracy on labelled images and reports it. Throws the library's errors.
ExitCode run_evaluate(const EvaluateCommand& command);

}  // namespace resnext

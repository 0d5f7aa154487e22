#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "app/exit_code.h"
#include "app/input_options.h"
#include "app/model_option.h"
#include "training/train_head.h"

namespace resnext {

/// What the command line says of `finetune`.
struct FinetuneCommand {
  ModelChoice model;
  std::string data;
  std::string labels;
  std::string out;
  bool head_only = false;
  double validation = 0.2;  ///< part of each class
  int crops = 1;
  bool flip = false;
  std::string cache;  ///< folder; empty: the usual one
  bool no_cache = false;
  DecodeChoice decode;
  TrainingOptions training;
  int threads = 0;
  int image_batch = 0;  ///< images that go through the network together; 0: automatic
  bool quiet = false;
};

void add_finetune_options(CLI::App& app, FinetuneCommand& command);

/// Trains a new last layer and writes a model folder. Throws the library's errors.
ExitCode run_finetune(const FinetuneCommand& command);

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "commands/command_outcome.h"
#include "commands/image_request.h"
#include "commands/model_request.h"
#include "training/train_head.h"

// The command `finetune`: trains a classifier for classes of the user's own.
namespace resnext {

struct FinetuneRequest {
  ModelRequest model;
  DecodeRequest decode;
  std::string data;    ///< folder with a folder a class
  std::string labels;  ///< list of paths and classes
  std::string out;     ///< folder to make
  bool head_only = false;
  bool multi_label = false;  ///< images may show several classes, or none
  double validation = 0.2;   ///< part of each class
  int crops = 1;             ///< 1 or 5 of each image
  bool flip = false;         ///< learn from mirror images too
  std::string cache;         ///< folder for computed features; empty: the default
  bool no_cache = false;
  TrainingOptions training;
  int image_batch = 0;  ///< images that go through the network together; 0: automatic
  bool quiet = false;
};

/// Trains a new last layer and writes a model folder. Throws the library's errors, Cancelled if
/// it is interrupted while the model is loaded.
CommandOutcome run_finetune(const FinetuneRequest& request, CommandIo& io);

}  // namespace resnext

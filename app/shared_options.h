// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>

#include "commands/image_request.h"
#include "commands/model_request.h"
#include "inference/augmentation.h"

// Options that several commands have. Each function declares options on `app`; parsing fills the
// request.
namespace resnext {

struct ModelOptions {
  CLI::Option* model;
  CLI::Option* weights;
};

/// Declares --weights.
CLI::Option* add_weights_option(CLI::App& app, std::string& weights);

/// Declares --train-size, --kernels and --packed-cache.
void add_engine_options(CLI::App& app, ModelRequest& request);

/// Declares --model and all of these.
ModelOptions add_model_options(CLI::App& app, ModelRequest& request);

/// Returns the precisions by the names that --precision has for them.
std::map<std::string, Precision> precision_choices();

/// Declares --precision.
void add_precision_option(CLI::App& app, Precision& precision);

/// Declares --tta.
void add_tta_option(CLI::App& app, Augmentation& augmentation);

/// Declares the images and where they are listed.
void add_image_options(CLI::App& app, ImageRequest& request);

/// Declares --exif, --fast-decode and --max-pixels.
void add_decode_options(CLI::App& app, DecodeRequest& request);

/// Declares --force: without it, no file that holds something is replaced.
CLI::Option* add_force_option(CLI::App& app, bool& force);

void add_batch_size_option(CLI::App& app, int& batch_size);
void add_threads_option(CLI::App& app, ExecutionOptions& execution);
void add_verbosity_options(CLI::App& app, bool& quiet, bool& verbose);

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include "commands/benchmark_command.h"
#include "commands/classify_command.h"
#include "commands/doctor_command.h"
#include "commands/evaluate_command.h"
#include "commands/features_command.h"
#include "commands/finetune_command.h"
#include "commands/models_command.h"
#include "commands/quantize_command.h"
#include "commands/serve_command.h"
#include "commands/weights_commands.h"
#include "commands/weights_fetch_command.h"

// The options of each command. Each function declares them on `app`; parsing fills the request.
namespace resnext {

void add_classify_options(CLI::App& app, ClassifyRequest& request);
void add_features_options(CLI::App& app, FeaturesRequest& request);
void add_evaluate_options(CLI::App& app, EvaluateRequest& request);
void add_finetune_options(CLI::App& app, FinetuneRequest& request);
void add_quantize_options(CLI::App& app, QuantizeRequest& request);
void add_benchmark_options(CLI::App& app, BenchmarkRequest& request);
void add_serve_options(CLI::App& app, ServeRequest& request);
void add_doctor_options(CLI::App& app, DoctorRequest& request);
void add_models_options(CLI::App& app, ModelsRequest& request);
void add_weights_list_options(CLI::App& app, WeightsListRequest& request);
void add_weights_cache_options(CLI::App& app, WeightsCacheRequest& request);
void add_weights_fetch_options(CLI::App& app, WeightsFetchRequest& request);
void add_weights_verify_options(CLI::App& app, WeightsVerifyRequest& request);
void add_weights_convert_options(CLI::App& app, WeightsConvertRequest& request);

/// Returns whether the command line named an image, a model, weights or an output to classify with.
bool is_used(const ClassifyRequest& request);

}  // namespace resnext

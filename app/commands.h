// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command_options.h"
#include "app/help_command.h"

// The program's commands: what the command line can say.
namespace resnext {

/// A request for each command; the one that the command line names is run.
struct Requests {
  ClassifyRequest classify;
  ModelsRequest models;
  EvaluateRequest evaluate;
  FeaturesRequest features;
  FinetuneRequest finetune;
  QuantizeRequest quantize;
  ServeRequest serve;
  BenchmarkRequest benchmark;
  DoctorRequest doctor;
  WeightsListRequest weights_list;
  WeightsCacheRequest weights_cache;
  WeightsFetchRequest weights_fetch;
  WeightsVerifyRequest weights_verify;
  WeightsConvertRequest weights_convert;
  HelpRequest help;
};

inline constexpr const char* kProgramName = "resnext-classify";
inline constexpr const char* kProgramSummary = "Classify images with ResNeXt on the CPU";

/// Declares all commands and their options on `app`; parsing fills `requests`, which must outlive
/// it.
void add_commands(CLI::App& app, Requests& requests);

}  // namespace resnext

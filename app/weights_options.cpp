// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "app/choice.h"
#include "app/command_options.h"
#include "hub/own_cache.h"
#include "output/format_names.h"

namespace resnext {
namespace {

const std::map<std::string, std::optional<DType>> kDtypes = {
    {"keep", std::nullopt}, {"f32", DType::kF32}, {"f16", DType::kF16}, {"bf16", DType::kBF16}};

}  // namespace

void add_weights_list_options(CLI::App& app, WeightsListRequest& request) {
  app.add_flag("--json", request.json, "JSON instead of a table");
}

void add_weights_cache_options(CLI::App& app, WeightsCacheRequest& request) {
  std::vector<std::string> parts = cache_part_names();
  parts.emplace_back("all");
  app.add_option("--clear", request.clear,
                 "Remove " + in_words(parts, "or") + "; all of it can be made again")
      ->check(one_of(parts))
      ->type_name("packed|features|hashes|all");
  app.add_flag("--json", request.json, "JSON instead of a table");
}

void add_weights_verify_options(CLI::App& app, WeightsVerifyRequest& request) {
  app.add_option("target", request.target, "Checkpoint file, folder that holds one, or model id")
      ->type_name("PATH|MODEL")
      ->required();
  app.add_option("-m,--model", request.model, "The model that the file should fit")
      ->type_name("MODEL");
  app.add_flag("--json", request.json, "JSON instead of text");
  app.add_flag("-q,--quiet", request.quiet, "No progress");
}

void add_weights_convert_options(CLI::App& app, WeightsConvertRequest& request) {
  app.add_option("input", request.input, "Checkpoint file, folder that holds one, or model id")
      ->type_name("PATH|MODEL")
      ->required();
  app.add_option("output,-o,--output,--out", request.output, "The safetensors file to write")
      ->type_name("FILE")
      ->required();
  app.add_option_function<std::string>(
         "--dtype", [&request](const std::string& name) { request.dtype = kDtypes.at(name); },
         "Type of the floating-point tensors: keep, f32, f16 or bf16")
      ->check(one_of(names_of(kDtypes)))
      ->type_name("keep|f32|f16|bf16")
      ->default_str("keep");
  app.add_flag("--allow-overflow", request.allow_overflow,
               "Write infinity for values that are too large for the type");
  app.add_flag("--force", request.force, "Replace the output if it exists");
  app.add_flag("-q,--quiet", request.quiet, "No progress");
}

void add_weights_fetch_options(CLI::App& app, WeightsFetchRequest& request) {
  app.add_option("model", request.model, "Model id or alias")->type_name("MODEL")->required();
  app.add_option("--url", request.url,
                 "Download from here (http, https or file); default: RESNEXT_MIRROR, else where "
                 "the model is published")
      ->type_name("URL");
  app.add_flag("--force", request.force, "Download even if weights are there");
  app.add_flag("-q,--quiet", request.quiet, "No progress");
  app.add_option("--attempts", request.attempts,
                 "Attempts in a row without a new byte; default: 6, but 3 while the server can't "
                 "be reached")
      ->check(CLI::Range(1, 1000))
      ->type_name("N");
  app.add_option("--retry-delay", request.retry_delay,
                 "Seconds before the second attempt; doubled each time, up to a minute")
      ->check(CLI::Range(0.0, 60.0))
      ->capture_default_str();
  app.add_option("--max-size", request.max_size,
                 "Largest file accepted where no size is published: bytes, or with kB, MB or GB")
      ->transform(CLI::AsSizeValue(true))
      ->type_name("SIZE")
      ->default_str("20GB");
  app.add_option("--timeout", request.timeout, "Seconds that a connection may stand still")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
}

}  // namespace resnext

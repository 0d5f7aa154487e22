// SPDX-License-Identifier: Apache-2.0
#include <map>

#include <fmt/ranges.h>

#include "app/choice.h"
#include "app/command_options.h"
#include "app/shared_options.h"
#include "commands/features_format.h"
#include "output/format_names.h"

namespace resnext {
namespace {

const std::map<std::string, DType> kDtypes = {{"f32", DType::kF32}, {"f16", DType::kF16}};

}  // namespace

void add_features_options(CLI::App& app, FeaturesRequest& request) {
  add_image_options(app, request.images);
  add_model_options(app, request.model);
  add_precision_option(app, request.model.execution.precision);
  app.option_defaults()->group("Results");
  app.add_option_function<std::string>(
         "--layer",
         [&request](const std::string& name) { request.layer = *parse_feature_layer(name); },
         "pool: the vector before the classifier; layer1 to layer4: maps")
      ->check(one_of(feature_layer_names()))
      ->type_name("pool|layer1|layer2|layer3|layer4|logits")
      ->default_str("pool");
  app.add_option(
         "-o,--out,--output", request.out,
         "File to write: " + feature_extensions("or") + "; -: JSON lines on standard output")
      ->type_name("FILE")
      ->required();
  app.add_option_function<std::string>(
         "-f,--format",
         [&request](const std::string& name) {
           request.format = find_format(feature_formats(), name);
         },
         format_help(feature_formats()) + "; default: by the file's extension")
      ->check(one_of(format_names(feature_formats())))
      ->type_name(fmt::format("{}", fmt::join(format_names(feature_formats()), "|")));
  app.add_option_function<std::string>(
         "--dtype", [&request](const std::string& name) { request.dtype = kDtypes.at(name); },
         "f32 or f16, in " + feature_extensions("and", &FeatureFormat::has_dtype))
      ->check(one_of(names_of(kDtypes)))
      ->type_name("f32|f16")
      ->default_str("f32");
  app.add_option_function<std::string>(
         "--normalize",
         [&request](const std::string& name) { request.normalize_l2 = name == "l2"; },
         "none, or l2: divide an image's values by their Euclidean norm")
      ->check(one_of({"none", "l2"}))
      ->type_name("none|l2")
      ->default_str("none");
  add_decode_options(app, request.decode);
  app.option_defaults()->group("How it runs");
  CLI::Option* const resume =
      app.add_flag("--resume", request.resume,
                   "Continue what FILE holds: inputs that have a record are skipped");
  add_force_option(app, request.force)->excludes(resume);
  app.add_flag("--retry-failed", request.retry_failed, "With --resume: try failed inputs again")
      ->needs(resume);
  add_batch_size_option(app, request.batch_size);
  add_threads_option(app, request.model.execution);
  add_verbosity_options(app, request.quiet, request.verbose);
}

}  // namespace resnext

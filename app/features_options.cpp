// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include <fmt/ranges.h>

#include "app/command_options.h"
#include "app/shared_options.h"
#include "output/format_names.h"

namespace resnext {
namespace {

const std::map<std::string, DType> kDtypes = {{"f32", DType::kF32}, {"f16", DType::kF16}};

}  // namespace

void add_features_options(CLI::App& app, FeaturesRequest& request) {
  add_image_options(app, request.images);
  add_model_options(app, request.model);
  app.option_defaults()->group("Results");
  app.add_option_function<std::string>(
         "--layer",
         [&request](const std::string& name) {
           const auto layer = parse_feature_layer(name);
           if (!layer) {
             throw CLI::ValidationError("--layer", name + " is none of " + feature_layer_names());
           }
           request.layer = *layer;
         },
         "pool: the vector before the classifier; layer1 to layer4: maps")
      ->type_name("pool|layer1|layer2|layer3|layer4|logits")
      ->default_str("pool");
  app.add_option("-o,--out", request.out, "File to write: " + feature_extensions("or"))
      ->type_name("FILE")
      ->required();
  std::vector<std::string> formats = format_names(feature_formats());
  std::ranges::sort(formats);
  app.add_option_function<std::string>(
         "-f,--format",
         [&request](const std::string& name) {
           request.format = find_format(feature_formats(), name);
         },
         format_help(feature_formats()) + "; default: by the file's extension")
      ->check(CLI::IsMember(formats))
      ->type_name(fmt::format("{}", fmt::join(format_names(feature_formats()), "|")));
  app.add_option_function<std::string>(
         "--dtype", [&request](const std::string& name) { request.dtype = kDtypes.at(name); },
         "f32 or f16, in " + feature_extensions("and", &FeatureFormat::has_dtype))
      ->check(CLI::IsMember(&kDtypes))
      ->type_name("f32|f16")
      ->default_str("f32");
  app.add_option_function<std::string>(
         "--normalize",
         [&request](const std::string& name) { request.normalize_l2 = name == "l2"; },
         "none, or l2: divide an image's values by their Euclidean norm")
      ->check(CLI::IsMember({"none", "l2"}))
      ->type_name("none|l2")
      ->default_str("none");
  add_decode_options(app, request.decode);
  app.option_defaults()->group("How it runs");
  CLI::Option* const resume =
      app.add_flag("--resume", request.resume,
                   "Continue what FILE holds: inputs that have a record are skipped");
  app.add_flag("--retry-failed", request.retry_failed, "With --resume: try failed inputs again")
      ->needs(resume);
  add_batch_size_option(app, request.batch_size);
  add_threads_option(app, request.model.execution);
  add_verbosity_options(app, request.quiet, request.verbose);
}

}  // namespace resnext

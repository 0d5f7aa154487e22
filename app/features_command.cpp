#include "app/features_command.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "app/brief_spinning.h"
#include "app/interrupt.h"
#include "app/packed_weights.h"
#include "app/run_display.h"
#include "app/run_options.h"
#include "base/error.h"
#include "inference/run_id.h"
#include "output/format_names.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

const std::map<std::string, DType> kDtypes = {{"f32", DType::kF32}, {"f16", DType::kF16}};

/// Returns the extensions of the formats that have `property`, or of all, as a message lists them.
std::string extensions(bool FeatureFormat::*property, const char* conjunction) {
  std::vector<std::string> list;
  for (const FeatureFormat& format : feature_formats()) {
    if (property == nullptr || format.*property) {
      list.emplace_back(format.extension);
    }
  }
  return in_words(list, conjunction);
}

const FeatureFormat& format_of(const FeaturesCommand& command) {
  if (command.format != nullptr) {
    return *command.format;
  }
  const std::string extension = fs::path(command.out).extension().string();
  for (const FeatureFormat& format : feature_formats()) {
    if (extension == format.extension) {
      return format;
    }
  }
  throw UsageError("--out " + command.out + ": the extension says no format; expected " +
                   extensions(nullptr, "or") + ", or name one with --format");
}

FeatureFileOptions file_options(const FeaturesCommand& command, const FeatureFormat& format) {
  FeatureFileOptions file;
  file.path = command.out;
  if (!format.has_dtype && command.dtype) {
    throw UsageError("--dtype goes with " + extensions(&FeatureFormat::has_dtype, "and") +
                     "; JSON has decimal numbers");
  }
  file.array.dtype = command.dtype.value_or(DType::kF32);
  file.resume = command.resume;
  file.retry_failed = command.retry_failed;
  return file;
}

FeatureOptions feature_options(const FeaturesCommand& command, const ModelConfig& config) {
  FeatureOptions options = command.options;
  options.decode = decode_options(command.decode, config);
  options.batch_size = batch_size_for(command.input, command.batch_size, config);
  return options;
}

std::string run_of(const FeatureOptions& options, const FeatureFileOptions& file,
                   const FeatureFormat& format, const FeaturesCommand& command,
                   const ModelConfig& config, std::span<const NamedTensor> weights) {
  ClassifyOptions shared;
  shared.decode = options.decode;
  shared.batch_size = options.batch_size;
  std::vector<std::string> settings = run_settings(command.model);
  settings.insert(
      settings.end(),
      {"layer=" + to_string(options.layer), options.normalize_l2 ? "normalize=l2" : "",
       std::string("dtype=") + to_string(file.array.dtype), std::string("format=") + format.name});
  return run_id(config, weights, shared, settings);
}

}  // namespace

void add_features_options(CLI::App& app, FeaturesCommand& command) {
  add_input_options(app, command.input);
  add_model_options(app, command.model);
  app.add_option_function<std::string>(
         "--layer",
         [&command](const std::string& name) {
           const auto layer = parse_feature_layer(name);
           if (!layer) {
             throw CLI::ValidationError("--layer", name + " is none of " + feature_layer_names());
           }
           command.options.layer = *layer;
         },
         "pool (the vector before the classifier), layer1 to layer4 (maps), or logits")
      ->type_name("LAYER")
      ->default_str("pool");
  app.add_option("-o,--out", command.out, "File to write: " + extensions(nullptr, "or"))
      ->type_name("FILE")
      ->required();
  std::vector<std::string> formats = format_names(feature_formats());
  std::ranges::sort(formats);
  app.add_option_function<std::string>(
         "-f,--format",
         [&command](const std::string& name) {
           command.format = find_format(feature_formats(), name);
         },
         format_help(feature_formats()) + "; default: by the file's extension")
      ->check(CLI::IsMember(formats))
      ->type_name("FORMAT");
  app.add_option_function<std::string>(
         "--dtype", [&command](const std::string& name) { command.dtype = kDtypes.at(name); },
         "f32 or f16, in " + extensions(&FeatureFormat::has_dtype, "and"))
      ->check(CLI::IsMember(&kDtypes))
      ->type_name("TYPE")
      ->default_str("f32");
  app.add_option_function<std::string>(
         "--normalize",
         [&command](const std::string& name) { command.options.normalize_l2 = name == "l2"; },
         "none, or l2: divide an image's values by their Euclidean norm")
      ->check(CLI::IsMember({"none", "l2"}))
      ->type_name("NORM")
      ->default_str("none");
  add_decode_options(app, command.decode);
  CLI::Option* const resume =
      app.add_flag("--resume", command.resume,
                   "Go on with what FILE holds: inputs that have a record are skipped");
  app.add_flag("--retry-failed", command.retry_failed, "With --resume: try failed inputs again")
      ->needs(resume);
  add_batch_size_option(app, command.batch_size);
  add_threads_option(app, command.threads);
  add_verbosity_options(app, command.quiet, command.verbose);
}

ExitCode run_features(const FeaturesCommand& command) {
  check_inputs(command.input);
  if (!is_single_image(command.input) && command.threads != 1) {
    spin_briefly();
  }
  const FeatureFormat& format = format_of(command);
  FeatureFileOptions file = file_options(command, format);
  const ModelConfig config = resolve(command.model);
  FeatureOptions options = feature_options(command, config);
  SourceOptions source_settings = source_options(command.input);
  check_not_empty(command.input, stop_flag());

  const OpenedModel opened = open_model(config, command.model.weights);
  options.run = run_of(options, file, format, command, config, opened.tensors);
  file.array.row_shape = feature_shape(opened.bound.network, options.layer);
  file.array.metadata = {{"model", config.id},
                         {"layer", to_string(options.layer)},
                         {"normalize", options.normalize_l2 ? "l2" : "none"},
                         {"run", options.run}};
  const std::unique_ptr<FeatureWriter> writer = format.open(file, options.run);
  protect_inputs(command.input, opened_files(opened), command.out,
                 [&writer](const fs::path& input) { writer->refuse_if_same(input); });
  const LoadedModel model =
      load_model(config, opened, load_options(command.model, command.threads));

  catch_interrupts();
  const bool terminal = isatty(STDERR_FILENO) == 1 && !command.quiet;
  RunDisplay display({terminal, command.verbose, terminal || command.verbose},
                     writer->finished().records());
  if (terminal && is_countable(command.input)) {
    display.count(make_image_source(source_settings, stop_flag()), stop_flag());
  }
  if (command.verbose) {
    std::cerr << "run " << options.run << ": " << config.id << ", " << to_string(options.layer)
              << " " << to_string(file.array.row_shape) << ", " << model.engine.threads()
              << " threads, batch size " << options.batch_size << "\n";
  }
  source_settings.keep = [&writer, in_shard = source_settings.keep](const fs::path& path) {
    return (!in_shard || in_shard(path)) && !writer->finished().take(path.native());
  };
  const std::unique_ptr<ImageSource> source = make_image_source(source_settings, stop_flag());
  const RunSummary summary =
      extract_features(model, options, *source, stop_flag(), [&](const ImageFeatures& features) {
        writer->write(features);
        display.update(features.result);
        return true;
      });
  writer->finish();
  display.finish(summary);
  if (is_interrupted()) {
    return interrupted_exit_code();
  }
  keep_packed_weights(model, command.quiet, command.verbose);
  return summary.failed > 0 ? ExitCode::kSomeImagesFailed : ExitCode::kSuccess;
}

}  // namespace resnext

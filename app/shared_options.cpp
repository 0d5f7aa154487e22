// SPDX-License-Identifier: Apache-2.0
#include "app/shared_options.h"

#include "app/choice.h"

namespace resnext {
namespace {

const std::map<std::string, KernelChoice> kKernels = {{"auto", KernelChoice::kAuto},
                                                      {"onednn", KernelChoice::kOneDnn}};
const std::map<std::string, ExifMode> kExif = {{"ignore", ExifMode::kIgnore},
                                               {"apply", ExifMode::kApply}};

/// Returns what --tta accepts.
std::map<std::string, Augmentation> augmentation_choices() {
  std::map<std::string, Augmentation> choices;
  for (const Augmentation augmentation : {Augmentation::kNone, Augmentation::kFlip,
                                          Augmentation::kFiveCrops, Augmentation::kTenCrops}) {
    choices.emplace(to_string(augmentation), augmentation);
  }
  return choices;
}

}  // namespace

std::map<std::string, Precision> precision_choices() {
  std::map<std::string, Precision> choices = {{to_string(Precision::kAuto), Precision::kAuto}};
  for (const Precision precision : kPrecisions) {
    choices.emplace(to_string(precision), precision);
  }
  return choices;
}

ModelOptions add_model_options(CLI::App& app, ModelRequest& request) {
  app.option_defaults()->group("Model");
  CLI::Option* const model =
      app.add_option("-m,--model", request.model,
                     "Model id or alias, config file, or folder with config.json and weights; "
                     "default: the small model that comes with the program")
          ->type_name("MODEL");
  CLI::Option* const weights = add_weights_option(app, request.weights);
  add_engine_options(app, request);
  return {model, weights};
}

CLI::Option* add_weights_option(CLI::App& app, std::string& weights) {
  app.option_defaults()->group("Model");
  return app
      .add_option("-w,--weights", weights,
                  "Checkpoint (.pth, .safetensors) or folder; default: the usual caches")
      ->type_name("PATH");
}

void add_engine_options(CLI::App& app, ModelRequest& request) {
  app.option_defaults()->group("Model");
  app.add_flag("--train-size", request.train_size,
               "Take images of the size that the model was trained at, not of the one that timm "
               "tests it at");
  app.add_option("--kernels", request.execution.kernels,
                 "auto (for each layer the faster one) or onednn (no custom kernels)")
      ->transform(choice(kKernels))
      ->type_name("auto|onednn")
      ->default_str("auto");
  app.add_option("--packed-cache", request.packed_cache_gb,
                 "GB of disk for packed weights, with which the next start is quicker; 0: none; "
                 "default: RESNEXT_PACKED_CACHE, else 10")
      ->check(CLI::Validator(
          [](const std::string& text) {
            return parse_gigabytes(text) ? ""
                                         : "expected a number from 0 to 1000000, found " + text;
          },
          ""))
      ->type_name("GB");
}

void add_precision_option(CLI::App& app, Precision& precision) {
  app.option_defaults()->group("Model");
  app.add_option("--precision", precision,
                 "What the network computes with: f32, bf16 (faster on CPUs with bfloat16 "
                 "products, slightly other scores), int8 (a model that quantize has made) or auto "
                 "(the fastest that this CPU and the model have)")
      ->transform(choice(precision_choices()))
      ->type_name("f32|bf16|int8|auto")
      ->default_str("f32; int8 for a quantized model");
}

void add_tta_option(CLI::App& app, Augmentation& augmentation) {
  app.option_defaults()->group("Model");
  app.add_option("--tta", augmentation,
                 "Test-time augmentation: the mean of the logits for several views of each image: "
                 "hflip (and its mirror image), 5crop (centre and corners) or 10crop (both)")
      ->transform(choice(augmentation_choices()))
      ->type_name("none|hflip|5crop|10crop")
      ->default_str("none");
}

void add_image_options(CLI::App& app, ImageRequest& request) {
  app.option_defaults()->group("Images");
  app.add_option(
         "images", request.paths,
         "Image files, folders (walked recursively), tar archives (.tar, .tar.gz, .tgz) and quoted "
         "patterns (*, ?, [], **); - reads a list of them from standard input")
      ->type_name("PATH");
  app.add_option("--files-from", request.files_from,
                 "Files and folders listed in FILE, one a line; - is standard input, served as "
                 "lines arrive")
      ->type_name("FILE");
  app.add_flag(
      "-0,--null", request.nul_separated,
      "The list's entries end in NUL, not in a line feed; the list is standard input if nothing "
      "else is given");
  app.add_flag("--stdin-image", request.stdin_image, "The bytes of one image on standard input");
  app.add_flag("--stdin-tar", request.stdin_tar,
               "The images in a tar archive, plain or gzipped, on standard input");
  app.add_option("--shard", request.shard,
                 "Only the files whose path hashes into part K of N, from 1/N to N/N")
      ->type_name("K/N");
}

void add_decode_options(CLI::App& app, DecodeRequest& request) {
  app.option_defaults()->group("Decoding");
  app.add_option("--exif", request.options.exif,
                 "ignore (as timm does) or apply the camera's orientation")
      ->transform(choice(kExif))
      ->type_name("ignore|apply")
      ->default_str("ignore");
  app.add_flag("--fast-decode", request.fast,
               "Decode large JPEGs at a fraction of their size: faster, slightly other scores");
  app.add_option("--max-pixels", request.options.max_pixels,
                 "Refuse larger images before decoding them")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 40))
      ->capture_default_str();
}

CLI::Option* add_force_option(CLI::App& app, bool& force) {
  return app.add_flag("--force", force, "Replace output files that exist");
}

void add_batch_size_option(CLI::App& app, int& batch_size) {
  app.option_defaults()->group("How it runs");
  app.add_option("-b,--batch-size", batch_size,
                 "Images that go through the network together; 0: automatic")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
}

void add_threads_option(CLI::App& app, ExecutionOptions& execution) {
  app.option_defaults()->group("How it runs");
  app.add_option("-t,--threads", execution.threads, "CPU threads; 0: all that this process may use")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
}

void add_verbosity_options(CLI::App& app, bool& quiet, bool& verbose) {
  app.option_defaults()->group("How it runs");
  CLI::Option* const silent =
      app.add_flag("-q,--quiet", quiet, "No progress and no summary, even on a terminal");
  app.add_flag("-v,--verbose", verbose,
               "Settings, failures and a summary on standard error, even without a terminal")
      ->excludes(silent);
}

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "app/choice.h"
#include "app/command_options.h"
#include "app/number_between.h"
#include "app/shared_options.h"

namespace resnext {
namespace {

void add_training_options(CLI::App& app, TrainingOptions& training) {
  app.option_defaults()->group("Training");
  app.add_option("--epochs", training.epochs, "Passes over the images, at most")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--patience", training.patience,
                 "End after so many epochs without a better one; 0: never")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  app.add_option("--learning-rate", training.learning_rate, "Highest rate of gradient descent")
      ->check(number_between(1e-9, 1e6))
      ->capture_default_str();
  app.add_option("--warmup-epochs", training.warmup_epochs, "In which the rate grows from 0")
      ->check(number_between(0, 1e6))
      ->capture_default_str();
  app.add_option("--training-batch", training.batch_size, "Rows of features a step")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--momentum", training.sgd.momentum, "Nesterov's")
      ->check(number_between(0, 0.9999))
      ->capture_default_str();
  app.add_option("--weight-decay", training.sgd.weight_decay, "Pull of all weights towards 0")
      ->check(number_between(0, 1e3))
      ->capture_default_str();
  app.add_option("--label-smoothing", training.label_smoothing,
                 "Part of the probability that is spread over all classes")
      ->check(number_between(0, 0.999))
      ->capture_default_str();
  app.add_option_function<std::string>(
         "--class-weights",
         [&training](const std::string& name) { training.balanced = name == "balanced"; },
         "none, or balanced: rare classes count as much as others")
      ->check(one_of({"none", "balanced"}))
      ->type_name("none|balanced")
      ->default_str("none");
  app.add_option("--seed", training.seed, "Of the split and of the order")->capture_default_str();
}

}  // namespace

void add_finetune_options(CLI::App& app, FinetuneRequest& request) {
  app.option_defaults()->group("Data and model");
  app.add_option("-d,--data", request.data,
                 "Folder with a folder of images a class, or where --labels' paths begin")
      ->type_name("DIR");
  app.add_option("-l,--labels", request.labels,
                 "Lines of path TAB class; with --multi-label, of path TAB class TAB class ...")
      ->type_name("FILE");
  app.add_flag("--multi-label", request.multi_label,
               "Images may show several classes, or none; without --labels they are listed in "
               "DIR/labels.tsv");
  app.add_option("-o,--out,--output", request.out, "Folder to make for the new model")
      ->type_name("MODELDIR")
      ->required();
  app.add_flag("--head-only", request.head_only,
               "Write the last layer alone; the base's weights stay where they are");
  add_model_options(app, request.model);
  add_precision_option(app, request.model.execution.precision);
  app.option_defaults()->group("Training");
  app.add_option("--validation", request.validation,
                 "Part of each class that is held out for validation")
      ->check(number_between(0.001, 0.9))
      ->capture_default_str();
  app.add_option("--crops", request.crops, "1 (the centre) or 5 (the corners, too) of each image")
      ->check(one_of({"1", "5"}))
      ->type_name("1|5")
      ->capture_default_str();
  app.add_flag("--flip", request.flip, "Learn from mirror images, too");
  add_training_options(app, request.training);
  add_decode_options(app, request.decode);
  app.option_defaults()->group("How it runs");
  CLI::Option* const cache =
      app.add_option("--cache", request.cache,
                     "Folder for computed features; default: ~/.cache/resnext-classify/features")
          ->type_name("DIR");
  app.add_flag("--no-cache", request.no_cache, "Neither read nor write computed features")
      ->excludes(cache);
  add_batch_size_option(app, request.image_batch);
  add_threads_option(app, request.model.execution);
  app.add_flag("-q,--quiet", request.quiet, "Nothing on standard error but errors");
}

}  // namespace resnext

#include "app/finetune_command.h"

#include <unistd.h>

#include <chrono>
#include <iostream>

#include "app/brief_spinning.h"
#include "app/interrupt.h"
#include "app/new_folder.h"
#include "app/packed_weights.h"
#include "app/status_line.h"
#include "app/training_log.h"
#include "base/error.h"
#include "base/files/hash_record.h"
#include "base/text/printable.h"
#include "base/text/progress_line.h"
#include "engine/onednn/matrix_product.h"
#include "engine/onednn/runtime_info.h"
#include "hub/locate.h"
#include "inference/batch_size.h"
#include "inference/run_id.h"
#include "models/hub_config.h"
#include "output/pages/training_report.h"
#include "output/summaries/run_text.h"
#include "training/save_model.h"
#include "training/training_features.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// Throws UsageError for a network that a model folder can't describe.
void check_layout(const ModelConfig& config) {
  if (!config.architecture.body->has_timm_form()) {
    throw UsageError(config.id +
                     ": its config has a \"stem\", which the layout of Hugging Face and timm, in "
                     "which a new model is written, has no words for; choose another base");
  }
}

/// The next run would take the model for a class.
void refuse_inside(const fs::path& out, const fs::path& data) {
  std::error_code error;
  const fs::path within =
      fs::weakly_canonical(out, error).lexically_relative(fs::weakly_canonical(data, error));
  if (!error && !within.empty() && *within.begin() != "..") {
    throw UsageError("--out " + out.string() + " lies in the folder of images, " + data.string() +
                     "; name another place");
  }
}

TrainingSet training_set(const FinetuneCommand& command) {
  if (command.labels.empty()) {
    if (command.data.empty()) {
      throw UsageError("finetune needs --data DIR, --labels FILE, or both");
    }
    refuse_inside(command.out, command.data);
    return training_set_in_folder(command.data);
  }
  const fs::path folder =
      command.data.empty() ? fs::path(command.labels).parent_path() : fs::path(command.data);
  return training_set_in_list(command.labels, folder);
}

FeatureOptions feature_options(const FinetuneCommand& command, const ModelConfig& config) {
  FeatureOptions options;
  options.decode = decode_options(command.decode, config);
  options.views = make_views(command.crops, command.flip);
  options.batch_size = command.image_batch > 0 ? command.image_batch : batch_size_for_many(config);
  return options;
}

CacheOptions cache_options(const FinetuneCommand& command, const ModelConfig& config,
                           const OpenedModel& opened, const FeatureOptions& features) {
  if (command.no_cache) {
    return {};
  }
  ClassifyOptions shared;
  shared.decode = features.decode;
  shared.batch_size = features.batch_size;
  std::vector<std::string> settings = run_settings(command.model);
  settings.insert(settings.end(),
                  {"isa=" + instruction_set(), "crops=" + std::to_string(command.crops),
                   command.flip ? "flip" : "", "pooled features"});
  return {command.cache.empty() ? own_cache(process_environment()) / "features"
                                : fs::path(command.cache),
          run_id(config, opened.tensors, shared, settings)};
}

/// Rows of some of the images: all their views, or the first alone.
TrainingRows rows_of(const TrainingFeatures& features, std::span<const std::size_t> images,
                     bool all_views) {
  const std::size_t views = all_views ? features.views : 1;
  TrainingRows rows;
  rows.features.reserve(images.size() * views * features.size);
  for (const std::size_t image : images) {
    const auto begin = features.values.begin() +
                       static_cast<std::ptrdiff_t>(image * features.views * features.size);
    rows.features.insert(rows.features.end(), begin,
                         begin + static_cast<std::ptrdiff_t>(views * features.size));
    rows.classes.insert(rows.classes.end(), views, features.classes[image]);
  }
  return rows;
}

/// What follows the architecture in the model's id: the folder's name, in letters that ids have.
std::string tag_of(const std::string& name) {
  std::string tag;
  for (const char letter : name) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
    tag += plain ? letter : '_';
  }
  return tag;
}

/// How a head names its base so that it can be found from anywhere.
std::string base_name(const FinetuneCommand& command, const ModelConfig& config) {
  if (config.head_base) {
    return config.head_base->model;
  }
  return config.directory.empty() ? config.id
                                  : fs::absolute(command.model.model).lexically_normal().string();
}

void write_model(const FinetuneCommand& command, const ModelConfig& base, const OpenedModel& opened,
                 const TrainingSet& set, const TrainedHead& trained, const NewFolder& folder) {
  ModelConfig config = base;
  config.architecture.num_classes = static_cast<int>(set.classes.size());
  config.labels.clear();
  config.label_names = set.classes;
  config.label_descriptions.clear();
  config.head_base.reset();
  if (command.head_only) {
    config.head_base = {base_name(command, base),
                        known_sha256(opened.checkpoint.path(), process_environment())};
    save_head(trained.weights, opened.bound.network, folder.folder());
  } else {
    save_whole_model(opened, trained.weights, folder.folder());
  }
  folder.write("config.json", hub_config_text(config, tag_of(folder.name()), base.id));
}

TrainingReport report_of(const FinetuneCommand& command, const ModelConfig& config,
                         const TrainingSet& set, const TrainingFeatures& features,
                         const Split& split) {
  TrainingReport report;
  report.base = config.id;
  report.data = command.labels.empty() ? command.data : command.labels;
  report.classes = set.classes;
  report.training_images.resize(set.classes.size());
  for (const std::size_t image : split.training) {
    ++report.training_images[static_cast<std::size_t>(features.classes[image])];
  }
  for (const std::size_t image : split.validation) {
    report.truth.push_back(features.classes[image]);
  }
  report.skipped = features.skipped;
  report.options = command.training;
  return report;
}

/// Features with progress, and a word about what was left out.
TrainingFeatures compute_features(const FinetuneCommand& command, const LoadedModel& model,
                                  const TrainingSet& set, const FeatureOptions& options,
                                  const CacheOptions& cache) {
  StatusLine line;
  const bool shown = !command.quiet && isatty(STDERR_FILENO) == 1;
  RateMeter meter;
  const auto start = std::chrono::steady_clock::now();
  auto drawn = start;
  TrainingFeatures features =
      training_features(model, set, options, cache, stop_flag(), [&](std::size_t done) {
        const auto now = std::chrono::steady_clock::now();
        if (shown && now - drawn > std::chrono::milliseconds(250)) {
          drawn = now;
          meter.add(done, std::chrono::duration<double>(now - start).count());
          line.draw(run_progress_line({done, set.images.size(), 0, meter.per_second()},
                                      StatusLine::width()));
        }
      });
  line.clear();
  tell_of_features(features, cache, command.quiet);
  return features;
}

}  // namespace

ExitCode run_finetune(const FinetuneCommand& command) {
  if (command.threads != 1) {
    spin_briefly();
  }
  const ModelConfig config = resolve(command.model);
  check_layout(config);
  const TrainingSet set = training_set(command);
  catch_interrupts();
  const NewFolder folder(command.out);
  const OpenedModel opened = open_model(config, command.model.weights);
  const FeatureOptions options = feature_options(command, config);
  const CacheOptions cache = cache_options(command, config, opened, options);
  const LoadedModel model =
      load_model(config, opened, load_options(command.model, command.threads));

  const TrainingFeatures features = compute_features(command, model, set, options, cache);
  if (is_interrupted()) {
    std::cerr << "resnext-classify: interrupted"
              << (command.no_cache ? "" : "; computed features are in the cache") << "\n";
    return interrupted_exit_code();
  }
  const Split split =
      stratified_split(features.classes, set.classes, command.validation, command.training.seed);
  use_threads(model.engine.threads());
  TrainingLog log(folder.folder() / "metrics.jsonl", command.quiet);
  const std::optional<TrainedHead> trained =
      train_head(rows_of(features, split.training, true),
                 rows_of(features, split.validation, false), set.classes.size(), command.training,
                 is_interrupted, [&log](const EpochMetrics& epoch) { log.write(epoch); });
  if (!trained) {
    std::cerr << "resnext-classify: interrupted before the first epoch was finished\n";
    return interrupted_exit_code();
  }
  log.finish();
  write_model(command, config, opened, set, *trained, folder);
  const TrainingReport report = report_of(command, config, set, features, split);
  folder.write("report.html", training_report_html(report, *trained));
  folder.finish();
  if (!command.quiet) {
    std::cerr << printable(command.out) << ": " << training_summary_text(report, *trained)
              << "; learning curves: "
              << printable((fs::path(command.out) / "report.html").string()) << "\n";
  }
  if (trained->interrupted) {
    std::cerr << "resnext-classify: interrupted; " << printable(command.out)
              << " holds the best epoch so far, " << trained->best_epoch << "\n";
    return interrupted_exit_code();
  }
  if (trained->diverged) {
    std::cerr << "training diverged after epoch " << trained->epochs.size()
              << ": the loss is not a number any more; " << printable(command.out)
              << " holds the best epoch, " << trained->best_epoch
              << ". Choose a lower --learning-rate\n";
  }
  keep_packed_weights(model, command.quiet);
  return features.skipped.empty() ? ExitCode::kSuccess : ExitCode::kSomeImagesFailed;
}

}  // namespace resnext

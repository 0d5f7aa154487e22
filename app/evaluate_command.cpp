#include "app/evaluate_command.h"

#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

#include "app/brief_spinning.h"
#include "app/interrupt.h"
#include "app/packed_weights.h"
#include "app/status_line.h"
#include "base/error.h"
#include "base/files/output.h"
#include "base/text/printable.h"
#include "evaluation/evaluate.h"
#include "evaluation/imagenet_validation.h"
#include "hub/locate.h"
#include "images/draw/encode.h"
#include "images/draw/thumbnail.h"
#include "inference/class_names.h"
#include "output/summaries/evaluation_report.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr int kPictureSide = 160;  // of an activation map in the page, as a thumbnail's

void check_usage(const EvaluateCommand& command) {
  if (command.data.empty() && command.labels.empty()) {
    throw UsageError("evaluate needs --data DIR, --labels FILE, or both");
  }
  if (!command.synsets.empty() && command.labels.empty()) {
    throw UsageError("--synsets says what the numbers of --labels mean, which is missing");
  }
}

LabelledImages labelled_images(const EvaluateCommand& command, const std::vector<Label>& labels) {
  const UnknownClasses unknown =
      command.skip_unknown ? UnknownClasses::kLeaveOut : UnknownClasses::kRefuse;
  if (command.labels.empty()) {
    return labelled_images_in_folder(command.data, labels, unknown);
  }
  LabelListOptions options;
  options.folder =
      command.data.empty() ? fs::path(command.labels).parent_path() : fs::path(command.data);
  options.unknown = unknown;
  if (!command.synsets.empty()) {
    options.synsets = read_synsets(command.synsets);
  }
  return labelled_images_in_list(command.labels, labels, options);
}

RealLabels read_real_labels(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) {
    throw UsageError(path + ": can't be read; expected ReaL labels (real.json)");
  }
  return parse_real_labels(text, path);
}

bool is_same_file(const fs::path& a, const fs::path& b) {
  std::error_code ignored;
  return fs::is_regular_file(a, ignored) && fs::equivalent(a, b, ignored);
}

/// The files that the run writes, open before anything that takes long.
class Outputs {
 public:
  explicit Outputs(const EvaluateCommand& command) {
    outputs_.push_back(command.output.empty() ? Output::standard() : Output::file(command.output));
    open(command.records, records_, {command.output});
    open(command.confusion, confusion_, {command.output, command.records});
  }

  void refuse_if_same(const fs::path& input) const {
    for (const Output& output : outputs_) {
      output.refuse_if_same(input);
    }
  }

  Output& report() { return outputs_.front(); }
  Output* records() { return records_ == 0 ? nullptr : &outputs_[records_]; }
  Output* confusion() { return confusion_ == 0 ? nullptr : &outputs_[confusion_]; }

 private:
  void open(const std::string& path, std::size_t& place, const std::vector<std::string>& others) {
    if (path.empty()) {
      return;
    }
    place = outputs_.size();
    outputs_.push_back(Output::file(path));
    for (const std::string& other : others) {
      if (!other.empty() && is_same_file(path, other)) {
        throw UsageError(path + ": two outputs in one file; name another for one of them");
      }
    }
  }

  std::vector<Output> outputs_;
  std::size_t records_ = 0;
  std::size_t confusion_ = 0;
};

/// One line on a terminal, rewritten twice a second.
class ProgressLine {
 public:
  ProgressLine(std::size_t total, bool quiet)
      : total_(total), shown_(!quiet && isatty(STDERR_FILENO) == 1) {}

  void count() {
    ++done_;
    const auto now = std::chrono::steady_clock::now();
    if (shown_ && now - last_ > std::chrono::milliseconds(500)) {
      line_.draw(std::to_string(done_) + " of " + std::to_string(total_));
      last_ = now;
    }
  }

  void clear() { line_.clear(); }

 private:
  std::size_t total_;
  std::size_t done_ = 0;
  bool shown_;
  StatusLine line_;
  std::chrono::steady_clock::time_point last_;
};

/// The photos that the page shows, and what speaks for the answers to them.
EvaluationPictures pictures_of(const Evaluation& evaluation, const LoadedModel& model,
                               const std::vector<LabelledImage>& images,
                               const EvaluateOptions& options,
                               const std::shared_ptr<const ClassifierWeights>& classifier) {
  std::vector<std::size_t> chosen;
  for (const Confusion& pair : worst_pairs(evaluation.measures, kShownPairs)) {
    chosen.insert(chosen.end(), pair.surest.begin(), pair.surest.end());
  }
  EvaluationPictures pictures;
  reclassify(model, images, chosen, options, classifier, stop_flag(),
             [&pictures](std::size_t number, const ImageResult& result) {
               if (result.activation) {
                 pictures[number] = {result.path, result.thumbnail,
                                     make_thumbnail(result.activation->draw(kPictureSide))};
               }
             });
  return pictures;
}

/// Images come class by class: figures of the first of them would say nothing of the whole.
ExitCode end_without_report(const EvaluateCommand& command, std::size_t done, std::size_t images) {
  std::cerr << "resnext-classify: interrupted after " << done << " of " << images
            << " images; no report was written";
  if (!command.records.empty() && done > 0) {
    std::cerr << ", " << printable(command.records) << " has the records up to there";
  }
  std::cerr << "\n";
  return interrupted_exit_code();
}

}  // namespace

ExitCode run_evaluate(const EvaluateCommand& command) {
  check_usage(command);
  if (command.threads != 1) {
    spin_briefly();
  }
  const ModelConfig config = resolve(command.model);
  const std::vector<Label> labels = labels_of(config);
  LabelledImages images = labelled_images(command, labels);
  EvaluateOptions options;
  options.decode = decode_options(command.decode, config);
  options.batch_size = command.batch_size;
  options.renormalize = command.renormalize;
  int of_other_classes = 0;
  if (!command.classes.empty()) {
    std::vector<int> classes = read_class_list(command.classes, labels);
    of_other_classes = leave_out_other_classes(images, classes);
    if (images.images.empty()) {
      throw UsageError(command.classes + ": no image is of these classes");
    }
    if (!command.any_answer) {
      options.answers = std::move(classes);
    }
  }
  std::optional<RealLabels> real;
  if (!command.real.empty()) {
    options.real = &real.emplace(read_real_labels(command.real));
  }
  if (command.format->needs_pictures) {
    check_encoders();
  }
  catch_interrupts();
  Outputs outputs(command);
  for (const LabelledImage& image : images.images) {
    outputs.refuse_if_same(image.path);
  }
  for (const std::string& input :
       {command.labels, command.synsets, command.real, command.classes}) {
    outputs.refuse_if_same(input);
  }
  outputs.refuse_if_same(locate_weights(config, command.model.weights, process_environment()));
  const OpenedModel opened = open_model(config, command.model.weights);
  for (const fs::path& file : opened_files(opened)) {
    outputs.refuse_if_same(file);
  }
  const LoadedModel model =
      load_model(config, opened, load_options(command.model, command.threads));
  ProgressLine progress(images.images.size(), command.quiet);
  options.record = [&](const EvaluatedImage& image) {
    if (Output* const records = outputs.records()) {
      records->write(evaluated_image_to_json(image, labels));
    }
    progress.count();
  };
  Evaluation evaluation = evaluate(model, images.images, options, stop_flag());
  evaluation.unknown = std::move(images.unknown);
  evaluation.of_other_classes = of_other_classes;
  EvaluationPictures pictures;
  if (command.format->needs_pictures && !is_interrupted()) {
    const auto classifier = std::make_shared<ClassifierWeights>(read_classifier(opened.bound));
    pictures = pictures_of(evaluation, model, images.images, options, classifier);
  }
  progress.clear();
  if (is_interrupted()) {
    return end_without_report(command, evaluation.done, images.images.size());
  }
  if (Output* const records = outputs.records()) {
    records->finish();
  }
  if (Output* const confusion = outputs.confusion()) {
    confusion->write(confusion_to_csv(evaluation, labels));
    confusion->finish();
  }
  Output& report = outputs.report();
  report.write(command.format->make(evaluation, labels, pictures));
  report.finish();
  keep_packed_weights(model, command.quiet);
  return evaluation.failures.empty() ? ExitCode::kSuccess : ExitCode::kSomeImagesFailed;
}

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "output/pages/training_report.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "html_page.inc"  // generated from lib/output/pages/assets/ by scripts/cmake/embed_text.cmake
#include "output/pages/html_head.h"
#include "output/pages/html_text.h"
#include "output/pages/learning_curve.h"

namespace resnext {
namespace {

std::string row(const std::string& name, const std::string& value) {
  return fmt::format("<tr><th>{}</th><td>{}</td></tr>\n", name, value);
}

std::string percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? ""
                    : fmt::format("{:.2f} %",
                                  100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string settings_table(const TrainingReport& report, const TrainedHead& trained) {
  const TrainingOptions& options = report.options;
  std::size_t images = 0;
  for (const std::size_t count : report.training_images) {
    images += count;
  }
  return "<table>\n" + row("Base model", html_text(report.base)) +
         row("Data", html_text(report.data)) +
         row("Classes", fmt::format("{}", report.classes.size())) +
         row("Images", fmt::format("{} for training, {} for validation, {} left out", images,
                                   report.truth.size(), report.skipped.size())) +
         row("Epochs", fmt::format("{} of at most {}; the best was {}{}", trained.epochs.size(),
                                   options.epochs, trained.best_epoch,
                                   trained.interrupted ? "; interrupted" : "")) +
         row("Learning rate", fmt::format("{:g}, after {:g} epochs of warm-up, cosine",
                                          options.learning_rate, options.warmup_epochs)) +
         row("Batch size", fmt::format("{}", options.batch_size)) +
         row("Momentum, weight decay",
             fmt::format("{:g} (Nesterov), {:g}", options.sgd.momentum, options.sgd.weight_decay)) +
         row("Label smoothing", fmt::format("{:g}", options.label_smoothing)) +
         row("Class weights", options.balanced ? "balanced" : "none") +
         row("Seed", fmt::format("{}", options.seed)) + "</table>\n";
}

std::string class_table(const TrainingReport& report, const TrainedHead& trained) {
  std::vector<std::size_t> images(report.classes.size());
  std::vector<std::size_t> right(report.classes.size());
  for (std::size_t i = 0; i < report.truth.size(); ++i) {
    const auto truth = static_cast<std::size_t>(report.truth[i]);
    ++images[truth];
    right[truth] += trained.predicted[i] == report.truth[i] ? 1 : 0;
  }
  std::string text =
      "<table>\n<tr><th>class</th><th class=\"number\">training images</th>"
      "<th class=\"number\">validation images</th><th class=\"number\">recognised</th></tr>\n";
  for (std::size_t c = 0; c < report.classes.size(); ++c) {
    text += fmt::format(
        "<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
        "<td class=\"number\">{}</td></tr>\n",
        html_text(report.classes[c]), report.training_images[c], images[c],
        percent(right[c], images[c]));
  }
  return text + "</table>\n";
}

}  // namespace

std::string to_json_line(const EpochMetrics& metrics) {
  nlohmann::ordered_json json;
  json["epoch"] = metrics.epoch;
  json["learning_rate"] = metrics.learning_rate;
  json["training_loss"] = metrics.training_loss;
  json["training_accuracy"] = metrics.training_accuracy;
  json["validation_loss"] = metrics.validation_loss;
  json["validation_accuracy"] = metrics.validation_accuracy;
  json["best"] = metrics.best;
  return json.dump() + "\n";
}

std::string training_summary_text(const TrainingReport& report, const TrainedHead& trained) {
  const EpochMetrics& best = trained.epochs.at(static_cast<std::size_t>(trained.best_epoch - 1));
  return fmt::format("{} classes, best epoch {} of {}: {:.2f} % of {} validation images",
                     report.classes.size(), trained.best_epoch, trained.epochs.size(),
                     best.validation_accuracy * 100, report.truth.size());
}

std::string training_report_html(const TrainingReport& report, const TrainedHead& trained) {
  const EpochMetrics& best = trained.epochs.at(static_cast<std::size_t>(trained.best_epoch - 1));
  std::string page = html_head("Fine-tuning", kTrainingCss);
  page += fmt::format(
              "<h1>Fine-tuning</h1>\n<p>The best epoch, {}, recognised {:.2f} % of {} validation "
              "images.</p>\n",
              trained.best_epoch, best.validation_accuracy * 100, report.truth.size()) +
          "<h2>Learning curves</h2>\n<p><span class=\"training\">training</span>, "
          "<span class=\"validation\">validation</span>; the dot is the best epoch. The training "
          "loss includes label smoothing and class weights.</p>\n<h3>Accuracy</h3>\n" +
          learning_curve_svg(trained.epochs, trained.best_epoch, true) + "<h3>Loss</h3>\n" +
          learning_curve_svg(trained.epochs, trained.best_epoch, false) + "<h2>Settings</h2>\n" +
          settings_table(report, trained) + "<h2>Classes</h2>\n" + class_table(report, trained);
  if (!report.skipped.empty()) {
    page += "<h2>Images left out</h2>\n<table>\n";
    for (const SkippedImage& image : report.skipped) {
      page += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", html_text(image.path),
                          html_text(image.failure.code), html_text(image.failure.message));
    }
    page += "</table>\n";
  }
  return page + "</body>\n</html>\n";
}

}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "output/pages/training_report.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include <fmt/format.h>

#include "evaluation/proportion.h"
#include "html_page.inc"  // generated from lib/output/pages/assets/ by scripts/cmake/embed_text.cmake
#include "output/format_names.h"
#include "output/pages/html_head.h"
#include "output/pages/html_parts.h"
#include "output/pages/html_text.h"
#include "output/pages/learning_curve.h"
#include "output/pages/left_out.h"

namespace resnext {
namespace {

std::string row(const std::string& name, const std::string& value) {
  return fmt::format("<tr><th>{}</th><td>{}</td></tr>\n", name, value);
}

/// Returns the number of images learned from.
std::size_t training_images(const TrainingReport& report) {
  return report.multi_label ? report.all_training_images
                            : std::accumulate(report.training_images.begin(),
                                              report.training_images.end(), std::size_t{0});
}

std::size_t validation_images(const TrainingReport& report) {
  return report.multi_label ? report.multi_label->images : report.truth.size();
}

std::string accuracy_tiles(const TrainingReport& report, const EpochMetrics& best) {
  if (report.multi_label) {
    return html_tile("Mean average precision",
                     fmt::format("{:.2f} %", 100 * best.validation_accuracy),
                     "of the validation images") +
           html_tile("F1 with the thresholds",
                     fmt::format("{:.2f} %", 100 * report.multi_label->macro_f1),
                     "mean of the classes");
  }
  const auto right = static_cast<int>(
      std::lround(best.validation_accuracy * static_cast<double>(report.truth.size())));
  const Interval range = wilson_interval({right, static_cast<int>(report.truth.size())});
  return html_tile("Validation accuracy", fmt::format("{:.2f} %", 100 * best.validation_accuracy),
                   fmt::format("95 %: {:.2f} to {:.2f}", 100 * range.low, 100 * range.high));
}

std::string tiles(const TrainingReport& report, const TrainedHead& trained,
                  const EpochMetrics& best) {
  const std::size_t images = training_images(report);
  return "<dl class=\"tiles\">\n" + accuracy_tiles(report, best) +
         html_tile("Best epoch", fmt::format("{}", trained.best_epoch),
                   fmt::format("of {}, at most {}{}", trained.epochs.size(), report.options.epochs,
                               trained.interrupted ? "; interrupted" : "")) +
         html_tile(
             "Images", fmt::format("{}", images + validation_images(report)),
             fmt::format("{} for training, {} for validation", images, validation_images(report))) +
         html_tile("Classes", fmt::format("{}", report.classes.size()), "") + "</dl>\n";
}

std::string settings_table(const TrainingReport& report) {
  const TrainingOptions& options = report.options;
  return "<table class=\"settings\">\n" + row("Base model", html_text(report.base)) +
         row("Precision of its features", html_text(report.precision)) +
         row("Data", html_text(report.data)) +
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
      "<table><thead><tr><th>class</th><th>training images</th><th>validation images</th>"
      "<th>recognised, %</th></tr></thead><tbody>\n";
  for (std::size_t c = 0; c < report.classes.size(); ++c) {
    text += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td>{}</tr>\n",
                        html_text(report.classes[c]), report.training_images[c], images[c],
                        images[c] == 0 ? "<td>&ndash;</td>"
                                       : html_share_cell(static_cast<double>(right[c]) /
                                                         static_cast<double>(images[c])));
  }
  return text + "</tbody></table>\n";
}

std::string share_cell(std::optional<double> share) {
  return share ? html_share_cell(*share) : "<td>&ndash;</td>";
}

std::string label_set_table(const TrainingReport& report) {
  std::string text =
      "<table><thead><tr><th>class</th><th>training images</th><th>validation images</th>"
      "<th>average precision, %</th><th>threshold</th><th>precision, %</th><th>recall, %</th></tr>"
      "</thead><tbody>\n";
  for (const MultiLabelClass& of_class : report.multi_label->classes) {
    text += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td>{}<td>{:.2f}</td>{}{}</tr>\n",
                        html_text(of_class.label),
                        report.training_images[static_cast<std::size_t>(of_class.index)],
                        of_class.images, share_cell(of_class.average_precision), of_class.threshold,
                        share_cell(of_class.precision()), share_cell(of_class.recall()));
  }
  return text + "</tbody></table>\n" +
         "<p class=\"soft\">Thresholds were chosen on these validation images (highest F1), so "
         "that "
         "precision and recall flatter a little.</p>\n";
}

}  // namespace

std::string to_json_line(const EpochMetrics& metrics, bool multi_label) {
  const std::string accuracy = multi_label ? "average_precision" : "accuracy";
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  json["epoch"] = metrics.epoch;
  json["learning_rate"] = metrics.learning_rate;
  json["training_loss"] = metrics.training_loss;
  json["training_" + accuracy] = metrics.training_accuracy;
  json["validation_loss"] = metrics.validation_loss;
  json["validation_" + accuracy] = metrics.validation_accuracy;
  json["best"] = metrics.best;
  return json.dump() + "\n";
}

std::string losses_text(const TrainingOptions& options, std::size_t views) {
  std::vector<std::string> only;
  if (options.label_smoothing > 0) {
    only.push_back(fmt::format("label smoothing ({:g})", options.label_smoothing));
  }
  if (options.balanced) {
    only.emplace_back("class weights");
  }
  if (views > 1) {
    only.emplace_back("crops and mirror images");
  }
  return only.empty() ? "comparable: both are the plain cross entropy"
                      : "not comparable: only the training loss includes " + in_words(only, "and");
}

std::string training_summary_text(const TrainingReport& report, const TrainedHead& trained) {
  const EpochMetrics& best = trained.epochs.at(static_cast<std::size_t>(trained.best_epoch - 1));
  return fmt::format("{} classes, best epoch {} of {}: {}{:.2f} % of {} validation images",
                     report.classes.size(), trained.best_epoch, trained.epochs.size(),
                     report.multi_label ? "mean average precision " : "",
                     best.validation_accuracy * 100, validation_images(report));
}

std::string training_report_html(const TrainingReport& report, const TrainedHead& trained) {
  const EpochMetrics& best = trained.epochs.at(static_cast<std::size_t>(trained.best_epoch - 1));
  LeftOut left_out;
  for (const SkippedImage& image : report.skipped) {
    left_out.add(image.path, image.failure);
  }
  const std::string title = "Fine-tuning of " + html_text(report.base);
  return html_head(title, std::string(kReportCss).append(kTrainingCss)) + "<h1>" + title +
         "</h1>\n" + left_out.summary() + tiles(report, trained, best) +
         "<h2>How did it learn?</h2>\n<div class=\"card\">\n"
         "<p><span class=\"key training\">training</span>, "
         "<span class=\"key validation\">validation</span>; the dot is the best epoch.</p>\n"
         "<div class=\"curves\">\n<div><h3>" +
         (report.multi_label ? "Mean average precision" : "Accuracy") + "</h3>\n" +
         learning_curve_svg(trained.epochs, trained.best_epoch, true) +
         "</div>\n<div><h3>Loss</h3>\n" +
         learning_curve_svg(trained.epochs, trained.best_epoch, false) + "</div>\n</div>\n" +
         "<p class=\"soft\">Losses: " + losses_text(report.options, report.views) +
         ".</p></div>\n<h2>Classes</h2>\n<div class=\"card\">" +
         (report.multi_label ? label_set_table(report) : class_table(report, trained)) +
         "</div>\n<h2>Settings</h2>\n<div class=\"card\">" + settings_table(report) + "</div>\n" +
         left_out.lists() + "</body>\n</html>\n";
}

}  // namespace resnext

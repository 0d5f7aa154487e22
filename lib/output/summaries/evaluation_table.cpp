// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text/printable.h"
#include "output/summaries/evaluation_report.h"

namespace resnext {
namespace {

constexpr std::size_t kWorstPairs = 10;
constexpr std::size_t kNames = 5;

std::string with_interval(const Proportion& proportion) {
  const Interval interval = wilson_interval(proportion);
  return fmt::format("{:.2f} % (95 %: {:.2f} to {:.2f})", 100 * proportion.value(),
                     100 * interval.low, 100 * interval.high);
}

/// Returns a line for each reason to leave images out.
std::string left_out_text(const Evaluation& evaluation) {
  std::string text;
  if (evaluation.of_other_classes > 0) {
    text += fmt::format("left out  {} images of classes that were not requested\n",
                        evaluation.of_other_classes);
  }
  if (!evaluation.unknown.empty()) {
    int images = 0;
    std::string names;
    std::size_t shown = 0;
    for (const auto& [name, count] : evaluation.unknown) {
      images += count;
      if (shown++ < kNames) {
        names += (names.empty() ? "" : ", ") + printable(name);
      }
    }
    text += fmt::format("left out  {} images of {} classes that the model does not have: ", images,
                        evaluation.unknown.size()) +
            names + (evaluation.unknown.size() > kNames ? ", ..." : "") + "\n";
  }
  return text;
}

/// "goldfish (n01443537)", safe to print.
std::string class_text(int index, std::span<const Label> labels) {
  const Label& label = labels[static_cast<std::size_t>(index)];
  return printable(label.name + (label.wnid.empty() ? "" : " (" + label.wnid + ")"));
}

std::string totals(const Evaluation& evaluation, std::span<const Label> labels) {
  const Measures& measures = evaluation.measures;
  std::string text =
      fmt::format("model     {}\nimages    {}\nfailed    {}\n{}", printable(evaluation.title),
                  measures.top1.of, evaluation.failures.size(), left_out_text(evaluation));
  if (measures.top1.of > 0) {
    text += fmt::format("top-1     {}\n", with_interval(measures.top1));
    if (shows_top5(labels)) {
      text += fmt::format("top-5     {}\n", with_interval(measures.top5));
    }
    text += fmt::format("macro     precision {:.2f} %, recall {:.2f} %, F1 {:.2f} %\n",
                        100 * measures.macro.precision, 100 * measures.macro.recall,
                        100 * measures.macro.f1) +
            fmt::format("ECE       {:.2f} points (mean confidence {:.2f} %)\n",
                        100 * measures.calibration.expected_error,
                        100 * measures.calibration.mean_confidence);
  }
  if (evaluation.has_real) {
    const Proportion real = measures.real.value_or(Proportion{});
    text += "ReaL      " + (real.of > 0 ? with_interval(real) + " of " : "") +
            fmt::format("{} images; {} without such a label\n", real.of, evaluation.without_real);
  }
  return text + fmt::format("images/s  {:.1f}\n", images_per_second(evaluation));
}

std::string class_lines(const Evaluation& evaluation, std::span<const Label> labels) {
  const bool top5 = shows_top5(labels);
  std::string text =
      fmt::format("\n top-1 %{}  precision %    F1 %  images  class\n", top5 ? "  top-5 %" : "");
  for (const ClassMeasures& of_class : least_recognised_first(evaluation.measures)) {
    const std::optional<double> precision = of_class.precision();
    const double share = 100 * Proportion{of_class.top5, of_class.images}.value();
    text += fmt::format("{:8.2f}{} {:>12}{:8.2f}{:8}  {}\n", 100 * of_class.recall(),
                        top5 ? fmt::format(" {:8.2f}", share) : "",
                        precision ? fmt::format("{:.2f}", 100 * *precision) : "-",
                        100 * of_class.f1(), of_class.images, class_text(of_class.index, labels));
  }
  return text;
}

std::string pair_lines(const Evaluation& evaluation, std::span<const Label> labels) {
  std::string text;
  for (const Confusion& pair : worst_pairs(evaluation.measures, kWorstPairs)) {
    text += fmt::format("{}{:8}  {} taken for {}\n", text.empty() ? "\nmost often confused\n" : "",
                        pair.images, class_text(pair.truth, labels),
                        class_text(pair.predicted, labels));
  }
  return text;
}

}  // namespace

std::string evaluation_to_table(const Evaluation& evaluation, std::span<const Label> labels) {
  std::string text =
      totals(evaluation, labels) + class_lines(evaluation, labels) + pair_lines(evaluation, labels);
  for (const FailedImage& failed : evaluation.failures) {
    text += fmt::format("failed ({}): {}: {}\n", failed.failure.code, printable(failed.path),
                        printable(failed.failure.message));
  }
  return text;
}

}  // namespace resnext

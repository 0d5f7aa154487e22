// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text/printable.h"
#include "output/summaries/multi_label_report.h"

namespace resnext {
namespace {

std::string percent(std::optional<double> share) {
  return share ? fmt::format("{:.2f}", 100 * *share) : "-";
}

std::string unknown_text(const MultiLabelEvaluation& evaluation) {
  std::string text;
  for (const auto& [name, images] : evaluation.unknown) {
    text += fmt::format("unknown   {}, of {} image{}\n", printable(name), images,
                        images == 1 ? "" : "s");
  }
  return text;
}

}  // namespace

std::string multi_label_table(const MultiLabelEvaluation& evaluation) {
  const MultiLabelMeasures& measures = evaluation.measures;
  std::string text =
      fmt::format("model     {}\nimages    {}\nfailed    {}\n{}", printable(evaluation.title),
                  measures.images, evaluation.failures.size(), unknown_text(evaluation));
  if (measures.images > 0) {
    text += fmt::format(
        "mAP       {:.2f} %\nF1        {:.2f} % (mean of the classes), {:.2f} % (all decisions)\n"
        "exact     {:.2f} % of the images\n\n",
        100 * measures.mean_average_precision, 100 * measures.macro_f1, 100 * measures.micro_f1,
        100 * static_cast<double>(measures.exact) / static_cast<double>(measures.images));
    text += fmt::format("{:>7} {:>7} {:>10} {:>7} {:>7} {:>10} {:>7}  {}\n", "images", "AP",
                        "threshold", "prec.", "recall", "best thr.", "its F1", "class");
    for (const MultiLabelClass& of_class : measures.classes) {
      text +=
          fmt::format("{:>7} {:>7} {:>10.3f} {:>7} {:>7} {:>10.3f} {:>7}  {}\n", of_class.images,
                      percent(of_class.average_precision), of_class.threshold,
                      percent(of_class.precision()), percent(of_class.recall()),
                      of_class.best.value, percent(of_class.best.f1), printable(of_class.label));
    }
  }
  return text;
}

}  // namespace resnext

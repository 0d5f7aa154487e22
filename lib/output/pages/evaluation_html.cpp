// SPDX-License-Identifier: Apache-2.0
#include "output/pages/evaluation_html.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "base/text/encoding.h"
#include "html_page.inc"  // generated from lib/output/pages/assets/ by scripts/cmake/embed_text.cmake
#include "output/known_classes.h"
#include "output/pages/confusion_plot.h"
#include "output/pages/html_head.h"
#include "output/pages/html_parts.h"
#include "output/pages/html_text.h"
#include "output/pages/left_out.h"
#include "output/pages/reliability_plot.h"
#include "output/summaries/evaluation_report.h"

namespace resnext {
namespace {

std::string percent(double share) { return fmt::format("{:.2f} %", 100 * share); }

std::string interval(const Proportion& proportion) {
  const Interval range = wilson_interval(proportion);
  return fmt::format("95 %: {:.2f} to {:.2f}", 100 * range.low, 100 * range.high);
}

std::string tiles(const Evaluation& evaluation, std::span<const Label> labels) {
  const Measures& measures = evaluation.measures;
  std::string html = "<dl class=\"tiles\">\n";
  if (measures.top1.of > 0) {
    html += html_tile("Top-1", percent(measures.top1.value()), interval(measures.top1));
    if (shows_top5(labels)) {
      html += html_tile("Top-5", percent(measures.top5.value()), interval(measures.top5));
    }
    if (measures.real) {
      html += html_tile("ReaL top-1", percent(measures.real->value()),
                        interval(*measures.real) + fmt::format(", {} images", measures.real->of));
    }
    html += html_tile("Macro F1", percent(measures.macro.f1),
                      fmt::format("precision {:.2f}, recall {:.2f}", 100 * measures.macro.precision,
                                  100 * measures.macro.recall)) +
            html_tile("Calibration error", percent(measures.calibration.expected_error),
                      fmt::format("mean confidence {:.2f} %",
                                  100 * measures.calibration.mean_confidence));
  }
  return html +
         html_tile("Images", fmt::format("{}", measures.top1.of),
                   fmt::format("{} failed, {:.1f} images/s", evaluation.failures.size(),
                               images_per_second(evaluation))) +
         "</dl>\n";
}

std::string class_name(int index, std::span<const Label> labels) {
  const Label& label = labels[static_cast<std::size_t>(index)];
  return fmt::format("<bdi title=\"{}\">{}</bdi>", html_text(label.wnid), html_text(label.name));
}

std::string image(const std::vector<std::byte>& jpeg, const std::string& alt) {
  return fmt::format("<img alt=\"{}\" src=\"data:image/jpeg;base64,{}\">", alt, base64(jpeg));
}

std::string figure(const EvaluationPicture& picture) {
  const std::string path = html_text(picture.path);
  const std::string name = path.substr(path.rfind('/') + 1);
  std::string html = picture.overlay.empty() ? "<figure>" : "<figure class=\"with-map\"><div>";
  const std::string photo = image(picture.thumbnail, name);
  html += picture.link.empty()
              ? photo
              : fmt::format("<a href=\"{}\" target=\"_blank\" rel=\"noopener\" title=\"{}\">{}</a>",
                            picture.link, path, photo);
  if (!picture.overlay.empty()) {
    html += image(picture.overlay, html_text(picture.evidence)) + "</div>";
  }
  return html + fmt::format("<figcaption title=\"{}\">{}{}</figcaption></figure>\n", path, name,
                            picture.evidence.empty() ? "" : "; " + html_text(picture.evidence));
}

/// Returns the photos that there are pictures of, and says how many images the pair has.
std::string photos(const Confusion& pair, const EvaluationPictures& pictures) {
  std::string html;
  int shown = 0;
  for (const std::size_t number : pair.surest) {
    const auto picture = pictures.find(number);
    if (picture != pictures.end()) {
      html += figure(picture->second);
      ++shown;
    }
  }
  return fmt::format("<p class=\"soft\">{} of {} shown</p>\n<div class=\"photos\">\n{}</div>",
                     shown, pair.images, html);
}

std::string pairs(const Evaluation& evaluation, std::span<const Label> labels,
                  const EvaluationPictures& pictures) {
  const std::vector<Confusion> worst = worst_pairs(evaluation.measures, kShownPairs);
  if (worst.empty()) {
    return "<p>No image was taken for another class.</p>\n";
  }
  const auto all = std::ranges::count_if(
      evaluation.measures.confusions,
      [](const Confusion& confusion) { return confusion.truth != confusion.predicted; });
  std::string html = fmt::format(
      "<p class=\"soft\">Below: {} of {} pairs of confused classes, those with the most images, "
      "and "
      "of each the photos with the highest confidence. Beside a photo: the evidence for the "
      "answer, "
      "brightest where it is strongest, in the part that the network sees. A photo opens its "
      "file.</p>\n",
      worst.size(), all);
  for (const Confusion& pair : worst) {
    html += fmt::format("<div class=\"card pair\"><h3>{} &times; {} taken for {}</h3>\n{}</div>\n",
                        pair.images, class_name(pair.truth, labels),
                        class_name(pair.predicted, labels), photos(pair, pictures));
  }
  return html;
}

std::string class_table(const Evaluation& evaluation, std::span<const Label> labels) {
  const std::vector<ClassMeasures> classes = least_recognised_first(evaluation.measures);
  const bool top5 = shows_top5(labels);
  std::string html = fmt::format(
      "<details open><summary>{} classes, the least recognised first</summary>\n<table><thead><tr>"
      "<th>class</th><th>recall (top-1), %</th><th>95 %</th>{}<th>precision, %</th>"
      "<th>F1, %</th><th>images</th><th>answers</th></tr></thead><tbody>\n",
      classes.size(), top5 ? "<th>top-5, %</th>" : "");
  for (const ClassMeasures& of_class : classes) {
    const Interval range = wilson_interval({of_class.top1, of_class.images});
    const std::optional<double> precision = of_class.precision();
    html += "<tr><td>" + class_name(of_class.index, labels) + "</td>" +
            html_share_cell(of_class.recall()) +
            fmt::format("<td>{:.0f} to {:.0f}</td>", 100 * range.low, 100 * range.high) +
            (top5 ? fmt::format("<td>{:.2f}</td>",
                                100 * Proportion{of_class.top5, of_class.images}.value())
                  : "") +
            (precision ? html_share_cell(*precision) : "<td>&ndash;</td>") +
            html_share_cell(of_class.f1()) +
            fmt::format("<td>{}</td><td>{}</td></tr>\n", of_class.images, of_class.predicted);
  }
  return html + "</tbody></table></details>\n";
}

LeftOut left_out(const Evaluation& evaluation) {
  LeftOut left_out;
  for (const FailedImage& failed : evaluation.failures) {
    left_out.add(failed.path, failed.failure);
  }
  for (const auto& [name, images] : evaluation.unknown) {
    left_out.add("of classes that the model doesn't have",
                 fmt::format("{}: {}", html_text(name), images), images);
  }
  if (evaluation.of_other_classes > 0) {
    left_out.add("of classes that were not requested",
                 "their classes are not in the list of --classes", evaluation.of_other_classes);
  }
  return left_out;
}

}  // namespace

std::string evaluation_to_html(const Evaluation& evaluation, std::span<const Label> labels,
                               const EvaluationPictures& pictures) {
  const Measures& measures = evaluation.measures;
  const LeftOut left_out_images = left_out(evaluation);
  const std::string title = "Evaluation of " + html_text(evaluation.title);
  std::string page = html_head(title, std::string(kReportCss).append(kEvaluationCss)) + "<h1>" +
                     title + "</h1>\n<p class=\"soft\">The model knows " +
                     html_text(known_classes(labels)) + ".</p>\n" + left_out_images.summary() +
                     tiles(evaluation, labels);
  if (evaluation.has_real) {
    page += fmt::format("<p class=\"soft\">{} images have no ReaL label among the answers.</p>\n",
                        evaluation.without_real);
  }
  if (measures.top1.of > 0) {
    page +=
        "<h2>How reliable is its confidence?</h2>\n<div class=\"card\">" +
        reliability_plot(measures.calibration) +
        "<p class=\"soft\">Each bar is the share of correct answers among images of that "
        "confidence; the short line is their mean confidence. The two agree on the dashed line. "
        "Below: the number of images.</p></div>\n"
        "<h2>Which classes are confused?</h2>\n<div class=\"card\">" +
        confusion_plot(measures.confusions, labels) +
        "<p class=\"soft\">Rows are true classes, columns are predicted ones, both in the model's "
        "order. The darker a square, the larger its share of the row.</p></div>\n" +
        pairs(evaluation, labels, pictures) + "<h2>Classes</h2>\n<div class=\"card\">" +
        class_table(evaluation, labels) + "</div>\n";
  }
  return page + left_out_images.lists() + "</body>\n</html>\n";
}

}  // namespace resnext

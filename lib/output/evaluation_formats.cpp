// SPDX-License-Identifier: Apache-2.0
#include "output/evaluation_formats.h"

#include "output/pages/evaluation_html.h"
#include "output/summaries/evaluation_report.h"

namespace resnext {
namespace {

/// Adapts a report without pictures.
template <std::string (*make)(const Evaluation&, std::span<const Label>)>
std::string without_pictures(const Evaluation& evaluation, std::span<const Label> labels,
                             const EvaluationPictures& /*pictures*/) {
  return make(evaluation, labels);
}

constexpr EvaluationFormat kFormats[] = {
    {.name = "table", .extensions = "txt", .make = without_pictures<evaluation_to_table>},
    {.name = "json", .extensions = "json", .make = without_pictures<evaluation_to_json>},
    {.name = "html",
     .description = "one page, with pictures",
     .extensions = "html htm",
     .needs_pictures = true,
     .make = evaluation_to_html},
};

}  // namespace

std::span<const EvaluationFormat> evaluation_formats() { return kFormats; }

}  // namespace resnext

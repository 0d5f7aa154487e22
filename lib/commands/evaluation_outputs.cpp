// SPDX-License-Identifier: Apache-2.0
#include "commands/evaluation_outputs.h"

#include <fmt/format.h>

#include "base/files/replacement.h"
#include "base/text/printable.h"
#include "commands/output_files.h"
#include "output/format_names.h"

namespace resnext {

const EvaluationFormat& report_format(const EvaluateRequest& request) {
  const EvaluationFormat* const named = request.format != nullptr
                                            ? request.format
                                            : find_format_of(evaluation_formats(), request.output);
  return named != nullptr ? *named : evaluation_formats().front();
}

CommandOutcome end_without_report(const EvaluateRequest& request, std::size_t done,
                                  std::size_t images, Console& console) {
  console.write(
      fmt::format("resnext-classify: interrupted after {} of {} images; no report was written{}\n",
                  done, images,
                  !request.records.empty() && done > 0
                      ? ", " + printable(request.records) + " has the records up to there"
                      : ""));
  return CommandOutcome::kInterrupted;
}

EvaluationOutputs::EvaluationOutputs(const EvaluateRequest& request) {
  const std::string report = request.output.empty() ? "-" : request.output;
  outputs_.push_back(open_output(report));
  open(request.records, records_, {report});
  open(request.confusion, confusion_, {report, request.records});
}

void EvaluationOutputs::refuse_if_same(const std::filesystem::path& input) const {
  for (const Output& output : outputs_) {
    output.refuse_if_same(input);
  }
}

void EvaluationOutputs::refuse_to_replace() const {
  for (const Output& output : outputs_) {
    output.refuse_to_replace(kForceReplaces);
  }
}

void EvaluationOutputs::open(const std::string& path, std::size_t& place,
                             const std::vector<std::string>& others) {
  if (path.empty()) {
    return;
  }
  place = outputs_.size();
  refuse_shared_output(path, others);
  outputs_.push_back(open_output(path));
}

}  // namespace resnext

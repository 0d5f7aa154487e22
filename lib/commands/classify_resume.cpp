// SPDX-License-Identifier: Apache-2.0
#include "commands/classify_resume.h"

#include <fmt/format.h>

#include "base/text/printable.h"
#include "commands/output_files.h"
#include "commands/resume_refusal.h"
#include "commands/tta_request.h"

namespace resnext {
namespace {

constexpr const char* kCovered =
    "--tta, --top-k, --scores, --threshold, --classes, --renormalize, --tiles, --tile-overlap, "
    "--cam, --cam-class and --cam-size";

/// Returns what the options of a classification may have been in another run.
std::vector<RunOption> run_options(const ClassifyRequest& request, const OpenedModel& model,
                                   const RunSettings& now) {
  std::vector<RunOption> options = common_run_options(request.model, model, now);
  const std::vector<RunOption> more = report_run_options(now.predictions);
  options.insert(options.end(), more.begin(), more.end());
  options.push_back(tta_run_option(request.augmentation));
  options.push_back(tile_run_option(tile_grid(request.tiles)));
  options.push_back(cam_run_option(request.cam));
  return options;
}

}  // namespace

FinishedInputs read_finished(const ClassifyRequest& request, const OpenedModel& model,
                             const RunSettings& settings, const std::string& run,
                             std::optional<Output>& output) {
  try {
    return resume_output(request.resume, run, request.retry_failed, output);
  } catch (const OtherRun& other) {
    refuse_other_run(other, request.model, model, settings, run_options(request, model, settings),
                     kCovered);
  }
}

void report_interruption(const ClassifyRequest& request, const ReportFormat& format,
                         Console& console) {
  const std::string& file = request.resume.empty() ? request.output : request.resume;
  if (request.quiet || !is_regular_output(file)) {
    return;
  }
  console.write(is_resumable(request.report, format)
                    ? fmt::format("resnext-classify: interrupted; continue with --resume {}\n",
                                  printable(file))
                    : fmt::format("resnext-classify: interrupted; {} has the results up to here\n",
                                  printable(file)));
}

}  // namespace resnext

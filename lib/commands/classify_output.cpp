// SPDX-License-Identifier: Apache-2.0
#include "commands/classify_output.h"

#include "base/files/replacement.h"
#include "commands/output_files.h"

namespace resnext {

const ReportFormat& classify_format(const ClassifyRequest& request) {
  if (!request.resume.empty()) {
    return chosen_format(request.report, "");
  }
  const bool watched = is_standard_output(request.output) && Output::standard().is_terminal();
  const bool tiled = !request.tiles.grid.empty();  // for which a table has no place
  return watched && !tiled && is_single_image(request.images)
             ? terminal_format(request.report)
             : chosen_format(request.report, request.output);
}

Output open_classify_output(const ClassifyRequest& request, const ReportFormat& format) {
  const std::string& file = request.resume.empty() ? request.output : request.resume;
  if (is_standard_output(file)) {
    refuse_shared_output("-", {request.report.manifest, request.dump_input});
    return Output::standard();
  }
  Output output = request.resume.empty() ? Output::file(file) : Output::resumed(file);
  refuse_shared_output(
      file, {request.report.manifest, request.dump_input});  // all names exist now, if two are one
  protect_images(request.images, file,
                 [&output](const std::filesystem::path& input) { output.refuse_if_same(input); });
  output.refuse_if_same(request.report.classes);
  if (!request.force) {
    output.refuse_to_replace(is_resumable(request.report, format)
                                 ? "--force replaces it, --resume in place of --output continues it"
                                 : kForceReplaces);
  }
  return output;
}

}  // namespace resnext

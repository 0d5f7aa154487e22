// SPDX-License-Identifier: Apache-2.0
#include "commands/quantize_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/cancelled.h"
#include "base/files/replacement.h"
#include "base/text/printable.h"
#include "commands/finetune_data.h"
#include "commands/output_files.h"
#include "commands/quantize_images.h"
#include "commands/stage_display.h"
#include "output/format_names.h"
#include "output/pages/quantization_page.h"
#include "quantization/write_quantized_model.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

const QuantizationFormat& format_of(const QuantizeRequest& request) {
  const QuantizationFormat* const named =
      request.format != nullptr ? request.format
                                : find_format_of(quantization_formats(), request.report);
  return named != nullptr ? *named : quantization_formats().front();
}

ImageRequest image_request(const QuantizeRequest& request) {
  ImageRequest images;
  images.paths = request.images;
  return images;
}

/// Writes the model's folder, which gets its name last. Throws Cancelled if the command is
/// interrupted meanwhile.
void write_folder(const OpenedModel& opened, const QuantizedModel& quantized,
                  const NewFolder& folder, const Interruption& interruption) {
  write_quantized_model(opened, quantized, folder);
  folder.write("report.html", quantization_to_html(quantized.report));
  if (interruption.is_requested()) {
    throw Cancelled("stopped while the model was written");
  }
  folder.finish();
}

/// Opens the report's file. Throws UsageError if it is one of the images, or if it holds something
/// and may not be replaced.
Output open_report(const QuantizeRequest& request, const std::vector<fs::path>& images) {
  Output report = open_output(request.report);
  for (const fs::path& image : images) {
    report.refuse_if_same(image);
  }
  if (!request.force) {
    report.refuse_to_replace(kForceReplaces);
  }
  return report;
}

QuantizeOptions quantize_options(const QuantizeRequest& request, const ModelConfig& config) {
  return {.samples = request.samples,
          .max_loss = request.max_loss / 100,
          .decode = decode_options(request.decode, config),
          .load = load_options(request.model)};
}

/// Tells what the report's reader should know at once.
void write_notes(const QuantizationReport& report, const QuantizeRequest& request,
                 Console& console) {
  for (const UnusedImage& image : report.unused) {
    console.write(fmt::format("resnext-classify: left out: {}: {}: {}\n", printable(image.path),
                              image.failure.code, printable(image.failure.message)));
  }
  if (report.calibration_error > report.max_loss) {
    console.write(fmt::format(
        "resnext-classify: --max-loss {:g} can't be met: the logits' error is {:.2f} % on "
        "calibration images, with {} of {} layers in f32 (half of them, at most). --precision bf16 "
        "of the model that is quantized may suit better\n",
        request.max_loss, 100 * report.calibration_error,
        std::ranges::count(report.layers, false, &QuantizedLayer::is_int8), report.layers.size()));
  }
  if (!request.quiet) {
    console.write(fmt::format("{}: `resnext-classify -m {} photo.jpg` runs it\n",
                              printable(request.out), printable(request.out)));
  }
}

}  // namespace

CommandOutcome run_quantize(const QuantizeRequest& request, CommandIo& io) {
  const ResolvedModel model = resolve(request.model, io.console);
  check_can_be_base(model.config);
  refuse_quantized(model.config);
  const QuantizationFormat& format = format_of(request);
  io.interruption.catch_requests();
  StopFlag& stop = io.interruption.stop_flag();
  const NewFolder folder(request.out);
  const std::vector<fs::path> images = quantize_images(image_request(request), stop);
  Output output = open_report(request, images);
  const OpenedModel opened =
      open_model(model, request.model.weights, cancel_check(io.interruption));
  for (const fs::path& file : opened_files(opened)) {
    output.refuse_if_same(file);
  }
  StageDisplay display(io.console, !request.quiet);
  const QuantizedModel quantized =
      quantize_model(opened, images, quantize_options(request, model.config), stop,
                     [&display](const QuantizeProgress& progress) { display.update(progress); });
  display.clear();
  write_folder(opened, quantized, folder, io.interruption);
  output.write(format.make(quantized.report));
  output.finish();
  write_notes(quantized.report, request, io.console);
  return quantized.report.unused.empty() ? CommandOutcome::kSuccess
                                         : CommandOutcome::kSomeImagesFailed;
}

}  // namespace resnext

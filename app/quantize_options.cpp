// SPDX-License-Identifier: Apache-2.0
#include "app/command_options.h"
#include "app/format_option.h"
#include "app/number_between.h"
#include "app/shared_options.h"

namespace resnext {

void add_quantize_options(CLI::App& app, QuantizeRequest& request) {
  app.option_defaults()->group("Data and model");
  app.add_option("-d,--images", request.images,
                 "Folders of images of the kind that the model will see, files or patterns; no "
                 "classes are needed")
      ->type_name("DIR")
      ->required();
  app.add_option("-o,--out,--output", request.out, "Folder to make for the new model")
      ->type_name("MODELDIR")
      ->required();
  add_model_options(app, request.model);
  app.option_defaults()->group("Quantization");
  app.add_option("--samples", request.samples, "Images to calibrate with, at most")
      ->check(CLI::Range(8, 1'000'000))
      ->capture_default_str();
  app.add_option("--max-loss", request.max_loss,
                 "Leave the worst blocks or layers in f32, at most half of all layers, until the "
                 "logits' relative error is at most so many percent")
      ->check(number_between(0, 1000))
      ->capture_default_str();
  app.option_defaults()->group("Results");
  add_format_option(app, request.format, quantization_formats(), "--report");
  app.add_option("--report", request.report, "Write the report to a file; default: standard output")
      ->type_name("FILE");
  add_force_option(app, request.force);
  add_decode_options(app, request.decode);
  app.option_defaults()->group("How it runs");
  add_threads_option(app, request.model.execution);
  app.add_flag("-q,--quiet", request.quiet, "Nothing on standard error but errors");
}

}  // namespace resnext

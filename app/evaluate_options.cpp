// SPDX-License-Identifier: Apache-2.0
#include "app/command_options.h"
#include "app/format_option.h"
#include "app/shared_options.h"

namespace resnext {
namespace {

void add_data_options(CLI::App& app, EvaluateRequest& request) {
  app.option_defaults()->group("Data");
  app.add_option("-d,--data", request.data,
                 "Folder with a folder a class (WordNet id or label); with --labels, where its "
                 "paths begin, or the folder of the images")
      ->type_name("DIR");
  app.add_option("-l,--labels", request.labels,
                 "Lines of path TAB class, path and number, or ImageNet's ground truth")
      ->type_name("FILE");
  app.add_option("--synsets", request.synsets,
                 "What --labels' numbers mean: lines of id and WordNet id, as the development "
                 "kit's map_clsloc.txt has them")
      ->type_name("FILE");
  app.add_option("--real", request.real, "ReaL labels (real.json) to measure against as well")
      ->type_name("FILE");
  app.add_flag("--skip-unknown", request.skip_unknown,
               "Leave out images of classes that the model does not have, and count them");
  CLI::Option* const classes =
      app.add_option("--classes", request.classes,
                     "Only images of the classes listed in a file, and only these as answers")
          ->type_name("FILE");
  CLI::Option* const any =
      app.add_flag("--any-answer", request.any_answer,
                   "With --classes: the model may answer with its other classes as well")
          ->needs(classes);
  app.add_flag("--renormalize", request.renormalize,
               "With --classes: probabilities sum to 1 over these classes")
      ->needs(classes)
      ->excludes(any);
}

}  // namespace

void add_evaluate_options(CLI::App& app, EvaluateRequest& request) {
  add_data_options(app, request);
  add_model_options(app, request.model);
  add_precision_option(app, request.model.execution.precision);
  add_tta_option(app, request.augmentation);
  app.option_defaults()->group("Results");
  add_format_option(app, request.format, evaluation_formats());
  app.add_option("-o,--output,--out", request.output, "Write the report to a file")
      ->type_name("FILE");
  app.add_option("--records", request.records, "Write a JSON line for each image to a file")
      ->type_name("FILE");
  app.add_option("--confusion", request.confusion, "Write the confusion matrix to a CSV file")
      ->type_name("FILE");
  add_force_option(app, request.force);
  add_decode_options(app, request.decode);
  add_threads_option(app, request.model.execution);
  add_batch_size_option(app, request.batch_size);
  app.add_flag("-q,--quiet", request.quiet, "No progress, even on a terminal");
}

}  // namespace resnext

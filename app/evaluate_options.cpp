#include "app/evaluate_command.h"
#include "app/run_options.h"
#include "output/format_names.h"

namespace resnext {
namespace {

void add_data_options(CLI::App& app, EvaluateCommand& command) {
  app.add_option("-d,--data", command.data,
                 "Folder with a folder a class (WordNet id or label); with --labels, where its "
                 "paths begin, or the folder of the images")
      ->type_name("DIR");
  app.add_option("-l,--labels", command.labels,
                 "Lines of path TAB class, path and number, or ImageNet's ground truth")
      ->type_name("FILE");
  app.add_option("--synsets", command.synsets,
                 "What --labels' numbers mean: lines of id and WordNet id, as the development "
                 "kit's map_clsloc.txt has them")
      ->type_name("FILE");
  app.add_option("--real", command.real, "ReaL labels (real.json) to measure against as well")
      ->type_name("FILE");
  app.add_flag("--skip-unknown", command.skip_unknown,
               "Leave out images of classes that the model does not have, and count them");
  CLI::Option* const classes =
      app.add_option("--classes", command.classes,
                     "Only images of the classes listed in a file, and only these as answers")
          ->type_name("FILE");
  CLI::Option* const any =
      app.add_flag("--any-answer", command.any_answer,
                   "With --classes: the model may answer with its other classes as well")
          ->needs(classes);
  app.add_flag("--renormalize", command.renormalize,
               "With --classes: probabilities sum to 1 over these classes")
      ->needs(classes)
      ->excludes(any);
}

}  // namespace

void add_evaluate_options(CLI::App& app, EvaluateCommand& command) {
  add_data_options(app, command);
  add_model_options(app, command.model);
  app.add_option_function<std::string>(
         "-f,--format",
         [&command](const std::string& name) {
           command.format = find_format(evaluation_formats(), name);
         },
         format_help(evaluation_formats()))
      ->check(CLI::IsMember(format_names(evaluation_formats())).description(""))
      ->type_name("FORMAT")
      ->default_str(command.format->name);
  app.add_option("-o,--output", command.output, "Write the report to a file")->type_name("FILE");
  app.add_option("--records", command.records, "Write a JSON line for each image to a file")
      ->type_name("FILE");
  app.add_option("--confusion", command.confusion, "Write the confusion matrix to a CSV file")
      ->type_name("FILE");
  add_decode_options(app, command.decode);
  add_threads_option(app, command.threads);
  add_batch_size_option(app, command.batch_size);
  app.add_flag("-q,--quiet", command.quiet, "No progress, even on a terminal");
}

}  // namespace resnext

#include <csignal>
#include <iostream>
#include <new>

#include "app/benchmark_command.h"
#include "app/classify_command.h"
#include "app/evaluate_command.h"
#include "app/features_command.h"
#include "app/finetune_command.h"
#include "app/interrupt.h"
#include "app/models_command.h"
#include "app/weights_command.h"
#include "base/error.h"

namespace resnext {
namespace {

int failure(const std::exception& error, ExitCode code) {
  std::cerr << "resnext-classify: " << error.what() << "\n";
  return static_cast<int>(code);
}

int run(int argc, char** argv) {
  CLI::App app("Classifies images with ResNeXt on the CPU.", "resnext-classify");
  app.set_version_flag("--version", "resnext-classify " RESNEXT_VERSION);
  app.footer(
      "Exit codes: 0 all classified, 1 some images failed, 2 wrong usage, 3 no model, 4 too many "
      "errors.");
  ClassifyCommand classify;
  add_classify_options(app, classify);
  ModelsCommand models;
  CLI::App* models_app = app.add_subcommand("models", "List the models, or show one");
  add_models_options(*models_app, models);
  EvaluateCommand evaluate;
  CLI::App* evaluate_app = app.add_subcommand("evaluate", "Measure accuracy on labelled images");
  add_evaluate_options(*evaluate_app, evaluate);
  FeaturesCommand features;
  CLI::App* features_app = app.add_subcommand("features", "Write what the network sees to a file");
  add_features_options(*features_app, features);
  FinetuneCommand finetune;
  CLI::App* finetune_app = app.add_subcommand("finetune", "Teach a model classes of your own");
  add_finetune_options(*finetune_app, finetune);
  BenchmarkCommand benchmark;
  CLI::App* benchmark_app = app.add_subcommand("benchmark", "Time a model on random input");
  add_benchmark_options(*benchmark_app, benchmark);
  WeightsCommand weights;
  CLI::App* weights_app = app.add_subcommand("weights", "List, fetch, verify or convert weights");
  add_weights_options(*weights_app, weights);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::kUsage);
  }
  try {
    if (!app.get_subcommands().empty() && is_used(classify)) {
      throw UsageError("\"" + app.get_subcommands().front()->get_name() +
                       "\" is a command and can't be mixed with a classification; a file or folder "
                       "of that name is written ./" +
                       app.get_subcommands().front()->get_name());
    }
    if (weights_app->parsed()) {
      return static_cast<int>(run_weights(*weights_app, weights));
    }
    if (benchmark_app->parsed()) {
      return static_cast<int>(run_benchmark(benchmark));
    }
    if (finetune_app->parsed()) {
      return static_cast<int>(run_finetune(finetune));
    }
    if (features_app->parsed()) {
      return static_cast<int>(run_features(features));
    }
    if (evaluate_app->parsed()) {
      return static_cast<int>(run_evaluate(evaluate));
    }
    return static_cast<int>(models_app->parsed() ? run_models(models) : run_classify(classify));
  } catch (const ClosedPipe&) {
    return static_cast<int>(ExitCode::kSuccess);
  } catch (const UsageError& error) {
    return failure(error, ExitCode::kUsage);
  } catch (const OutputError& error) {
    return failure(error, ExitCode::kUsage);
  } catch (const std::bad_alloc&) {
    return failure(Error("not enough memory for this model"), ExitCode::kModel);
  } catch (const std::exception& error) {
    return failure(error, ExitCode::kModel);
  }
}

}  // namespace
}  // namespace resnext

int main(int argc, char** argv) {
  resnext::watch_interrupts();
  // A closed pipe and a file too large for ulimit are errors of write(), handled there.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  return resnext::run(argc, argv);
}
